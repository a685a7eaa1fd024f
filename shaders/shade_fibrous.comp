#version 460
#extension GL_GOOGLE_include_directive : require
#define FAMILY 1
#include "shared.h"
#include "common/packing.glsl"
#include "common/noise.glsl"
#include "common/shade.glsl"

// Noise drawn out along the fibre f, without a grain. The fibre direction turns over a muscle, so the stretch is taken
// about the centre of a cell, and two staggered grids of cells are blended.
vec4 strandsInCells(vec3 p, vec3 f, float frequency, float stretch) {
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
// In the grain fibres are straight: the stretch is the same everywhere and follows them exactly. `lean`: tangent of the
// angle at which the strands cross the fibres.
vec4 strands(const Point p, vec3 f, float frequency, float stretch, float lean) {
    if (!p.grain) return strandsInCells(p.rest, normalize(f + lean * cross(f, p.normal)), frequency, stretch);
    vec3 q = vec3(p.rest.x / stretch, p.rest.y - lean * p.rest.x, p.rest.z);
    vec4 n = noiseGradient(q * frequency + lean * 17.0);
    n.y = n.y / stretch - lean * n.z;
    return n;
}
// How strongly strands of a wavelength show: where fibres converge they stand closer than in the grain.
float shows(const Point p, float frequency, float closer) { return fadeDetail(1.0 / (frequency * closer), p.pixel); }

void material(const Point p, const ItemData item, inout Material m) {
    uint surface = item.what.x;
    bool muscle = surface == kMuscle;
    bool sheet = surface == kFascia;
    float known = dot(p.fibre, p.fibre);
    vec3 f = known > 0.04 ? p.fibre * inversesqrt(known) : vec3(0.0, 1.0, 0.0);
    float closer = 1.0;
    if (p.grain) closer = clamp(max(length(p.restToPosed[1]), length(p.restToPosed[2])), 0.5, 8.0);
    vec4 coarse = strands(p, f, 115.0, 26.0, 0.0); // groups of bundles, about 9 mm
    vec4 bundle = strands(p, f, 330.0, 44.0, 0.0); // fascicles, about 3 mm
    vec4 fine = strands(p, f, 1150.0, 60.0, 0.0);  // fibres as the eye sees them
    float showCoarse = shows(p, 115.0, closer), showBundle = shows(p, 330.0, closer), showFine = shows(p, 1150.0, closer);
    float broad = noise(p.rest * vec3(p.grain ? 8.0 : 38.0, 38.0, 38.0));
    vec3 colour = item.colour.rgb;
    float groove = clamp((p.cavity - 0.5) * 2.0, 0.0, 1.0), ridge = clamp((0.5 - p.cavity) * 2.0, 0.0, 1.0);
    vec3 relief = coarse.yzw * 0.10 * showCoarse + bundle.yzw * 0.17 * showBundle + fine.yzw * 0.10 * showFine;
    // A sheet of aponeurosis (share 0.45) looks like tendon. Bundles end in it one by one, so the border is drawn out
    // along them.
    float covered = min(p.tendon / 0.45, 1.0);
    float ragged = bundle.x * 0.55 * showBundle + fine.x * 0.30 * showFine + coarse.x * 0.25 * showCoarse;
    float tendon = muscle ? smoothstep(0.22, 0.88, covered + 4.0 * covered * (1.0 - covered) * ragged) : 1.0;

    vec3 belly = colour * (1.0 + 0.12 * broad);
    if (muscle && tendon < 1.0) {
        // The belly is dark and red; between bundles run dark clefts and pale streaks of perimysium.
        belly *= 1.0 + 0.16 * coarse.x * showCoarse + 0.14 * bundle.x * showBundle + 0.14 * fine.x * showFine;
        float cleft = (1.0 - smoothstep(0.0, 0.20, abs(bundle.x))) * showBundle;
        float wide = (1.0 - smoothstep(0.0, 0.10, abs(coarse.x))) * showCoarse;
        belly *= 1.0 - 0.30 * max(cleft * 0.8, wide);
        float streak = smoothstep(0.25, 0.85, bundle.x + 0.40 * fine.x) * showBundle;
        belly = mix(belly, vec3(0.60, 0.30, 0.25), streak * 0.24);
        belly *= mix(vec3(1.0), vec3(0.55, 0.42, 0.42), groove);
    }
    m.roughness = 0.40 + 0.08 * broad;
    m.specular = 0.042;
    m.scatter = vec3(0.22, 0.05, 0.04);
    m.anisotropy = 0.35;
    colour = belly;
    if (sheet) {
        // Woven collagen: silvery, two families of strands that cross the main one.
        vec4 up = strands(p, f, 420.0, 30.0, 0.45), down = strands(p, f, 420.0, 30.0, -0.45);
        colour = item.colour.rgb * vec3(0.78, 0.80, 0.82);
        colour *= 1.0 + 0.13 * bundle.x * showBundle + (0.10 * up.x + 0.10 * down.x) * showBundle + 0.06 * broad;
        relief = relief * 0.6 + (up.yzw + down.yzw) * 0.08 * showBundle;
        m.roughness = 0.33;
        m.specular = 0.055;
        m.scatter = vec3(0.25);
        m.translucent = 0.6;
        m.anisotropy = 0.55;
    } else if (tendon > 0.0) {
        // Tendon and ligament: silver-white, closely ribbed, glossy along the ribs. A thin aponeurosis lets some red through.
        vec4 ribs = strands(p, f, 700.0, 110.0, 0.0);
        float showRibs = shows(p, 700.0, closer);
        vec3 pale = muscle ? vec3(0.57, 0.53, 0.46) : item.colour.rgb * vec3(0.88, 0.87, 0.86);
        float thin = muscle ? 1.0 - smoothstep(0.45, 0.90, p.tendon) : 0.0;
        pale = mix(pale, belly * 1.5, thin * clamp(0.22 - 0.30 * bundle.x * showBundle - 0.12 * coarse.x, 0.0, 0.5));
        pale *= 1.0 + 0.17 * ribs.x * showRibs + 0.10 * fine.x * showFine + 0.12 * bundle.x * showBundle +
                0.10 * coarse.x * showCoarse + 0.05 * broad;
        pale *= mix(vec3(1.0), vec3(0.70, 0.66, 0.62), groove);
        vec3 ribbed = ribs.yzw * 0.13 * showRibs + fine.yzw * 0.06 * showFine + coarse.yzw * 0.04 * showCoarse;
        colour = mix(belly, pale, tendon);
        relief = mix(relief, ribbed, tendon);
        m.roughness = mix(m.roughness, 0.30, tendon);
        m.specular = mix(m.specular, 0.058, tendon);
        m.scatter = mix(m.scatter, vec3(0.16, 0.13, 0.10), tendon);
        m.translucent = 0.25 * tendon;
        m.anisotropy = mix(m.anisotropy, 0.75, tendon);
    }
    colour *= 1.0 + ridge * 0.08;
    relief = p.restToPosed * relief;
    relief *= min(1.0, 0.40 * inversesqrt(max(dot(relief, relief), 1e-8))); // where fibres converge
    m.normal = normalize(p.normal - (relief - p.normal * dot(relief, p.normal)));
    vec3 along = p.along - m.normal * dot(p.along, m.normal);
    if (dot(along, along) < 0.05) m.anisotropy = 0.0; // fibres end on
    if (p.cap) { // the cut face: bundles end on
        vec4 ends = noiseGradient(p.rest * 480.0);
        colour = item.colour.rgb * (muscle ? 1.15 : 1.0) * (1.0 + 0.22 * ends.x);
        m.normal = normalize(p.normal + ends.yzw * 0.05);
        m.anisotropy = 0.0;
    }
    m.colour = colour;
}
