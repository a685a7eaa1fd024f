#include <anatomy/labels.h>

#include <anatomy/moved_with.h>

#include <geometry/bvh.h>
#include <geometry/inside_grid.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace anatomy {
namespace {

constexpr float kCellM = 0.006f;
constexpr float kDermisM = 0.002f;    ///< where the body does not say
constexpr float kNoDirection = 1e-6f; ///< a mean of unit vectors no longer than this points nowhere

/// Lower fills first.
int rank(Kind kind, Layer layer) {
    switch (kind) {
    case Kind::Bone:
        return 0;
    case Kind::Cartilage:
    case Kind::Disc:
        return 1;
    case Kind::Nerve:
        return 2;
    case Kind::Ligament:
        return 3;
    case Kind::Muscle:
        return 4 + static_cast<int>(layer); // 4 .. 8
    case Kind::Fascia:
        return 9;
    case Kind::Skin:
        break;
    }
    return 10;
}

/// Trees are made when they are first asked for: most structures never are.
struct LazyTree {
    std::once_flag once;
    geometry::Bvh tree;
};

struct LabelPart {
    core::StructureId id;
    Kind kind = Kind::Skin;
    int rank = 0;
    double volume = 0.0;
    geometry::Mesh posed;
    BodyPart bind; ///< without indices: for places that move along
    core::Box box;
};

template <typename T>
T interpolated(const geometry::Mesh& mesh, const std::vector<T>& values, std::uint32_t triangle,
               const glm::vec2& weights) {
    const std::uint32_t* corner = &mesh.indices[3 * triangle];
    return values[corner[0]] * (1.0f - weights.x - weights.y) + values[corner[1]] * weights.x +
           values[corner[2]] * weights.y;
}

} // namespace

struct Labels::Impl {
    std::vector<LabelPart> parts; ///< sorted by id
    std::unique_ptr<LazyTree[]> trees;
    geometry::RigidJoints joints{{}};
    std::vector<glm::mat4> shape; ///< described -> bind pose; empty: the same
    std::vector<float> skinThickness;
    float thickestSkin = 0.0f;
    int skin = -1;
    geometry::InsideGrid grid;

    const geometry::Bvh& tree(std::size_t part) const {
        LazyTree& lazy = trees[part];
        std::call_once(lazy.once, [&] { lazy.tree = geometry::Bvh(parts[part].posed); });
        return lazy.tree;
    }

    int find(core::StructureId id) const {
        const auto at =
            std::lower_bound(parts.begin(), parts.end(), id,
                             [](const LabelPart& part, core::StructureId wanted) { return part.id < wanted; });
        return at != parts.end() && at->id == id ? static_cast<int>(at - parts.begin()) : -1;
    }

    SkinHit hit(const glm::vec3& position, float distance, std::uint32_t triangle, const glm::vec2& weights) const {
        const geometry::Mesh& mesh = parts[static_cast<std::size_t>(skin)].posed;
        const glm::vec3 normal = interpolated(mesh, mesh.normals, triangle, weights);
        return {position, core::unitOr(normal, {0, 0, -1}, kNoDirection), distance, triangle};
    }

    float thicknessAt(std::uint32_t triangle, const glm::vec2& weights) const {
        const geometry::Mesh& mesh = parts[static_cast<std::size_t>(skin)].posed;
        const std::uint32_t* corner = &mesh.indices[3 * triangle];
        return skinThickness[corner[0]] * (1.0f - weights.x - weights.y) + skinThickness[corner[1]] * weights.x +
               skinThickness[corner[2]] * weights.y;
    }

    bool inDermis(const glm::vec3& point) const {
        if (skin < 0) return false;
        const auto nearest = tree(static_cast<std::size_t>(skin)).nearest(point, thickestSkin);
        return nearest && nearest->distance <= thicknessAt(nearest->triangle, nearest->weights);
    }

