#version 460
// The scene's picture, put into its place in the window; filtered when sizes differ.
layout(binding = 0) uniform sampler2D picture;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 colour;
void main() { colour = vec4(textureLod(picture, uv, 0.0).rgb, 1.0); }
