#include <app/furniture.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace app {
namespace {

/// A cushion between two mirrored faces over a superelliptic outline (Lame curves): |x/a|^q + |y/b|^q = t^q is how far
/// out a place lies, 0 in the middle to 1 at the rim, and h (1 - t^p)^(1/p) how high the face stands there.
struct Cushion {
    float a, b;      ///< half width and half length
    float h;         ///< half thickness
    float corners;   ///< q: 2 an ellipse, large a rectangle
    float roundness; ///< p: 2 a dome, large a slab

    /// Below its highest point.
    std::optional<float> top(float x, float y) const {
        const float t =
            std::pow(std::pow(std::abs(x) / a, corners) + std::pow(std::abs(y) / b, corners), 1.0f / corners);
        if (t >= 1.0f) return {};
        return h * (std::pow(1.0f - std::pow(t, roundness), 1.0f / roundness) - 1.0f);
    }
};

constexpr Cushion kTable{0.36f, 0.93f, 0.04f, 12.0f, 14.0f};
constexpr Cushion kPillow{0.19f, 0.15f, 0.11f, 4.0f, 3.0f};
constexpr Cushion kSeat{0.19f, 0.19f, 0.04f, 2.0f, 7.0f};

// The cradle: a padded horseshoe about the face, open towards the table.
constexpr float kCradleA = 0.098f, kCradleB = 0.118f;      // of its centre line
constexpr float kCradleHalf = 0.045f, kCradleRise = 0.04f; // of its section: half width, half height
constexpr float kCradleOpen = 0.75f;                       // half the angle of the gap

constexpr std::size_t kAround = 80;
constexpr std::size_t kUpDown = 28;

/// A part of the curve |x/a|^q + |y/b|^q = 1 in steps that are as long where it is straight as they turn where it is
/// bent: as many points, the last one at the end or, of a whole curve, before it.
std::vector<glm::vec2> evenly(float a, float b, float q, float from, float to, std::size_t count, bool whole) {
    constexpr std::size_t kFine = 4096;
    std::vector<glm::vec2> fine;
    for (std::size_t k = 0; k <= kFine; ++k) {
        const float angle = from + (to - from) * static_cast<float>(k) / static_cast<float>(kFine);
        const float c = std::cos(angle), s = std::sin(angle);
        const float radius = std::pow(std::pow(std::abs(c) / a, q) + std::pow(std::abs(s) / b, q), -1.0f / q);
        fine.emplace_back(radius * c, radius * s);
    }
    float length = 0.0f;
    for (std::size_t k = 0; k < kFine; ++k) length += glm::distance(fine[k], fine[k + 1]);
    std::vector<float> way{0.0f};
    for (std::size_t k = 0; k < kFine; ++k) {
        const glm::vec2 step = fine[k + 1] - fine[k], before = k > 0 ? fine[k] - fine[k - 1] : step;
        const float turn = std::atan2(std::abs(before.x * step.y - before.y * step.x), glm::dot(before, step));
        way.push_back(way.back() + glm::length(step) / length + turn / std::abs(to - from));
    }
    std::vector<glm::vec2> out;
    for (std::size_t i = 0, k = 0; i < count; ++i) {
        const float wanted = way.back() * static_cast<float>(i) / static_cast<float>(whole ? count : count - 1);
        while (k < kFine && way[k] < wanted) ++k;
        out.push_back(fine[k]);
    }
    return out;
}

std::uint32_t id(std::size_t value) {
    return static_cast<std::uint32_t>(value);
}

/// Rings of `around` vertices each from one pole to the other, each pole one vertex; counter-clockwise seen from the
/// first pole.
void closeRings(geometry::Mesh& mesh, std::size_t first, std::size_t rings, std::size_t around) {
    const auto at = [&](std::size_t ring, std::size_t k) { return id(first + 1 + ring * around + k % around); };
    const std::uint32_t top = id(first), bottom = id(first + 1 + rings * around);
    for (std::size_t k = 0; k < around; ++k) {
        mesh.indices.insert(mesh.indices.end(), {top, at(0, k), at(0, k + 1)});
        for (std::size_t r = 0; r + 1 < rings; ++r)
            mesh.indices.insert(mesh.indices.end(),
                                {at(r, k), at(r + 1, k), at(r + 1, k + 1), at(r, k), at(r + 1, k + 1), at(r, k + 1)});
        mesh.indices.insert(mesh.indices.end(), {bottom, at(rings - 1, k + 1), at(rings - 1, k)});
    }
}

void addCushion(geometry::Mesh& mesh, const Cushion& c, float shift) {
    const std::size_t first = mesh.positions.size();
    const std::vector<glm::vec2> outline = evenly(c.a, c.b, c.corners, 0.0f, 2.0f * core::kPi, kAround, true);
    // From the middle of the upper face over the rim to that of the lower one, as wide as the cushion is.
    const float wide = std::min(c.a, c.b);
    const std::vector<glm::vec2> profile =
        evenly(wide, c.h, c.roundness, 0.5f * core::kPi, -0.5f * core::kPi, kUpDown + 1, false);
    mesh.positions.emplace_back(0.0f, 0.0f, shift);
    for (std::size_t r = 1; r < kUpDown; ++r)
        for (const glm::vec2& p : outline)
            mesh.positions.emplace_back(p * (profile[r].x / wide), shift + profile[r].y - c.h);
    mesh.positions.emplace_back(0.0f, 0.0f, shift - 2.0f * c.h);
    closeRings(mesh, first, kUpDown - 1, kAround);
}

glm::vec2 cradleLine(float angle) {
    return {kCradleA * std::cos(angle), kCradleB * std::sin(angle)};
}

/// From one end of the horseshoe round the crown to the other; 0..1.
float cradleAngle(float t) {
    return -0.5f * core::kPi + kCradleOpen + t * (2.0f * core::kPi - 2.0f * kCradleOpen);
}

void addCradle(geometry::Mesh& mesh) {
    const std::size_t first = mesh.positions.size();
    constexpr int kAlong = 48, kSection = 20, kEnd = 6;
    const auto ring = [&](float t, float out, float scale) {
        const float angle = cradleAngle(t);
        const glm::vec2 along = glm::normalize(glm::vec2(-kCradleA * std::sin(angle), kCradleB * std::cos(angle)));
        const glm::vec2 centre = cradleLine(angle) + out * along;
        const glm::vec2 side(along.y, -along.x);
        for (int k = 0; k < kSection; ++k) {
            const float turn = 2.0f * core::kPi * static_cast<float>(k) / kSection;
            const glm::vec2 p = centre + scale * kCradleHalf * std::cos(turn) * side;
            mesh.positions.emplace_back(p.x, p.y, kCradleRise * (scale * std::sin(turn) - 1.0f));
        }
    };
    const auto pole = [&](float t, float out) {
        const float angle = cradleAngle(t);
        const glm::vec2 along = glm::normalize(glm::vec2(-kCradleA * std::sin(angle), kCradleB * std::cos(angle)));
        const glm::vec2 p = cradleLine(angle) + out * along;
        mesh.positions.emplace_back(p.x, p.y, -kCradleRise);
    };
    const auto cap = [](int k) { return 0.5f * core::kPi * static_cast<float>(k) / kEnd; };
    std::size_t rings = 0;
    pole(0.0f, -kCradleHalf);
    for (int k = 1; k < kEnd; ++k, ++rings) ring(0.0f, -kCradleHalf * std::cos(cap(k)), std::sin(cap(k)));
    for (int k = 0; k <= kAlong; ++k, ++rings) ring(static_cast<float>(k) / kAlong, 0.0f, 1.0f);
    for (int k = kEnd - 1; k > 0; --k, ++rings) ring(1.0f, kCradleHalf * std::cos(cap(k)), std::sin(cap(k)));
    pole(1.0f, kCradleHalf);
    closeRings(mesh, first, rings, kSection);
}

std::optional<float> cradleTop(float x, float y) {
    constexpr int kSamples = 96;
    float nearest = kCradleHalf * kCradleHalf;
    for (int k = 0; k <= kSamples; ++k) {
        const glm::vec2 off = glm::vec2(x, y) - cradleLine(cradleAngle(static_cast<float>(k) / kSamples));
        nearest = std::min(nearest, glm::dot(off, off));
    }
    const float share = nearest / (kCradleHalf * kCradleHalf);
    if (share >= 1.0f) return {};
    return kCradleRise * (std::sqrt(1.0f - share) - 1.0f);
}

/// Column and foot of the stool, about its axis: radius and height from the top down.
void addStoolFoot(geometry::Mesh& mesh) {
    constexpr std::array<std::pair<float, float>, 9> kProfile = {{{0.05f, -0.06f},
                                                                  {0.05f, -0.09f},
                                                                  {0.028f, -0.10f},
                                                                  {0.028f, -0.43f},
                                                                  {0.05f, -0.445f},
                                                                  {0.20f, -0.47f},
                                                                  {0.225f, -0.478f},
                                                                  {0.23f, -0.49f},
                                                                  {0.225f, -0.50f}}};
    const std::size_t first = mesh.positions.size();
    mesh.positions.emplace_back(0.0f, 0.0f, kProfile.front().second);
    for (const auto& [radius, z] : kProfile)
        for (std::size_t k = 0; k < kAround; ++k) {
            const float angle = 2.0f * core::kPi * static_cast<float>(k) / static_cast<float>(kAround);
            mesh.positions.emplace_back(radius * std::cos(angle), radius * std::sin(angle), z);
        }
    mesh.positions.emplace_back(0.0f, 0.0f, kProfile.back().second);
    closeRings(mesh, first, kProfile.size(), kAround);
}

// How far the body presses in where it touches: upholstery gives way a little.
constexpr float kGivesWay = 0.004f;
constexpr float kPillowGivesWay = 0.008f;
constexpr std::size_t kEvery = 3; // vertex of the skin
constexpr float kSteepest = 0.3f; // slope of what bears the body, against its frame

/// Axes of a piece in the body frame: x, y (towards head or knees), z (up).
glm::mat3 axesOf(const anatomy::Pose& pose) {
    const glm::vec3 up = -glm::normalize(pose.gravity);
    const glm::vec3 ahead = std::abs(up.y) > 0.7f ? core::kAnterior : core::kSuperior;
    const glm::vec3 y = glm::normalize(ahead - glm::dot(ahead, up) * up);
    return {glm::cross(y, up), y, up};
}

/// Slope dz/dy of what a body comes to rest on: of the planes below all points the highest one at `middle`, where its
/// weight is. Concave in the slope: found by golden-section search.
float restingSlope(const std::vector<glm::vec3>& points, float middle) {
    const auto height = [&](float slope) {
        float least = std::numeric_limits<float>::max();
        for (const glm::vec3& p : points) least = std::min(least, p.z - slope * (p.y - middle));
        return least;
    };
    constexpr float kGolden = 0.618034f;
    float low = -kSteepest, high = kSteepest;
    for (int i = 0; i < 20; ++i) {
        const float a = high - kGolden * (high - low), b = low + kGolden * (high - low);
        (height(a) < height(b) ? low : high) = height(a) < height(b) ? a : b;
    }
    return 0.5f * (low + high);
}

/// The axes turned about their x by a slope.
glm::mat3 tilted(const glm::mat3& axes, float slope) {
    const glm::vec3 y = glm::normalize(axes[1] + slope * axes[2]);
    return {axes[0], y, glm::cross(axes[0], y)};
}

/// At a place of the plane, moved up until the body's first point touches it, and `in` further.
PlacedPiece laid(Piece piece, const glm::mat3& axes, const glm::vec2& at, const std::vector<glm::vec3>& points,
                 float in) {
    float lowest = std::numeric_limits<float>::max();
    for (const glm::vec3& p : points) // in the piece's axes
        if (const auto height = bearingHeight(piece, p.x - at.x, p.y - at.y)) lowest = std::min(lowest, p.z - *height);
    if (lowest == std::numeric_limits<float>::max()) lowest = 0.0f;
    PlacedPiece out{piece, glm::mat4(axes)};
    out.toBody[3] = glm::vec4(axes * glm::vec3(at, lowest + in), 1.0f);
    return out;
}

/// Box of some bones, in the piece's axes.
core::Box bonesBox(const anatomy::Body& body, const anatomy::Posing& posing, const glm::mat3& axes,
                   std::initializer_list<std::string_view> keys) {
    const geometry::RigidJoints joints(posing.joints);
    const glm::mat3 inward = glm::transpose(axes);
    core::Box box;
    for (const anatomy::BodyPart& part : body.parts()) {
        const anatomy::Structure* structure = body.atlas().find(part.id);
        if (structure == nullptr || std::find(keys.begin(), keys.end(), structure->key) == keys.end()) continue;
        for (std::size_t i = 0; i < part.mesh.positions.size(); i += kEvery)
            box.add(inward * glm::vec3(joints.at(part.weights[i]) * glm::vec4(part.mesh.positions[i], 1.0f)));
    }
    return box;
}

} // namespace

