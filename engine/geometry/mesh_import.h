// Mesh import: other people's meshes as they stand in a file. Wavefront OBJ by a reader of our own (obj_reader.h),
// which keeps the comments in which BodyParts3D says what a file is; glTF, GLB, PLY, STL, COLLADA, FBX and others by
// Assimp, which is kept to the file's folder. Files are not trusted: both read in a process of its own for every file
// (isolated.h), what cannot be used comes back as an error or as a note, and nothing above the limits is read.
#pragma once

#include <geometry/mesh.h>

#include <core/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace geometry {

/// As found: unit and axes of the file (placed as its scene says), positions and indices only. Indices are in range;
/// everything else about the mesh is unchecked: vertices may be not finite, surfaces open, turned inside out, double.
struct NamedMesh {
    std::string name; ///< of the object, node or group; empty: it has none
    std::string id;   ///< an id the file itself gives it ("FMA12519"); empty: none
    Mesh mesh;
    std::string note; ///< what of it was left out, and why; empty: nothing
};

struct MeshFileLimits {
    std::uintmax_t bytes = std::uintmax_t{512} << 20;
    std::size_t triangles = 4'000'000;
    std::size_t meshes = 4'000;
};

/// Lower case, with the dot; those a folder is searched for.
const std::vector<std::string>& meshExtensions();

/// Error: what is wrong with the file, without its name.
core::Result<std::vector<NamedMesh>> readMeshes(const std::filesystem::path& file, const MeshFileLimits& limits = {});

} // namespace geometry
