// View: everything the renderer is told about one frame, as plain values. It speaks of meshes, materials, joints and
// ids, never of muscles or patients, and holds no Vulkan type. The application makes one from a session snapshot
// (view_builder). Metres, body frame; colours are linear RGB unless said otherwise.
#pragma once

#include <core/math.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace render {

/// A mesh the renderer holds (Renderer::addMesh). Zero is null.
struct MeshHandle {
    std::uint32_t index = 0;
    constexpr bool valid() const { return index != 0; }
    constexpr bool operator==(const MeshHandle&) const = default;
};

/// How light meets a surface. The shader decides what each looks like (grain, gloss, scattering).
enum class Surface : std::uint32_t {
    Bone,
    Cartilage,
    Disc,
    Muscle,
    Tendon,
    Fascia,
    Skin,
    Nerve,
    Ligament,
    Tool,
    Table,
    Plain,
    Hand, ///< skin on which nothing is painted
    Wood
};

struct Camera {
    glm::vec3 eye{0.0f, 1.2f, -1.2f};
    glm::vec3 target{0.0f, 1.2f, 0.0f};
    glm::vec3 up{0.0f, 1.0f, 0.0f};
    float fieldOfView = 0.5f;        ///< vertical, radians; ignored when orthographicHeight > 0
    float orthographicHeight = 0.0f; ///< metres seen from bottom to top; 0: perspective
    float nearPlane = 0.05f;
    float farPlane = 6.0f;
};

/// One drawn instance of a mesh.
struct Item {
    MeshHandle mesh;
    Surface surface = Surface::Plain;
    glm::vec3 colour{0.7f};
    float opacity = 1.0f;     ///< below 1: drawn by order-independent transparency
    std::uint32_t pickId = 0; ///< what Renderer::pick gives back; 0: not pickable
    bool skinned = false;     ///< use View::joints and the mesh's weights
    bool deforms = true;      ///< moved by View::deformation
    float bulge = 0.0f;       ///< swollen along the normals by this times the half thickness (geometry/skinning.h)
    bool highlighted = false; ///< outlined (selection)
    bool hovered = false;     ///< thin outline
    bool castsShadow = true;
    int sectionOrder = 0;      ///< where solids run into one another, the cut face of the highest is seen
    bool caught = false;       ///< the nerve that View::caught speaks of
    glm::mat4 transform{1.0f}; ///< applied after skinning
};

/// A displacement field on a regular grid (the tissue block's), sampled trilinearly by the vertex shader; zero outside.
struct Deformation {
    glm::mat4 worldToGrid{1.0f};         ///< body frame -> [0,1]^3
    glm::ivec3 size{0};                  ///< grid points along each axis; 0: none
    std::vector<glm::vec3> displacement; ///< metres, body frame, x fastest
};

/// A coloured area painted on surfaces of kind Skin: an ellipsoid in the body frame; inside, the colour fades outward.
/// `pattern` tells zones apart without colour.
struct Decal {
    enum class Pattern : std::uint32_t { Plain, Stipple, Stripes, Ring };
    glm::vec3 centre{0.0f};
    std::array<glm::vec3, 3> axes{glm::vec3(0.03f, 0, 0), glm::vec3(0, 0.03f, 0),
                                  glm::vec3(0, 0, 0.06f)}; ///< semi-axes, metres
    glm::vec3 colour{0.8f, 0.1f, 0.1f};
    float strength = 1.0f; ///< 0..1
    Pattern pattern = Pattern::Plain;
};

/// Everything on the positive side (dot(normal, p) > offset) is cut away. What is opaque and closed shows a solid cut
/// face, with a line round it; seen from the side that is left there is none.
struct SectionPlane {
    glm::vec3 normal{1.0f, 0.0f, 0.0f};
    float offset = 0.0f;
};

struct Light {
    glm::vec3 direction{0.3f, -0.6f, 0.8f}; ///< the way light travels, body frame
    glm::vec3 colour{3.0f, 2.9f, 2.75f};
};

/// Where a nerve is caught: pulses are fewer, slower and dimmer beyond it, and the place itself glows.
struct CaughtNerve {
    glm::vec3 at{0.0f};
    glm::vec3 along{0.0f, -1.0f, 0.0f}; ///< which way the nerve goes on; any length above 0
    float conduction = 1.0f;            ///< beyond it, 0 none .. 1 all
    float irritation = 0.0f;            ///< of the place, 0..1
    float pulsePhase = 0.0f;            ///< as View::pulsePhase, beyond it
};

struct View {
    int width = 1280;
    int height = 720;
    Camera camera;
    Light key;
    glm::vec3 ambient{0.45f, 0.47f, 0.52f};
    glm::vec3 backgroundTop{0.13f, 0.16f, 0.20f};
    glm::vec3 backgroundBottom{0.03f, 0.04f, 0.05f};
    std::vector<Item> items;
    std::vector<glm::mat4> joints; ///< bind pose -> posed, body frame: rotations and shifts
    Deformation deformation;
    std::vector<Decal> decals; ///< at most kMaxDecals are drawn
    std::optional<SectionPlane> section;
    float renderScale = 1.0f; ///< internal resolution as a share of width and height, 0.25..1: for speed
    float pulsePhase = 0.0f;  ///< pulses that have passed a point of a nerve; given, never read from a clock
    std::optional<CaughtNerve> caught;
    static constexpr int kMaxDecals = 32;
};

} // namespace render
