#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// Adds up what was shaded for each pixel, over the background; outlines; filmic curve; sRGB encoding.
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
layout(binding = 1, std430) readonly buffer Pixels { uvec2 pixels[]; };
layout(binding = 2, std430) readonly buffer Tasks { uvec4 tasks[]; };
layout(binding = 3, std430) readonly buffer Results { uvec2 results[]; };
layout(binding = 4, std430) readonly buffer Marks { uint marks[]; };
layout(binding = 5, rgba8) writeonly uniform image2D picture;

// Filmic curve: Narkowicz's fit of the ACES reference (2016), with a part of each bright colour let go to white.
vec3 filmic(vec3 x) {
    x *= 0.58;
    float bright = max(x.r, max(x.g, x.b));
    x = mix(x, vec3(bright), 0.10 * smoothstep(0.4, 3.0, bright));
    return clamp(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), vec3(0.0), vec3(1.0));
}
vec3 encode(vec3 c) {
    return mix(12.92 * c, 1.055 * pow(max(c, vec3(1e-5)), vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), c));
}
uint markAt(ivec2 at) {
    at = clamp(at, ivec2(0), ivec2(frame.size.xy) - 1);
    return marks[uint(at.y) * frame.size.x + uint(at.x)];
}
void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (at.x >= int(frame.size.x) || at.y >= int(frame.size.y)) return;
    uint pixel = uint(at.y) * frame.size.x + uint(at.x);
    uvec2 head = pixels[pixel];
    float y = (float(at.y) + 0.5) / float(frame.size.y);
    vec3 sum = mix(frame.backgroundTop.rgb, frame.backgroundBottom.rgb, y) * (float(head.y >> 8) / 65535.0);
    vec3 lit = vec3(0.0);
    for (uint i = 0u; i < (head.y & 0xffu); ++i) {
        uvec2 result = results[head.x + i];
        float weight = uintBitsToFloat(tasks[head.x + i].z);
        vec3 colour = vec3(unpackHalf2x16(result.x), unpackHalf2x16(result.y).x);
        lit += filmic(colour) * weight; // mapped before the mean: bright edges stay smooth
    }
    sum += lit;
    if (frame.size.w != 0u) { // a thin line round each cut face
        uint here = marks[pixel] >> kMarkCutShift;
        uint right = markAt(at + ivec2(1, 0)) >> kMarkCutShift, below = markAt(at + ivec2(0, 1)) >> kMarkCutShift;
        if (here != right || here != below) sum *= 0.55;
    }
    if (frame.options.x != 0u) {
        uint around = 0u, all = 3u;
        for (int i = 0; i < 8; ++i) {
            ivec2 o = ivec2(i < 3 ? i - 1 : (i < 5 ? (i - 3) * 2 - 1 : i - 6), i < 3 ? -1 : (i < 5 ? 0 : 1));
            uint far = markAt(at + o * 2) & kMarkFlags;
            around |= far | ((markAt(at + o) & kMarkFlags) << 2);
            all &= far;
        }
        uint here = marks[pixel];
        if ((here & kFlagHighlighted) == 0u && (around & kFlagHighlighted) != 0u) {
            sum = mix(sum, vec3(0.98, 0.62, 0.10), (around & 4u) != 0u ? 0.95 : 0.6);
        } else if ((here & kFlagHovered) == 0u && (around & 8u) != 0u) {
            sum = mix(sum, vec3(0.75, 0.85, 0.95), 0.65);
        }
    }
    // Half a level of ordered dither hides bands in the background.
    float dither = (float((at.x * 5 + at.y * 11 + ((at.x ^ at.y) & 3) * 3) & 15) / 15.0 - 0.5) / 255.0;
    imageStore(picture, at, vec4(encode(sum) + dither, 1.0));
}
