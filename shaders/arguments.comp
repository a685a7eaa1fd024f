#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// How many workgroups each family of shading needs.
layout(local_size_x = 4) in;
layout(binding = 0, std430) readonly buffer Count { Counters counters; };
layout(binding = 1, std430) writeonly buffer Arguments { uvec4 arguments[]; };
void main() {
    uint family = gl_LocalInvocationID.x;
    arguments[family] = uvec4((counters.family[family] + kGroup - 1u) / kGroup, 1u, 1u, 0u);
}
