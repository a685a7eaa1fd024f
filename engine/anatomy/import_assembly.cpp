#include <anatomy/import_assembly.h>

#include <anatomy/rig.h>

#include <geometry/bvh.h>

#include <algorithm>

namespace anatomy {
namespace {

glm::vec3 moved(const glm::mat4& map, const glm::vec3& p) {
    return glm::vec3(map * glm::vec4(p, 1.0f));
}

/// Through another body's shape: positions by the mean of the joints' maps, normals and fibres after them.
geometry::Mesh shaped(const geometry::Mesh& mesh, const geometry::SkinWeights& weights,
                      const std::vector<glm::mat4>& maps) {
    geometry::Mesh out = mesh;
    for (std::size_t i = 0; i < out.positions.size(); ++i) {
        const glm::mat4 map = geometry::blend(weights[i], maps);
        const glm::mat3 linear(map);
        out.positions[i] = moved(map, mesh.positions[i]);
        if (!out.fibres.empty()) out.fibres[i] = core::unit(linear * mesh.fibres[i]);
        if (!out.normals.empty()) out.normals[i] = core::unit(glm::transpose(glm::inverse(linear)) * mesh.normals[i]);
    }
    return out;
}

/// Longest principal axis of the vertices, upward, by power iteration.
glm::vec3 longAxis(const geometry::Mesh& mesh) {
    const glm::vec3 middle = geometry::surfaceMiddle(mesh);
    glm::mat3 spread(0.0f);
    for (const glm::vec3& p : mesh.positions) spread += glm::outerProduct(p - middle, p - middle);
    glm::vec3 axis = glm::normalize(glm::vec3(0.1f, 1.0f, 0.2f));
    for (int i = 0; i < 64; ++i) {
        const glm::vec3 next = spread * axis;
        if (!(glm::length(next) > 0.0f)) break;
        axis = glm::normalize(next);
    }
    return axis.y < 0.0f ? -axis : axis;
}

/// What the described part tells of an imported one.
class Counterpart {
public:
    Counterpart(const BodyPart& part, const std::vector<glm::mat4>& maps)
        : part_(part), shaped_(shaped(part.mesh, part.weights, maps)), tree_(shaped_) {}

    void tell(BodyPart& to) const {
        const bool fibres = !shaped_.fibres.empty();
        const bool tendon = !shaped_.tendon.empty();
        const bool grain = !shaped_.grain.empty();
        for (const glm::vec3& p : to.mesh.positions) {
            const auto near = tree_.nearest(p);
            const Place place = near ? placeOf(*near) : Place{};
            to.described.push_back(mean(part_.mesh.positions, place));
            if (fibres) to.mesh.fibres.push_back(core::unit(mean(shaped_.fibres, place)));
            if (tendon) to.mesh.tendon.push_back(std::clamp(mean(shaped_.tendon, place), 0.0f, 1.0f));
            if (grain) to.mesh.grain.push_back(mean(shaped_.grain, place));
        }
    }

private:
    struct Place {
        std::uint32_t corner[3] = {0, 0, 0};
        float share[3] = {1.0f, 0.0f, 0.0f};
    };
    Place placeOf(const geometry::NearestPoint& near) const {
        Place out;
        for (std::size_t k = 0; k < 3; ++k) out.corner[k] = shaped_.indices[3 * std::size_t{near.triangle} + k];
        out.share[0] = 1.0f - near.weights.x - near.weights.y;
        out.share[1] = near.weights.x;
        out.share[2] = near.weights.y;
        return out;
    }
    template <typename T>
    static T mean(const std::vector<T>& values, const Place& place) {
        T sum(0.0f);
        for (std::size_t k = 0; k < 3; ++k) sum += values[place.corner[k]] * place.share[k];
        return sum;
    }

    const BodyPart& part_;
    geometry::Mesh shaped_;
    geometry::Bvh tree_;
};

class Assembler {
public:
    Assembler(const Atlas& atlas, const Skeleton& skeleton, const BuiltBody& described,
              const std::vector<JointFit>& fits, core::Workers& workers)
        : atlas_(atlas), described_(described), workers_(workers) {
        for (const JointFit& fit : fits) built_.shape.push_back(fit.map);
        for (std::size_t j = 0; j < skeleton.joints().size(); ++j)
            built_.centres.push_back(moved(built_.shape[j], skeleton.joints()[j].centre));
        skeleton_ = skeleton.withCentres(built_.centres);
    }

    core::Result<BuiltBody> assemble(ImportedMeshes imported) {
        for (auto& [id, mesh] : imported) built_.parts.push_back({id, std::move(mesh), {}});
        const std::size_t own = built_.parts.size();
        for (const BodyPart& part : described_.parts)
            if (imported.count(part.id) == 0) built_.parts.push_back(part);
        workers_.parallelFor(built_.parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                if (i < own)
                    learn(built_.parts[i]);
                else
                    follow(built_.parts[i]);
            }
        });
        // bones lie where they will stay: now the imported parts can be tied to them
        const auto rig = rigOf(atlas_, skeleton_, built_.parts);
        if (!rig) return rig.error();
        workers_.parallelFor(own, 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                BodyPart& part = built_.parts[i];
                part.weights = rig.value().weights(*atlas_.find(part.id), part.mesh);
                if (part.described.empty()) pullBack(part);
            }
        });
        workers_.parallelFor(built_.parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                measureThickness(*atlas_.find(built_.parts[i].id), built_.parts[i]);
        });
        std::sort(built_.parts.begin(), built_.parts.end(),
                  [](const BodyPart& a, const BodyPart& b) { return a.id < b.id; });
        return std::move(built_);
    }

private:
    const BodyPart* describedPart(core::StructureId id) const { return findPart(described_.parts, id); }

    void learn(BodyPart& part) const {
        if (const BodyPart* counterpart = describedPart(part.id)) {
            Counterpart(*counterpart, built_.shape).tell(part);
        } else if (atlas_.find(part.id)->kind == Kind::Muscle) {
            part.mesh.fibres.assign(part.mesh.positions.size(), longAxis(part.mesh));
        }
    }

    void follow(BodyPart& part) const {
        part.described = part.mesh.positions;
        part.mesh = shaped(part.mesh, part.weights, built_.shape);
    }

    /// Of a part without counterpart: by the way its joints came.
    void pullBack(BodyPart& part) const {
        for (std::size_t i = 0; i < part.mesh.positions.size(); ++i)
            part.described.push_back(
                moved(glm::inverse(geometry::blend(part.weights[i], built_.shape)), part.mesh.positions[i]));
    }

    const Atlas& atlas_;
    const BuiltBody& described_;
    core::Workers& workers_;
    Skeleton skeleton_;
    BuiltBody built_;
};

} // namespace

core::Result<BuiltBody> assembleImport(const Atlas& atlas, const Skeleton& skeleton, const BuiltBody& described,
                                       ImportedMeshes imported, const std::vector<JointFit>& fits,
                                       core::Workers& workers) {
    return Assembler(atlas, skeleton, described, fits, workers).assemble(std::move(imported));
}

} // namespace anatomy
