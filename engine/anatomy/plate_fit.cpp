#include <anatomy/plate_fit.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace anatomy {
namespace {

constexpr std::size_t kFewest = 6;
constexpr int kTrims = 4;
/// Share of the body's depth by which the face may leave its plane: more than the unevenness of a mesh and the hollow
/// of a lumbar end plate, less than the rounding of the rim. Uncinate processes begin where half of it is reached.
constexpr float kFlat = 0.08f;
constexpr float kUncinate = 0.04f;

/// Least squares of height over the plane across `outward`.
FittedPlane leastSquares(const std::vector<glm::vec3>& points, const glm::vec3& outward) {
    glm::dvec3 mean(0.0);
    for (const glm::vec3& p : points) mean += glm::dvec3(p);
    mean /= static_cast<double>(points.size());
    const glm::dvec3 n = glm::normalize(glm::dvec3(outward));
    const glm::dvec3 u =
        glm::normalize(std::abs(n.x) < 0.7 ? glm::cross(n, glm::dvec3(1, 0, 0)) : glm::cross(n, glm::dvec3(0, 0, 1)));
    const glm::dvec3 v = glm::cross(n, u);
    double uu = 0.0, uv = 0.0, vv = 0.0, uh = 0.0, vh = 0.0;
    for (const glm::vec3& p : points) {
        const glm::dvec3 d = glm::dvec3(p) - mean;
        const double a = glm::dot(d, u);
        const double b = glm::dot(d, v);
        const double h = glm::dot(d, n);
        uu += a * a;
        uv += a * b;
        vv += b * b;
        uh += a * h;
        vh += b * h;
    }
    const double det = uu * vv - uv * uv;
    if (!(det > 1e-30)) return {glm::vec3(mean), glm::vec3(n)};
    const double slopeU = (uh * vv - vh * uv) / det;
    const double slopeV = (vh * uu - uh * uv) / det;
    return {glm::vec3(mean), glm::vec3(glm::normalize(n - slopeU * u - slopeV * v))};
}

} // namespace

std::optional<FittedPlane> fitPlane(std::span<const glm::vec3> points, const glm::vec3& outward) {
    std::vector<glm::vec3> kept(points.begin(), points.end());
    if (kept.size() < kFewest) return std::nullopt;
    FittedPlane plane = leastSquares(kept, outward);
    for (int trim = 0; trim < kTrims; ++trim) {
        std::vector<float> off;
        for (const glm::vec3& p : kept) off.push_back(std::abs(glm::dot(p - plane.point, plane.normal)));
        std::vector<float> sorted = off;
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2), sorted.end());
        const float limit = std::max(3.0f * sorted[sorted.size() / 2], 1e-5f);
        std::vector<glm::vec3> near;
        for (std::size_t i = 0; i < kept.size(); ++i)
            if (off[i] <= limit) near.push_back(kept[i]);
        if (near.size() < kFewest || near.size() == kept.size()) break;
        kept = std::move(near);
        plane = leastSquares(kept, plane.normal);
    }
    return plane;
}

PlateScan::PlateScan(const geometry::Bvh& bone, const FittedPlane& plane, const glm::vec3& centre,
                     const glm::vec3& left, const glm::vec3& anterior, float size, bool uncinate)
    : bone_(bone), plane_(plane), size_(size), uncinate_(uncinate) {
    anterior_ = glm::normalize(anterior - glm::dot(anterior, plane.normal) * plane.normal);
    left_ = left - glm::dot(left, plane.normal) * plane.normal;
    left_ = glm::normalize(left_ - glm::dot(left_, anterior_) * anterior_);
    // Straight along the bone's axis, which is across left and anterior.
    const glm::vec3 axis = glm::cross(left, anterior);
    origin_ = centre + plane.along(centre, axis) * axis;
    float front = 0.0f;
    float back = 0.0f;
    for (const float x : {-0.06f, 0.0f, 0.06f}) {
        front += reach(x * size_, 0.0f, 0.0f, 1.0f) / 3.0f;
        back += reach(x * size_, 0.0f, 0.0f, -1.0f) / 3.0f;
    }
    front_ = front;
    back_ = -back;
}

