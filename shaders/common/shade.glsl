// Shades one task: fetches the triangle seen, finds where the pixel's ray meets it, lights it. The surface itself (colour,
// relief, gloss) comes from material(), which each family defines.
layout(local_size_x = 64) in;
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
layout(binding = 1, std430) readonly buffer Items { ItemData items[]; };
layout(binding = 2, std430) readonly buffer Count { Counters counters; };
layout(binding = 3, std430) readonly buffer Tasks { uvec4 tasks[]; };
layout(binding = 4, std430) readonly buffer Lists { uint lists[]; };
layout(binding = 5, std430) writeonly buffer Results { uvec2 results[]; };
layout(binding = 6) uniform usamplerBuffer indexTexels;
layout(binding = 7) uniform usamplerBuffer posedTexels;
layout(binding = 8) uniform sampler2DShadow shadowMap;
layout(binding = 9) uniform sampler2D occlusionMap;

struct Point {
    vec3 position;  // posed
    vec3 rest;      // bind pose or grain: where the procedural relief is fixed
    bool grain;     // rest is in the grain: x along the fibre
    vec3 normal;    // posed, shading normal
    vec3 fibre;     // in the frame of rest, zero where there is none
    vec3 along;     // the fibre in the posed surface; zero where it stands upright on it
    float tendon;   // 0 belly .. 1 tendon
    mat3 restToPosed; // turns gradients over rest into gradients over the posed surface
    vec3 toEye;
    float pixel;    // size of a pixel here, metres
    float cavity;   // 0 ridge .. 0.5 flat .. 1 groove
    bool cap;       // cut by the section plane
};
struct Material {
    vec3 colour;
    vec3 normal;
    vec3 scatter;    // wrap of the diffuse light per channel
    float roughness;
    float specular;  // reflectance at right angles
    float anisotropy;// 0..1: gloss drawn out across the tangent, as on hair and silk
    vec3 tangent;    // unit, posed
    float translucent; // light through thin edges
    vec3 glow;
};

float fadeDetail(float wavelength, float pixel) { return clamp(wavelength / (2.0 * pixel) - 0.5, 0.0, 1.0); }

void material(const Point p, const ItemData item, inout Material m);

float shadowAt(vec3 position, vec3 normal) {
    vec3 p = (frame.shadowFromWorld * vec4(position + normal * 0.0025, 1.0)).xyz;
    const float r = 2.2 / 2048.0;
    float lit = texture(shadowMap, vec3(p.xy + vec2(-0.35, -0.94) * r, p.z));
    lit += texture(shadowMap, vec3(p.xy + vec2(0.94, -0.35) * r, p.z));
    lit += texture(shadowMap, vec3(p.xy + vec2(0.35, 0.94) * r, p.z));
    lit += texture(shadowMap, vec3(p.xy + vec2(-0.94, 0.35) * r, p.z));
    return mix(1.0, lit * 0.25, frame.toLight.w);
}

