#include <anatomy/settle.h>

#include <anatomy/settle_solver.h>

#include <core/log.h>

#include <algorithm>

namespace anatomy {
namespace {

constexpr int kRounds = 6;
constexpr int kLastRounds = 2; ///< of them for what the others left
constexpr float kThinnest = 0.85f;
constexpr float kThinnestAtLast = 0.5f;
/// A part left with less of its volume than this is put back.
constexpr double kLeastVolume = 0.25;
constexpr glm::vec3 kMirror{-1.0f, 1.0f, 1.0f};

bool takesPart(Kind kind) {
    return kind != Kind::Nerve && kind != Kind::Skin;
}

Give giveOf(Kind kind) {
    if (kind == Kind::Muscle) return Give::Half;
    return kind == Kind::Fascia || kind == Kind::Ligament ? Give::Wholly : Give::None;
}

BodyPart* find(std::vector<BodyPart>& parts, core::StructureId id) {
    const auto at = std::find_if(parts.begin(), parts.end(), [&](const BodyPart& part) { return part.id == id; });
    return at == parts.end() ? nullptr : &*at;
}

bool isMirrored(const geometry::Mesh& right, const geometry::Mesh& left) {
    return right.indices.size() == left.indices.size() &&
           std::equal(right.positions.begin(), right.positions.end(), left.positions.begin(), left.positions.end(),
                      [](const glm::vec3& a, const glm::vec3& b) { return a * kMirror == b; });
}

bool isSymmetric(const Atlas& atlas, std::vector<BodyPart>& parts) {
    for (const BodyPart& part : parts) {
        const Structure& structure = *atlas.find(part.id);
        if (structure.side == core::Side::Midline || !takesPart(structure.kind)) continue;
        const core::Side across = structure.side == core::Side::Right ? core::Side::Left : core::Side::Right;
        const Structure* other = atlas.find(structure.key, across);
        const BodyPart* image = other == nullptr ? nullptr : find(parts, other->id);
        if (image == nullptr || !isMirrored(part.mesh, image->mesh)) return false;
    }
    return true;
}

/// A structure of the midline in two pieces: the second half of its vertices is the mirror image of the first, and no
/// triangle joins them.
bool isTwoHalves(const geometry::Mesh& mesh) {
    const std::size_t half = mesh.positions.size() / 2;
    if (mesh.positions.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < half; ++i)
        if (mesh.positions[i + half] != mesh.positions[i] * kMirror) return false;
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
        const bool first = mesh.indices[i] < half;
        if ((mesh.indices[i + 1] < half) != first || (mesh.indices[i + 2] < half) != first) return false;
    }
    return true;
}

void keepFirstHalf(geometry::Mesh& mesh) {
    const std::size_t half = mesh.positions.size() / 2;
    mesh.positions.resize(half);
    mesh.normals.resize(half);
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3)
        for (std::size_t k = 0; k < 3 && mesh.indices[i] < half; ++k) kept.push_back(mesh.indices[i + k]);
    mesh.indices = std::move(kept);
}

std::vector<SettleSolid> solidsOf(const Atlas& atlas, const std::vector<BodyPart>& parts, bool symmetric) {
    std::vector<SettleSolid> moving;
    std::vector<SettleSolid> hard;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Structure& structure = *atlas.find(parts[i].id);
        if (!takesPart(structure.kind) || (symmetric && structure.side == core::Side::Left)) continue;
        SettleSolid solid;
        solid.part = i;
        solid.give = giveOf(structure.kind);
        solid.mesh.positions = parts[i].mesh.positions;
        solid.mesh.indices = parts[i].mesh.indices;
        solid.mesh.normals = parts[i].mesh.normals;
        if (solid.mesh.normals.empty()) geometry::computeNormals(solid.mesh);
        if (solid.give == Give::None) {
            hard.push_back(std::move(solid));
            continue;
        }
        if (symmetric) {
            if (structure.side == core::Side::Midline) {
                // what lies across the midline in one piece would have to be settled on both sides at once
                if (!isTwoHalves(solid.mesh)) continue;
                keepFirstHalf(solid.mesh);
            }
            // the first half of a structure in two may be the left one
            solid.rightOnly = geometry::bounds(solid.mesh).centre().x <= 0.0f;
            if (!solid.rightOnly) continue;
        }
        moving.push_back(std::move(solid));
    }
    std::move(hard.begin(), hard.end(), std::back_inserter(moving));
    return moving;
}

void write(const SettleSolid& solid, geometry::Mesh& mesh, std::size_t first, const glm::vec3& mirror) {
    mesh.normals.resize(mesh.positions.size());
    for (std::size_t v = 0; v < solid.mesh.positions.size(); ++v) {
        mesh.positions[first + v] = mirror * solid.mesh.positions[v];
        mesh.normals[first + v] = mirror * solid.mesh.normals[v];
    }
}

core::Status check(const Atlas& atlas, const std::vector<BodyPart>& parts) {
    for (const BodyPart& part : parts) {
        const Structure* structure = atlas.find(part.id);
        if (structure == nullptr) return core::Error(part.id.text() + " is not in the atlas");
        if (const std::string fault = geometry::validate(part.mesh); !fault.empty())
            return core::Error(structure->name + ": its mesh is broken: " + fault);
    }
    return core::Done{};
}

} // namespace

core::Status settle(const Atlas& atlas, std::vector<BodyPart>& parts, core::Workers& workers,
                    const Progress& progress) {
    if (auto status = check(atlas, parts); !status) return status;
    const bool symmetric = isSymmetric(atlas, parts);
    SettleTissue tissue = makeTissue(solidsOf(atlas, parts, symmetric), workers);
    SettleSolver solver(tissue, kSettleReachM, workers);
    for (int i = 0; i < kRounds; ++i) {
        if (progress) progress("making room", static_cast<float>(i) / static_cast<float>(kRounds));
        const bool last = i + kLastRounds >= kRounds;
        solver.round(last ? kThinnestAtLast : kThinnest, !last);
    }
    for (std::size_t s = 0; s < tissue.moving; ++s) {
        const SettleSolid& solid = tissue.solids[s];
        BodyPart& part = parts[solid.part];
        const Structure& structure = *atlas.find(part.id);
        const bool halved = solid.mesh.positions.size() < part.mesh.positions.size();
        const double before = geometry::volume(part.mesh) * (halved ? 0.5 : 1.0);
        if (geometry::volume(solid.mesh) < kLeastVolume * before) {
            core::logWarning("anatomy: " + structure.name + " has no room among its neighbours and stays in them");
            continue;
        }
        write(solid, part.mesh, 0, glm::vec3(1.0f));
        if (halved) write(solid, part.mesh, solid.mesh.positions.size(), kMirror);
        if (!symmetric || structure.side == core::Side::Midline) continue;
        write(solid, find(parts, atlas.find(structure.key, core::Side::Left)->id)->mesh, 0, kMirror);
    }
    return core::Done{};
}

} // namespace anatomy
