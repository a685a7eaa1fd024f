#version 460
#extension GL_GOOGLE_include_directive : require
#define SAMPLES 1
#include "shared.h"
#include "common/occlusion.glsl"
