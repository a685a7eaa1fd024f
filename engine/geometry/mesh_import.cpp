#include <geometry/mesh_import.h>

#include <geometry/isolated.h>
#include <geometry/obj_reader.h>

#include <core/bytes.h>
#include <core/paths.h>
#include <core/text.h>

#include <assimp/DefaultIOSystem.h>
#include <assimp/Importer.hpp>
#include <assimp/scene.h>

#include <algorithm>
#include <cstring>

namespace geometry {
namespace {

namespace fs = std::filesystem;

/// Assimp may follow a file to its neighbours (buffers of a glTF), not out of the folder, and writes nothing.
class OwnFolderOnly : public Assimp::DefaultIOSystem {
public:
    OwnFolderOnly(const fs::path& folder, std::uintmax_t bytes) : folder_(folder), bytes_(bytes) {}

    bool Exists(const char* name) const override { return allowed(name); }
    Assimp::IOStream* Open(const char* name, const char* mode) override {
        const bool reading = mode != nullptr && std::strpbrk(mode, "wa+") == nullptr;
        return reading && allowed(name) ? Assimp::DefaultIOSystem::Open(name, mode) : nullptr;
    }

private:
    bool allowed(const char* name) const {
        std::error_code fault;
        const fs::path real = fs::canonical(name, fault);
        if (fault || !fs::is_regular_file(real, fault)) return false;
        const auto size = fs::file_size(real, fault);
        return !fault && size <= bytes_ &&
               std::mismatch(folder_.begin(), folder_.end(), real.begin(), real.end()).first == folder_.end();
    }

    fs::path folder_;
    std::uintmax_t bytes_;
};

class SceneReader {
public:
    SceneReader(const aiScene& scene, const MeshFileLimits& limits) : scene_(scene), limits_(limits) {}

    core::Result<std::vector<NamedMesh>> read() {
        if (scene_.mRootNode != nullptr) visit(*scene_.mRootNode, aiMatrix4x4(), "", 0);
        if (!problem_.empty()) return core::Error(problem_);
        if (meshes_.empty()) return core::Error("it has no triangles");
        return std::move(meshes_);
    }

private:
    static constexpr int kDeepest = 200;

    void visit(const aiNode& node, const aiMatrix4x4& above, const std::string& idAbove, int depth) {
        if (depth > kDeepest) problem_ = "its scene is nested more than " + std::to_string(kDeepest) + " deep";
        if (!problem_.empty()) return;
        const aiMatrix4x4 place = above * node.mTransformation;
        std::string id = idAbove;
        if (aiString fma; node.mMetaData != nullptr && node.mMetaData->Get("fma", fma)) id = fma.C_Str();
        for (unsigned i = 0; i < node.mNumMeshes && problem_.empty(); ++i)
            if (node.mMeshes[i] < scene_.mNumMeshes) add(*scene_.mMeshes[node.mMeshes[i]], node, place, id);
        for (unsigned i = 0; i < node.mNumChildren && problem_.empty(); ++i)
            if (node.mChildren[i] != nullptr) visit(*node.mChildren[i], place, id, depth + 1);
    }

    /// Names that Assimp gives where the file has none.
    bool madeUp(const aiNode& node) const {
        const std::string name = node.mName.C_Str();
        if (name.empty() || name.front() == '<') return true;
        return &node == scene_.mRootNode && (name == "ROOT" || name == "RootNode" || name == "Scene");
    }

    void add(const aiMesh& from, const aiNode& node, const aiMatrix4x4& place, const std::string& id) {
        NamedMesh to;
        const std::string own = from.mName.C_Str();
        to.name = madeUp(node) ? own : node.mName.C_Str();
        to.id = id;
        std::size_t bad = 0;
        for (unsigned v = 0; v < from.mNumVertices; ++v) {
            const aiVector3D p = place * from.mVertices[v];
            to.mesh.positions.emplace_back(p.x, p.y, p.z);
        }
        for (unsigned f = 0; f < from.mNumFaces; ++f) {
            const aiFace& face = from.mFaces[f];
            if (face.mNumIndices < 3) continue; // points and lines bound nothing
            const bool inRange = std::all_of(face.mIndices, face.mIndices + face.mNumIndices,
                                             [&](unsigned index) { return index < from.mNumVertices; });
            bad += inRange ? 0 : 1;
            for (unsigned k = 1; inRange && k + 1 < face.mNumIndices; ++k, ++triangles_)
                to.mesh.indices.insert(to.mesh.indices.end(),
                                       {face.mIndices[0], face.mIndices[k], face.mIndices[k + 1]});
        }
        if (bad > 0) to.note = std::to_string(bad) + " faces with corners that are not there left out";
        if (triangles_ > limits_.triangles)
            problem_ = "it has more than " + std::to_string(limits_.triangles) + " triangles";
        if (to.mesh.indices.empty()) return;
        meshes_.push_back(std::move(to));
        if (meshes_.size() > limits_.meshes)
            problem_ = "it has more than " + std::to_string(limits_.meshes) + " objects";
    }

