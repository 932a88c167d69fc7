#version 330
#include light.glsl
// The baked room, darkened where the person's shadow falls on floor and mat.
uniform sampler2D baked;
in vec3 at;
in vec3 facing;
out vec4 colour;
void main() {
    vec3 x = texelFetch(baked, ivec2(gl_FragCoord.xy), 0).rgb;
    float near = distance(at, shadow_ball.xyz) / shadow_ball.w;
    if (facing.z > 0.5 && at.z < 0.1 && near < 1.0) {
        vec3 shaded = ambient(1.0), open = shaded;
        for (int i = 0; i < LIGHTS; i++) {
            vec3 full = light_colour[i] * light_from[i].z;
            open += full;
            shaded += full * lit_share(i, at + facing * 0.006, 0.003);
        }
        x *= mix(shaded / open, vec3(1.0), smoothstep(0.7, 1.0, near));
    }
    colour = tone(x);
}
