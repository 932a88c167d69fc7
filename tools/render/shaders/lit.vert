#version 330
invariant gl_Position;
uniform mat4 view;
in vec3 position;
in vec3 normal;
in vec3 rest;
in float material;
out vec3 at;
out vec3 facing;
out vec3 texture_at;
flat out int kind;
void main() {
    at = position;
    facing = normal;
    texture_at = rest;
    kind = int(material + 0.5);
    gl_Position = view * vec4(position, 1.0);
}
