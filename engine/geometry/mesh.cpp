#include <geometry/mesh.h>

#include <core/check.h>

#include <cmath>

namespace geometry {
namespace {

float angleBetween(const glm::vec3& a, const glm::vec3& b) {
    const float lengths = glm::length(a) * glm::length(b);
    if (lengths <= 0.0f) return 0.0f;
    return std::acos(glm::clamp(glm::dot(a, b) / lengths, -1.0f, 1.0f));
}

/// Appends the values of one attribute; where only one of both meshes has it, the other's are zero.
template <typename T>
void join(std::vector<T>& to, std::size_t before, const std::vector<T>& from, std::size_t added) {
    if (to.empty() && from.empty()) return;
    to.resize(before);
    to.insert(to.end(), from.begin(), from.end());
    to.resize(before + added);
}

template <typename T>
void hashList(core::Hasher& hasher, const std::vector<T>& values) {
    hasher.add(values.size());
    hasher.bytes(values.data(), values.size() * sizeof(T));
}

} // namespace

std::string validate(const Mesh& mesh) {
    const std::size_t count = mesh.positions.size();
    if (mesh.indices.size() % 3 != 0) return "the number of indices is not a multiple of three";
    for (const std::uint32_t index : mesh.indices)
        if (index >= count) return "index " + std::to_string(index) + " of " + std::to_string(count) + " vertices";
    if (!mesh.normals.empty() && mesh.normals.size() != count) return "as many normals as vertices are needed";
    if (!mesh.fibres.empty() && mesh.fibres.size() != count) return "as many fibre directions as vertices are needed";
    if (!mesh.tendon.empty() && mesh.tendon.size() != count) return "as many shares of tendon as vertices are needed";
    if (!mesh.grain.empty() && mesh.grain.size() != count) return "as many places in the grain as vertices are needed";
    for (std::size_t i = 0; i < count; ++i)
        if (!core::finite(mesh.positions[i])) return "vertex " + std::to_string(i) + " is not finite";
    for (const glm::vec3& normal : mesh.normals)
        if (!core::finite(normal)) return "a normal is not finite";
    for (const glm::vec3& fibre : mesh.fibres)
        if (!core::finite(fibre)) return "a fibre direction is not finite";
    for (const glm::vec3& place : mesh.grain)
        if (!core::finite(place)) return "a place in the grain is not finite";
    for (const float share : mesh.tendon)
        if (!(share >= 0.0f && share <= 1.0f)) return "a share of tendon is not between 0 and 1";
    return {};
}

core::Box bounds(const Mesh& mesh) {
    core::Box box;
    for (const glm::vec3& p : mesh.positions) box.add(p);
    return box;
}

core::Box finiteBounds(const Mesh& mesh) {
    core::Box box;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const glm::vec3 &a = mesh.positions[mesh.indices[t]], &b = mesh.positions[mesh.indices[t + 1]],
                        &c = mesh.positions[mesh.indices[t + 2]];
        if (!core::finite(a) || !core::finite(b) || !core::finite(c)) continue;
        for (const glm::vec3* p : {&a, &b, &c}) box.add(*p);
    }
    return box;
}

void computeNormals(Mesh& mesh) {
    mesh.normals.assign(mesh.positions.size(), glm::vec3(0.0f));
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const std::uint32_t corner[3] = {mesh.indices[t], mesh.indices[t + 1], mesh.indices[t + 2]};
        const glm::vec3 p[3] = {mesh.positions[corner[0]], mesh.positions[corner[1]], mesh.positions[corner[2]]};
        const glm::vec3 normal = glm::cross(p[1] - p[0], p[2] - p[0]);
        for (int k = 0; k < 3; ++k)
            mesh.normals[corner[k]] += normal * angleBetween(p[(k + 1) % 3] - p[k], p[(k + 2) % 3] - p[k]);
    }
    for (glm::vec3& normal : mesh.normals) {
        const float length = glm::length(normal);
        normal = length > 0.0f ? normal / length : glm::vec3(0.0f, 0.0f, -1.0f);
    }
}

Mesh mirrored(const Mesh& mesh) {
    Mesh out = mesh;
    for (glm::vec3& p : out.positions) p.x = -p.x;
    for (glm::vec3& n : out.normals) n.x = -n.x;
    for (glm::vec3& f : out.fibres) f.x = -f.x;
    for (std::size_t t = 0; t + 2 < out.indices.size(); t += 3) std::swap(out.indices[t + 1], out.indices[t + 2]);
    return out;
}

void append(Mesh& mesh, const Mesh& part) {
    const std::size_t before = mesh.positions.size();
    const std::size_t added = part.positions.size();
    const auto base = static_cast<std::uint32_t>(before);
    join(mesh.normals, before, part.normals, added);
    join(mesh.fibres, before, part.fibres, added);
    join(mesh.tendon, before, part.tendon, added);
    join(mesh.grain, before, part.grain, added);
    join(mesh.positions, before, part.positions, added);
    for (const std::uint32_t index : part.indices) mesh.indices.push_back(base + index);
}

double volume(const Mesh& mesh) {
    double sum = 0.0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const glm::dvec3 a = mesh.positions[mesh.indices[t]];
        const glm::dvec3 b = mesh.positions[mesh.indices[t + 1]];
        const glm::dvec3 c = mesh.positions[mesh.indices[t + 2]];
        sum += glm::dot(a, glm::cross(b, c));
    }
    return sum / 6.0;
}

glm::vec3 surfaceMiddle(const Mesh& mesh) {
    glm::dvec3 sum(0.0);
    double total = 0.0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const glm::dvec3 a = mesh.positions[mesh.indices[t]], b = mesh.positions[mesh.indices[t + 1]],
                         c = mesh.positions[mesh.indices[t + 2]];
        const double area = 0.5 * glm::length(glm::cross(b - a, c - a));
        const glm::dvec3 all = a + b + c;
        if (!std::isfinite(area) || !std::isfinite(all.x + all.y + all.z)) continue;
        sum += area * all / 3.0;
        total += area;
    }
    if (total > 0.0) return glm::vec3(sum / total);
    const core::Box box = finiteBounds(mesh);
    return box.empty() ? glm::vec3(0.0f) : box.centre();
}

double area(const Mesh& mesh) {
    double sum = 0.0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const glm::dvec3 a = mesh.positions[mesh.indices[t]];
        sum += 0.5 * glm::length(glm::cross(glm::dvec3(mesh.positions[mesh.indices[t + 1]]) - a,
                                            glm::dvec3(mesh.positions[mesh.indices[t + 2]]) - a));
    }
    return sum;
}

void hashInto(core::Hasher& hasher, const Mesh& mesh) {
    hashList(hasher, mesh.positions);
    hashList(hasher, mesh.normals);
    hashList(hasher, mesh.fibres);
    hashList(hasher, mesh.tendon);
    hashList(hasher, mesh.grain);
    hashList(hasher, mesh.indices);
}

} // namespace geometry
