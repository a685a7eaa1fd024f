// Structs and limits that C++ and GLSL share. Everything is made of 16-byte pieces, so std140, std430 and C++ agree.
// Lengths in metres, body frame; colours linear.
#ifndef PARASPINAL_SHARED_H
#define PARASPINAL_SHARED_H

#ifdef __cplusplus
#include <glm/glm.hpp>
#include <cstdint>
namespace shared {
using mat4 = glm::mat4;
using vec4 = glm::vec4;
using uvec4 = glm::uvec4;
using uint = std::uint32_t;
#define SHARED_CONST constexpr uint
#else
#define SHARED_CONST const uint
#endif

SHARED_CONST kMaxItems = 4094u;            // a visibility id has 12 bits for item + 1
SHARED_CONST kMaxItemTriangles = 1048575u; // and 20 bits for the triangle; the last number is the cap of a section
SHARED_CONST kCapTriangle = 1048575u;
SHARED_CONST kMaxDecals = 32u;
SHARED_CONST kMaxLayers = 12u; // transparent surfaces kept per pixel, nearest first
SHARED_CONST kFamilies = 4u;   // shading programs: skin, fibrous, hard, plain
SHARED_CONST kGroup = 64u;     // invocations of a shading or posing workgroup
SHARED_CONST kBindWords = 11u; // 32-bit words of a vertex at rest
SHARED_CONST kNoNode = 0xffffffffu;

// values of render::Surface
SHARED_CONST kBone = 0u;
SHARED_CONST kCartilage = 1u;
SHARED_CONST kDisc = 2u;
SHARED_CONST kMuscle = 3u;
SHARED_CONST kTendon = 4u;
SHARED_CONST kFascia = 5u;
SHARED_CONST kSkin = 6u;
SHARED_CONST kNerve = 7u;
SHARED_CONST kLigament = 8u;
SHARED_CONST kTool = 9u;
SHARED_CONST kTable = 10u;
SHARED_CONST kPlain = 11u;
SHARED_CONST kHand = 12u;
SHARED_CONST kWood = 13u;

SHARED_CONST kPoseSkinned = 1u;
SHARED_CONST kPoseGrain = 2u; // hands on the grain in place of the position at rest

SHARED_CONST kFlagHighlighted = 1u;
SHARED_CONST kFlagHovered = 2u;
SHARED_CONST kMarkFlags = 3u;    // of a pixel's mark
SHARED_CONST kMarkCutShift = 8u; // above: item + 1 whose cut face is seen, 0: none

struct FrameConstants {
    mat4 viewProjection;
    mat4 shadowFromWorld;  // to [0,1]^3
    vec4 rayOrigin[3];     // origin = [0] + x [1] + y [2], x and y in -1..1 across the picture, y down
    vec4 rayDirection[3];  // the same for the direction (not unit)
    vec4 eye;              // w: 1 perspective, 0 orthographic
    vec4 forward;          // unit; w: near plane
    vec4 toLight;          // unit; w: 1 when there is a shadow map
    vec4 lightColour;      // w unused
    vec4 ambient;          // w unused
    vec4 backgroundTop;    // w: far plane
    vec4 backgroundBottom; // w: size of a pixel in metres at distance 1 (perspective) or everywhere (orthographic)
    vec4 section;          // unit normal, offset
    vec4 caughtAt;         // where a nerve is caught; w: its conduction beyond, 0..1
    vec4 caughtAlong;      // unit, which way it goes on; w: irritation of the place, 0..1
    vec4 pulse;            // x, y: phase of the pulses before and beyond the place, in pulses; z, w unused
    uvec4 size;            // width, height, decals, 1 when a section plane is on
    uvec4 capacity;        // tasks, transparent nodes, width and height of the occlusion image
    uvec4 options;         // x: any outline; y: any transparent item; z, w: unused
};

struct ItemData {
    vec4 colour;    // w: opacity
    uvec4 what;     // surface, flags, pick id, first index
    uvec4 vertices; // posed base; 1 when its pattern is drawn in the grain (geometry/mesh.h); 1 when caught; unused
};

struct DecalData {
    mat4 toUnit; // body frame -> ellipsoid's unit ball
    vec4 colour; // w: strength
    uvec4 what;  // pattern
};

struct PoseConstants {
    mat4 transform; // after skinning
    uvec4 range;    // vertices, first vertex at rest, first posed vertex, kPoseSkinned and kPoseGrain
    uvec4 grid;     // points of the displacement field along each axis; w: bulge, the bits of a float
};

struct Counters {
    uint tasks;
    uint nodes;
    uint wastedTasks; // that found no room
    uint wastedNodes;
    uint family[4];
    uint layered; // pixels with transparent surfaces
    uint unused[3];
};

#ifdef __cplusplus
static_assert(sizeof(ItemData) == 48 && sizeof(DecalData) == 96 && sizeof(PoseConstants) == 96);
} // namespace shared
#endif
#undef SHARED_CONST
#endif
