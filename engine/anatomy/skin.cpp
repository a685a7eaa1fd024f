#include <anatomy/skin.h>

#include <geometry/bvh.h>
#include <geometry/distance_grid.h>
#include <geometry/remesh.h>
#include <geometry/surface_nets.h>

#include <algorithm>
#include <cmath>

namespace anatomy {
namespace {

using geometry::DistanceGrid;

constexpr float kSampleSpacingM = 0.002f; // of the parts' surfaces; at 4 mm and more the error is below 0.15 mm
constexpr float kThinCoverM = 0.005f, kOverM = 0.0005f;
constexpr int kMostRounds = 4;          // of moving skin out over parts that look out of it
constexpr float kLeastCoverM = 0.0035f; // smoothing and simplification may not bring the skin nearer to a part
constexpr float kDeepInLimbM = 0.004f;  // cover inside this depth is left to the limb's form
constexpr int kMapStride = 5;           // the thickness map is smooth: it is worked out on every fifth grid point

/// Shepard's mean of a figure of the sites.
template <typename Figure>
float siteMean(const SkinDescription& skin, const glm::vec3& point, const Figure& figure) {
    constexpr float kSoftening = 1e-6f; // m2; keeps the weight finite at the site itself
    float sum = 0.0f;
    float weights = 0.0f;
    for (const SkinSite& site : skin.sites) {
        const glm::vec3 d = point - site.at;
        const float ratio = site.reachM * site.reachM / (glm::dot(d, d) + kSoftening);
        const float weight = ratio * ratio;
        sum += weight * figure(site);
        weights += weight;
    }
    return weights > 0.0f ? sum / weights : 0.0f;
}

/// That goes with the body mass index.
float fatAt(const SkinDescription& skin, const SkinSite& site, float bmi) {
    const auto& at = skin.bodyMassIndices;
    const std::size_t k = bmi < at[1] ? 0 : 1;
    const float share = (bmi - at[k]) / (at[k + 1] - at[k]);
    // Below the leanest figure the line would soon reach zero: some fat always stays.
    return std::max(site.fatM[k] + share * (site.fatM[k + 1] - site.fatM[k]), 0.5f * site.fatM[0]);
}

/// A smooth field worked out on a coarser lattice over the same box.
template <typename Field>
DistanceGrid coarseField(const DistanceGrid& grid, core::Workers& workers, const Field& field) {
    DistanceGrid coarse;
    coarse.size = (grid.size - 1) / kMapStride + 2;
    coarse.origin = grid.origin;
    coarse.step = grid.step * kMapStride;
    coarse.values.resize(static_cast<std::size_t>(coarse.size.x) * static_cast<std::size_t>(coarse.size.y) *
                         static_cast<std::size_t>(coarse.size.z));
    workers.parallelFor(static_cast<std::size_t>(coarse.size.z), 1,
                        [&](std::size_t begin, std::size_t end, std::size_t) {
                            for (int z = static_cast<int>(begin); z < static_cast<int>(end); ++z)
                                for (int y = 0; y < coarse.size.y; ++y)
                                    for (int x = 0; x < coarse.size.x; ++x)
                                        coarse.values[coarse.index(x, y, z)] = field(coarse.point(x, y, z));
                        });
    return coarse;
}

template <typename Visit>
void forPoints(const DistanceGrid& grid, const Visit& visit) {
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) visit(x, y, z, grid.index(x, y, z));
}

/// A form on its part of the grid, whose first point is the grid's point `corner`.
struct Solid {
    glm::ivec3 corner{0};
    DistanceGrid grid;
};

class Builder {
public:
    Builder(std::span<const SkinPart> parts, const SkinDescription& skin, float bmi, core::Workers& workers,
            const Progress& progress)
        : parts_(parts), skin_(skin), bmi_(bmi), workers_(workers), progress_(progress) {}

    core::Result<geometry::Mesh> build() {
        if (auto status = measure(); !status) return status.error();
        report("Skin: growing outward", 0.1f);
        coverParts();
        join(SkinStage::Trunk);
        report("Skin: filling and smoothing", 0.4f);
        makeOneBody();
        close(skin_.closingM);
        join(SkinStage::Limb);
        close(0.5f * skin_.closingM); // only the bottom of the narrow gaps beside the limbs
        geometry::smooth(grid_, skin_.smoothingM, workers_);
        join(SkinStage::Fine);
        geometry::smooth(grid_, 0.6f * grid_.step, workers_); // edges finer than the grid would come out ragged
        keepCover();
        report("Skin: meshing", 0.8f);
        const geometry::Mesh fine = geometry::meshZeroSurface(grid_);
        geometry::Mesh skin = geometry::remeshed(fine, grid_, {.triangles = skin_.triangles});
        coverAgain(skin);
        return skin;
    }

private:
    void report(const char* what, float done) const {
        if (progress_) progress_(what, done);
    }

