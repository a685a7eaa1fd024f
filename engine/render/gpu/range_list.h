// RangeList: which parts of a block of memory are free. First fit by address, neighbours merge when given back. Pure,
// so that it is tested without a GPU.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace gpu {

class RangeList {
public:
    explicit RangeList(std::uint64_t size);

    /// Offset of a free range of `size` bytes at a multiple of `alignment` (a power of two); it is taken. Nothing: no
    /// room.
    std::optional<std::uint64_t> take(std::uint64_t size, std::uint64_t alignment);
    /// Gives back a range that take() gave, with the same size.
    void giveBack(std::uint64_t offset, std::uint64_t size);

    bool allFree() const { return free_.size() == 1 && free_[0].offset == 0 && free_[0].size == size_; }
    std::uint64_t freeBytes() const;

private:
    struct Range {
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };
    std::uint64_t size_ = 0;
    std::vector<Range> free_; ///< by offset, no two touch
};

} // namespace gpu
