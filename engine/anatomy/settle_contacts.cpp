#include <anatomy/settle_contacts.h>

#include <geometry/inside_grid.h>

#include <algorithm>
#include <optional>

namespace anatomy {
namespace {

constexpr float kCellM = 0.005f;
/// Ways out longer than this are not taken: the figures are at fault, and half a muscle would be turned over.
constexpr float kLongestWayM = 0.008f;
/// Cosine between the normals of two surfaces from which on they count as facing the same way.
constexpr float kSameWay = 0.5f;
/// Triangles larger than this are looked at in their middles, too.
constexpr float kLargeM2 = 2e-6f;
constexpr std::size_t kGrain = 1024;

struct Exit {
    std::uint32_t triangle = 0;
    glm::vec3 weights{0.0f};
    glm::vec3 normal{0.0f};
    float depth = 0.0f;
};

Exit exitAt(const geometry::Bvh& bvh, std::uint32_t triangle, const glm::vec2& weights, const glm::vec3& way) {
    const auto corner = bvh.corners(triangle);
    const glm::vec3 normal = glm::cross(corner[1] - corner[0], corner[2] - corner[0]);
    const float length = glm::length(normal);
    Exit exit;
    exit.triangle = triangle;
    exit.weights = {1.0f - weights.x - weights.y, weights.x, weights.y};
    if (length > 0.0f) exit.normal = normal / length;
    exit.depth = glm::dot(way, exit.normal);
    return exit;
}

/// Where a point of a surface with normal `outward` leaves the solid it is in. A face that looks at the solid's surface
/// goes the nearest way. A face that looks the same way as the surface is the far face of something that sticks in the
/// solid: it goes back over its own body if the middle of the solid lies on its outer side; else its other face goes,
/// and brings it along.
std::optional<Exit> wayOut(const geometry::Bvh& solid, const glm::vec3& point, const glm::vec3& outward,
                           const Opposite& opposite) {
    const auto nearest = solid.nearest(point, kLongestWayM);
    if (!nearest) return std::nullopt;
    const Exit near = exitAt(solid, nearest->triangle, nearest->weights, nearest->position - point);
    if (glm::dot(near.normal, outward) < kSameWay) return near;
    const auto back = solid.firstHit({point, -outward}, kLongestWayM);
    if (!back || !back->leaving) return std::nullopt;
    if (opposite.exists()) {
        const auto ahead = solid.firstHit({point, outward}, back->distance);
        if (ahead && ahead->distance - back->distance < -opposite.thickness) return std::nullopt;
    }
    return exitAt(solid, back->triangle, back->weights, -back->distance * outward);
}

/// A thin place that is in a bone with its middle leaves it as a whole, where its middle is nearest to the surface.
std::optional<Exit> wayOutOfBone(const geometry::Bvh& bone, const glm::vec3& point, const glm::vec3& outward,
                                 const Opposite& opposite, const std::vector<glm::vec3>& at) {
    if (opposite.exists()) {
        const glm::vec3 middle = 0.5f * (point + opposite.place.of(at));
        const auto nearest = bone.nearest(middle, kLongestWayM);
        if (nearest && bone.contains(middle))
            return exitAt(bone, nearest->triangle, nearest->weights, nearest->position - point);
    }
    return wayOut(bone, point, outward, opposite);
}

/// Where a bone runs through a muscle: a point of the bone's surface with the bulk of the muscle before it draws the
/// muscle's face behind it to itself, through the bone.
std::optional<Exit> wayOverBone(const geometry::Bvh& muscle, const geometry::Bvh& bone, const glm::vec3& point,
                                const glm::vec3& outward) {
    const auto behind = muscle.firstHit({point, -outward}, kLongestWayM);
    if (!behind || !behind->leaving) return std::nullopt;
    const auto through = bone.firstHit({point - 1e-5f * outward, -outward}, behind->distance);
    const float beyond = through ? behind->distance - through->distance : 0.0f;
    if (muscle.firstHit({point, outward}, beyond)) return std::nullopt;
    return exitAt(muscle, behind->triangle, behind->weights, -behind->distance * outward);
}

/// One search: the tissue with what was made of it for this search.
struct Search {
    const SettleTissue& tissue;
    const std::vector<geometry::Bvh>& hard;
    std::vector<geometry::Bvh> soft;
    geometry::InsideGrid inside;

