// Unit vectors in 32 bits: octahedral (Cigolle et al. 2014), 16 bits an axis.
vec3 octahedralDecode(vec2 e) {
    vec3 v = vec3(e, 1.0 - abs(e.x) - abs(e.y));
    float t = max(-v.z, 0.0);
    v.x += v.x >= 0.0 ? -t : t;
    v.y += v.y >= 0.0 ? -t : t;
    return normalize(v);
}
vec2 octahedralEncode(vec3 n) {
    vec2 p = n.xy / (abs(n.x) + abs(n.y) + abs(n.z));
    vec2 folded = (1.0 - abs(p.yx)) * vec2(p.x >= 0.0 ? 1.0 : -1.0, p.y >= 0.0 ? 1.0 : -1.0);
    return n.z < 0.0 ? folded : p;
}
vec3 unpackDirection(uint word) { return octahedralDecode(unpackSnorm2x16(word)); }
uint packDirection(vec3 n) { return packSnorm2x16(octahedralEncode(n)); }
// 10 + 10 bits of direction
vec3 unpackFibre(uint word) {
    vec2 e = vec2(float(word & 0x3ffu), float((word >> 10) & 0x3ffu)) / 511.5 - 1.0;
    return octahedralDecode(e);
}
// 6 + 6 bits: cavity, tendon
vec2 unpackShares(uint word) { return vec2(float((word >> 20) & 0x3fu), float(word >> 26)) / 63.0; }
