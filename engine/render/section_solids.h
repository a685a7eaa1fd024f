// Section solids: which items of a picture are cut open by the section plane, in the order in which their cut faces are
// laid over one another, and where in the picture each may show. Pure.
#pragma once

#include <render/projection.h>

#include <cstdint>
#include <span>
#include <vector>

namespace render {

/// A rectangle of pixels: first, and one past the last.
struct PixelBounds {
    int left = 0, top = 0, right = 0, bottom = 0;
    bool empty() const { return right <= left || bottom <= top; }
};

struct SectionCandidate {
    core::Box bounds;
    int order = 0; ///< Item::sectionOrder
    bool solid = true;
};

struct SectionSolid {
    std::size_t item = 0; ///< position among the candidates
    PixelBounds pixels;   ///< holds every pixel of what is left of it
};

/// Of unit normal; what lies on its positive side is cut away.
struct CutPlane {
    glm::vec3 normal{1.0f, 0.0f, 0.0f};
    float offset = 0.0f;
};

/// Outer ones first. Empty when the eye is on the side that is left: cut faces then look away from it.
std::vector<SectionSolid> sectionSolids(std::span<const SectionCandidate> candidates, const Projection& projection,
                                        const CutPlane& plane, int width, int height);

} // namespace render
