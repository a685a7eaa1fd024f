#include <gpu/range_list.h>

#include <core/check.h>

#include <algorithm>

namespace gpu {

RangeList::RangeList(std::uint64_t size) : size_(size) {
    if (size > 0) free_.push_back({0, size});
}

std::optional<std::uint64_t> RangeList::take(std::uint64_t size, std::uint64_t alignment) {
    CHECK(size > 0, "an empty range cannot be taken");
    CHECK(alignment > 0 && (alignment & (alignment - 1)) == 0, "alignment is a power of two");
    for (std::size_t i = 0; i < free_.size(); ++i) {
        const Range range = free_[i];
        const std::uint64_t offset = (range.offset + alignment - 1) & ~(alignment - 1);
        const std::uint64_t lead = offset - range.offset;
        if (range.size < lead || range.size - lead < size) continue;
        const std::uint64_t tail = range.size - lead - size;
        const auto at = free_.begin() + static_cast<std::ptrdiff_t>(i);
        if (lead > 0 && tail > 0) {
            *at = {range.offset, lead};
            free_.insert(at + 1, {offset + size, tail});
        } else if (lead > 0) {
            *at = {range.offset, lead};
        } else if (tail > 0) {
            *at = {offset + size, tail};
        } else {
            free_.erase(at);
        }
        return offset;
    }
    return std::nullopt;
}

void RangeList::giveBack(std::uint64_t offset, std::uint64_t size) {
    CHECK(size > 0 && offset + size <= size_, "a range outside the block is given back");
    auto next = std::lower_bound(free_.begin(), free_.end(), offset,
                                 [](const Range& range, std::uint64_t value) { return range.offset < value; });
    CHECK(next == free_.end() || offset + size <= next->offset, "a range is given back twice");
    if (next != free_.begin()) {
        const auto before = next - 1;
        CHECK(before->offset + before->size <= offset, "a range is given back twice");
        if (before->offset + before->size == offset) {
            before->size += size;
            if (next != free_.end() && before->offset + before->size == next->offset) {
                before->size += next->size;
                free_.erase(next);
            }
            return;
        }
    }
    if (next != free_.end() && offset + size == next->offset) {
        next->offset = offset;
        next->size += size;
        return;
    }
    free_.insert(next, {offset, size});
}

std::uint64_t RangeList::freeBytes() const {
    std::uint64_t sum = 0;
    for (const Range& range : free_) sum += range.size;
    return sum;
}

} // namespace gpu
