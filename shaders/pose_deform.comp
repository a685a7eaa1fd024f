#version 460
#extension GL_GOOGLE_include_directive : require
#define DEFORM
#include "shared.h"
#include "common/packing.glsl"
#include "common/pose.glsl"
