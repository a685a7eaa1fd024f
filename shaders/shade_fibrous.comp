#version 460
#extension GL_GOOGLE_include_directive : require
#define FAMILY 1
#include "shared.h"
#include "common/packing.glsl"
#include "common/noise.glsl"
#include "common/shade.glsl"

// Noise drawn out along the fibre. The fibre direction turns over a muscle, so the stretch is taken about the centre of a
// cell, and two staggered grids of cells are blended.
vec4 strands(vec3 p, vec3 f, float frequency, float stretch) {
    const float cell = 0.04;
    vec3 ca = (floor(p / cell) + 0.5) * cell;
    vec3 cb = floor(p / cell + 0.5) * cell;
    vec3 da = abs(p - ca) / (0.5 * cell), db = abs(p - cb) / (0.5 * cell);
    float wa = 1.0 - max(da.x, max(da.y, da.z)), wb = 1.0 - max(db.x, max(db.y, db.z));
    float t = clamp((wa + 1e-3) / (wa + wb + 2e-3), 0.0, 1.0);
    float keep = 1.0 - 1.0 / stretch;
    vec4 a = noiseGradient((p - f * dot(p - ca, f) * keep) * frequency);
    vec4 b = noiseGradient((p - f * dot(p - cb, f) * keep) * frequency + 11.0);
    vec4 n = mix(b, a, t);
    n.yzw -= f * dot(n.yzw, f) * keep;
    return n;
}

void material(const Point p, const ItemData item, inout Material m) {
    uint surface = item.what.x;
    bool muscle = surface == kMuscle;
    bool sheet = surface == kFascia;
    float known = dot(p.fibre, p.fibre);
    vec3 f = known > 0.04 ? p.fibre * inversesqrt(known) : vec3(0.0, 1.0, 0.0);
    vec4 bundle = strands(p.rest, f, 360.0, 34.0);   // fascicles, about 3 mm
    vec4 fine = strands(p.rest + 7.0, f, 1150.0, 48.0); // fibres
    float showBundle = fadeDetail(1.0 / 330.0, p.pixel), showFine = fadeDetail(1.0 / 1150.0, p.pixel);
    float broad = noise(p.rest * 38.0);
    vec3 colour = item.colour.rgb;
    float groove = clamp((p.cavity - 0.5) * 2.0, 0.0, 1.0), ridge = clamp((0.5 - p.cavity) * 2.0, 0.0, 1.0);
    vec3 relief = bundle.yzw * 0.20 * showBundle + fine.yzw * 0.11 * showFine;
    if (muscle) {
        // The belly is dark and red; between bundles run pale streaks of perimysium.
        colour *= 1.0 + 0.14 * broad;
        float streak = smoothstep(0.05, 0.80, bundle.x + 0.35 * fine.x) * showBundle;
        colour = mix(colour, vec3(0.60, 0.30, 0.25), streak * 0.26);
        colour *= 1.0 + (fine.x * 0.16 * showFine + min(bundle.x, 0.0) * 0.30 * showBundle);
        colour *= mix(vec3(1.0), vec3(0.55, 0.42, 0.42), groove);
        m.roughness = 0.38 + 0.08 * broad;
        m.specular = 0.045;
        m.scatter = vec3(0.22, 0.05, 0.04);
    } else if (sheet) {
        // Woven collagen: two crossing directions.
        vec4 crossing = strands(p.rest + 3.0, normalize(cross(f, p.normal) + 1e-6), 420.0, 14.0);
        colour *= 1.0 + 0.10 * bundle.x * showBundle + 0.08 * crossing.x * showBundle;
        relief = relief * 0.7 + crossing.yzw * 0.10 * showBundle;
        m.roughness = 0.36;
        m.specular = 0.05;
        m.scatter = vec3(0.25);
        m.translucent = 0.6;
    } else { // tendon and ligament: silver-white, closely ribbed
        colour *= 1.0 + 0.16 * bundle.x * showBundle + 0.10 * fine.x * showFine;
        colour *= mix(vec3(1.0), vec3(0.70, 0.66, 0.62), groove);
        m.roughness = 0.34;
        m.specular = 0.05;
        m.scatter = vec3(0.16, 0.13, 0.10);
        m.translucent = 0.25;
    }
    colour *= 1.0 + ridge * 0.08;
    relief = p.restToPosed * relief;
    m.normal = normalize(p.normal - (relief - p.normal * dot(relief, p.normal)));
    if (p.cap) { // the cut face: bundles end on
        vec4 ends = noiseGradient(p.rest * 480.0);
        colour = item.colour.rgb * (muscle ? 1.15 : 1.0) * (1.0 + 0.22 * ends.x);
        m.normal = normalize(p.normal + ends.yzw * 0.05);
    }
    m.colour = colour;
}
