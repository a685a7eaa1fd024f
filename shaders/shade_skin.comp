#version 460
#extension GL_GOOGLE_include_directive : require
#define FAMILY 0
#include "shared.h"
#include "common/packing.glsl"
#include "common/noise.glsl"
#include "common/shade.glsl"
layout(binding = 10, std430) readonly buffer Decals { DecalData decals[]; };

// Share of the pattern's ink at a point of the unit ball: a zone is told by its pattern as well as by its colour.
float inkOf(uint pattern, vec3 q, vec3 position, float r) {
    float fall = 1.0 - smoothstep(0.55, 1.0, r);
    float dots = smoothstep(-0.1, 0.35, noise(position * 420.0));
    float along = abs(fract((q.x + q.y) * 4.0) - 0.5) * 2.0;
    float stripes = smoothstep(0.35, 0.65, along);
    float ring = smoothstep(0.62, 0.72, r) * (1.0 - smoothstep(0.90, 1.0, r));
    float rim = smoothstep(0.80, 0.87, r) * (1.0 - smoothstep(0.93, 1.0, r)) * 0.5;
    if (pattern == 1u) return max(fall * (0.25 + 0.75 * dots), rim);
    if (pattern == 2u) return max(fall * (0.25 + 0.75 * stripes), rim);
    if (pattern == 3u) return ring;
    return fall;
}

void material(const Point p, const ItemData item, inout Material m) {
    // Redness and tan vary over centimetres, freckles and vessels over millimetres.
    float broad = noise(p.rest * 26.0) * 0.6 + noise(p.rest * 61.0 + 17.0) * 0.4;
    float mottle = noise(p.rest * 210.0 + 5.0);
    vec3 colour = item.colour.rgb;
    colour *= vec3(1.0) + broad * vec3(0.05, 0.10, 0.12) + mottle * vec3(0.015, 0.035, 0.04);
    float groove = clamp((p.cavity - 0.5) * 2.0, 0.0, 1.0);
    colour *= mix(vec3(1.0), vec3(0.86, 0.72, 0.68), groove);
    // Relief: fine furrows of the skin and pores, each shown only while a pixel is smaller than it.
    vec4 furrow = noiseGradient(p.rest * 620.0);
    vec4 pore = noiseGradient(p.rest * 1500.0 + 31.0);
    vec3 relief = furrow.yzw * 0.085 * fadeDetail(1.0 / 620.0, p.pixel) +
                  pore.yzw * 0.075 * fadeDetail(1.0 / 1500.0, p.pixel);
    vec4 soft = noiseGradient(p.rest * 120.0 + 3.0);
    relief += soft.yzw * 0.035;
    relief = p.restToPosed * relief;
    m.normal = normalize(p.normal - (relief - p.normal * dot(relief, p.normal)));
    colour *= 1.0 + furrow.x * 0.04 * fadeDetail(1.0 / 620.0, p.pixel);
    if (p.cap) { // cut subcutaneous fat: yellow lobules under a thin skin
        vec4 lobule = noiseGradient(p.rest * 300.0);
        colour = mix(vec3(0.78, 0.58, 0.24), vec3(0.88, 0.72, 0.38), lobule.x * 0.5 + 0.5);
        m.normal = normalize(p.normal + lobule.yzw * 0.05);
    }
    vec3 shine = vec3(0.0);
    uint painted = item.what.x == kSkin ? frame.size.z : 0u; // nothing is painted on a hand
    for (uint i = 0u; i < painted; ++i) {
        vec3 q = (decals[i].toUnit * vec4(p.position, 1.0)).xyz;
        float ink = inkOf(decals[i].what.x, q, p.rest, length(q)) * decals[i].colour.w;
        colour = mix(colour, decals[i].colour.rgb, clamp(ink, 0.0, 1.0) * 0.85);
        // On faint skin ink would be as faint as the skin: there it shines.
        shine = mix(shine, decals[i].colour.rgb, clamp(ink, 0.0, 1.0));
    }
    m.colour = colour;
    m.glow = shine * (1.0 - item.colour.w) * 1.6;
    m.scatter = vec3(0.42, 0.17, 0.09);
    m.roughness = 0.46 + mottle * 0.04;
    m.specular = 0.030;
    m.translucent = 0.35;
}
