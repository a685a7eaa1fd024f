// Indentation case: one case of a directory of indentation curves (cases.json and a CSV per curve): a layered block
// with inclusions and bones under a rigid indenter that goes a way, and the force that a much finer code needs for it.
// A tissue map at the same time. mm, kPa, N; the skin is z = 0 and z points out of the body.
#pragma once

#include <core/result.h>
#include <tissue/material.h>
#include <tissue/tissue_map.h>

#include <filesystem>
#include <string>
#include <vector>

namespace indentation {

struct Law {
    float young = 10.0f, poisson = 0.45f;
    bool operator==(const Law&) const = default;
};

/// What replaces the layers where it lies: an inclusion, or bone.
struct Body {
    enum class Form { Sphere, Box, Cylinder } form = Form::Sphere;
    glm::vec3 a{0.0f}; ///< centre, lower corner, or a point of the axis
    glm::vec3 b{0.0f}; ///< upper corner, or the direction of the axis
    float radius = 0.0f;
    Law law; ///< of an inclusion
    bool contains(const glm::vec3& p) const;
};

struct CurvePoint {
    double indentation = 0, slide = 0, force = 0, slideForce = 0;
};

struct ProfilePoint {
    double depth = 0, displacement = 0, stress = 0;
    bool hasStress = false;
};

class Case final : public tissue::TissueMap {
public:
    enum class Contact { Frictionless, NoSlip, Bonded };

    std::string id;
    bool cylinder = false;      ///< a round block
    float halfX = 0, halfY = 0; ///< or its radius, twice
    float thickness = 0;
    struct Layer {
        float thickness = 0;
        Law law;
    };
    std::vector<Layer> layers;
    std::vector<Body> inclusions, bones;
    bool ball = true;
    float radius = 10;
    Contact contact = Contact::Frictionless;
    std::vector<glm::vec2> path; ///< (indentation, slide)
    std::vector<CurvePoint> curve;
    std::vector<ProfilePoint> profile;
    glm::vec2 profileAt{0.0f};
    double meshChange = 0; ///< how well the case itself is known, share of the largest force

    tissue::TissueSample at(const glm::vec3& metres) const override;
    std::optional<tissue::SurfaceHit> skin(const core::Ray& ray) const override;
    const tissue::MaterialLibrary& laws() const { return laws_; }

    /// Gives every law of the case a kind of tissue. Error: there are more laws than kinds.
    core::Status assignKinds();

private:
    std::vector<tissue::TissueKind> layerKinds_, inclusionKinds_;
    tissue::MaterialLibrary laws_;
};

/// Every case of the directory. Error: file, case, key and what was found, for all cases at once; a shape, contact or
/// geometry that is not known is refused by name.
core::Result<std::vector<Case>> readCases(const std::filesystem::path& directory);

} // namespace indentation