geometry::Mesh pieceMesh(Piece piece) {
    geometry::Mesh mesh;
    switch (piece) {
    case Piece::Table:
        addCushion(mesh, kTable, 0.0f);
        break;
    case Piece::Cradle:
        addCradle(mesh);
        break;
    case Piece::Pillow:
        addCushion(mesh, kPillow, 0.0f);
        break;
    case Piece::Stool:
        addCushion(mesh, kSeat, 0.0f);
        addStoolFoot(mesh);
        break;
    }
    geometry::computeNormals(mesh);
    return mesh;
}

std::optional<float> bearingHeight(Piece piece, float x, float y) {
    switch (piece) {
    case Piece::Table:
        return kTable.top(x, y);
    case Piece::Cradle:
        return cradleTop(x, y);
    case Piece::Pillow:
        return kPillow.top(x, y);
    case Piece::Stool:
        return kSeat.top(x, y);
    }
    return {};
}

std::optional<float> PlacedPiece::gap(const glm::vec3& point) const {
    const glm::vec3 local = glm::transpose(glm::mat3(toBody)) * (point - glm::vec3(toBody[3]));
    const auto height = bearingHeight(piece, local.x, local.y);
    if (!height) return {};
    return local.z - *height;
}

std::vector<PlacedPiece> furnitureOf(const anatomy::Body& body, const anatomy::Posing& posing,
                                     const anatomy::Pose& pose) {
    if (pose.restsOn == anatomy::RestsOn::Nothing || body.skin() == nullptr) return {};
    const geometry::RigidJoints joints(posing.joints);
    const anatomy::BodyPart& skin = *body.skin();
    glm::mat3 axes = axesOf(pose);
    std::vector<glm::vec3> points; // of the skin, in the axes
    points.reserve(skin.mesh.positions.size() / kEvery + 1);
    for (std::size_t i = 0; i < skin.mesh.positions.size(); i += kEvery)
        points.push_back(glm::vec3(joints.at(skin.weights[i]) * glm::vec4(skin.mesh.positions[i], 1.0f)) * axes);
    // The pelvis stays upright in the body's frame and the trunk leans: what bears the body leans with it.
    const auto lean = [&](const auto& bears, float middle) {
        std::vector<glm::vec3> over;
        for (const glm::vec3& p : points)
            if (bears(p)) over.push_back(p);
        const glm::mat3 upright = axes;
        axes = tilted(axes, restingSlope(over, middle));
        for (glm::vec3& p : points) p = (upright * p) * axes;
    };
    const bool stool = pose.restsOn == anatomy::RestsOn::Stool;
    const core::Box trunk = bonesBox(body, posing, axes, {stool ? "hip_bone" : "sternum_body", "hip_bone"});
    core::Box face = bonesBox(body, posing, axes, {"mandible", "maxilla", "frontal_bone"});
    if (trunk.empty() || face.empty()) return {};
    if (stool) {
        const glm::vec2 seat(trunk.centre().x, trunk.centre().y);
        lean([&](const glm::vec3& p) { return glm::distance(glm::vec2(p), seat) < kSeat.a; }, seat.y);
        const glm::vec3 hips = bonesBox(body, posing, axes, {"hip_bone"}).centre();
        return {laid(Piece::Stool, axes, {hips.x, hips.y}, points, kGivesWay)};
    }
    const bool prone = axes[2].z < -0.7f;
    lean([&](const glm::vec3& p) { return p.y < face.lower.y; }, trunk.centre().y);
    face = bonesBox(body, posing, axes, {"mandible", "maxilla", "frontal_bone"});
    // The table ends below the chin, where the cradle begins; on the side it bears the pillow.
    const float end = prone ? face.lower.y - 0.02f : face.upper.y + 0.10f;
    const float middle = bonesBox(body, posing, axes, {"sternum_body", "hip_bone"}).centre().x;
    std::vector<PlacedPiece> out{laid(Piece::Table, axes, {middle, end - kTable.b}, points, kGivesWay)};
    if (prone) {
        out.push_back(laid(Piece::Cradle, axes, {face.centre().x, face.centre().y}, points, kGivesWay));
    } else {
        const glm::vec3 head =
            bonesBox(body, posing, axes, {"occipital_bone", "parietal_bone", "temporal_bone", "mandible"}).centre();
        out.push_back(laid(Piece::Pillow, axes, {head.x, head.y}, points, kPillowGivesWay));
    }
    return out;
}

} // namespace app
