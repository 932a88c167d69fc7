/* The skeleton and the judged angle over the video. formcheck/drawing/style.json says how each line looks,
   arc.js where the angle lies. */
function drawState(canvas, state, mirrored, style, { mostArcs = 1, scale = null } = {}) {
  const size = state && state.size ? state.size : [canvas.width, canvas.height];
  if (canvas.width !== size[0] || canvas.height !== size[1]) {
    [canvas.width, canvas.height] = size;
  } else {
    canvas.getContext("2d").clearRect(0, 0, ...size);
  }
  if (!state || !state.size || !state.xy.length) return;
  const pen = new OutlinedCanvas(canvas, style, scale ?? style.scales.live);
  // Live, only the primary signal's angle: from three metres a person can read one number.
  const arcs = state.arcs.slice(0, mostArcs);
  for (const arc of arcs) drawArc(pen, arc, state, style.arc);
  drawSkeleton(pen, state, style);
  for (const arc of arcs) drawValue(pen, arc, state, style.arc, mirrored);
}

/* "near", "far" or "unmeasured", as find_appearance in formcheck/drawing/style.py. */
function findAppearance(side, near, measured) {
  if (!measured) return "unmeasured";
  return side === null || (near !== null && side !== near) ? "far" : "near";
}

function drawSkeleton(pen, state, style) {
  const { near, seen, xy } = state;
  // The far side first, so that the near side lies over it.
  const isNear = ({ side }) => near !== null && side === near;
  const farFirst = (one, other) => isNear(one) - isNear(other);
  for (const { side, a, b } of [...style.all_bones].sort(farFirst)) {
    if (!isKnownPoint(xy[a]) || !isKnownPoint(xy[b])) continue;
    pen.line(xy[a], xy[b], style.lines[findAppearance(side, near, seen[a] && seen[b])]);
  }
  for (const { side, at } of [...style.all_joints].sort(farFirst)) {
    if (isKnownPoint(xy[at])) pen.joint(xy[at], style.joints[findAppearance(side, near, seen[at])]);
  }
}

function drawArc(pen, arc, state, style) {
  const [a, vertex, b] = arc.at.map((index) => state.xy[index]);
  const placed = placeArc(a, vertex, b, arc);
  if (placed === null) return;
  const atDeg = (angle) => placed.base_deg + placed.turn * angle;
  if (placed.allowed_deg) {
    const [fromDeg, toDeg] = placed.allowed_deg.map(atDeg);
    const { range_radius: radius, range_opacity: opacity } = style;
    pen.sector(vertex, style.range_colour, { radius, opacity, fromDeg, toDeg });
  }
  const measured = arc.at.every((index) => state.seen[index]);
  const colour = measured ? chooseColour(arc, style) : style.unmeasured;
  const { radius, width } = style;
  pen.arc(vertex, colour, { radius, width, fromDeg: placed.base_deg, toDeg: atDeg(arc.value_deg) });
}

function drawValue(pen, arc, state, style, mirrored) {
  const [a, vertex, b] = arc.at.map((index) => state.xy[index]);
  if (arc.value_deg === null || !isKnownPoint(vertex)) return;
  const direction = findLabelDirection(a, vertex, b);
  const size = style.text_size;
  const at = vertex.map((place, i) => place + direction[i] * (style.text_distance + size / 2) * pen.unit);
  const degrees = String(Math.round(arc.value_deg)).replace("-", "−");
  pen.text(`${degrees}°`, at, chooseColour(arc, style), { size, mirrored });
}

function chooseColour(arc, style) {
  return isInside(arc.value_deg, arc.allowed_deg) ? style.inside : style.outside;
}
