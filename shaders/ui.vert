#version 460
// ImGui's triangles: positions in its display units, colours sRGB-encoded with straight alpha.
layout(push_constant) uniform Placement {
    vec2 scale; // display units -> clip space
    vec2 shift;
};
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 textureAt;
layout(location = 2) in vec4 tint;
layout(location = 0) out vec2 uv;
layout(location = 1) out vec4 colour;
void main() {
    uv = textureAt;
    colour = tint;
    gl_Position = vec4(position * scale + shift, 0.0, 1.0);
}