    void lookAt(const SettlePlace& place, const glm::vec3& point, const glm::vec3& outward,
                std::vector<Contact>& found) const {
        const std::uint32_t owner = tissue.owner[place.corners[0]];
        const SettleSolid& own = tissue.solids[owner];
        for (const auto& entry : inside.candidates(point)) {
            if (entry.mesh == owner) continue;
            const SettleSolid& other = tissue.solids[entry.mesh];
            // a muscle does not make way for a fascia
            if (own.give == Give::Half && other.give == Give::Wholly) continue;
            if (!inside.contains(entry, point)) continue;
            const bool moves = other.give != Give::None;
            const geometry::Bvh& solid = moves ? soft[entry.mesh] : hard[entry.mesh - tissue.moving];
            const Opposite& opposite = tissue.opposite[place.corners[0]];
            const auto exit = moves ? wayOut(solid, point, outward, opposite)
                                    : wayOutOfBone(solid, point, outward, opposite, tissue.at);
            if (!exit || exit->depth <= 0.0f) continue;
            Contact contact;
            contact.inner = place;
            contact.outerMoves = moves;
            if (moves) contact.outer = tissue.triangle(other, exit->triangle, exit->weights);
            contact.normal = exit->normal;
            contact.depth = exit->depth;
            contact.share = own.give == other.give ? 0.5f : 1.0f;
            found.push_back(contact);
        }
    }

    void lookAtVertex(std::uint32_t vertex, std::vector<Contact>& found) const {
        const SettleSolid& own = tissue.solids[tissue.owner[vertex]];
        const std::size_t local = vertex - own.first;
        lookAt({{vertex, vertex, vertex}, {1.0f, 0.0f, 0.0f}}, own.mesh.positions[local], own.mesh.normals[local],
               found);
    }

    void lookAtLargeTriangles(const SettleSolid& own, std::vector<Contact>& found) const {
        for (std::size_t t = 0; t < own.mesh.triangleCount(); ++t) {
            const SettlePlace place = tissue.triangle(own, t, glm::vec3(1.0f / 3.0f));
            const glm::vec3& a = tissue.at[place.corners[0]];
            const glm::vec3 normal = glm::cross(tissue.at[place.corners[1]] - a, tissue.at[place.corners[2]] - a);
            const float twice = glm::length(normal);
            if (twice > 2.0f * kLargeM2) lookAt(place, place.of(tissue.at), normal / twice, found);
        }
    }

    void lookAtBone(std::size_t number, std::vector<Contact>& found) const {
        const geometry::Mesh& bone = tissue.solids[tissue.moving + number].mesh;
        for (std::size_t v = 0; v < bone.positions.size(); ++v)
            for (const auto& entry : inside.candidates(bone.positions[v])) {
                if (entry.mesh >= tissue.moving || !inside.contains(entry, bone.positions[v])) continue;
                const auto exit = wayOverBone(soft[entry.mesh], hard[number], bone.positions[v], bone.normals[v]);
                if (!exit || exit->depth <= 0.0f) continue;
                Contact contact;
                contact.innerMoves = false;
                contact.outer = tissue.triangle(tissue.solids[entry.mesh], exit->triangle, exit->weights);
                contact.normal = exit->normal;
                contact.depth = exit->depth;
                contact.share = 0.0f;
                found.push_back(contact);
            }
    }
};

} // namespace

ContactFinder::ContactFinder(const SettleTissue& tissue, core::Workers& workers) : tissue_(tissue) {
    hard_.resize(tissue.solids.size() - tissue.moving);
    workers.parallelFor(hard_.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) hard_[i] = geometry::Bvh(tissue.solids[tissue.moving + i].mesh);
    });
}

std::vector<Contact> ContactFinder::find(core::Workers& workers) const {
    std::vector<const geometry::Mesh*> meshes;
    for (const SettleSolid& solid : tissue_.solids) meshes.push_back(&solid.mesh);
    Search search{tissue_, hard_, {}, geometry::InsideGrid(meshes, kCellM, workers)};
    search.soft.resize(tissue_.moving);
    workers.parallelFor(search.soft.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) search.soft[i] = geometry::Bvh(tissue_.solids[i].mesh);
    });
    const std::size_t vertexChunks = (tissue_.at.size() + kGrain - 1) / kGrain;
    std::vector<std::vector<Contact>> found(vertexChunks + tissue_.moving + hard_.size());
    workers.parallelFor(found.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i < vertexChunks) {
                for (std::size_t v = i * kGrain; v < std::min((i + 1) * kGrain, tissue_.at.size()); ++v)
                    search.lookAtVertex(static_cast<std::uint32_t>(v), found[i]);
            } else if (i < vertexChunks + tissue_.moving) {
                search.lookAtLargeTriangles(tissue_.solids[i - vertexChunks], found[i]);
            } else {
                search.lookAtBone(i - vertexChunks - tissue_.moving, found[i]);
            }
        }
    });
    std::vector<Contact> all;
    for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace anatomy
