// Nearest samples: for every point of a lattice the nearest of many samples, by points telling each other (sequential
// vector distance transform, Danielsson 1980, in three dimensions): exact up to rare misses of a fraction of a step.
// Units: metres. Deterministic, one thread; work on a large grid is shared out in blocks (forBlocks), always the same
// ones whatever the number of workers.
#pragma once

#include <core/math.h>
#include <core/workers.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace geometry {

/// Points origin + step (x, y, z), 0 <= x < size.x and so on; x runs fastest.
struct Lattice {
    glm::ivec3 size{0};
    glm::vec3 origin{0.0f};
    float step = 0.0f;

    std::size_t index(int x, int y, int z) const {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(size.y) + static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(size.x) +
               static_cast<std::size_t>(x);
    }
    glm::vec3 point(int x, int y, int z) const { return origin + step * glm::vec3(x, y, z); }
    std::size_t count() const { return index(0, 0, size.z); }
};

class NearestSamples {
public:
    static constexpr std::uint32_t kNone = 0xffffffffu;

    /// Samples farther than `limitM` are not heard of.
    NearestSamples(const Lattice& lattice, float limitM);

    /// Another limit for one point; before anything else.
    void limit(std::size_t cell, float limitM) { known_[cell].squared = limitM * limitM; }
    /// Tells one point of one sample, known to the caller by `name`.
    void seed(std::size_t cell, const glm::vec3& point, const glm::vec3& sample, std::uint32_t name);
    /// Every sample to the eight points round it, under its number.
    void seedAll(std::span<const glm::vec3> samples);
    void spread();

    /// Name of the nearest sample; kNone: there is none within the limit.
    std::uint32_t nameOf(std::size_t cell) const;
    /// Distance to it, or the limit.
    float distance(std::size_t cell) const;

private:
    struct Known {
        float squared;
        std::uint32_t sample;
    };
    struct Told {
        glm::vec3 position;
        std::uint32_t name;
    };
    /// The points of a row that know a sample lie from low to high.
    struct Row {
        int low, high;
    };
    void gather();
    void passRow(int y, int z, int dx, std::ptrdiff_t rows);
    void passAlong(int y, int z, int direction);
    /// Here, so that it is inlined: nearly all of the time is spent in it.
    bool hear(Known& known, const Known& told, const glm::vec3& point) const {
        if (told.sample == kNone || told.sample == known.sample) return false;
        const glm::vec3 d = point - samples_[told.sample].position;
        const float squared = glm::dot(d, d);
        if (!(squared < known.squared)) return false;
        known = {squared, told.sample};
        return true;
    }

    Lattice lattice_;
    std::vector<Known> known_;
    std::vector<Told> samples_;
    std::vector<Row> rows_;
};

/// Rows [first, last) of Y are this block's to answer for; it looks at [low, high).
struct Block {
    int first, last, low, high;
};

/// Cuts the rows of Y into blocks with `margin` rows more on both sides and calls work(block) for each.
void forBlocks(int rows, int margin, core::Workers& workers, const std::function<void(const Block&)>& work);

} // namespace geometry
