// Gather: per pixel, the surfaces seen in it with their weights. Samples of one surface are shaded once; transparent
// surfaces are put in order of depth and their transmittance is followed per sample.
// Pixels with transparent surfaces are few and dear, so they have a program and a list of their own (LAYERS).
#ifdef LAYERS
layout(local_size_x = 64) in;
#else
layout(local_size_x = 8, local_size_y = 8) in;
#endif
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
#if SAMPLES == 1
layout(binding = 1) uniform sampler2D visibleImage;
layout(binding = 2) uniform sampler2D depthImage;
#else
layout(binding = 1) uniform sampler2DMS visibleImage;
layout(binding = 2) uniform sampler2DMS depthImage;
#endif
layout(binding = 3, std430) readonly buffer Items { ItemData items[]; };
layout(binding = 4, std430) buffer Count { Counters counters; };
layout(binding = 5, std430) writeonly buffer Pixels { uvec2 pixels[]; };   // first task, tasks | background weight << 8
layout(binding = 6, std430) writeonly buffer Tasks { uvec4 tasks[]; };     // id, pixel, weight
layout(binding = 7, std430) writeonly buffer Lists { uint lists[]; };      // tasks of each family
layout(binding = 8, std430) writeonly buffer Picks { uvec2 picks[]; };     // pick id, depth
layout(binding = 9, std430) writeonly buffer Marks { uint marks[]; };      // flags of anything seen in the pixel
layout(binding = 10, std430) readonly buffer Heads { uint heads[]; };
#ifdef LAYERS
layout(binding = 12, std430) readonly buffer Layered { uint layered[]; };
layout(binding = 11, std430) readonly buffer Nodes { uvec4 nodes[]; };
#endif

uint familyOf(uint surface) {
    if (surface == kSkin) return 0u;
    if (surface == kMuscle || surface == kTendon || surface == kFascia || surface == kLigament) return 1u;
    if (surface == kBone || surface == kCartilage || surface == kDisc) return 2u;
    return 3u;
}

uint ids[SAMPLES];
float depths[SAMPLES];
float weights[SAMPLES]; // of the surface of that sample; 0: shaded with an earlier sample
#ifdef LAYERS
uint layerId[kMaxLayers];
float layerWeight[kMaxLayers];
#endif
uint layers = 0u;

// Room for `wanted` entries, one atomic for the whole subgroup.
uint reserveTasks(uint wanted) {
    uint sum = subgroupAdd(wanted);
    uint before = subgroupExclusiveAdd(wanted);
    uint first = 0u;
    if (subgroupElect()) first = atomicAdd(counters.tasks, sum);
    return subgroupBroadcastFirst(first) + before;
}
uint reserveFamily(uint family, uint wanted) {
    uint sum = subgroupAdd(wanted);
    uint before = subgroupExclusiveAdd(wanted);
    uint first = 0u;
    if (subgroupElect()) first = atomicAdd(counters.family[family], sum);
    return subgroupBroadcastFirst(first) + before;
}

