#include <gpu/range_list.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <map>

namespace {

TEST(RangeList, TakesFromTheFrontAndMergesWhatComesBack) {
    gpu::RangeList list(100);
    EXPECT_EQ(list.take(10, 1), 0u);
    EXPECT_EQ(list.take(10, 16), 16u);
    EXPECT_EQ(list.take(6, 1), 10u);
    EXPECT_FALSE(list.take(90, 1));
    list.giveBack(0, 10);
    list.giveBack(16, 10);
    list.giveBack(10, 6);
    EXPECT_TRUE(list.allFree());
}

TEST(RangeList, NeverHandsOutWhatIsTaken) {
    gpu::RangeList list(4096);
    core::Random random(7);
    std::map<std::uint64_t, std::uint64_t> taken;
    for (int step = 0; step < 5000; ++step) {
        if (random.uniform() < 0.55f) {
            const std::uint64_t size = 1 + random.next() % 200;
            const std::uint64_t alignment = 1ull << (random.next() % 7);
            if (const auto at = list.take(size, alignment)) {
                EXPECT_EQ(*at % alignment, 0u);
                const auto next = taken.lower_bound(*at);
                if (next != taken.end()) {
                    EXPECT_LE(*at + size, next->first);
                }
                if (next != taken.begin()) {
                    EXPECT_LE(std::prev(next)->first + std::prev(next)->second, *at);
                }
                EXPECT_LE(*at + size, 4096u);
                taken[*at] = size;
            }
        } else if (!taken.empty()) {
            const auto one = std::next(taken.begin(), static_cast<long>(random.next() % taken.size()));
            list.giveBack(one->first, one->second);
            taken.erase(one);
        }
        std::uint64_t sum = 0;
        for (const auto& [at, size] : taken) sum += size;
        ASSERT_EQ(list.freeBytes(), 4096 - sum);
    }
}

TEST(RangeListDeath, GivingBackTwiceEndsTheProgram) {
    gpu::RangeList list(100);
    ASSERT_EQ(list.take(10, 1), 0u);
    list.giveBack(0, 10);
    EXPECT_DEATH(list.giveBack(0, 10), "twice");
}

} // namespace
