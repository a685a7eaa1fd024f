// Ambient occlusion at half resolution from depth alone: how much of the half-space in front of the surface is closed
// within a few centimetres (after Bavoil and Sainz 2008, horizon-free form of Filion and McNaughton 2008).
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
#if SAMPLES == 1
layout(binding = 1) uniform sampler2D depthImage;
#else
layout(binding = 1) uniform sampler2DMS depthImage;
#endif
layout(binding = 2, r8) writeonly uniform image2D occlusion;

const float kRadius = 0.030; // metres
const vec2 kTaps[10] = vec2[](vec2(0.18, 0.05), vec2(-0.14, 0.24), vec2(-0.31, -0.18), vec2(0.12, -0.42),
                              vec2(0.50, 0.14), vec2(0.10, 0.62), vec2(-0.64, 0.28), vec2(-0.48, -0.58),
                              vec2(0.42, -0.74), vec2(0.88, 0.36));

vec2 ndcOf(ivec2 at) { return (vec2(at) + 0.5) / vec2(frame.size.xy) * 2.0 - 1.0; }
// distance along the forward direction
float linearDepth(float d) {
    float n = frame.forward.w, f = frame.backgroundTop.w;
    return frame.eye.w > 0.5 ? n * f / (f - d * (f - n)) : n + d * (f - n);
}
float depthAt(ivec2 at) {
    at = clamp(at, ivec2(0), ivec2(frame.size.xy) - 1);
    return linearDepth(texelFetch(depthImage, at, 0).x);
}
vec3 positionAt(ivec2 at, float z) {
    vec2 ndc = ndcOf(at);
    vec3 o = frame.rayOrigin[0].xyz + ndc.x * frame.rayOrigin[1].xyz + ndc.y * frame.rayOrigin[2].xyz;
    vec3 d = frame.rayDirection[0].xyz + ndc.x * frame.rayDirection[1].xyz + ndc.y * frame.rayDirection[2].xyz;
    return o + d * (z / dot(d, frame.forward.xyz));
}
void main() {
    ivec2 half2 = ivec2(gl_GlobalInvocationID.xy);
    if (half2.x >= int(frame.capacity.z) || half2.y >= int(frame.capacity.w)) return;
    ivec2 at = min(half2 * 2 + 1, ivec2(frame.size.xy) - 1);
    float z = depthAt(at);
    float l = depthAt(at - ivec2(2, 0)), r = depthAt(at + ivec2(2, 0)), u = depthAt(at - ivec2(0, 2)),
          b = depthAt(at + ivec2(0, 2));
    vec3 p = positionAt(at, z);
    vec3 dx = abs(l - z) < abs(r - z) ? p - positionAt(at - ivec2(2, 0), l) : positionAt(at + ivec2(2, 0), r) - p;
    vec3 dy = abs(u - z) < abs(b - z) ? p - positionAt(at - ivec2(0, 2), u) : positionAt(at + ivec2(0, 2), b) - p;
    vec3 n = normalize(cross(dy, dx));
    float perPixel = frame.backgroundBottom.w * (frame.eye.w > 0.5 ? z : 1.0);
    float radius = clamp(kRadius / perPixel, 3.0, 90.0);
    // four turns in a 2 x 2 pattern; the bilinear look-up mixes them
    float angle = float((half2.x & 1) + 2 * (half2.y & 1)) * 0.785398;
    mat2 turn = mat2(cos(angle), sin(angle), -sin(angle), cos(angle));
    float closed = 0.0;
    for (int i = 0; i < 10; ++i) {
        ivec2 tap = at + ivec2(turn * kTaps[i] * radius);
        vec3 v = positionAt(tap, depthAt(tap)) - p;
        float d2 = dot(v, v);
        float fade = max(1.0 - d2 / (kRadius * kRadius * 1.7), 0.0);
        closed += max(dot(v, n) * inversesqrt(d2 + 1e-8) - 0.08, 0.0) * fade;
    }
    float open = clamp(1.0 - closed * 0.22, 0.0, 1.0);
    imageStore(occlusion, half2, vec4(open));
}
