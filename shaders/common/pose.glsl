// Poses the vertices of one item: skinning by up to four joints, swelling, the item's transform, then (DEFORM) the displacement
// field sampled trilinearly, with the normal turned by the gradient of the field. Once per change, for all passes.
layout(local_size_x = 64) in;
layout(binding = 0, std430) readonly buffer Rest { uint rest[]; };
layout(binding = 1, std430) writeonly buffer Posed { uvec4 posed[]; };
layout(binding = 2, std430) readonly buffer Joints { vec4 joints[]; }; // a unit dual quaternion a joint
#ifdef DEFORM
layout(binding = 3, std430) readonly buffer Field { vec4 field[]; };   // per point: three rows of (u_i, grad u_i)
layout(binding = 4, std140) uniform Grid { mat4 worldToGrid; };
#endif
layout(push_constant) uniform Push { PoseConstants pose; };

#ifdef DEFORM
void displace(inout vec3 p, inout vec3 n) {
    vec3 g = (worldToGrid * vec4(p, 1.0)).xyz;
    bool inside = all(greaterThanEqual(g, vec3(0.0))) && all(lessThanEqual(g, vec3(1.0)));
    vec3 at = clamp(g, vec3(0.0), vec3(1.0)) * vec3(pose.grid.xyz - 1u);
    uvec3 cell = min(uvec3(at), pose.grid.xyz - 2u);
    vec3 f = at - vec3(cell);
    vec4 rx = vec4(0.0), ry = vec4(0.0), rz = vec4(0.0);
    for (uint corner = 0u; corner < 8u; ++corner) {
        uvec3 o = uvec3(corner & 1u, (corner >> 1) & 1u, corner >> 2);
        vec3 t = mix(1.0 - f, f, vec3(o));
        float w = inside ? t.x * t.y * t.z : 0.0;
        uvec3 q = cell + o;
        uint index = 3u * ((q.z * pose.grid.y + q.y) * pose.grid.x + q.x);
        rx += w * field[index];
        ry += w * field[index + 1u];
        rz += w * field[index + 2u];
    }
    p += vec3(rx.x, ry.x, rz.x);
    // Normals turn with the cofactor of F = I + grad u (Nanson).
    vec3 r0 = vec3(1.0, 0.0, 0.0) + rx.yzw, r1 = vec3(0.0, 1.0, 0.0) + ry.yzw, r2 = vec3(0.0, 0.0, 1.0) + rz.yzw;
    vec3 turned = vec3(dot(cross(r1, r2), n), dot(cross(r2, r0), n), dot(cross(r0, r1), n));
    n = dot(turned, turned) > 1e-8 ? normalize(turned) : n;
}
#endif

void main() {
    uint i = gl_GlobalInvocationID.x;
    if (i >= pose.range.x) return;
    uint at = (pose.range.y + i) * kBindWords;
    vec3 p0 = vec3(uintBitsToFloat(rest[at]), uintBitsToFloat(rest[at + 1u]), uintBitsToFloat(rest[at + 2u]));
    vec3 n = unpackDirection(rest[at + 3u]);
    vec3 p = p0;
    if ((pose.range.w & kPoseSkinned) != 0u) {
        uint ids = rest[at + 5u];
        vec4 weights = vec4(unpackUnorm2x16(rest[at + 7u]), unpackUnorm2x16(rest[at + 8u]));
        uvec4 joint = 2u * uvec4(ids & 0xffu, (ids >> 8) & 0xffu, (ids >> 16) & 0xffu, ids >> 24);
        // Of the two quaternions of one rotation, the one on the first joint's side (Kavan et al. 2007).
        vec4 first = joints[joint.x], real = vec4(0.0), dual = vec4(0.0);
        for (int k = 0; k < 4; ++k) {
            vec4 q = joints[joint[k]];
            float w = dot(first, q) < 0.0 ? -weights[k] : weights[k];
            real += w * q;
            dual += w * joints[joint[k] + 1u];
        }
        float size = max(length(real), 1e-9);
        real /= size;
        dual /= size;
        vec3 shift = 2.0 * (real.w * dual.xyz - dual.w * real.xyz + cross(real.xyz, dual.xyz));
        p = p0 + 2.0 * cross(real.xyz, cross(real.xyz, p0) + real.w * p0) + shift;
        n = n + 2.0 * cross(real.xyz, cross(real.xyz, n) + real.w * n);
        p += n * (uintBitsToFloat(rest[at + 6u]) * uintBitsToFloat(pose.grid.w));
    }
    p = (pose.transform * vec4(p, 1.0)).xyz;
    mat3 m = mat3(pose.transform);
    n = mat3(cross(m[1], m[2]), cross(m[2], m[0]), cross(m[0], m[1])) * n;
    n = normalize(n);
#ifdef DEFORM
    displace(p, n);
#endif
    uint to = 2u * (pose.range.z + i);
    posed[to] = uvec4(floatBitsToUint(p), packDirection(n));
    // Patterns are fixed to the position at rest, or where there is one to the grain, which runs along the fibres.
    vec3 grain = vec3(uintBitsToFloat(rest[at + 9u]), unpackSnorm2x16(rest[at + 10u]));
    posed[to + 1u] = uvec4(floatBitsToUint((pose.range.w & kPoseGrain) != 0u ? grain : p0), rest[at + 4u]);
}
