#include <anatomy/vertebra_measures.h>

#include <anatomy/plate_fit.h>

#include <geometry/bvh.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace anatomy {
namespace {

using geometry::Bvh;

constexpr int kInsideSteps = 20; ///< along the longest side of the box, to find the body
constexpr int kFrameRounds = 6;
constexpr float kNoHit = -1.0f;
constexpr float kOffSurface = 0.0003f; ///< a ray that starts on a surface starts this far off it

/// Distance along the ray to where it comes out of the bone (from inside) or enters it (from outside).
float cast(const Bvh& bone, const glm::vec3& from, const glm::vec3& along, float farthest, bool leaving) {
    const auto hit = bone.firstHit({from, along}, farthest);
    return hit && hit->leaving == leaving ? hit->distance : kNoHit;
}

float median(std::vector<float> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Middle of the largest ball inside the bone: it lies in the body, whatever the processes do.
std::optional<glm::vec3> deepestInside(const Bvh& bone) {
    const core::Box box = bone.bounds();
    const float step = std::max({box.size().x, box.size().y, box.size().z}) / kInsideSteps;
    glm::vec3 best(0.0f);
    float deepest = 0.0f;
    for (float z = box.lower.z + 0.5f * step; z < box.upper.z; z += step)
        for (float x = box.lower.x + 0.5f * step; x < box.upper.x; x += step) {
            const glm::vec3 foot(x, box.lower.y - step, z);
            float entered = kNoHit;
            for (const auto& hit : bone.allHits({foot, core::kSuperior})) {
                if (!hit.leaving) {
                    entered = hit.distance;
                } else if (entered >= 0.0f && hit.distance - entered > 2.0f * deepest) {
                    for (float y = entered + 0.5f * step; y < hit.distance; y += step) {
                        const glm::vec3 p = foot + y * core::kSuperior;
                        const auto nearest = bone.nearest(p);
                        if (nearest && nearest->distance > deepest) {
                            deepest = nearest->distance;
                            best = p;
                        }
                    }
                }
            }
        }
    if (deepest <= 0.0f) return std::nullopt;
    return best;
}

VertebraFrame frameWith(const glm::vec3& centre, const glm::vec3& up, const glm::vec3& anterior) {
    VertebraFrame frame;
    frame.centre = centre;
    frame.up = glm::normalize(up);
    frame.anterior = glm::normalize(anterior - glm::dot(anterior, frame.up) * frame.up);
    frame.left = glm::cross(frame.up, frame.anterior);
    return frame;
}

class Measurer {
public:
    Measurer(const geometry::Mesh& mesh, const VertebraHint& hint) : mesh_(mesh), bone_(mesh), hint_(hint) {
        size_ = glm::length(bone_.bounds().size());
        surfaceCentre_ = geometry::surfaceMiddle(mesh);
    }
    core::Result<VertebraMeasures> measure();

private:
    core::Error missing(const char* what) const {
        return core::Error(std::string("the mesh has no ") + what + " where a vertebra should have one");
    }
    glm::vec3 at(float x, float y, float z) const { return out_.frame.toBody({x, y, z}); }
    /// How far behind the middle the back of the body is at a height, just outside it; heights beyond the body: as at
    /// its edge. Negative: nowhere.
    float backOfBody(float y, float height) const;
    bool findFrame();
    bool fitPlates(float radius);
    void measurePlates();
    bool measureCanal();
    bool measureCanalWidth();
    bool measureSpinous();

    const geometry::Mesh& mesh_;
    Bvh bone_;
    VertebraHint hint_;
    float size_ = 0.0f;
    glm::vec3 surfaceCentre_{0.0f};
    VertebraMeasures out_;
    FittedPlane upper_, lower_;
    float front_ = 0.0f, back_ = 0.0f; ///< of the body at mid-height, along anterior
    float canalHeight_ = 0.0f;         ///< where the canal is at its narrowest from front to back, along up
};

/// Planes through the middle of both faces, seen from inside the body.
bool Measurer::fitPlates(float radius) {
    const VertebraFrame& f = out_.frame;
    const auto seen = [&](const glm::vec3& along) {
        std::vector<glm::vec3> points;
        constexpr int kRays = 6;
        for (int i = -kRays; i <= kRays; ++i)
            for (int k = -kRays; k <= kRays; ++k) {
                const float x = radius * static_cast<float>(i) / kRays;
                const float z = radius * static_cast<float>(k) / kRays;
                if (x * x + z * z > radius * radius) continue;
                const glm::vec3 from = at(x, 0.0f, z);
                const float distance = cast(bone_, from, along, size_, true);
                if (distance > 0.0f) points.push_back(from + distance * along);
            }
        return points;
    };
    const auto upper = fitPlane(seen(f.up), f.up);
    const auto lower = fitPlane(seen(-f.up), -f.up);
    if (!upper || !lower) return false;
    upper_ = *upper;
    lower_ = *lower;
    return glm::dot(upper_.normal, f.up) > 0.5f && glm::dot(lower_.normal, f.up) < -0.5f;
}

float Measurer::backOfBody(float y, float height) const {
    const float within = std::clamp(y, -0.4f * height, 0.4f * height);
    const float wall = cast(bone_, at(0.0f, within, 0.0f), -out_.frame.anterior, size_, true);
    return wall < 0.0f ? wall : wall + kOffSurface;
}

bool Measurer::findFrame() {
    const auto inside = hint_.inside ? hint_.inside : deepestInside(bone_);
    if (!inside) return false;
    const auto ball = bone_.nearest(*inside);
    if (!ball) return false;
    out_.frame = frameWith(*inside, hint_.up, hint_.anterior);
    float radius = 0.6f * ball->distance;
    for (int round = 0; round < kFrameRounds; ++round) {
        if (!fitPlates(radius)) return false;
        VertebraFrame& f = out_.frame;
        f = frameWith(f.centre, upper_.normal - lower_.normal, f.anterior);
        // To the middle: between the planes, then between front and back, then between the sides of the front half.
        const float top = upper_.along(f.centre, f.up);
        const float bottom = lower_.along(f.centre, f.up);
        f.centre += 0.5f * (top + bottom) * f.up;
        const float front = cast(bone_, f.centre, f.anterior, size_, true);
        const float back = cast(bone_, f.centre, -f.anterior, size_, true);
        if (front < 0.0f || back < 0.0f) return false;
        f.centre += 0.5f * (front - back) * f.anterior;
        front_ = 0.5f * (front + back);
        back_ = -front_;
        std::vector<float> aside;
        for (int i = -3; i <= 3; ++i)
            for (const float ahead : {0.4f, 0.55f, 0.7f}) {
                const glm::vec3 from = at(0.0f, 0.1f * static_cast<float>(i) * (top - bottom), ahead * front_);
                const float left = cast(bone_, from, f.left, size_, true);
                const float right = cast(bone_, from, -f.left, size_, true);
                if (left > 0.0f && right > 0.0f) aside.push_back(0.5f * (left - right));
            }
        if (!aside.empty()) f.centre += median(aside) * f.left;
        // The middle of the body and the centre of the whole surface both lie in the plane of symmetry, some 20 mm
        // apart.
        f = frameWith(f.centre, f.up, f.centre - surfaceCentre_);
        radius = 0.85f * front_;
    }
    return true;
}

void Measurer::measurePlates() {
    const VertebraFrame& f = out_.frame;
    const PlateScan upper(bone_, upper_, f.centre, f.left, f.anterior, 2.0f * front_, hint_.uncinate);
    const PlateScan lower(bone_, lower_, f.centre, f.left, f.anterior, 2.0f * front_, false);
    out_.upper = upper.plate();
    out_.lower = lower.plate();
    out_.anteriorHeight = glm::length(upper.front() - lower.front());
    out_.posteriorHeight = glm::length(upper.back() - lower.back());
}

/// Depth, and where it is measured: from the middle half of the back of the body, in all directions of the mid-sagittal
/// plane.
bool Measurer::measureCanal() {
    const VertebraFrame& f = out_.frame;
    constexpr int kHeights = 6;
    constexpr int kDirections = 18;
    constexpr float kWidest = 0.9f; // radians from straight back
    const float height = out_.height();
    float best = std::numeric_limits<float>::max();
    for (int i = -kHeights; i <= kHeights; ++i) {
        const float y = 0.25f * height * static_cast<float>(i) / kHeights;
        const float wall = backOfBody(y, height);
        if (wall < 0.0f) continue;
        const glm::vec3 from = at(0.0f, y, -wall);
        for (int k = -kDirections; k <= kDirections; ++k) {
            const float angle = kWidest * static_cast<float>(k) / kDirections;
            const glm::vec3 along = -std::cos(angle) * f.anterior + std::sin(angle) * f.up;
            const float depth = cast(bone_, from, along, size_, false);
            if (depth < 0.15f * front_ || depth >= best) continue;
            best = depth;
            canalHeight_ = y + depth * std::sin(angle);
        }
    }
    if (best > 4.0f * front_) return false;
    out_.canalDepth = best + kOffSurface;
    return true;
}

/// Width between the pedicles, and the pedicles themselves. A height counts when both pedicles close the canal along
/// the front of its depth: above and below them the rays leave through the foramina or meet other parts of the arch.
bool Measurer::measureCanalWidth() {
    const VertebraFrame& f = out_.frame;
    constexpr int kHeights = 16;
    const float height = out_.height();
    float narrowest = std::numeric_limits<float>::max();
    float pedicle = std::numeric_limits<float>::max();
    for (int i = 0; i <= kHeights; ++i) {
        const float y = height * (-0.25f + 0.85f * static_cast<float>(i) / kHeights);
        const float wall = backOfBody(y, height);
        if (wall < 0.0f) continue;
        float widest = 0.0f;
        float thinnest = std::numeric_limits<float>::max();
        bool closed = true;
        for (const float part : {0.2f, 0.3f, 0.4f}) { // farther back L5 opens into the recesses beside the arch
            const glm::vec3 middle = at(0.0f, y, -wall - part * out_.canalDepth);
            const float left = cast(bone_, middle, f.left, 1.2f * out_.canalDepth, false);
            const float right = cast(bone_, middle, -f.left, 1.2f * out_.canalDepth, false);
            closed = closed && left > 0.0f && right > 0.0f;
            if (!closed) break;
            widest = std::max(widest, left + right);
            const float leftBone = cast(bone_, middle + (left + kOffSurface) * f.left, f.left, size_, true);
            const float rightBone = cast(bone_, middle - (right + kOffSurface) * f.left, -f.left, size_, true);
            if (leftBone > 0.0f && rightBone > 0.0f) thinnest = std::min(thinnest, 0.5f * (leftBone + rightBone));
        }
        if (!closed) continue;
        narrowest = std::min(narrowest, widest);
        // Where the pedicle is highest it is widest: its width is the largest of the thinnest.
        if (thinnest < size_) pedicle = pedicle > size_ ? thinnest : std::max(pedicle, thinnest);
    }
    if (narrowest > size_) return false;
    out_.canalWidth = narrowest;
    out_.pedicleWidth = pedicle < size_ ? pedicle : 0.0f;
    return true;
}

bool Measurer::measureSpinous() {
    const VertebraFrame& f = out_.frame;
    // The inner face of the arch in the midline: the heights around the narrowest place where the way back is short.
    const float middle = back_ - 0.5f * out_.canalDepth;
    const float step = out_.height() / 40.0f;
    const auto wayBack = [&](float y) {
        const float depth = cast(bone_, at(0.0f, y, middle), -f.anterior, size_, false);
        return depth > 0.0f && depth < 0.85f * out_.canalDepth ? depth : kNoHit;
    };
    float top = canalHeight_;
    float bottom = canalHeight_;
    while (wayBack(top + step) > 0.0f && top < canalHeight_ + 2.0f * out_.height()) top += step;
    while (wayBack(bottom - step) > 0.0f && bottom > canalHeight_ - 2.0f * out_.height()) bottom -= step;
    const float y = 0.5f * (top + bottom);
    const float depth = wayBack(y);
    if (depth < 0.0f) return false;
    out_.spinousBase = at(0.0f, y, middle - depth);
    const glm::vec3 base = f.toLocal(out_.spinousBase);
    float farthest = 0.0f;
    for (const glm::vec3& p : mesh_.positions) {
        const glm::vec3 q = f.toLocal(p);
        if (q.z > base.z || std::abs(q.x) > 0.35f * out_.lower.width) continue;
        const float distance = glm::length(q - base);
        if (distance <= farthest) continue;
        farthest = distance;
        out_.spinousTip = p;
    }
    out_.spinousLength = farthest;
    return farthest > 0.0f;
}

core::Result<VertebraMeasures> Measurer::measure() {
    if (bone_.empty() || !findFrame()) return missing("body and canal");
    measurePlates();
    if (out_.anteriorHeight <= 0.0f || out_.upper.width <= 0.0f || out_.lower.width <= 0.0f)
        return missing("end plates");
    if (!measureCanal() || !measureCanalWidth()) return missing("canal between pedicles");
    if (!measureSpinous()) return missing("spinous process");
    float left = 0.0f;
    float right = 0.0f;
    for (const glm::vec3& p : mesh_.positions) {
        const float x = out_.frame.toLocal(p).x;
        left = std::max(left, x);
        right = std::min(right, x);
    }
    out_.transverseWidth = left - right;
    return out_;
}

} // namespace

float VertebraMeasures::wedge() const {
    return std::acos(std::clamp(-glm::dot(upper.normal, lower.normal), -1.0f, 1.0f)) *
           (anteriorHeight < posteriorHeight ? 1.0f : -1.0f);
}

core::Result<VertebraMeasures> measureVertebra(const geometry::Mesh& mesh, const VertebraHint& hint) {
    return Measurer(mesh, hint).measure();
}

VertebraHint hintFor(std::string_view level) {
    VertebraHint hint;
    hint.uncinate = level.starts_with('C');
    return hint;
}

} // namespace anatomy
