// Workers: a pool for loops whose result does not depend on how many threads there are. The range is cut into fixed
// chunks of `grain`; a chunk is always the same work, so only its thread differs. Sums must be made per chunk and added
// in chunk order by the caller.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace core {

class Workers {
public:
    /// `count` threads work in all, the caller's among them; 0 or 1 means the caller works alone.
    explicit Workers(int count = 1);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    int count() const;

    /// Calls body(begin, end, chunk) for every chunk of [0, size); returns when all are done. Not to be nested.
    /// What a chunk throws reaches the caller, of several the one of the lowest chunk; the chunks after it may be left
    /// undone, and the workers can be used again.
    void parallelFor(std::size_t size, std::size_t grain,
                     const std::function<void(std::size_t begin, std::size_t end, std::size_t chunk)>& body);

private:
    struct Pool;
    std::unique_ptr<Pool> pool_;
};

} // namespace core
