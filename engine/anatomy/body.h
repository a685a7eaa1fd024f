// Body: one built human back: a mesh for every structure of the atlas that has a shape, with skin weights, in the bind
// pose (the posture the figures were measured in), and the skeleton that moves it. Built from figures and cached by
// their hash: the bytes of every file it depends on, the parameters and the version of the builder.
// Invariants: parts sorted by id, each with a valid mesh with normals and weights for every vertex; the skin, when
// there is one, encloses the others. Errors: faults of the description with file and line, parameters out of range.
#pragma once

#include <anatomy/atlas.h>
#include <anatomy/skeleton.h>

#include <core/workers.h>
#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace anatomy {

/// What varies between bodies. (The next issue widens it.)
struct BodyParameters {
    float statureM = 1.72f;      ///< 1.40 .. 2.10; everything scales with it
    float bodyMassIndex = 23.0f; ///< 17 .. 40; fat thickness follows it
    std::uint64_t hash() const;
};

/// Stature the figures are for: that of the reference body, which is not known (facts: estimate).
constexpr float kReferenceStatureM = 1.72f;

struct BodyPart {
    core::StructureId id;
    geometry::Mesh mesh;           ///< bind pose, metres
    geometry::SkinWeights weights; ///< parallel to the vertices
};

/// Called from the building thread with what is being built and how much is done, 0..1.
using Progress = std::function<void(const std::string& what, float done)>;

class Body {
public:
    /// Reads <cacheDirectory>/body-<hash>.bin or builds and stores it. A damaged cache file is rebuilt, not an error.
    static core::Result<Body> load(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                   core::Workers& workers, const Progress& progress);
    /// The same with another folder for the cache; empty: no cache.
    static core::Result<Body> load(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                   core::Workers& workers, const Progress& progress,
                                   const std::filesystem::path& cacheFolder);

    const Atlas& atlas() const { return atlas_; }
    const Skeleton& skeleton() const { return skeleton_; }
    const std::vector<BodyPart>& parts() const { return parts_; }
    const BodyPart* part(core::StructureId id) const;
    /// The skin; null when the body has none.
    const BodyPart* skin() const;
    /// Epidermis and dermis at every vertex of the skin, metres.
    const std::vector<float>& skinThickness() const { return skinThickness_; }
    const BodyParameters& parameters() const { return parameters_; }
    /// Hash of everything the body was built from.
    std::uint64_t hash() const { return hash_; }

private:
    Atlas atlas_;
    Skeleton skeleton_;
    BodyParameters parameters_;
    std::vector<BodyPart> parts_; ///< sorted by id
    std::vector<float> skinThickness_;
    std::uint64_t hash_ = 0;
};

} // namespace anatomy
