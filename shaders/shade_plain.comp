#version 460
#extension GL_GOOGLE_include_directive : require
#define FAMILY 3
#include "shared.h"
#include "common/packing.glsl"
#include "common/noise.glsl"
#include "common/shade.glsl"

void material(const Point p, const ItemData item, inout Material m) {
    uint surface = item.what.x;
    m.colour = item.colour.rgb;
    if (surface == kNerve) {
        // Pulses travel along the fibre; beyond the place where the nerve is caught conduction slows, thins and dims them.
        float known = dot(p.fibre, p.fibre);
        vec3 f = known > 0.04 ? p.fibre * inversesqrt(known) : vec3(0.0, -1.0, 0.0);
        bool caught = item.vertices.z != 0u;
        vec3 away = p.position - frame.caughtAt.xyz;
        bool beyond = caught && dot(away, frame.caughtAlong.xyz) > 0.0;
        float conduction = beyond ? frame.caughtAt.w : 1.0;
        float along = dot(p.rest, f);
        float travelled = along * 6.0 - (beyond ? frame.pulse.y : frame.pulse.x);
        float lot = fract(sin(floor(travelled) * 12.9898) * 43758.547); // which pulses still come through
        float pulse = exp(-pow((fract(travelled) - 0.5) * 11.0, 2.0)) * smoothstep(-0.05, 0.0, conduction - lot);
        float sore = caught ? frame.caughtAlong.w * exp(-dot(away, away) / (0.012 * 0.012)) : 0.0;
        float strand = noise((p.rest - f * along * 0.95) * 1400.0) * fadeDetail(1.0 / 1400.0, p.pixel);
        m.colour *= 1.0 + 0.14 * strand;
        m.colour *= mix(vec3(1.0), vec3(0.75, 0.62, 0.5), clamp((p.cavity - 0.5) * 2.0, 0.0, 1.0));
        m.colour = mix(m.colour, vec3(0.30, 0.33, 0.40), 0.8 * (1.0 - conduction)); // numb: pale and dull
        m.colour = mix(m.colour, vec3(0.75, 0.10, 0.02), 0.9 * sore);
        m.glow = vec3(1.0, 0.86, 0.42) * pulse * conduction * 0.75 + vec3(0.55, 0.06, 0.0) * sore;
        m.roughness = 0.34;
        m.specular = 0.045;
        m.scatter = vec3(0.20, 0.14, 0.05);
    } else if (surface == kTool) {
        m.roughness = 0.30;
        m.specular = 0.06;
        m.scatter = vec3(0.05);
    } else if (surface == kWood) {
        // Rings of growth about the shaft, drawn out along it, and pores.
        vec3 q = vec3(p.rest.xy, p.rest.z * 0.12);
        float ring = noise(q * 420.0 + noise(q * 90.0) * 2.0);
        float pore = noise(vec3(p.rest.xy * 2600.0, p.rest.z * 160.0)) * fadeDetail(1.0 / 2600.0, p.pixel);
        m.colour *= vec3(1.0) + ring * vec3(0.16, 0.20, 0.22) - max(pore, 0.0) * 0.10;
        m.roughness = 0.42;
        m.specular = 0.045;
    } else if (surface == kTable) {
        // Upholstery: a fine grain.
        vec4 grain = noiseGradient(p.rest * 900.0);
        vec3 relief = grain.yzw * 0.06 * fadeDetail(1.0 / 900.0, p.pixel);
        m.normal = normalize(p.normal - p.restToPosed * relief);
        m.colour *= 1.0 + 0.05 * noise(p.rest * 30.0);
        m.roughness = 0.55;
    } else {
        m.roughness = 0.45;
    }
}
