// Procedural relief: value noise on an integer lattice, hashed by integers only, so that every device draws the same.
uint hash3(uvec3 p) {
    uint h = p.x * 0x8da6b343u ^ p.y * 0xd8163841u ^ p.z * 0xcb1ab31fu;
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    return h;
}
float lattice(ivec3 p) { return float(hash3(uvec3(p)) & 0xffffu) * (2.0 / 65535.0) - 1.0; }
// -1..1, smooth
float noise(vec3 p) {
    vec3 cell = floor(p);
    vec3 f = p - cell;
    vec3 s = f * f * (3.0 - 2.0 * f);
    ivec3 c = ivec3(cell);
    vec4 low = vec4(lattice(c), lattice(c + ivec3(1, 0, 0)), lattice(c + ivec3(0, 1, 0)), lattice(c + ivec3(1, 1, 0)));
    vec4 high = vec4(lattice(c + ivec3(0, 0, 1)), lattice(c + ivec3(1, 0, 1)), lattice(c + ivec3(0, 1, 1)),
                     lattice(c + ivec3(1, 1, 1)));
    vec4 z = mix(low, high, s.z);
    vec2 y = mix(z.xy, z.zw, s.y);
    return mix(y.x, y.y, s.x);
}
// value and gradient
vec4 noiseGradient(vec3 p) {
    vec3 cell = floor(p);
    vec3 f = p - cell;
    vec3 s = f * f * (3.0 - 2.0 * f);
    vec3 d = 6.0 * f * (1.0 - f);
    ivec3 c = ivec3(cell);
    float a = lattice(c), b = lattice(c + ivec3(1, 0, 0)), e = lattice(c + ivec3(0, 1, 0)),
          g = lattice(c + ivec3(1, 1, 0));
    float h = lattice(c + ivec3(0, 0, 1)), i = lattice(c + ivec3(1, 0, 1)), j = lattice(c + ivec3(0, 1, 1)),
          k = lattice(c + ivec3(1, 1, 1));
    float y0 = mix(a, b, s.x), y1 = mix(e, g, s.x), y2 = mix(h, i, s.x), y3 = mix(j, k, s.x);
    float z0 = mix(y0, y1, s.y), z1 = mix(y2, y3, s.y);
    float dx = mix(mix(b - a, g - e, s.y), mix(i - h, k - j, s.y), s.z);
    float dy = mix(y1 - y0, y3 - y2, s.z);
    return vec4(mix(z0, z1, s.z), vec3(dx, dy, z1 - z0) * d);
}
