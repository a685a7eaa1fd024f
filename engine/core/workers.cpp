#include <core/workers.h>

#include <core/check.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace core {

struct Workers::Pool {
    using Body = std::function<void(std::size_t, std::size_t, std::size_t)>;

    std::vector<std::thread> threads;
    std::mutex mutex;
    std::condition_variable start;
    std::condition_variable finished;
    const Body* body = nullptr;
    std::size_t size = 0;
    std::size_t grain = 1;
    std::atomic<std::size_t> nextChunk{0};
    std::size_t round = 0;
    std::size_t busy = 0;
    bool quit = false;
    std::exception_ptr failure;
    std::size_t failedChunk = kNone;

    static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

    void drain() {
        const std::size_t chunks = (size + grain - 1) / grain;
        for (std::size_t chunk = nextChunk++; chunk < chunks; chunk = nextChunk++) {
            try {
                (*body)(chunk * grain, std::min(size, (chunk + 1) * grain), chunk);
            } catch (...) { // out of a thread it would end the program
                const std::lock_guard lock(mutex);
                nextChunk = chunks;
                if (chunk >= failedChunk) continue;
                failedChunk = chunk;
                failure = std::current_exception();
            }
        }
    }

    void live() {
        std::size_t seen = 0;
        for (;;) {
            {
                std::unique_lock lock(mutex);
                start.wait(lock, [&] { return quit || round != seen; });
                if (quit) return;
                seen = round;
            }
            drain();
            const std::lock_guard lock(mutex);
            if (--busy == 0) finished.notify_one();
        }
    }
};

Workers::Workers(int count) : pool_(std::make_unique<Pool>()) {
    for (int i = 1; i < count; ++i) pool_->threads.emplace_back([this] { pool_->live(); });
}

Workers::~Workers() {
    {
        const std::lock_guard lock(pool_->mutex);
        pool_->quit = true;
    }
    pool_->start.notify_all();
    for (std::thread& thread : pool_->threads) thread.join();
}

int Workers::count() const {
    return static_cast<int>(pool_->threads.size()) + 1;
}

void Workers::parallelFor(std::size_t size, std::size_t grain,
                          const std::function<void(std::size_t, std::size_t, std::size_t)>& body) {
    CHECK(grain > 0, "a chunk holds at least one item");
    if (pool_->threads.empty() || size <= grain) {
        for (std::size_t chunk = 0; chunk * grain < size; ++chunk)
            body(chunk * grain, std::min(size, (chunk + 1) * grain), chunk);
        return;
    }
    {
        const std::lock_guard lock(pool_->mutex);
        pool_->body = &body;
        pool_->size = size;
        pool_->grain = grain;
        pool_->nextChunk = 0;
        pool_->failure = nullptr;
        pool_->failedChunk = Pool::kNone;
        pool_->busy = pool_->threads.size();
        ++pool_->round;
    }
    pool_->start.notify_all();
    pool_->drain();
    std::unique_lock lock(pool_->mutex);
    pool_->finished.wait(lock, [&] { return pool_->busy == 0; });
    if (pool_->failure) std::rethrow_exception(std::exchange(pool_->failure, nullptr));
}

} // namespace core
