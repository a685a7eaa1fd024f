#include <render/pose_store.h>

#include <shared.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace render {
namespace {

constexpr std::uint64_t kPosedBytes = 32;

core::Box fieldBox(const Deformation& field) {
    core::Box box;
    const glm::mat4 toWorld = glm::inverse(field.worldToGrid);
    for (int corner = 0; corner < 8; ++corner) {
        box.add(glm::vec3(toWorld * glm::vec4(corner & 1, (corner >> 1) & 1, corner >> 2, 1.0f)));
    }
    return box;
}

bool usable(const Deformation& field) {
    const glm::ivec3 n = field.size;
    return n.x >= 2 && n.y >= 2 && n.z >= 2 &&
           field.displacement.size() ==
               static_cast<std::size_t>(n.x) * static_cast<std::size_t>(n.y) * static_cast<std::size_t>(n.z);
}

bool overlap(const core::Box& a, const core::Box& b) {
    return glm::all(glm::lessThanEqual(a.lower, b.upper)) && glm::all(glm::lessThanEqual(b.lower, a.upper));
}

/// Per grid point the displacement and its gradient in the body frame, by central differences: rows (u_i, grad u_i).
std::vector<glm::vec4> withGradients(const Deformation& field) {
    const glm::ivec3 n = field.size;
    const auto at = [&](int x, int y, int z) -> const glm::vec3& {
        return field.displacement[static_cast<std::size_t>((z * n.y + y) * n.x + x)];
    };
    // d/dworld = (d/dgrid) * worldToGrid; grid points are 1 / (n - 1) apart in the unit cube.
    const glm::mat3 turn = glm::transpose(glm::mat3(field.worldToGrid));
    std::vector<glm::vec4> rows;
    rows.reserve(field.displacement.size() * 3);
    for (int z = 0; z < n.z; ++z) {
        for (int y = 0; y < n.y; ++y) {
            for (int x = 0; x < n.x; ++x) {
                const int x0 = std::max(x - 1, 0), x1 = std::min(x + 1, n.x - 1);
                const int y0 = std::max(y - 1, 0), y1 = std::min(y + 1, n.y - 1);
                const int z0 = std::max(z - 1, 0), z1 = std::min(z + 1, n.z - 1);
                const glm::vec3 dx = (at(x1, y, z) - at(x0, y, z)) * (float(n.x - 1) / float(x1 - x0));
                const glm::vec3 dy = (at(x, y1, z) - at(x, y0, z)) * (float(n.y - 1) / float(y1 - y0));
                const glm::vec3 dz = (at(x, y, z1) - at(x, y, z0)) * (float(n.z - 1) / float(z1 - z0));
                const glm::vec3 u = at(x, y, z);
                for (int i = 0; i < 3; ++i) rows.emplace_back(u[i], turn * glm::vec3(dx[i], dy[i], dz[i]));
            }
        }
    }
    return rows;
}

/// Surfaces made of fibres; the patterns of others are fixed to places in the body.
bool followsFibres(Surface surface) {
    return surface == Surface::Muscle || surface == Surface::Tendon || surface == Surface::Fascia ||
           surface == Surface::Ligament || surface == Surface::Nerve;
}

} // namespace

std::uint64_t quickHash(const void* data, std::size_t size, std::uint64_t seed) {
    const auto* at = static_cast<const unsigned char*>(data);
    std::uint64_t hash = seed ^ (size * 0x9e3779b97f4a7c15ull);
    for (; size >= 8; size -= 8, at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, 8);
        hash = (hash ^ word) * 0x9fb21c651e98df25ull;
        hash ^= hash >> 32;
    }
    std::uint64_t word = 0;
    if (size > 0) std::memcpy(&word, at, size); // of nothing, the pointer may be null
    hash = (hash ^ word) * 0x9fb21c651e98df25ull;
    return hash ^ (hash >> 29);
}

void PoseStore::grow(std::uint64_t vertices, gpu::Frame& frame) {
    if (posed_ && posed_.size >= vertices * kPosedBytes) return;
    const std::uint64_t size = std::max<std::uint64_t>(vertices + vertices / 4, 1u << 16);
    if (posed_) {
        frame.retire(std::move(texels_));
        frame.retire(std::move(posed_));
    }
    using Usage = vk::BufferUsageFlagBits;
    posed_ = gpu::makeBuffer(device_, size * kPosedBytes,
                             Usage::eStorageBuffer | Usage::eUniformTexelBuffer | Usage::eVertexBuffer,
                             gpu::Residence::Device, "posed vertices");
    texels_ = device_.handle().createBufferView(
        vk::BufferViewCreateInfo({}, *posed_.handle, vk::Format::eR32G32B32A32Uint, 0, VK_WHOLE_SIZE));
    state_ = {};
    for (auto& [key, slot] : slots_) slot.state = 0; // contents are gone
}