    bool nearSkinSurface(const glm::vec3& point) const {
        // The cube of the point or one that the thickest skin reaches into: corners of a small box are enough, since
        // cubes are larger than skin is thick.
        for (int corner = 0; corner < 8; ++corner) {
            const glm::vec3 step((corner & 1) != 0 ? thickestSkin : -thickestSkin,
                                 (corner & 2) != 0 ? thickestSkin : -thickestSkin,
                                 (corner & 4) != 0 ? thickestSkin : -thickestSkin);
            bool inside = false;
            for (const auto& entry : grid.candidates(point + step)) {
                if (entry.mesh != skin) continue;
                if (entry.count > 0) return true;
                inside = true;
            }
            if (!inside) return true;
        }
        return false;
    }

    /// Fibre and tendon of the nearest place on the surface: one search for both.
    void fillFibre(std::size_t part, const glm::vec3& point, Label& label) const {
        const geometry::Mesh& mesh = parts[part].posed;
        if (mesh.fibres.empty() && mesh.tendon.empty()) return;
        const auto nearest = tree(part).nearest(point);
        if (!nearest) return;
        if (!mesh.fibres.empty())
            label.fibre = core::unitOr(interpolated(mesh, mesh.fibres, nearest->triangle, nearest->weights),
                                       glm::vec3(0.0f), kNoDirection);
        if (!mesh.tendon.empty())
            label.tendon = glm::clamp(interpolated(mesh, mesh.tendon, nearest->triangle, nearest->weights), 0.0f, 1.0f);
    }
};

Labels Labels::build(const Body& body, const Pose& pose, core::Workers& workers) {
    return build(body, posingOf(body, pose, workers), workers);
}

Labels Labels::build(const Body& body, const Posing& posing, core::Workers& workers) {
    auto impl = std::make_shared<Impl>();
    impl->joints = geometry::RigidJoints(posing.joints);
    impl->shape = body.shape();
    impl->parts.resize(body.parts().size());
    impl->trees = std::make_unique<LazyTree[]>(body.parts().size());
    workers.parallelFor(body.parts().size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            const BodyPart& from = body.parts()[i];
            LabelPart& part = impl->parts[i];
            const Structure* structure = body.atlas().find(from.id);
            part.id = from.id;
            part.kind = structure->kind;
            part.rank = rank(structure->kind, structure->layer);
            part.posed = geometry::posed(from.mesh, from.weights, impl->joints, from.halfThickness, posing.bulges[i]);
            part.volume = geometry::volume(part.posed);
            part.bind.mesh.positions = from.mesh.positions;
            part.bind.weights = from.weights;
            part.bind.described = from.described;
            part.box = geometry::bounds(part.posed);
        }
    });
    for (std::size_t i = 0; i < impl->parts.size(); ++i)
        if (impl->parts[i].kind == Kind::Skin) impl->skin = static_cast<int>(i);
    if (impl->skin >= 0) {
        const std::size_t vertices = impl->parts[static_cast<std::size_t>(impl->skin)].bind.mesh.positions.size();
        impl->skinThickness = body.skinThickness();
        if (impl->skinThickness.size() != vertices) impl->skinThickness.assign(vertices, kDermisM);
        for (const float thickness : impl->skinThickness) impl->thickestSkin = std::max(impl->thickestSkin, thickness);
    }
    std::vector<const geometry::Mesh*> meshes;
    for (const LabelPart& part : impl->parts) meshes.push_back(&part.posed);
    impl->grid = geometry::InsideGrid(meshes, kCellM, workers);
    Labels labels;
    labels.impl_ = std::move(impl);
    return labels;
}

Label Labels::at(const glm::vec3& point) const {
    const auto candidates = impl_->grid.candidates(point);
    Label label;
    if (impl_->skin >= 0) {
        const auto skin = std::find_if(candidates.begin(), candidates.end(),
                                       [&](const auto& entry) { return entry.mesh == impl_->skin; });
        if (skin == candidates.end() || !impl_->grid.contains(*skin, point)) return label;
        label.inside = true;
        if (impl_->nearSkinSurface(point) && impl_->inDermis(point)) {
            label.structure = impl_->parts[static_cast<std::size_t>(impl_->skin)].id;
            return label;
        }
    }
    int best = -1;
    for (const auto& entry : candidates) {
        if (entry.mesh == impl_->skin) continue;
        const LabelPart& part = impl_->parts[entry.mesh];
        if (best >= 0) {
            const LabelPart& other = impl_->parts[static_cast<std::size_t>(best)];
            if (part.rank > other.rank || (part.rank == other.rank && part.volume >= other.volume)) continue;
        }
        if (impl_->grid.contains(entry, point)) best = entry.mesh;
    }
    if (best < 0) {
        label.fat = label.inside;
        return label;
    }
    const LabelPart& part = impl_->parts[static_cast<std::size_t>(best)];
    label.inside = true;
    label.structure = part.id;
    label.kind = part.kind;
    impl_->fillFibre(static_cast<std::size_t>(best), point, label);
    return label;
}

