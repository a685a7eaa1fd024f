#include <anatomy/rig.h>

#include <core/check.h>
#include <core/kernel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

namespace anatomy {
namespace {

constexpr float kSampleStepM = 0.012f; ///< bones are represented by one sample a cube of this side
constexpr float kSofteningM = 0.004f;
/// The humerus is described down to the elbow only; the skin beyond it must not cling to the hip beside it.
constexpr float kForearmM = 0.15f;
/// Skin and fat slide over the girdle: they follow its bones less than what is attached to them.
constexpr float kSkinOnGirdle = 0.35f;
constexpr std::array<std::string_view, 4> kLimbs = {"clavicle", "scapula", "humerus", "femur"};

/// Direction that most of a flat body's surface faces, upward: the largest principal axis of its normals by area.
glm::vec3 faceDirection(const geometry::Mesh& mesh) {
    glm::mat3 sum(0.0f);
    for (std::size_t t = 0; t < mesh.indices.size(); t += 3) {
        const glm::vec3& a = mesh.positions[mesh.indices[t]];
        const glm::vec3 normal =
            glm::cross(mesh.positions[mesh.indices[t + 1]] - a, mesh.positions[mesh.indices[t + 2]] - a);
        const float area = glm::length(normal);
        if (area > 0.0f) sum += glm::outerProduct(normal, normal) / area;
    }
    glm::vec3 axis = core::kSuperior;
    for (int i = 0; i < 64; ++i) { // power iteration
        const glm::vec3 next = sum * axis;
        const float length = glm::length(next);
        if (!(length > 0.0f)) break;
        axis = next / length;
    }
    return axis;
}

/// Samples of the limb beyond the end of its bone, on the line from the joint through the end.
template <typename Samples>
void extendLimb(Samples& samples, std::size_t first, const glm::vec3& joint) {
    if (first == samples.size()) return;
    auto end = samples[first];
    for (std::size_t i = first; i < samples.size(); ++i)
        if (glm::length(samples[i].position - joint) > glm::length(end.position - joint)) end = samples[i];
    const float reach = glm::length(end.position - joint);
    if (!(reach > 0.0f)) return;
    const glm::vec3 along = (end.position - joint) / reach;
    for (float further = kSampleStepM; further < kForearmM; further += kSampleStepM) {
        auto sample = end;
        sample.position = joint + (reach + further) * along;
        sample.area = 4.0f * kSampleStepM * kSampleStepM; // about that of a bone there
        samples.push_back(sample);
    }
}

/// What a bone's sample does to vertices: place and area.
struct Pull {
    float x, y, z, area;
};

/// Which part of PullRun's breath a joint has.
int breathes(const std::string& joint) {
    if (joint == "sternum") return 3;
    if (!joint.starts_with("rib_")) return 0;
    return joint.ends_with("left") ? 2 : 1;
}

/// All samples of one joint.
struct PullRun {
    std::vector<Pull> pulls;
    float level = 0.0f;
    std::uint16_t joint = 0;
    bool limb = false;
    int breathes = 0; ///< 1 right ribs, 2 left ribs, 3 breast bone
};

constexpr std::size_t kBatch = 8; ///< vertices worked on at once

struct Batch {
    float x[kBatch], y[kBatch], z[kBatch];
    void place(std::size_t k, const glm::vec3& p) {
        x[k] = p.x;
        y[k] = p.y;
        z[k] = p.z;
    }
};

struct PullSums {
    float pull[kBatch] = {};
};

CORE_INLINE void addPullsBody(const std::vector<Pull>& pulls, const Batch& batch, PullSums& sums) {
    typedef float Lanes __attribute__((vector_size(sizeof(float) * kBatch)));
    Lanes x, y, z;
    std::memcpy(&x, batch.x, sizeof x);
    std::memcpy(&y, batch.y, sizeof y);
    std::memcpy(&z, batch.z, sizeof z);
    Lanes sum{};
    for (const Pull& p : pulls) {
        const Lanes dx = p.x - x, dy = p.y - y, dz = p.z - z;
        const Lanes square = dx * dx + dy * dy + dz * dz + kSofteningM * kSofteningM;
        sum += p.area / (square * square);
    }
    std::memcpy(sums.pull, &sum, sizeof sum);
}

} // namespace

CORE_KERNEL(addPulls, (const std::vector<Pull>& pulls, const Batch& batch, PullSums& sums), (pulls, batch, sums))

/// Limb bones take bits from kLimb on: right, left of each in the order of kLimbs.
std::uint32_t Rig::classOf(const Joint& joint) {
    for (std::size_t k = 0; k < kLimbs.size(); ++k)
        if (joint.key.starts_with(kLimbs[k]))
            return static_cast<std::uint32_t>(kLimb) << (2 * k + (joint.side == core::Side::Left ? 1 : 0));
    if (joint.key.starts_with("rib_")) return kRib;
    if (joint.key == "skull") return kSkull;
    if (joint.key == "pelvis" || joint.key == "sacrum") return kPelvis;
    return kVertebra;
}

std::uint32_t Rig::maskOf(const Structure& structure) const {
    constexpr std::uint32_t kAxial = kSkull | kVertebra | kRib | kPelvis;
    const auto limb = [&](std::size_t k) {
        const std::uint32_t right = static_cast<std::uint32_t>(kLimb) << (2 * k);
        const std::uint32_t left = right << 1;
        if (structure.side == core::Side::Right) return right;
        return structure.side == core::Side::Left ? left : right | left;
    };
    if (structure.kind == Kind::Skin) return kAxial | limb(0) | limb(1) | limb(2) | limb(3);
    if (structure.movesWith.empty()) return kAxial;
    std::uint32_t mask = 0;
    for (const std::string& group : structure.movesWith) {
        if (group == "spine") mask |= kSkull | kVertebra | kPelvis;
        if (group == "trunk") mask |= kAxial;
        if (group == "ribs") mask |= kRib;
        if (group == "skull") mask |= kSkull;
        if (group == "pelvis") mask |= kPelvis;
        for (std::size_t k = 0; k < kLimbs.size(); ++k)
            if (group == kLimbs[k]) mask |= limb(k);
    }
    return mask;
}

/// Position of the joint, or of the vertebra it hangs on, along the spine.
float Rig::levelOf(int joint) const {
    for (int at = joint; at >= 0; at = skeleton_.joints()[static_cast<std::size_t>(at)].parent) {
        const auto found = std::find(chain_.begin(), chain_.end(), at);
        if (found != chain_.end()) return static_cast<float>(found - chain_.begin());
    }
    return 0.0f;
}

core::Result<Rig> Rig::create(const Skeleton& skeleton, std::span<const CarrierBone> bones) {
    Rig rig;
    rig.skeleton_ = skeleton;
    const auto& joints = skeleton.joints();
    rig.chain_.push_back(0);
    for (std::size_t i = 1; i < joints.size(); ++i)
        if (joints[i].region != Region::None) rig.chain_.push_back(static_cast<int>(i));
    if (rig.chain_.size() < 3) return core::Error("the skeleton has no joints of the spine");
    rig.breast_ = skeleton.find("sternum");
    rig.ribs_ = {rig.chain_, rig.chain_};
    for (std::size_t i = 1; i < joints.size(); ++i) {
        if (!joints[i].key.starts_with("rib_")) continue;
        const auto level = std::find(rig.chain_.begin(), rig.chain_.end(), joints[i].parent);
        if (level == rig.chain_.end()) continue;
        const std::size_t side = joints[i].side == core::Side::Left ? 1 : 0;
        rig.ribs_[side][static_cast<std::size_t>(level - rig.chain_.begin())] = static_cast<int>(i);
    }
    core::Error missing("");
    missing.messages.clear();
    for (const CarrierBone& bone : bones) {
        const int joint = skeleton.carrierOf(bone.structure->key, bone.structure->side);
        if (joint < 0) {
            missing.messages.push_back("no joint of skeleton.toml carries the bone \"" + bone.structure->key + "\"");
            continue;
        }
        const Joint& carrier = joints[static_cast<std::size_t>(joint)];
        // The breast bone hangs on a vertebra but lies where ribs are.
        const std::uint32_t klass = bone.structure->key == "sternum_body" ? kRib : classOf(carrier);
        std::map<std::tuple<int, int, int>, std::pair<glm::vec3, float>> cells; // sum of centres by area, area
        const geometry::Mesh& mesh = *bone.mesh;
        for (std::size_t t = 0; t < mesh.indices.size(); t += 3) {
            const glm::vec3& a = mesh.positions[mesh.indices[t]];
            const glm::vec3& b = mesh.positions[mesh.indices[t + 1]];
            const glm::vec3& c = mesh.positions[mesh.indices[t + 2]];
            const float area = 0.5f * glm::length(glm::cross(b - a, c - a));
            const glm::vec3 centre = (a + b + c) / 3.0f;
            const glm::ivec3 cell = glm::ivec3(glm::floor(centre / kSampleStepM));
            auto& [sum, total] = cells[{cell.x, cell.y, cell.z}];
            sum += area * centre;
            total += area;
        }
        const float level = rig.levelOf(joint);
        const std::size_t firstSample = rig.samples_.size();
        for (const auto& [cell, content] : cells)
            if (content.second > 0.0f)
                rig.samples_.push_back(
                    {content.first / content.second, content.second, level, klass, static_cast<std::uint16_t>(joint)});
        if (bone.structure->key == "humerus") extendLimb(rig.samples_, firstSample, carrier.centre);
    }
    if (!missing.messages.empty()) return missing;
    return rig;
}

/// Over the chain by a quadratic B-spline, where vertebrae and ribs both have a part by a linear one; what falls off
/// the ends stays at the ends.
void Rig::addAxial(const FollowedBones& bones, bool left, std::vector<std::pair<std::uint16_t, float>>& out) const {
    const auto add = [&](int joint, float weight) {
        if (weight <= 0.0f) return;
        const auto known = std::find_if(out.begin(), out.end(), [&](const auto& entry) {
            return entry.first == static_cast<std::uint16_t>(joint);
        });
        if (known != out.end()) {
            known->second += weight;
        } else {
            out.emplace_back(static_cast<std::uint16_t>(joint), weight);
        }
    };
    const float ribs = bones.axial * bones.ribs, breast = bones.axial * bones.breast;
    const float spine = std::max(bones.axial - ribs - breast, 0.0f);
    if (breast_ >= 0) add(breast_, breast);
    const float lesser = std::min(ribs, spine) / std::max(ribs + spine, 1e-6f);
    const float narrow = glm::smoothstep(0.0f, 0.3f, lesser + bones.breast * (1.0f - bones.breast));
    const int last = static_cast<int>(chain_.size()) - 1;
    const int middle = std::clamp(static_cast<int>(std::lround(bones.level)), 0, last);
    for (int i = middle - 1; i <= middle + 1; ++i) {
        const float u = std::abs(bones.level - static_cast<float>(i));
        const float wide = u < 0.5f ? 0.75f - u * u : u < 1.5f ? 0.5f * (1.5f - u) * (1.5f - u) : 0.0f;
        const float weight = glm::mix(wide, std::max(1.0f - u, 0.0f), narrow);
        const auto at = static_cast<std::size_t>(std::clamp(i, 0, last));
        add(chain_[at], spine * weight);
        add(ribs_[left ? 1 : 0][at], ribs * weight);
    }
}

geometry::SkinWeights Rig::rigid(const geometry::Mesh& mesh, int joint) const {
    geometry::VertexWeights one;
    one.joints[0] = static_cast<std::uint16_t>(joint);
    one.weights[0] = 1.0f;
    return geometry::SkinWeights(mesh.positions.size(), one);
}

/// From the lower end plate to the upper one by the height between them, smoothly.
geometry::SkinWeights Rig::disc(const Structure& structure, const geometry::Mesh& mesh) const {
    const int upper = skeleton_.find(structure.key.substr(5)); // "disc_L4" lies below L4
    if (upper < 1) return smooth(structure, mesh);
    const int lower = skeleton_.joints()[static_cast<std::size_t>(upper)].parent;
    const glm::vec3 centre = geometry::bounds(mesh).centre();
    const glm::vec3 axis = faceDirection(mesh);
    float low = std::numeric_limits<float>::max();
    float high = std::numeric_limits<float>::lowest();
    for (const glm::vec3& p : mesh.positions) {
        low = std::min(low, glm::dot(p - centre, axis));
        high = std::max(high, glm::dot(p - centre, axis));
    }
    geometry::SkinWeights out;
    out.reserve(mesh.positions.size());
    for (const glm::vec3& p : mesh.positions) {
        const float height = glm::dot(p - centre, axis);
        const float part = glm::smoothstep(0.15f, 0.85f, (height - low) / std::max(high - low, 1e-6f));
        out.push_back(geometry::strongestFour(
            {{static_cast<std::uint16_t>(lower), 1.0f - part}, {static_cast<std::uint16_t>(upper), part}}));
    }
    return out;
}

/// How much of the axial pull is the ribs' and the breast bone's. Where ribs of both sides pull, in front, they move as
/// the breast bone does, and behind, beside the spine, hardly at all.
void Rig::shareBreath(const glm::vec3& at, const std::array<float, 3>& pulls, FollowedBones& bones) const {
    if (!(bones.axial > 0.0f) || breast_ < 0) return;
    const auto [right, left, breast] = pulls;
    const float level = std::clamp(bones.level, 0.0f, static_cast<float>(chain_.size() - 1));
    const auto below = static_cast<std::size_t>(level);
    const auto depth = [&](std::size_t k) {
        return skeleton_.joints()[static_cast<std::size_t>(chain_[std::min(k, chain_.size() - 1)])].centre.z;
    };
    const float spine = glm::mix(depth(below), depth(below + 1), level - static_cast<float>(below));
    const float front = glm::smoothstep(0.02f, 0.08f, at.z - spine);
    const float ribs = std::abs(right - left) / bones.axial;
    const float middle = (breast + front * 2.0f * std::min(right, left)) / bones.axial;
    const float both = ribs + middle;
    if (!(both > 0.0f)) return;
    // What lies on ribs goes with them altogether, though the spine pulls a little from afar.
    const float follows = glm::smoothstep(0.05f, 0.75f, both) / both;
    bones.ribs = follows * ribs;
    bones.breast = follows * middle;
}

geometry::SkinWeights Rig::smooth(const Structure& structure, const geometry::Mesh& mesh) const {
    const std::uint32_t mask = maskOf(structure);
    const float girdle = structure.kind == Kind::Skin ? kSkinOnGirdle : 1.0f;
    std::vector<Sample> mine;
    for (const Sample& sample : samples_) {
        if ((sample.klass & mask) == 0) continue;
        mine.push_back(sample);
        const std::string& key = skeleton_.joints()[sample.joint].key;
        if (key.starts_with("clavicle") || key.starts_with("scapula")) mine.back().area *= girdle;
    }
    if (mine.empty()) return rigid(mesh, 0);
    std::vector<PullRun> runs;
    for (const Sample& sample : mine) {
        // Costal cartilages hold on to their ribs and the breast bone, not to the spine's smooth bend.
        const bool limb = sample.klass >= kLimb || (structure.kind == Kind::Cartilage && sample.klass == kRib);
        auto run = std::find_if(runs.begin(), runs.end(),
                                [&](const PullRun& r) { return r.joint == sample.joint && r.limb == limb; });
        if (run == runs.end())
            run = runs.insert(run,
                              {{}, sample.level, sample.joint, limb, breathes(skeleton_.joints()[sample.joint].key)});
        run->pulls.push_back({sample.position.x, sample.position.y, sample.position.z, sample.area});
    }
    std::vector<FollowedBones> followed;
    followed.reserve(mesh.positions.size());
    for (std::size_t first = 0; first < mesh.positions.size(); first += kBatch) {
        const std::size_t count = std::min(kBatch, mesh.positions.size() - first);
        Batch batch;
        for (std::size_t k = 0; k < kBatch; ++k) batch.place(k, mesh.positions[first + std::min(k, count - 1)]);
        std::vector<PullSums> sums(runs.size());
        for (std::size_t r = 0; r < runs.size(); ++r) addPulls(runs[r].pulls, batch, sums[r]);
        for (std::size_t k = 0; k < count; ++k) {
            FollowedBones& bones = followed.emplace_back();
            float total = 0.0f;
            std::array<float, 3> breath{};
            for (std::size_t r = 0; r < runs.size(); ++r) {
                total += sums[r].pull[k];
                if (runs[r].limb) continue;
                bones.axial += sums[r].pull[k];
                bones.level += sums[r].pull[k] * runs[r].level;
                if (runs[r].breathes > 0) breath[static_cast<std::size_t>(runs[r].breathes - 1)] += sums[r].pull[k];
            }
            if (bones.axial > 0.0f) bones.level /= bones.axial;
            shareBreath(mesh.positions[first + k], breath, bones);
            bones.axial /= total;
            for (std::size_t r = 0; r < runs.size(); ++r)
                if (runs[r].limb) bones.limbs.push_back(sums[r].pull[k] / total);
        }
    }
    const bool spansLimb = std::any_of(runs.begin(), runs.end(), [](const PullRun& run) { return run.limb; });
    if (structure.kind == Kind::Muscle && spansLimb && !mesh.grain.empty()) followAlongFibres(mesh.grain, followed);
    geometry::SkinWeights out;
    out.reserve(mesh.positions.size());
    std::vector<std::pair<std::uint16_t, float>> influences;
    for (std::size_t i = 0; i < followed.size(); ++i) {
        const FollowedBones& bones = followed[i];
        influences.clear();
        if (bones.axial > 0.0f) addAxial(bones, mesh.positions[i].x > 0.0f, influences);
        std::size_t limb = 0;
        for (const PullRun& run : runs) {
            if (!run.limb) continue;
            const float share = bones.limbs[limb++];
            if (share > 0.002f) influences.emplace_back(run.joint, share);
        }
        out.push_back(geometry::strongestFour(influences));
    }
    return out;
}

geometry::SkinWeights Rig::weights(const Structure& structure, const geometry::Mesh& mesh) const {
    const int carrier = skeleton_.carrierOf(structure.key, structure.side);
    if (carrier >= 0) return rigid(mesh, carrier);
    if (structure.kind == Kind::Disc) return disc(structure, mesh);
    return smooth(structure, mesh);
}

std::vector<CarrierBone> carrierBones(const Atlas& atlas, std::span<const BodyPart> parts) {
    std::vector<CarrierBone> bones;
    for (const BodyPart& part : parts) {
        const Structure* structure = atlas.find(part.id);
        if (structure->kind == Kind::Bone) bones.push_back({structure, &part.mesh});
    }
    return bones;
}

const geometry::Mesh* meshOf(std::span<const CarrierBone> bones, std::string_view key) {
    for (const CarrierBone& bone : bones)
        if (bone.structure->key == key) return bone.mesh;
    return nullptr;
}

core::Result<Rig> rigOf(const Atlas& atlas, const Skeleton& skeleton, std::span<const BodyPart> parts) {
    return Rig::create(skeleton, carrierBones(atlas, parts));
}

} // namespace anatomy
