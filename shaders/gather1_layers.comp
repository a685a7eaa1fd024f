#version 460
#extension GL_GOOGLE_include_directive : require
#define SAMPLES 1
#define LAYERS
#include "shared.h"
#include "common/gather.glsl"
