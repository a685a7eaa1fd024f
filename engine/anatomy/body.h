// Body: one built human back: a mesh for every structure of the atlas that has a shape, with skin weights, in the bind
// pose (standing, as the figures were measured), and the skeleton that moves it. Built in two steps, each cached by the
// hash of what it depends on (bytes of files, parameters, version of the builder): the base, which is the described or
// imported body, and from it this patient's body, shaped after the parameters (shaping.h) and covered with skin.
// Places in files (trigger points, zones, nerves) are places of the described body: placed() says where they are.
// Invariants: parts sorted by id, each with a valid mesh with normals and weights for every vertex; the skin, when
// there is one, encloses the others. Errors: faults of the description with file and line, parameters out of range.
#pragma once

#include <anatomy/atlas.h>
#include <anatomy/body_parameters.h>
#include <anatomy/skeleton.h>

#include <core/workers.h>
#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace anatomy {

struct BodyPart {
    core::StructureId id;
    geometry::Mesh mesh;           ///< bind pose, metres
    geometry::SkinWeights weights; ///< parallel to the vertices
    /// Where each vertex lies in the described body, before anything shaped it; empty: where it lies now.
    std::vector<glm::vec3> described{};
    /// Half the thickness at each vertex, for keeping the volume in a posture; empty for what is stiff and for the
    /// skin.
    std::vector<float> halfThickness{};
};

/// Of parts sorted by id; null when it is not among them.
const BodyPart* findPart(std::span<const BodyPart> parts, core::StructureId id);

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
    /// Where a place of the described body lies in this one's bind pose, moved along with that structure (one without a
    /// part: with the skin).
    glm::vec3 placed(core::StructureId structure, const glm::vec3& described) const;
    /// Described body -> this bind pose, one matrix a joint; empty: nothing moved.
    const std::vector<glm::mat4>& shape() const { return shape_; }
    /// Hash of everything the body was built from.
    std::uint64_t hash() const { return hash_; }

private:
    Atlas atlas_;
    Skeleton skeleton_;
    BodyParameters parameters_;
    std::vector<BodyPart> parts_; ///< sorted by id
    std::vector<float> skinThickness_;
    std::vector<glm::mat4> shape_;
    std::uint64_t hash_ = 0;
};

} // namespace anatomy