bool PlateScan::flat(float x, float z) const {
    const float rise = (uncinate_ ? kUncinate : kFlat) * size_;
    const glm::vec3 from = onPlane(x, z) + rise * plane_.normal;
    const auto hit = bone_.firstHit({from, -plane_.normal}, rise + kFlat * size_);
    return hit && !hit->leaving;
}

float PlateScan::reach(float x, float z, float dx, float dz) const {
    const float step = 0.02f * size_;
    float good = 0.0f;
    if (!flat(x, z)) return 0.0f;
    while (good < 2.0f * size_ && flat(x + (good + step) * dx, z + (good + step) * dz)) good += step;
    float bad = good + step;
    for (int halving = 0; halving < 6; ++halving) {
        const float middle = 0.5f * (good + bad);
        (flat(x + middle * dx, z + middle * dz) ? good : bad) = middle;
    }
    return good;
}

EndPlate PlateScan::plate() const {
    EndPlate out;
    const float middle = 0.5f * (front_ + back_);
    out.depth = front_ - back_;
    out.normal = plane_.normal;
    // Not the back quarter: there the pedicles begin. Between uncinate processes the width is that of the narrowest
    // third of the lines: elsewhere the root of a transverse process can lie level with the plate.
    constexpr int kLines = 7;
    std::vector<float> widths;
    for (int i = -kLines; i <= kLines; ++i) {
        const float z = middle + (uncinate_ ? 0.3f : 0.25f) * out.depth * static_cast<float>(i) / kLines;
        widths.push_back(reach(0.0f, z, 1.0f, 0.0f) + reach(0.0f, z, -1.0f, 0.0f));
    }
    std::sort(widths.begin(), widths.end());
    out.width = widths.back();
    if (uncinate_) {
        constexpr int kNarrow = 5;
        out.width = 0.0f;
        for (int i = 0; i < kNarrow; ++i) out.width += widths[static_cast<std::size_t>(i)] / kNarrow;
    }
    out.centre = onPlane(0.0f, middle);
    return out;
}

glm::vec3 PlateScan::front() const {
    return onPlane(0.0f, front_);
}

glm::vec3 PlateScan::back() const {
    return onPlane(0.0f, back_);
}

core::Result<EndPlate> oppositePlate(const geometry::Mesh& bone, const EndPlate& plate, float reach) {
    const geometry::Bvh bvh(bone);
    const glm::vec3 left =
        glm::normalize(glm::cross(plate.normal, std::abs(plate.normal.z) < 0.9f ? core::kAnterior : core::kSuperior));
    const glm::vec3 anterior = glm::cross(left, plate.normal);
    FittedPlane face{plate.centre, -plate.normal};
    // Each round looks along the last normal, from across the disc.
    const float radius = 0.3f * plate.depth;
    for (int round = 0; round < 4; ++round) {
        std::vector<glm::vec3> points;
        constexpr int kRays = 5;
        for (int i = -kRays; i <= kRays; ++i)
            for (int k = -kRays; k <= kRays; ++k) {
                const glm::vec3 from =
                    plate.centre + radius * (static_cast<float>(i) * left + static_cast<float>(k) * anterior) /
                                       static_cast<float>(kRays);
                const auto hit = bvh.firstHit({from, -face.normal}, reach);
                if (hit && !hit->leaving) points.push_back(from - hit->distance * face.normal);
            }
        const auto fitted = fitPlane(points, face.normal);
        if (!fitted) return core::Error("there is no face of a bone opposite the end plate");
        face = *fitted;
    }
    const bool down = glm::dot(face.normal, plate.normal) < 0.0f;
    const PlateScan scan(bvh, face, face.point, down ? -left : left, anterior, plate.depth, false);
    return scan.plate();
}

} // namespace anatomy
