#include <geometry/nearest_samples.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

constexpr int kBlockRows = 110; ///< about; shorter ones would spend their time in the margins

} // namespace

NearestSamples::NearestSamples(const Lattice& lattice, float limitM)
    : lattice_(lattice), known_(lattice.count(), Known{limitM * limitM, kNone}) {}

void NearestSamples::seed(std::size_t cell, const glm::vec3& point, const glm::vec3& sample, std::uint32_t name) {
    const glm::vec3 d = point - sample;
    const float squared = glm::dot(d, d);
    if (!(squared < known_[cell].squared)) return;
    if (samples_.empty() || samples_.back().name != name) samples_.push_back({sample, name});
    known_[cell] = {squared, static_cast<std::uint32_t>(samples_.size() - 1)};
}

void NearestSamples::seedAll(std::span<const glm::vec3> samples) {
    CHECK(samples.size() < kNone, "samples have a number");
    const glm::vec3 lowest = lattice_.origin - lattice_.step;
    const glm::vec3 highest = lattice_.point(lattice_.size.x, lattice_.size.y, lattice_.size.z);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const glm::vec3& p = samples[i];
        if (p.y < lowest.y || p.y > highest.y) continue;
        const glm::ivec3 low = glm::ivec3(glm::floor((p - lattice_.origin) / lattice_.step));
        for (int corner = 0; corner < 8; ++corner) {
            const glm::ivec3 c = low + glm::ivec3(corner & 1, (corner >> 1) & 1, corner >> 2);
            if (glm::any(glm::lessThan(c, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(c, lattice_.size)))
                continue;
            seed(lattice_.index(c.x, c.y, c.z), lattice_.point(c.x, c.y, c.z), p, static_cast<std::uint32_t>(i));
        }
    }
}

/// Drops the samples nobody knows and puts the others in the order of their points: near points ask near memory.
void NearestSamples::gather() {
    std::vector<std::uint32_t> renamed(samples_.size(), kNone);
    std::vector<Told> kept;
    rows_.assign(static_cast<std::size_t>(lattice_.size.y) * static_cast<std::size_t>(lattice_.size.z),
                 {lattice_.size.x, -1});
    std::size_t cell = 0;
    for (Row& row : rows_)
        for (int x = 0; x < lattice_.size.x; ++x, ++cell) {
            if (known_[cell].sample == kNone) continue;
            row.low = std::min(row.low, x);
            row.high = x;
            std::uint32_t& name = renamed[known_[cell].sample];
            if (name == kNone) {
                name = static_cast<std::uint32_t>(kept.size());
                kept.push_back(samples_[known_[cell].sample]);
            }
            known_[cell].sample = name;
        }
    samples_ = std::move(kept);
}

/// Up and down through the slabs; in every slab up and down through the rows; every row forth and back. Diagonal
/// neighbours tell too: on the hollow side of a surface a sample's share of space gets narrower than a step.
void NearestSamples::spread() {
    gather();
    const std::ptrdiff_t slab = lattice_.size.y;
    for (const int dz : {1, -1})
        for (int k = 0; k < lattice_.size.z; ++k) {
            const int z = dz > 0 ? k : lattice_.size.z - 1 - k;
            for (int y = 0; k > 0 && y < lattice_.size.y; ++y) {
                for (const int dx : {0, 1, -1}) passRow(y, z, dx, -dz * slab);
                if (y > 0) passRow(y, z, 0, -dz * slab - 1);
                if (y + 1 < lattice_.size.y) passRow(y, z, 0, -dz * slab + 1);
            }
            for (const int dy : {1, -1})
                for (int j = 0; j < lattice_.size.y; ++j) {
                    const int y = dy > 0 ? j : lattice_.size.y - 1 - j;
                    for (int dx = -1; j > 0 && dx <= 1; ++dx) passRow(y, z, dx, -dy);
                    passAlong(y, z, 1);
                    passAlong(y, z, -1);
                }
        }
}

/// Every point of a row hears from the point dx beside it in the row that lies `rows` away.
void NearestSamples::passRow(int y, int z, int dx, std::ptrdiff_t rows) {
    const std::size_t r =
        static_cast<std::size_t>(z) * static_cast<std::size_t>(lattice_.size.y) + static_cast<std::size_t>(y);
    const Row from = rows_[r + static_cast<std::size_t>(rows)];
    Row& row = rows_[r];
    Known* const known = known_.data() + r * static_cast<std::size_t>(lattice_.size.x);
    const Known* const told = known + rows * lattice_.size.x + dx;
    const int last = std::min(from.high - dx, lattice_.size.x - 1);
    for (int x = std::max(from.low - dx, 0); x <= last; ++x) {
        if (!hear(known[x], told[x], lattice_.point(x, y, z))) continue;
        row.low = std::min(row.low, x);
        row.high = std::max(row.high, x);
    }
}

/// Every point of a row hears from the one before it, forth or back.
void NearestSamples::passAlong(int y, int z, int direction) {
    const std::size_t r =
        static_cast<std::size_t>(z) * static_cast<std::size_t>(lattice_.size.y) + static_cast<std::size_t>(y);
    Row& row = rows_[r];
    if (row.high < 0) return;
    Known* const known = known_.data() + r * static_cast<std::size_t>(lattice_.size.x);
    int& reached = direction > 0 ? row.high : row.low;
    for (int x = (direction > 0 ? row.low : row.high) + direction; x >= 0 && x < lattice_.size.x; x += direction) {
        const bool heard = hear(known[x], known[x - direction], lattice_.point(x, y, z));
        if (direction > 0 ? x <= reached : x >= reached) continue;
        if (!heard) break; // beyond the last that knows
        reached = x;
    }
}

std::uint32_t NearestSamples::nameOf(std::size_t cell) const {
    const std::uint32_t sample = known_[cell].sample;
    return sample == kNone ? kNone : samples_[sample].name;
}

float NearestSamples::distance(std::size_t cell) const {
    return std::sqrt(known_[cell].squared);
}

void forBlocks(int rows, int margin, core::Workers& workers, const std::function<void(const Block&)>& work) {
    const int count = std::max(1, (rows + kBlockRows / 2) / kBlockRows);
    workers.parallelFor(static_cast<std::size_t>(count), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t k = begin; k < end; ++k) {
            const int first = rows * static_cast<int>(k) / count, last = rows * static_cast<int>(k + 1) / count;
            work({first, last, std::max(0, first - margin), std::min(rows, last + margin)});
        }
    });
}

} // namespace geometry
