#version 460
#extension GL_GOOGLE_include_directive : require
#include "shared.h"
// The cut face of an item is seen here, before everything that the section has left of it.
layout(location = 0) flat in uint item;
layout(location = 0) out vec4 visible;
void main() {
    visible = unpackUnorm4x8((item + 1u) << 20 | kCapTriangle);
}
