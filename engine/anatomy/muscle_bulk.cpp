#include <anatomy/muscle_bulk.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace anatomy {
namespace {

constexpr float kStepM = 0.014f;
constexpr float kCellM = 0.014f; // bones are seen as one place for each cell their surface crosses
constexpr float kSofteningM = 0.008f;

struct Place {
    glm::vec3 at;
    float area;
};

std::vector<Place> placesOf(std::span<const geometry::Mesh* const> bones) {
    std::map<std::tuple<int, int, int>, std::pair<glm::vec3, float>> cells;
    for (const geometry::Mesh* mesh : bones)
        for (std::size_t t = 0; t + 2 < mesh->indices.size(); t += 3) {
            const glm::vec3& a = mesh->positions[mesh->indices[t]];
            const glm::vec3& b = mesh->positions[mesh->indices[t + 1]];
            const glm::vec3& c = mesh->positions[mesh->indices[t + 2]];
            const float area = 0.5f * glm::length(glm::cross(b - a, c - a));
            const glm::vec3 centre = (a + b + c) / 3.0f;
            const glm::ivec3 cell(glm::floor(centre / kCellM));
            auto& [sum, total] = cells[{cell.x, cell.y, cell.z}];
            sum += area * centre;
            total += area;
        }
    std::vector<Place> out;
    for (const auto& [cell, content] : cells)
        if (content.second > 0.0f) out.push_back({content.first / content.second, content.second});
    return out;
}

} // namespace

MuscleBulk::MuscleBulk(std::span<const geometry::Mesh* const> bones, const core::Box& box, core::Workers& workers) {
    const std::vector<Place> places = placesOf(bones);
    if (places.empty()) return;
    origin_ = box.lower - kStepM;
    size_ = glm::ivec3(glm::ceil((box.size() + 2.0f * kStepM) / kStepM)) + 1;
    const auto plane = static_cast<std::size_t>(size_.x) * static_cast<std::size_t>(size_.y);
    away_.resize(plane * static_cast<std::size_t>(size_.z));
    workers.parallelFor(static_cast<std::size_t>(size_.z), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t z = begin; z < end; ++z)
            for (std::size_t i = 0; i < plane; ++i) {
                const auto x = static_cast<float>(i % static_cast<std::size_t>(size_.x));
                const auto y = static_cast<float>(i / static_cast<std::size_t>(size_.x));
                const glm::vec3 p = origin_ + kStepM * glm::vec3(x, y, static_cast<float>(z));
                glm::vec3 sum(0.0f);
                float total = 0.0f;
                for (const Place& place : places) {
                    const glm::vec3 d = p - place.at;
                    const float square = glm::dot(d, d) + kSofteningM * kSofteningM;
                    const float weight = place.area / (square * square * square);
                    sum += weight * d;
                    total += weight;
                }
                away_[z * plane + i] = sum / total;
            }
    });
}

glm::vec3 MuscleBulk::away(const glm::vec3& point) const {
    if (away_.empty()) return glm::vec3(0.0f);
    const glm::vec3 at = glm::clamp((point - origin_) / kStepM, glm::vec3(0.0f), glm::vec3(size_ - 1) - 0.001f);
    const glm::ivec3 cell(at);
    const glm::vec3 t = at - glm::vec3(cell);
    glm::vec3 sum(0.0f);
    for (int k = 0; k < 8; ++k) {
        const glm::ivec3 step(k & 1, (k >> 1) & 1, k >> 2);
        const glm::ivec3 c = glm::min(cell + step, size_ - 1);
        const glm::vec3 w = glm::mix(1.0f - t, t, glm::vec3(step));
        const auto index =
            (static_cast<std::size_t>(c.z) * static_cast<std::size_t>(size_.y) + static_cast<std::size_t>(c.y)) *
                static_cast<std::size_t>(size_.x) +
            static_cast<std::size_t>(c.x);
        sum += w.x * w.y * w.z * away_[index];
    }
    return sum;
}

glm::vec3 MuscleBulk::moved(const glm::vec3& point, float factor) const {
    return point + (factor - 1.0f) * away(point);
}

void MuscleBulk::apply(geometry::Mesh& mesh, float factor) const {
    if (factor == 1.0f || away_.empty()) return;
    for (glm::vec3& p : mesh.positions) p = moved(p, factor);
    geometry::computeNormals(mesh);
}

} // namespace anatomy
