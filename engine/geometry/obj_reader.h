// OBJ reader: the polygons of a Wavefront OBJ text (Alias, appendix B1 of the Advanced Visualizer manual): v, f, o, g.
// Everything else (materials, normals, curves) is passed over. An object is what "o" names, else what "g" names. From
// the comments: "Concept ID : FMA12519" of BodyParts3D, where it gives one. A detail of mesh_import.
#pragma once

#include <geometry/mesh_import.h>

namespace geometry {

/// Error: no triangles, too many, or not a text; a few bad faces are left out with a note.
core::Result<std::vector<NamedMesh>> readObj(const std::string& text, const MeshFileLimits& limits);

} // namespace geometry
