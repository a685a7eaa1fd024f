// Import assembly: from imported meshes and the fitted described body to a base like the described one
// (body_builder.h): the same parts, weights, fibres, tendons and places of origin, so that everything downstream works
// on it.
//   Imported parts keep their form. They move with the imported bones (rig.h). Where a vertex is described, which way
//   fibres run and what is tendon there is taken from the nearest place of the described part, moved to the imported
//   bones; a muscle the described body lacks gets fibres along its longest axis.
//   Parts the import lacks are the described ones, moved along with the joints by their own weights.
#pragma once

#include <anatomy/body_builder.h>
#include <anatomy/import_fit.h>

#include <map>

namespace anatomy {

/// Repaired, in the body frame, with normals. Not the skin, which is grown later.
using ImportedMeshes = std::map<core::StructureId, geometry::Mesh>;

/// Error: a bone that no joint carries.
core::Result<BuiltBody> assembleImport(const Atlas& atlas, const Skeleton& skeleton, const BuiltBody& described,
                                       ImportedMeshes imported, const std::vector<JointFit>& fits,
                                       core::Workers& workers);

} // namespace anatomy
