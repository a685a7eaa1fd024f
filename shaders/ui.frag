#version 460
// The target stores encoded values as they are, and so do the pictures: no conversion anywhere.
layout(binding = 0) uniform sampler2D picture;
layout(location = 0) in vec2 uv;
layout(location = 1) in vec4 colour;
layout(location = 0) out vec4 written;
void main() { written = colour * textureLod(picture, uv, 0.0); }