    core::Status measure() {
        if (parts_.empty()) return core::Error("skin: there is nothing to cover");
        core::Box box;
        for (const SkinPart& part : parts_) {
            CHECK(part.mesh != nullptr, "a skin part has a mesh");
            const std::string fault = geometry::validate(*part.mesh);
            if (!fault.empty()) return core::Error("skin: " + part.id.text() + ": " + fault);
            box.add(geometry::bounds(*part.mesh));
        }
        sampleParts();
        for (const SkinForm& form : skin_.forms)
            if (!form.carve) box.add(geometry::bounds(form.mesh));
        float thickest = 0.0f;
        for (const SkinSite& site : skin_.sites)
            thickest = std::max(thickest, site.fatFactor * fatAt(skin_, site, bmi_) + site.skinM);
        const float margin = thickest + skin_.closingM + 4.0f * skin_.smoothingM + 4.0f * skin_.voxelM;
        box.lower -= margin;
        box.upper += margin;
        auto grid = geometry::makeGrid(box, skin_.voxelM, 0.0f);
        if (!grid) return grid.error().within("skin");
        grid_ = std::move(grid).value();
        return core::Done{};
    }

    void sampleParts() {
        std::vector<geometry::SurfaceSamples> samples(parts_.size());
        workers_.parallelFor(parts_.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                geometry::sampleSurface(*parts_[i].mesh, kSampleSpacingM, samples[i]);
        });
        for (const auto& part : samples) samples_.insert(samples_.end(), part.positions.begin(), part.positions.end());
    }