    const aiScene& scene_;
    const MeshFileLimits& limits_;
    std::vector<NamedMesh> meshes_;
    std::size_t triangles_ = 0;
    std::string problem_;
};

core::Result<std::vector<NamedMesh>> readByAssimp(const fs::path& file, const MeshFileLimits& limits) {
    Assimp::Importer importer;
    importer.SetIOHandler(new OwnFolderOnly(fs::canonical(file).parent_path(), limits.bytes)); // the importer owns it
    const aiScene* scene = importer.ReadFile(file.string(), 0u); // no post-processing: repair.h does what is needed
    if (scene == nullptr) return core::Error(importer.GetErrorString());
    return SceneReader(*scene, limits).read();
}

core::Result<std::vector<NamedMesh>> readHere(const fs::path& file, const MeshFileLimits& limits) {
    if (core::lowerCase(file.extension().string()) != ".obj") return readByAssimp(file, limits);
    const auto text = core::readFile(file);
    if (!text) return text.error();
    return readObj(text.value(), limits);
}

/// For the way between the processes.
std::string packed(const std::vector<NamedMesh>& meshes) {
    core::ByteWriter writer;
    writer.value(static_cast<std::uint64_t>(meshes.size()));
    for (const NamedMesh& mesh : meshes) {
        writer.text(mesh.name);
        writer.text(mesh.id);
        writer.text(mesh.note);
        writer.list(mesh.mesh.positions);
        writer.list(mesh.mesh.indices);
    }
    return std::move(writer.bytes);
}

/// The process that packed them has read a stranger's file: what it says is checked.
core::Result<std::vector<NamedMesh>> unpacked(const std::string& bytes) {
    core::ByteReader reader(bytes);
    std::uint64_t count = 0;
    reader.value(count);
    std::vector<NamedMesh> out;
    for (std::uint64_t i = 0; i < count && reader.good(); ++i) {
        NamedMesh& mesh = out.emplace_back();
        reader.text(mesh.name);
        reader.text(mesh.id);
        reader.text(mesh.note);
        reader.list(mesh.mesh.positions);
        reader.list(mesh.mesh.indices);
        for (const std::uint32_t index : mesh.mesh.indices)
            if (index >= mesh.mesh.positions.size()) return core::Error("its reader was led astray");
    }
    if (!reader.atEnd()) return core::Error("its reader was led astray");
    return out;
}

} // namespace

const std::vector<std::string>& meshExtensions() {
    static const std::vector<std::string> all = {".obj", ".glb", ".gltf", ".ply", ".stl", ".dae",
                                                 ".fbx", ".3ds", ".off",  ".3mf", ".x3d", ".blend"};
    return all;
}

core::Result<std::vector<NamedMesh>> readMeshes(const fs::path& file, const MeshFileLimits& limits) {
    std::error_code fault;
    const fs::file_status status = fs::status(file, fault);
    if (!fs::exists(status)) return core::Error("there is no such file");
    if (!fs::is_regular_file(status)) return core::Error("it is no regular file");
    const std::uintmax_t size = fs::file_size(file, fault);
    if (fault) return core::Error(fault.message());
    if (size == 0) return core::Error("it is empty");
    if (size > limits.bytes)
        return core::Error("it is larger than " + std::to_string(limits.bytes >> 20) + " MiB (" +
                           std::to_string(size >> 20) + " MiB)");
    const auto bytes = runIsolated([&]() -> core::Result<std::string> {
        const auto meshes = readHere(file, limits);
        if (!meshes) return meshes.error();
        return packed(meshes.value());
    });
    if (!bytes) return bytes.error();
    return unpacked(bytes.value());
}

} // namespace geometry
