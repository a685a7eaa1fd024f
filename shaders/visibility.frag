#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// Which triangle of which item is seen; shading comes later, once per pixel and surface instead of once per triangle.
// Four bytes as colours: the CPU driver has no multisampled integer images.
layout(location = 0) flat in uint item;
layout(location = 0) out vec4 visible;
void main() {
    visible = unpackUnorm4x8((item + 1u) << 20 | uint(gl_PrimitiveID));
}