    void coverParts() {
        const DistanceGrid cover = coarseField(grid_, workers_, [&](const glm::vec3& p) {
            return fatThickness(skin_, p, bmi_) + dermisThickness(skin_, p);
        });
        // Against what the forms were drawn for, which is a body with the usual fat everywhere.
        growth_ = coarseField(grid_, workers_, [&](const glm::vec3& p) {
            return fatThickness(skin_, p, bmi_) -
                   siteMean(skin_, p, [&](const SkinSite& site) { return fatAt(skin_, site, skin_.formBmi); });
        });
        solids_.resize(skin_.forms.size());
        workers_.parallelFor(solids_.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t f = begin; f < end; ++f) solids_[f] = solidOf(skin_.forms[f]);
        });
        float reach = 0.0f; // as far as the widest rounding and the thickest cover ask for
        for (const SkinForm& form : skin_.forms) reach = std::max(reach, form.blendM);
        reach += *std::max_element(cover.values.begin(), cover.values.end()) + 2.0f * grid_.step;
        const auto [deep, covered] = samplesByDepth();
        geometry::distanceToSamples(grid_, deep, 4.0f * grid_.step, workers_);
        distance_ = grid_.values;
        geometry::distanceToSamples(grid_, covered, reach, workers_);
        for (std::size_t i = 0; i < distance_.size(); ++i) distance_[i] = std::min(distance_[i], grid_.values[i]);
        workers_.parallelFor(static_cast<std::size_t>(grid_.size.z), 4,
                             [&](std::size_t begin, std::size_t end, std::size_t) {
                                 for (int z = static_cast<int>(begin); z < static_cast<int>(end); ++z)
                                     for (int y = 0; y < grid_.size.y; ++y)
                                         for (int x = 0; x < grid_.size.x; ++x) {
                                             float& value = grid_.values[grid_.index(x, y, z)];
                                             // beyond the reach no value counts
                                             if (value < reach) value -= cover.at(grid_.point(x, y, z));
                                         }
                             });
    }

    /// Signed distance of a form, grown or moved for the build, on its part of the grid.
    Solid solidOf(const SkinForm& form) const {
        const bool moves = form.outward != glm::vec3(0.0f);
        geometry::Mesh mesh = form.mesh;
        if (moves)
            for (glm::vec3& p : mesh.positions) p += form.outward * (form.growth * growth_.at(p));
        geometry::SurfaceSamples samples;
        geometry::sampleSurface(mesh, 0.75f * grid_.step, samples);
        core::Box box = geometry::bounds(mesh);
        const float swell = moves ? 0.0f : form.growth;
        float reach = 0.0f;
        for (const float g : growth_.values) reach = std::max(reach, g * swell);
        reach += form.blendM + 3.0f * grid_.step;
        box.lower -= reach;
        box.upper += reach;
        Solid solid;
        solid.grid = geometry::subGrid(grid_, box, solid.corner);
        geometry::signedDistance(solid.grid, samples, reach + kDeepInLimbM);
        if (swell != 0.0f)
            forPoints(solid.grid, [&](int x, int y, int z, std::size_t i) {
                solid.grid.values[i] -= swell * growth_.at(solid.grid.point(x, y, z));
            });
        return solid;
    }

    /// Deep in a limb, and the others. What lies deep in its limb needs no cover of its own, and must not grow together
    /// with the trunk.
    std::pair<std::vector<glm::vec3>, std::vector<glm::vec3>> samplesByDepth() const {
        std::vector<std::pair<core::Box, const DistanceGrid*>> limbs;
        for (std::size_t f = 0; f < solids_.size(); ++f) {
            if (skin_.forms[f].stage != SkinStage::Limb || skin_.forms[f].carve) continue;
            const DistanceGrid& limb = solids_[f].grid;
            limbs.push_back({{limb.origin, limb.point(limb.size.x - 1, limb.size.y - 1, limb.size.z - 1)}, &limb});
        }
        std::vector<std::uint8_t> deep(samples_.size(), 0);
        workers_.parallelFor(samples_.size(), 1u << 14, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                for (const auto& [box, limb] : limbs)
                    if (box.contains(samples_[i]) && limb->at(samples_[i]) < -kDeepInLimbM) deep[i] = 1;
        });
        std::pair<std::vector<glm::vec3>, std::vector<glm::vec3>> out;
        for (std::size_t i = 0; i < samples_.size(); ++i) (deep[i] ? out.first : out.second).push_back(samples_[i]);
        return out;
    }

    void join(SkinStage stage) {
        for (std::size_t f = 0; f < solids_.size(); ++f) {
            const SkinForm& form = skin_.forms[f];
            if (form.stage != stage) continue;
            const Solid& solid = solids_[f];
            forPoints(solid.grid, [&](int x, int y, int z, std::size_t i) {
                const float own = solid.grid.values[i];
                float& body = grid_.values[grid_.index(x + solid.corner.x, y + solid.corner.y, z + solid.corner.z)];
                body = form.carve ? -geometry::smoothMinimum(-body, own, form.blendM)
                                  : geometry::smoothMinimum(body, own, form.blendM);
            });
        }
    }

    /// Fills gaps and rounds hollow edges to this radius: grown by it, and shrunk again.
    void close(float radius) {
        const float rim = 3.0f * grid_.step;
        const float depth = 3.0f * skin_.smoothingM + rim;
        geometry::redistance(grid_, {.outside = radius + rim, .inside = rim}, workers_);
        const std::vector<float> open = grid_.values;
        for (float& value : grid_.values) value -= radius;
        geometry::redistance(grid_, {.outside = rim, .inside = radius + depth}, workers_);
        for (std::size_t i = 0; i < grid_.values.size(); ++i)
            grid_.values[i] = std::min(grid_.values[i] + radius, open[i]);
    }

    void makeOneBody() {
        geometry::fillHollows(grid_);
        geometry::keepLargestBody(grid_);
    }

    /// Whatever was carved or smoothed away, the parts stay covered.
    void keepCover() {
        for (std::size_t i = 0; i < grid_.values.size(); ++i)
            grid_.values[i] = geometry::smoothMinimum(grid_.values[i], distance_[i] - kLeastCoverM, 0.003f);
        makeOneBody();
    }

    /// Large triangles cut the corners of sharp ridges: where a part would look out of thin cover, they move out.
    void coverAgain(geometry::Mesh& skin) const {
        std::vector<glm::vec3> thin;
        for (const SkinPart& part : parts_)
            for (const glm::vec3& p : part.mesh->positions)
                if (grid_.at(p) > -kThinCoverM) thin.push_back(p);
        for (int round = 0; round < kMostRounds; ++round) {
            const geometry::Bvh tree(skin);
            std::vector<float> out(skin.positions.size(), 0.0f);
            bool any = false;
            for (const glm::vec3& p : thin) {
                if (tree.contains(p)) continue;
                const auto nearest = tree.nearest(p);
                if (!nearest) continue;
                any = true;
                for (std::size_t c = 0; c < 3; ++c) {
                    float& by = out[skin.indices[3 * nearest->triangle + c]];
                    by = std::max(by, nearest->distance + kOverM);
                }
            }
            if (!any) return;
            for (std::size_t i = 0; i < out.size(); ++i) skin.positions[i] += out[i] * skin.normals[i];
            geometry::computeNormals(skin);
        }
    }

    std::span<const SkinPart> parts_;
    const SkinDescription& skin_;
    float bmi_;
    core::Workers& workers_;
    const Progress& progress_;
    std::vector<glm::vec3> samples_; ///< of all parts
    DistanceGrid grid_;
    std::vector<Solid> solids_;   ///< parallel to the forms
    DistanceGrid growth_;         ///< change of fat thickness against the build the forms are drawn for
    std::vector<float> distance_; ///< to the nearest part
};

} // namespace

float fatThickness(const SkinDescription& skin, const glm::vec3& point, float bodyMassIndex) {
    return siteMean(skin, point,
                    [&](const SkinSite& site) { return site.fatFactor * fatAt(skin, site, bodyMassIndex); });
}

float dermisThickness(const SkinDescription& skin, const glm::vec3& point) {
    return siteMean(skin, point, [](const SkinSite& site) { return site.skinM; });
}

core::Result<geometry::Mesh> buildSkin(std::span<const SkinPart> parts, const SkinDescription& skin,
                                       float bodyMassIndex, core::Workers& workers, const Progress& progress) {
    if (!(bodyMassIndex >= kLowestBmi && bodyMassIndex <= kHighestBmi))
        return core::Error("skin: the body mass index must lie in [17, 40], found " + std::to_string(bodyMassIndex));
    return Builder(parts, skin, bodyMassIndex, workers, progress).build();
}

} // namespace anatomy