// GGX with the visibility approximation of Karis 2013
float ggx(vec3 n, vec3 l, vec3 v, float roughness, float f0) {
    vec3 h = normalize(l + v);
    float nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 0.02), nh = max(dot(n, h), 0.0), lh = max(dot(l, h), 0.0);
    float a = roughness * roughness, a2 = a * a;
    float d = nh * nh * (a2 - 1.0) + 1.0;
    float k = a * 0.5;
    float visibility = 0.25 / ((nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
    float grazing = 1.0 - lh;
    float g2 = grazing * grazing;
    float fresnel = f0 + (1.0 - f0) * g2 * g2 * grazing;
    return a2 / (3.14159265 * d * d) * visibility * fresnel * nl;
}

// The same for a surface of fine parallel cylinders along t: smooth along them, rough across (after Burley 2012)
float ggxFibrous(vec3 n, vec3 t, vec3 l, vec3 v, float roughness, float anisotropy, float f0) {
    t = normalize(t - n * dot(t, n));
    vec3 h = normalize(l + v), b = cross(n, t);
    float nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 0.02), nh = max(dot(n, h), 0.0), lh = max(dot(l, h), 0.0);
    float aspect = sqrt(1.0 - 0.9 * anisotropy), a = roughness * roughness;
    float along = max(a * aspect, 0.02), across = min(a / aspect, 1.0);
    vec3 s = vec3(dot(h, t) / along, dot(h, b) / across, nh);
    float d = dot(s, s);
    float k = a * 0.5;
    float visibility = 0.25 / ((nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
    float grazing = 1.0 - lh;
    float g2 = grazing * grazing;
    float fresnel = f0 + (1.0 - f0) * g2 * g2 * grazing;
    return visibility * fresnel * nl / (3.14159265 * along * across * d * d);
}

float glossOf(const Point p, const Material m, vec3 l, float roughness) {
#if FAMILY == 1
    if (m.anisotropy > 0.0) return ggxFibrous(m.normal, m.tangent, l, p.toEye, roughness, m.anisotropy, m.specular);
#endif
    return ggx(m.normal, l, p.toEye, roughness, m.specular);
}

// A soft-box room: light from above, a warm floor, a cool wall behind the eye.
vec3 room(vec3 n) {
    float up = n.y * 0.5 + 0.5;
    vec3 sky = vec3(1.05, 1.07, 1.12), floorLight = vec3(0.42, 0.37, 0.34);
    return mix(floorLight, sky, up * up * (3.0 - 2.0 * up));
}

vec3 light(const Point p, const Material m, float open) {
    vec3 n = m.normal;
    vec3 l = frame.toLight.xyz;
    float shadow = p.cap ? 1.0 : shadowAt(p.position, p.normal);
    float nl = dot(n, l);
    // Wrapped diffuse, one width per channel: light that enters and leaves elsewhere (after Green 2004).
    vec3 wrap = m.scatter;
    vec3 diffuse = max((vec3(nl) + wrap) / ((1.0 + wrap) * (1.0 + wrap)), vec3(0.0));
    vec3 soft = mix(vec3(shadow), pow(vec3(max(shadow, 0.001)), 1.0 / (1.0 + 1.6 * wrap)), step(vec3(0.01), wrap));
    vec3 key = frame.lightColour.rgb * diffuse * soft;
    // A fill from beside the eye shows form where the key does not reach; no shadow, dimmer.
    vec3 fillFrom = normalize(p.toEye + vec3(0.0, 0.25, 0.0));
    float nf = dot(n, fillFrom);
    vec3 fill = frame.lightColour.rgb * 0.16 * max((vec3(nf) + wrap * 0.5) / (1.0 + wrap * 0.5), vec3(0.0));
    // Occlusion lets more of the surface's own colour through than a grey factor would (Jimenez et al. 2016).
    vec3 tint = m.colour;
    vec3 ao = max(vec3(open), ((open * (2.0404 * tint - 0.3324) - (4.7951 * tint - 0.6417)) * open +
                               (2.7552 * tint + 0.6903)) * open);
    vec3 ambient = frame.ambient.rgb * room(n) * ao;
    vec3 colour = m.colour * (key * 0.36 + fill * mix(1.0, open, 0.5) * 0.42 + ambient * 0.55);

    float gloss = glossOf(p, m, l, m.roughness) * shadow;
    float sheen = glossOf(p, m, fillFrom, min(m.roughness + 0.08, 1.0)) * 0.30;
    vec3 reflected = reflect(-p.toEye, n);
    float edge = 1.0 - max(dot(n, p.toEye), 0.0);
    float e2 = edge * edge;
    float fresnel = m.specular + (1.0 - m.specular) * e2 * e2 * edge * (1.0 - m.roughness);
    vec3 mirror = frame.ambient.rgb * room(reflected) * fresnel * (1.0 - 0.6 * m.roughness) * open;
    colour += frame.lightColour.rgb * (gloss + sheen) * 0.40 + mirror * 0.8;
    colour += m.colour * m.translucent * e2 * frame.lightColour.rgb * 0.12;
    return colour + m.glow;
}

void triangleOf(uvec4 task, ItemData item, vec3 origin, vec3 direction, out Point p) {
    uint triangle = task.x & 0xfffffu;
    p.cap = triangle == kCapTriangle;
    int first = int(item.what.w + (p.cap ? 0u : 3u * triangle));
    int base = int(item.vertices.x);
    uvec4 a0, b0, c0, a1, b1, c1;
    int ia = 2 * (base + int(texelFetch(indexTexels, first).x));
    int ib = 2 * (base + int(texelFetch(indexTexels, first + 1).x));
    int ic = 2 * (base + int(texelFetch(indexTexels, first + 2).x));
    a0 = texelFetch(posedTexels, ia);
    a1 = texelFetch(posedTexels, ia + 1);
    b0 = texelFetch(posedTexels, ib);
    b1 = texelFetch(posedTexels, ib + 1);
    c0 = texelFetch(posedTexels, ic);
    c1 = texelFetch(posedTexels, ic + 1);
    vec3 pa = uintBitsToFloat(a0.xyz), pb = uintBitsToFloat(b0.xyz), pc = uintBitsToFloat(c0.xyz);
    vec3 ra = uintBitsToFloat(a1.xyz), rb = uintBitsToFloat(b1.xyz), rc = uintBitsToFloat(c1.xyz);
    // Moeller and Trumbore 1997; edge pixels may miss the triangle by a part of a pixel: clamped.
    vec3 e1 = pb - pa, e2 = pc - pa;
    vec3 across = cross(direction, e2);
    float det = dot(e1, across);
    float inverse = abs(det) > 1e-14 ? 1.0 / det : 0.0;
    vec3 s = origin - pa;
    float u = clamp(dot(s, across) * inverse, 0.0, 1.0);
    float v = clamp(dot(direction, cross(s, e1)) * inverse, 0.0, 1.0 - u);
    float w = 1.0 - u - v;
    p.position = w * pa + u * pb + v * pc;
    p.rest = w * ra + u * rb + v * rc;
    p.normal = normalize(w * unpackDirection(a0.w) + u * unpackDirection(b0.w) + v * unpackDirection(c0.w));
    vec2 shares = w * unpackShares(a1.w) + u * unpackShares(b1.w) + v * unpackShares(c1.w);
    p.cavity = shares.x;
    p.tendon = shares.y;
    p.grain = item.vertices.y != 0u;
    p.fibre = vec3(1.0, 0.0, 0.0);
    if (!p.grain) p.fibre = w * unpackFibre(a1.w) + u * unpackFibre(b1.w) + v * unpackFibre(c1.w);
    // What varies linearly over the triangle at rest varies so over the posed one: the gradient by the dual of its edges.
    vec3 r1 = rb - ra, r2 = rc - ra;
    vec3 pn = cross(e1, e2);
    float area2 = max(dot(pn, pn), 1e-24);
    p.restToPosed = outerProduct(cross(e2, pn) / area2, r1) + outerProduct(cross(pn, e1) / area2, r2);
    // The fibre: the step in the triangle that comes nearest to it at rest.
    float r11 = dot(r1, r1), r12 = dot(r1, r2), r22 = dot(r2, r2), f1 = dot(r1, p.fibre), f2 = dot(r2, p.fibre);
    vec3 along = e1 * (r22 * f1 - r12 * f2) + e2 * (r11 * f2 - r12 * f1);
    p.along = along * inversesqrt(max(dot(along, along), 1e-30));
}

void main() {
    uint entry = gl_GlobalInvocationID.x;
    if (entry >= counters.family[FAMILY]) return;
    uint index = lists[FAMILY * frame.capacity.x + entry];
    uvec4 task = tasks[index];
    ItemData item = items[(task.x >> 20) - 1u];
    vec2 at = vec2(float(task.y & 0xffffu), float(task.y >> 16)) + 0.5;
    vec2 uv = at / vec2(frame.size.xy);
    vec2 ndc = uv * 2.0 - 1.0;
    vec3 origin = frame.rayOrigin[0].xyz + ndc.x * frame.rayOrigin[1].xyz + ndc.y * frame.rayOrigin[2].xyz;
    vec3 direction = frame.rayDirection[0].xyz + ndc.x * frame.rayDirection[1].xyz + ndc.y * frame.rayDirection[2].xyz;
    direction = normalize(direction);
    Point p;
    triangleOf(task, item, origin, direction, p);
    p.toEye = -direction;
    if (p.cap) {
        float towards = dot(frame.section.xyz, direction);
        float t = (frame.section.w - dot(frame.section.xyz, origin)) / (abs(towards) > 1e-6 ? towards : 1e-6);
        p.position = p.rest = origin + direction * t;
        p.normal = frame.toLight.xyz; // lit evenly from wherever it is looked at: a cut face is to be read, not modelled
        p.restToPosed = mat3(1.0);
        p.cavity = 0.5;
        p.tendon = 0.0;
        p.grain = false;
        p.along = vec3(0.0);
    } else if (frame.size.w != 0u && dot(p.normal, direction) > 0.0) {
        p.normal = -p.normal; // the inside of a surface that is not closed, seen through the cut
    }
    p.pixel = frame.backgroundBottom.w * (frame.eye.w > 0.5 ? dot(p.position - frame.eye.xyz, frame.forward.xyz) : 1.0);
    Material m;
    m.colour = item.colour.rgb;
    m.normal = p.normal;
    m.scatter = vec3(0.0);
    m.roughness = 0.5;
    m.specular = 0.04;
    m.anisotropy = 0.0;
    m.tangent = p.along;
    m.translucent = 0.0;
    m.glow = vec3(0.0);
    material(p, item, m);
    float open = textureLod(occlusionMap, uv, 0.0).x;
    vec3 colour = light(p, m, p.cap ? 1.0 : open);
    results[index] = uvec2(packHalf2x16(min(colour.rg, vec2(6e4))), packHalf2x16(vec2(min(colour.b, 6e4), 0.0)));
}
