#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// How many workgroups each family of shading needs, and the gathering of pixels with transparent surfaces.
layout(local_size_x = 8) in;
layout(binding = 0, std430) readonly buffer Count { Counters counters; };
layout(binding = 1, std430) writeonly buffer Arguments { uvec4 arguments[]; };
void main() {
    uint family = gl_LocalInvocationID.x;
    if (family > kFamilies) return;
    uint count = family < kFamilies ? counters.family[family] : counters.layered;
    arguments[family] = uvec4((count + kGroup - 1u) / kGroup, 1u, 1u, 0u);
}
