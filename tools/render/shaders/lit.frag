#version 330
#include light.glsl
uniform vec3 eye;
uniform vec3 first_colour[MATERIALS];
uniform vec3 second_colour[MATERIALS];
uniform vec2 pattern[MATERIALS];  // scale, look
uniform bool linear_output;
uniform float glow;  // brightness of what is seen through a window
in vec3 at;
in vec3 facing;
in vec3 texture_at;
flat in int kind;
out vec4 colour;

const int SKIN = 0, CLOTH = 1, HAIR = 2, WOOD = 4, GLOW = 7;

float hash(vec3 p) {
    p = fract(p * vec3(0.1031, 0.1030, 0.0973));
    p += dot(p, p.yxz + 33.33);
    return fract((p.x + p.y) * p.z);
}
float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x);
    f = f * f * (3.0 - 2.0 * f);
    vec2 e = vec2(0.0, 1.0);
    vec4 low = vec4(hash(i), hash(i + e.yxx), hash(i + e.xyx), hash(i + e.yyx));
    vec4 high = vec4(hash(i + e.xxy), hash(i + e.yxy), hash(i + e.xyy), hash(i + e.yyy));
    vec4 z = mix(low, high, f.z);
    return mix(mix(z.x, z.y, f.x), mix(z.z, z.w, f.x), f.y);
}
float cloud(vec3 p) { return 0.55 * noise(p) + 0.3 * noise(p * 2.1 + 7.0) + 0.15 * noise(p * 4.3 + 3.0); }

float fold(vec3 p) { return 0.6 * noise(p) + 0.4 * noise(p * 2.1 + 7.0); }

float texture_share(int look, float scale) {
    vec3 q = texture_at * scale;
    if (look == HAIR) return noise(vec3(q.x, q.y * 0.25, q.z * 0.7));
    if (look == WOOD) {
        float plank = floor(texture_at.y * 7.0 + 0.5);
        vec3 grain = vec3(texture_at.x * 1.5 + plank * 3.7, texture_at.y * 26.0, texture_at.z * 26.0 + plank);
        float gap = smoothstep(0.0, 0.04, abs(fract(texture_at.y * 7.0) - 0.5));
        return mix(1.25, 0.7 * cloud(grain) + 0.3 * hash(vec3(plank, plank * 0.3, 1.0)), gap);
    }
    return cloud(q);
}

void main() {
    vec3 n = normalize(facing), v = normalize(eye - at);
    if (dot(n, v) < -0.2) n = -n;
    int look = int(pattern[kind].y + 0.5);
    vec3 base = mix(first_colour[kind], second_colour[kind], texture_share(look, pattern[kind].x));
    if (look == GLOW) {
        vec3 outside = base * (glow * exposure);
        colour = linear_output ? vec4(outside, 1.0) : tone(outside);
        return;
    }
    if (WRINKLES == 1 && look == CLOTH) {  // wrinkles: bend the normal along a slow noise
        vec3 w = texture_at * vec3(11.0, 15.0, 11.0);
        vec3 slope = vec3(fold(w + vec3(0.2, 0, 0)), fold(w + vec3(0, 0.2, 0)), fold(w + vec3(0, 0, 0.2)));
        slope -= fold(w);
        n = normalize(n - slope * 0.7);
    }
    float wrap = look == SKIN ? 0.25 : 0.0;
    bool shiny = look == SKIN || look == HAIR || look == WOOD;
    vec3 light = vec3(0.0), gloss = vec3(0.0);
    for (int i = 0; i < LIGHTS; i++) {
        float facing_light = (dot(n, light_from[i]) + wrap) / (1.0 + wrap);
        if (facing_light <= 0.0) continue;
        float share = lit_share(i, at + n * 0.012, 0.004);
        light += light_colour[i] * facing_light * share;
        if (shiny) {
            float peak = pow(max(dot(n, normalize(light_from[i] + v)), 0.0), look == HAIR ? 14.0 : 24.0);
            gloss += light_colour[i] * share * peak * 0.05;
        }
    }
    vec3 x = (base * (light + ambient(n.z)) + gloss) * exposure;
    if (look == SKIN) x += base * vec3(0.10, 0.04, 0.02) * pow(1.0 - max(dot(n, v), 0.0), 3.0);
    colour = linear_output ? vec4(x, 1.0) : tone(x);
}
