// Shared by the lit shaders. LIGHTS directional lights, each with its own tile in one shadow atlas.
uniform sampler2DShadow shadows;
uniform mat4 light_view[LIGHTS];
uniform vec3 light_from[LIGHTS];
uniform vec3 light_colour[LIGHTS];
uniform vec4 shadow_ball;  // centre and radius of what the shadow maps cover
uniform vec3 fill;  // scales the light that reaches every corner
uniform float exposure;

float lit_share(int i, vec3 p, float slack) {
    if (distance(p, shadow_ball.xyz) >= shadow_ball.w) return 1.0;
    vec3 u = (light_view[i] * vec4(p, 1.0)).xyz * 0.5 + 0.5;
    if (any(lessThan(u.xy, vec2(0.002))) || any(greaterThan(u.xy, vec2(0.998)))) return 1.0;
    vec2 tile = vec2(i % GRID, i / GRID);
    return texture(shadows, vec3((u.xy + tile) / float(GRID), u.z - slack));
}

vec3 ambient(float up) {
    return mix(vec3(0.38, 0.34, 0.31), vec3(0.34, 0.36, 0.38), up * 0.5 + 0.5) * fill;
}

// Tone curve after K. Narkowicz' fit of the ACES filmic curve, then display gamma.
vec4 tone(vec3 x) {
    x = x * (2.51 * x * 0.36 + 0.03) / (x * (2.43 * x * 0.36 + 0.59) + 0.14);
    return vec4(pow(clamp(x, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
