#version 460
#extension GL_GOOGLE_include_directive : require
#define FAMILY 2
#include "shared.h"
#include "common/packing.glsl"
#include "common/noise.glsl"
#include "common/shade.glsl"

void material(const Point p, const ItemData item, inout Material m) {
    bool bone = item.what.x == kBone;
    bool disc = item.what.x == kDisc;
    float broad = noise(p.rest * 45.0);
    float grain = noise(p.rest * 300.0 + 9.0);
    vec4 pit = noiseGradient(p.rest * 780.0);
    float showPit = fadeDetail(1.0 / 780.0, p.pixel);
    vec3 colour = item.colour.rgb;
    float groove = clamp((p.cavity - 0.5) * 2.0, 0.0, 1.0), ridge = clamp((0.5 - p.cavity) * 2.0, 0.0, 1.0);
    vec3 relief = pit.yzw * (bone ? 0.10 : 0.03) * showPit;
    if (bone) {
        colour *= 1.0 + vec3(0.05, 0.07, 0.10) * broad + vec3(0.03, 0.04, 0.05) * grain;
        colour *= mix(vec3(1.0), vec3(0.52, 0.40, 0.29), groove); // cavities keep the stain
        colour = mix(colour, colour * vec3(1.14, 1.15, 1.18), ridge);
        colour *= 1.0 - 0.16 * smoothstep(0.35, 0.75, -pit.x) * showPit;
        m.roughness = 0.52;
        m.specular = 0.038;
        m.scatter = vec3(0.14, 0.10, 0.07);
    } else {
        // Disc: rings of the annulus, seen from the side as fine courses.
        float courses = disc ? sin(p.rest.y * 2600.0 + broad * 2.0) : 0.0;
        colour *= 1.0 + 0.06 * broad + 0.05 * courses * fadeDetail(0.0024, p.pixel);
        colour *= mix(vec3(1.0), vec3(0.62, 0.66, 0.72), groove);
        m.roughness = 0.30;
        m.specular = 0.045;
        m.scatter = vec3(0.16, 0.18, 0.20);
        m.translucent = 0.4;
    }
    relief = p.restToPosed * relief;
    m.normal = normalize(p.normal - (relief - p.normal * dot(relief, p.normal)));
    if (p.cap && bone) { // spongy bone
        vec4 sponge = noiseGradient(p.rest * 900.0);
        colour = item.colour.rgb * mix(vec3(0.62, 0.36, 0.28), vec3(1.05), smoothstep(-0.35, 0.25, sponge.x));
        m.normal = normalize(p.normal + sponge.yzw * 0.08);
    }
    m.colour = colour;
}
