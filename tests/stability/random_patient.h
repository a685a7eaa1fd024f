// A random patient for the stability run: layers of random thickness under a wavy or round skin, with or without bone,
// ribs and knobs of bone, taut bands, nodules, tone and nonsense in the condition. Skin about z = 0, body at z < 0.
#pragma once

#include <tissue/tissue_map.h>

#include <core/random.h>

#include <cmath>
#include <limits>
#include <vector>

namespace stability {

class RandomPatient : public tissue::TissueMap {
public:
    explicit RandomPatient(core::Random& random) {
        skin_ = random.uniform(0.001f, 0.003f);
        fat_ = random.uniform(0.0f, 0.045f);
        muscle_ = random.uniform(0.003f, 0.060f);
        hasBone_ = random.uniform() < 0.8f;
        curvature_ = random.uniform(0.0f, 8.0f); // per metre: up to a limb of 12 cm radius
        wave_ = random.uniform(0.0f, 0.004f);
        for (float& f : frequency_) f = random.uniform(20.0f, 120.0f);
        if (random.uniform() < 0.3f)
            knobs_.push_back({random.uniform(-0.02f, 0.02f), random.uniform(-0.02f, 0.02f),
                              -random.uniform(0.006f, 0.04f), random.uniform(0.003f, 0.012f)});
        const float turn = random.uniform(0.0f, 6.2832f), dive = random.uniform(-0.6f, 0.6f);
        fibre_ = glm::normalize(glm::vec3(std::cos(turn), std::sin(turn), dive));
        renew(random);
    }

    /// Another condition of the same body.
    void renew(core::Random& random) {
        tone_ = random.uniform() < 0.5f ? 0.0f : random.uniform();
        bandFactor_ = random.uniform(0.5f, 4.0f);
        bandAt_ = random.uniform(-0.02f, 0.02f);
        bandWidth_ = random.uniform(0.0f, 0.008f);
        nonsense_ = random.uniform() < 0.03f;
    }

    /// Without tone: contracted muscle has another rest than the one it is described in.
    void relax() {
        tone_ = 0.0f;
        nonsense_ = false;
    }

    float surface(float x, float y) const {
        return -0.5f * curvature_ * (x * x + y * y) + wave_ * std::sin(frequency_[0] * x) * std::cos(frequency_[1] * y);
    }

    tissue::TissueSample at(const glm::vec3& p) const override {
        tissue::TissueSample s;
        const float depth = surface(p.x, p.y) - p.z;
        if (depth < 0.0f) return s;
        s.kind = tissue::TissueKind::Skin;
        for (const glm::vec4& k : knobs_)
            if (glm::distance(p, glm::vec3(k)) < k.w) s.kind = tissue::TissueKind::Bone;
        if (s.kind == tissue::TissueKind::Bone || depth < skin_) return s;
        s.kind = tissue::TissueKind::Fat;
        if (depth < skin_ + fat_) return s;
        if (depth < skin_ + fat_ + muscle_) {
            s.kind = tissue::TissueKind::Muscle;
            s.structure = core::StructureId{7};
            s.fibre = fibre_;
        } else {
            s.kind = hasBone_ ? tissue::TissueKind::Bone : tissue::TissueKind::Organ;
        }
        return s;
    }
    void condition(const glm::vec3& p, tissue::TissueSample& s) const override {
        if (s.kind != tissue::TissueKind::Muscle) return;
        s.tone = tone_;
        if (std::fabs(p.x - bandAt_) < bandWidth_) s.stiffnessFactor = bandFactor_;
        if (nonsense_) s.stiffnessFactor = s.tone = std::numeric_limits<float>::quiet_NaN();
    }
    std::optional<tissue::SurfaceHit> skin(const core::Ray& ray) const override {
        // march and halve: the surface is a height field
        const float length = glm::length(ray.direction);
        if (!(length > 0.0f)) return std::nullopt;
        const glm::vec3 d = ray.direction / length;
        const auto above = [&](float t) {
            const glm::vec3 p = ray.origin + t * d;
            return p.z - surface(p.x, p.y);
        };
        if (!(above(0.0f) > 0.0f)) return std::nullopt;
        constexpr float step = 0.002f;
        for (float t = step; t < 0.4f; t += step) {
            if (above(t) > 0.0f) continue;
            float low = t - step, high = t;
            for (int n = 0; n < 20; ++n) (above(0.5f * (low + high)) > 0.0f ? low : high) = 0.5f * (low + high);
            return tissue::SurfaceHit{ray.origin + high * d, {0, 0, 1}};
        }
        return std::nullopt;
    }

private:
    float skin_, fat_, muscle_, curvature_, wave_, frequency_[2];
    bool hasBone_;
    std::vector<glm::vec4> knobs_; ///< centre and radius
    glm::vec3 fibre_;
    float tone_ = 0.0f, bandFactor_ = 1.0f, bandAt_ = 0.0f, bandWidth_ = 0.0f;
    bool nonsense_ = false;
};

} // namespace stability
