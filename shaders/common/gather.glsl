// Gather: per pixel, the surfaces seen in it with their weights. Samples of one surface are shaded once; transparent
// surfaces are put in order of depth and their transmittance is followed per sample.
layout(local_size_x = 8, local_size_y = 8) in;
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
#ifdef LAYERS
layout(binding = 10, std430) readonly buffer Heads { uint heads[]; };
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
uint foundId[kPixelTasks];
float foundWeight[kPixelTasks];
uint found = 0u;

void note(uint id, float weight) {
    if (found < kPixelTasks) {
        foundId[found] = id;
        foundWeight[found] = weight;
        found += 1u;
    }
}

void main() {
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    if (at.x >= int(frame.size.x) || at.y >= int(frame.size.y)) return;
    uint pixel = uint(at.y) * frame.size.x + uint(at.x);
    for (int s = 0; s < SAMPLES; ++s) {
        ids[s] = packUnorm4x8(texelFetch(visibleImage, at, s));
        depths[s] = texelFetch(depthImage, at, s).x;
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
            if (found > 0u && entry.x >> 20 == lastItem && (entry.w & lastMask) == 0u) {
                foundWeight[found - 1u] += weight / float(SAMPLES);
                lastMask |= entry.w;
            } else {
                if (found < kPixelTasks - 4u) note(entry.x, weight / float(SAMPLES));
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
    uint done = 0u;
    for (int s = 0; s < SAMPLES; ++s) {
        if ((done >> s & 1u) != 0u) continue;
        uint item = ids[s] >> 20;
        float weight = 0.0;
        for (int t = s; t < SAMPLES; ++t) {
            // one surface: same item, about the same depth (a fold of the same item stays apart)
            bool same = ids[t] >> 20 == item && abs(depths[t] - depths[s]) < 4e-4;
            if (same && (done >> t & 1u) == 0u) {
                weight += through[t];
                done |= 1u << t;
            }
        }
        weight /= float(SAMPLES);
        if (item == 0u) {
            background += weight;
        } else {
            if (weight > 1.0 / 512.0) note(ids[s], weight);
            uvec4 what = items[item - 1u].what;
            flags |= what.y;
            if (s == 0 && pickId == 0u) {
                pickId = what.z;
                pickDepth = depths[0];
            }
        }
    }
    marks[pixel] = flags;
    picks[pixel] = uvec2(pickId, floatBitsToUint(pickDepth));

    uint first = 0u;
    if (found > 0u) {
        first = atomicAdd(counters.tasks, found);
        if (first + found > frame.capacity.x) {
            atomicAdd(counters.wastedTasks, found);
            found = 0u;
        }
    }
    for (uint i = 0u; i < found; ++i) {
        uint task = first + i;
        tasks[task] = uvec4(foundId[i], uint(at.x) | uint(at.y) << 16, floatBitsToUint(foundWeight[i]), 0u);
        uint family = familyOf(items[(foundId[i] >> 20) - 1u].what.x);
        lists[family * frame.capacity.x + atomicAdd(counters.family[family], 1u)] = task;
    }
    pixels[pixel] = uvec2(first, found | uint(background * 65535.0 + 0.5) << 8);
}