void main() {
#ifdef LAYERS
    if (gl_GlobalInvocationID.x >= counters.layered) return;
    uint pixel = layered[gl_GlobalInvocationID.x];
    ivec2 at = ivec2(pixel % frame.size.x, pixel / frame.size.x);
#else
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (at.x >= int(frame.size.x) || at.y >= int(frame.size.y)) return;
    uint pixel = uint(at.y) * frame.size.x + uint(at.x);
    if (frame.options.y != 0u && heads[pixel] != kNoNode) return;
#endif
    for (int s = 0; s < SAMPLES; ++s) {
        ids[s] = packUnorm4x8(texelFetch(visibleImage, at, s));
        depths[s] = texelFetch(depthImage, at, s).x;
    }
    if (frame.size.w != 0u) {
        // A cut face lies in the plane.
        vec2 ndc = (vec2(at) + 0.5) / vec2(frame.size.xy) * 2.0 - 1.0;
        vec3 o = frame.rayOrigin[0].xyz + ndc.x * frame.rayOrigin[1].xyz + ndc.y * frame.rayOrigin[2].xyz;
        vec3 d = frame.rayDirection[0].xyz + ndc.x * frame.rayDirection[1].xyz + ndc.y * frame.rayDirection[2].xyz;
        float towards = dot(frame.section.xyz, d);
        float t = (frame.section.w - dot(frame.section.xyz, o)) / (abs(towards) > 1e-9 ? towards : 1e-9);
        float z = t * dot(d, frame.forward.xyz), n = frame.forward.w, f = frame.backgroundTop.w;
        float depth = frame.eye.w > 0.5 ? f * (z - n) / (max(z, 1e-6) * (f - n)) : (z - n) / (f - n);
        for (int s = 0; s < SAMPLES; ++s) {
            bool cap = ids[s] != 0u && (ids[s] & 0xfffffu) == kCapTriangle;
            depths[s] = cap ? clamp(depth, 0.0, depths[s]) : depths[s];
        }
    }
    float through[SAMPLES];
    for (int s = 0; s < SAMPLES; ++s) through[s] = 1.0;
    uint pickId = 0u, flags = 0u;
    float pickDepth = 1.0;

#ifdef LAYERS
    uvec4 list[kMaxLayers];
    uint count = 0u;
    for (uint node = heads[pixel]; node != kNoNode;) {
        uvec4 entry = nodes[node];
        // insertion by depth, then id: the order in which threads came is forgotten
        uint slot = count;
        while (slot > 0u && (uintBitsToFloat(list[slot - 1u].y) > uintBitsToFloat(entry.y) ||
                             (list[slot - 1u].y == entry.y && list[slot - 1u].x > entry.x))) {
            if (slot < kMaxLayers) list[slot] = list[slot - 1u];
            slot -= 1u;
        }
        if (slot < kMaxLayers) list[slot] = entry;
        count = min(count + 1u, kMaxLayers);
        node = entry.z;
    }
    uint lastItem = 0u, lastMask = 0u;
    for (uint i = 0u; i < count; ++i) {
        uvec4 entry = list[i];
        ItemData item = items[(entry.x >> 20) - 1u];
        float depth = uintBitsToFloat(entry.y);
        float weight = 0.0;
        for (int s = 0; s < SAMPLES; ++s) {
            bool covered = (entry.w >> s & 1u) != 0u && depth <= depths[s] + 2e-5;
            weight += covered ? through[s] * item.colour.w : 0.0;
            through[s] *= covered ? 1.0 - item.colour.w : 1.0;
        }
        if (weight > 0.0) {
            // a neighbouring triangle of the same sheet in this pixel: shade once
            if (layers > 0u && entry.x >> 20 == lastItem && (entry.w & lastMask) == 0u) {
                layerWeight[layers - 1u] += weight / float(SAMPLES);
                lastMask |= entry.w;
            } else {
                layerId[layers] = entry.x;
                layerWeight[layers] = weight / float(SAMPLES);
                layers += 1u;
                lastItem = entry.x >> 20;
                lastMask = entry.w;
            }
            flags |= item.what.y;
            if (pickId == 0u && item.colour.w > 0.35) {
                pickId = item.what.z;
                pickDepth = depth;
            }
        }
    }
#endif

    float background = 0.0;
    uint solid = 0u;
    for (int s = 0; s < SAMPLES; ++s) {
        uint item = ids[s] >> 20;
        float weight = 0.0;
        for (int t = s; t < SAMPLES; ++t) {
            // one surface: same item, about the same depth (a fold of the same item stays apart)
            bool same = ids[t] >> 20 == item && abs(depths[t] - depths[s]) < 4e-4;
            weight += same ? through[t] / float(SAMPLES) : 0.0;
            through[t] = same ? 0.0 : through[t]; // counted: not again with a later sample
        }
        background += item == 0u ? weight : 0.0;
        weights[s] = item != 0u && weight > 1.0 / 512.0 ? weight : 0.0;
        solid += weights[s] > 0.0 ? 1u : 0u;
    }
    uvec4 what = items[max(ids[0] >> 20, 1u) - 1u].what;
    if (ids[0] >> 20 != 0u) {
        flags |= what.y;
        if (pickId == 0u) {
            pickId = what.z;
            pickDepth = depths[0];
        }
    }
    // which item's cut face it is, for the lines between them
    uint cut = ids[0] != 0u && (ids[0] & 0xfffffu) == kCapTriangle ? ids[0] >> 20 : 0u;
    marks[pixel] = flags | cut << kMarkCutShift;
    picks[pixel] = uvec2(pickId, floatBitsToUint(pickDepth));

    uint wanted = solid + layers;
    uint first = reserveTasks(wanted);
    if (first + wanted > frame.capacity.x) {
        if (wanted > 0u) atomicAdd(counters.wastedTasks, wanted);
        wanted = solid = layers = 0u;
        for (int s = 0; s < SAMPLES; ++s) weights[s] = 0.0;
    }
    pixels[pixel] = uvec2(first, wanted | uint(background * 65535.0 + 0.5) << 8);
    uint place = uint(at.x) | uint(at.y) << 16;
    uint families[SAMPLES];
    for (int s = 0; s < SAMPLES; ++s) {
        families[s] = ids[s] >> 20 == ids[0] >> 20 ? familyOf(what.x)
                                                   : familyOf(items[max(ids[s] >> 20, 1u) - 1u].what.x);
    }
    uint task = first;
#ifdef LAYERS
    for (uint i = 0u; i < layers; ++i) {
        tasks[task] = uvec4(layerId[i], place, floatBitsToUint(layerWeight[i]), 0u);
        uint family = familyOf(items[(layerId[i] >> 20) - 1u].what.x);
        lists[family * frame.capacity.x + atomicAdd(counters.family[family], 1u)] = task;
        task += 1u;
    }
#endif
    uint slots[SAMPLES];
    for (int s = 0; s < SAMPLES; ++s) {
        slots[s] = task;
        if (weights[s] > 0.0) {
            tasks[task] = uvec4(ids[s], place, floatBitsToUint(weights[s]), 0u);
            task += 1u;
        }
    }
    for (uint family = 0u; family < kFamilies; ++family) {
        uint mine = 0u;
        for (int s = 0; s < SAMPLES; ++s) mine += weights[s] > 0.0 && families[s] == family ? 1u : 0u;
        uint at = family * frame.capacity.x + reserveFamily(family, mine);
        for (int s = 0; s < SAMPLES; ++s) {
            if (weights[s] > 0.0 && families[s] == family) lists[at++] = slots[s];
        }
    }
}
