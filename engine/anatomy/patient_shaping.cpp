#include <anatomy/patient_shaping.h>

#include <anatomy/population_warps.h>
#include <anatomy/spine_angles.h>

#include <core/log.h>

#include <utility>

namespace anatomy {
namespace {

/// What a forward tilt of the pelvis does to the sacral slope, it does to the tilt: their sum is a body's own.
constexpr float kIncidence = core::radians(52.0f); // population mean

SpineCurvature curvatureOf(const SpineAngles& angles) {
    SpineCurvature out;
    out.cervicalLordosis = angles.cervicalLordosis;
    out.thoracicKyphosis = angles.thoracicKyphosis;
    out.lumbarLordosis = angles.lumbarLordosis;
    out.pelvicTilt = kIncidence - angles.sacralSlope;
    return out;
}

std::vector<JointForm> formsOf(const PopulationWarps& warps) {
    std::vector<JointForm> out(warps.vertebrae.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
        if (warps.vertebrae[j]) out[j].warp = *warps.vertebrae[j];
        if (warps.discs[j]) out[j].lift = 0.5f * warps.discs[j]->gain() * warps.discs[j]->axis;
    }
    return out;
}

/// Bones moved as the shaping moves what hangs on their joints.
core::Result<SpineAngles> anglesAfter(const Shaping& shaping, const Skeleton& skeleton,
                                      std::span<const CarrierBone> bones) {
    std::vector<geometry::Mesh> meshes;
    meshes.reserve(bones.size());
    std::vector<CarrierBone> moved;
    for (const CarrierBone& bone : bones) {
        const int joint = skeleton.carrierOf(bone.structure->key, bone.structure->side);
        geometry::VertexWeights weights;
        weights.joints[0] = static_cast<std::uint16_t>(std::max(joint, 0));
        weights.weights[0] = 1.0f;
        meshes.push_back(*bone.mesh);
        shaping.apply(meshes.back(), geometry::SkinWeights(bone.mesh->positions.size(), weights));
        moved.push_back({bone.structure, &meshes.back()});
    }
    return spineAngles(moved);
}

void takeMean(const Population& population, const char* name, std::optional<float>& angle) {
    const CurvatureMean* mean = population.curvature(name);
    if (!angle && mean != nullptr) angle = mean->angle.value;
}

core::Result<Shaping> populationShaping(const Skeleton& skeleton, std::span<const CarrierBone> bones,
                                        const std::filesystem::path& anatomyFolder, BodyParameters parameters) {
    const auto population = readPopulation(anatomyFolder / "population.toml");
    if (!population) return population.error();
    const PopulationSex sex = parameters.sex == BodySex::Female ? PopulationSex::Female : PopulationSex::Male;
    const auto warps = populationWarps(skeleton, bones, population.value(), sex);
    if (!warps) return warps.error().within("proportions of the population");
    std::vector<JointForm> forms = formsOf(warps.value());
    takeMean(population.value(), "cervical_lordosis", parameters.cervicalLordosis);
    takeMean(population.value(), "thoracic_kyphosis", parameters.thoracicKyphosis);
    takeMean(population.value(), "lumbar_lordosis_standing", parameters.lumbarLordosis);
    // Other wedges are other angles: measured on the warped vertebrae before they are bent to the mean.
    BodyParameters straight;
    straight.sex = parameters.sex;
    straight.proportions = parameters.proportions;
    const auto now = anglesAfter(Shaping(skeleton, straight, {}, forms), skeleton, bones);
    if (!now) return now.error().within("proportions of the population");
    return Shaping(skeleton, parameters, curvatureOf(now.value()), std::move(forms));
}

} // namespace

core::Result<Shaping> shapingFor(const Skeleton& skeleton, std::span<const CarrierBone> bones,
                                 const std::filesystem::path& anatomyFolder, BodyParameters parameters) {
    if (parameters.proportions == Proportions::Population)
        return populationShaping(skeleton, bones, anatomyFolder, std::move(parameters));
    const bool bends = parameters.cervicalLordosis || parameters.thoracicKyphosis || parameters.lumbarLordosis ||
                       parameters.pelvicTilt;
    if (!bends) return Shaping(skeleton, parameters);
    const auto now = spineAngles(bones);
    if (!now)
        core::logWarning("anatomy: the curvature is counted from usual angles: this spine cannot be measured: " +
                         now.error().text());
    return Shaping(skeleton, parameters, now ? curvatureOf(now.value()) : SpineCurvature{});
}

} // namespace anatomy