std::vector<PosedItem> PoseStore::place(const View& view, const MeshStore& meshes, gpu::Frame& frame) {
    pending_.clear();
    const std::uint64_t jointState = quickHash(view.joints.data(), view.joints.size() * sizeof(glm::mat4), 1);
    const bool field = usable(view.deformation);
    std::uint64_t fieldState = 0;
    core::Box box;
    float farthest = 0.0f;
    if (field) {
        fieldState = quickHash(view.deformation.displacement.data(),
                               view.deformation.displacement.size() * sizeof(glm::vec3), 2);
        fieldState = quickHash(&view.deformation.worldToGrid, sizeof(glm::mat4), fieldState);
        box = fieldBox(view.deformation);
        for (const glm::vec3& u : view.deformation.displacement) farthest = std::max(farthest, glm::dot(u, u));
        farthest = std::sqrt(farthest);
    }
    std::vector<PosedItem> placed;
    std::map<std::uint32_t, std::uint32_t> ordinals;
    std::uint64_t wanted = used_;
    for (const Item& item : view.items) {
        const StoredMesh* mesh = meshes.find(item.mesh);
        if (mesh == nullptr || placed.size() >= shared::kMaxItems) continue;
        const bool skinned = item.skinned && mesh->skinned && mesh->highestJoint < view.joints.size();
        PosedItem posed{&item, mesh, 0, {}, 0, false, mesh->grain && followsFibres(item.surface)};
        const std::span<const glm::mat4> joints = skinned ? std::span(view.joints) : std::span<const glm::mat4>();
        posed.bounds = posedBounds(*mesh, joints, item.bulge, item.transform);
        const bool displaced = field && item.deforms && overlap(posed.bounds, box);
        posed.displaced = displaced;
        if (displaced) {
            posed.bounds.lower -= farthest;
            posed.bounds.upper += farthest;
        }
        posed.state = quickHash(&item.transform, sizeof item.transform, skinned ? jointState : 3);
        posed.state = quickHash(&item.bulge, sizeof item.bulge, posed.state);
        posed.state =
            quickHash(&mesh->firstVertex, 4, posed.state ^ (displaced ? fieldState : 0) ^ (posed.grain ? 2u : 0u)) | 1;
        const auto [slot, fresh] = slots_.try_emplace({item.mesh.index, ordinals[item.mesh.index]++});
        if (fresh) {
            slot->second = {static_cast<std::uint32_t>(wanted), mesh->vertexCount, 0};
            wanted += mesh->vertexCount;
        }
        posed.firstPosed = slot->second.first;
        placed.push_back(posed);
    }
    grow(wanted, frame);
    used_ = wanted;
    ordinals.clear();
    for (PosedItem& posed : placed) {
        Slot& slot = slots_.at({posed.item->mesh.index, ordinals[posed.item->mesh.index]++});
        if (slot.state == posed.state) continue;
        slot.state = posed.state;
        pending_.push_back({posed.item, posed.mesh, posed.firstPosed, posed.displaced, posed.grain});
    }
    return placed;
}

vk::DeviceSize PoseStore::neededBytes(const View& view) const {
    vk::DeviceSize bytes = FrameMemory::needed(view.joints.size() * 32) + FrameMemory::needed(sizeof(glm::mat4));
    if (usable(view.deformation)) bytes += FrameMemory::needed(view.deformation.displacement.size() * 48);
    return bytes;
}

core::Status PoseStore::record(const View& view, const MeshStore& meshes, gpu::Frame& frame, FrameMemory& values) {
    const vk::CommandBuffer commands = frame.commands();
    std::vector<glm::vec4> rows;
    const geometry::RigidJoints rigid(view.joints);
    for (const geometry::DualQuaternion& motion : rigid.motions()) rows.insert(rows.end(), {motion.real, motion.dual});
    const Slice joints = values.put(std::span<const glm::vec4>(rows));
    const auto pass = [&](bool displaced, gpu::Pipeline& pipeline, const char* shader) -> core::Status {
        if (std::none_of(pending_.begin(), pending_.end(),
                         [&](const Pending& p) { return p.displaced == displaced; })) {
            return core::Done{};
        }
        if (!*pipeline.handle) {
            core::Result<gpu::Pipeline> made = gpu::makeComputePipeline(device_, shader);
            if (!made) return made.error();
            pipeline = std::move(made).value();
        }
        std::vector<gpu::Bound> bound{gpu::bindBuffer(0, meshes.rest()), gpu::bindBuffer(1, posed_), joints.bound(2)};
        if (displaced) {
            const std::vector<glm::vec4> field = withGradients(view.deformation);
            bound.push_back(values.put(std::span<const glm::vec4>(field)).bound(3));
            bound.push_back(values.put(view.deformation.worldToGrid).bound(4));
        }
        pipeline.bind(device_, commands, bound);
        for (const Pending& p : pending_) {
            if (p.displaced != displaced) continue;
            const bool skinned = p.item->skinned && p.mesh->skinned && p.mesh->highestJoint < view.joints.size();
            shared::PoseConstants constants;
            constants.transform = p.item->transform;
            const std::uint32_t flags = (skinned ? shared::kPoseSkinned : 0u) | (p.grain ? shared::kPoseGrain : 0u);
            constants.range = {p.mesh->vertexCount, p.mesh->firstVertex, p.firstPosed, flags};
            constants.grid = glm::uvec4(glm::uvec3(view.deformation.size), std::bit_cast<std::uint32_t>(p.item->bulge));
            pipeline.push(device_, commands, std::as_bytes(std::span(&constants, 1)));
            commands.dispatch((p.mesh->vertexCount + shared::kGroup - 1) / shared::kGroup, 1, 1,
                              *device_.handle().getDispatcher());
        }
        return core::Done{};
    };
    if (core::Status done = pass(false, pose_, "pose.comp"); !done) return done;
    if (core::Status done = pass(true, poseDisplaced_, "pose_deform.comp"); !done) return done;
    pending_.clear();
    return core::Done{};
}

void PoseStore::forget(MeshHandle mesh) {
    for (auto it = slots_.begin(); it != slots_.end();) {
        it = it->first.first == mesh.index ? slots_.erase(it) : std::next(it);
    }
    if (slots_.empty()) used_ = 0;
}

} // namespace render
