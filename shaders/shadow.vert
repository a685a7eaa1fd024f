#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
layout(binding = 0, std140) uniform Frame { FrameConstants frame; };
layout(location = 0) in vec3 position;
out float gl_ClipDistance[1];
void main() {
    vec4 p = frame.shadowFromWorld * vec4(position, 1.0);
    gl_ClipDistance[0] = frame.size.w != 0u ? frame.section.w - dot(frame.section.xyz, position) : 1.0;
    gl_Position = vec4(p.xy * 2.0 - 1.0, p.z, 1.0);
}
