#version 460
// One triangle over the whole picture; scissor and stencil say where the item's cut face is.
layout(location = 0) flat out uint item;
void main() {
    vec2 corner = vec2(float((gl_VertexIndex << 1) & 2), float(gl_VertexIndex & 2));
    gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
    item = uint(gl_InstanceIndex);
}