std::optional<SkinHit> Labels::skinHit(const core::Ray& ray) const {
    if (impl_->skin < 0) return std::nullopt;
    const geometry::Bvh& tree = impl_->tree(static_cast<std::size_t>(impl_->skin));
    auto hit = tree.firstHit(ray);
    if (hit && hit->leaving) { // the ray starts inside
        hit.reset();
        for (const geometry::RayHit& other : tree.allHits(ray)) {
            if (other.leaving) continue;
            hit = other;
            break;
        }
    }
    if (!hit) return std::nullopt;
    return impl_->hit(ray.origin + hit->distance * ray.direction, hit->distance, hit->triangle, hit->weights);
}

SkinHit Labels::nearestSkin(const glm::vec3& point) const {
    if (impl_->skin >= 0)
        if (const auto nearest = impl_->tree(static_cast<std::size_t>(impl_->skin)).nearest(point))
            return impl_->hit(nearest->position, nearest->distance, nearest->triangle, nearest->weights);
    return SkinHit{point, glm::vec3(0.0f), 0.0f, 0};
}

std::optional<std::pair<core::StructureId, float>> Labels::firstHit(const core::Ray& ray) const {
    std::optional<std::pair<core::StructureId, float>> best;
    float farthest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < impl_->parts.size(); ++i) {
        if (static_cast<int>(i) == impl_->skin) continue;
        // Which side of the box does the ray meet? Trees are costly to make for parts it misses by far.
        const core::Box& box = impl_->parts[i].box;
        const float radius = 0.5f * glm::length(box.size());
        const glm::vec3 to = box.centre() - ray.origin;
        const float along = glm::dot(to, ray.direction);
        if (along + radius < 0.0f || along - radius > farthest) continue;
        if (glm::dot(to, to) - along * along > radius * radius) continue;
        const auto hit = impl_->tree(i).firstHit(ray, farthest);
        if (!hit || hit->distance >= farthest) continue;
        farthest = hit->distance;
        best = {impl_->parts[i].id, hit->distance};
    }
    return best;
}

glm::vec3 Labels::posedPoint(core::StructureId structure, const glm::vec3& described) const {
    int index = impl_->find(structure);
    if (index < 0) index = impl_->skin;
    if (index < 0) return described;
    const BodyPart& part = impl_->parts[static_cast<std::size_t>(index)].bind;
    if (part.weights.empty()) return described;
    const glm::vec3 bind = impl_->shape.empty() ? described : movedWith(part, impl_->shape, described);
    std::size_t nearest = 0;
    float least = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < part.mesh.positions.size(); ++i) {
        const glm::vec3 d = part.mesh.positions[i] - bind;
        if (glm::dot(d, d) >= least) continue;
        least = glm::dot(d, d);
        nearest = i;
    }
    return glm::vec3(impl_->joints.at(part.weights[nearest]) * glm::vec4(bind, 1.0f));
}

glm::vec3 Labels::posedDirection(core::StructureId structure, const glm::vec3& described,
                                 const glm::vec3& direction) const {
    constexpr float kArm = 0.01f; // m
    const glm::vec3 turned =
        posedPoint(structure, described + kArm * direction) - posedPoint(structure, described - kArm * direction);
    return core::unitOr(turned, direction, kNoDirection);
}

float Labels::skinThickness(const glm::vec3& point) const {
    if (impl_->skin < 0) return kDermisM;
    const auto nearest = impl_->tree(static_cast<std::size_t>(impl_->skin)).nearest(point);
    return nearest ? impl_->thicknessAt(nearest->triangle, nearest->weights) : kDermisM;
}

} // namespace anatomy
