#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// A transparent surface: noted in the pixel's list, shaded and blended in order of depth later (per-pixel lists, Yang et
// al. 2010).
layout(early_fragment_tests) in;
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
layout(binding = 1, std430) buffer Count { Counters counters; };
layout(binding = 2, std430) buffer Heads { uint heads[]; };
layout(binding = 3, std430) buffer Nodes { uvec4 nodes[]; };
layout(binding = 4, std430) writeonly buffer Layered { uint layered[]; };
layout(location = 0) flat in uint item;
void main() {
    uint node = atomicAdd(counters.nodes, 1u);
    if (node >= frame.capacity.y) return;
    uint pixel = uint(gl_FragCoord.y) * frame.size.x + uint(gl_FragCoord.x);
    uint next = atomicExchange(heads[pixel], node);
    if (next == kNoNode) layered[atomicAdd(counters.layered, 1u)] = pixel;
    uint id = (item + 1u) << 20 | uint(gl_PrimitiveID);
    nodes[node] = uvec4(id, floatBitsToUint(gl_FragCoord.z), next, uint(gl_SampleMaskIn[0]));
}
