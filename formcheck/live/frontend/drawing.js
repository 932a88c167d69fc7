/* The skeleton and the judged angle over the video. How each line looks stands in
   formcheck/drawing/style.json, where the angle lies in arc.js. */
function drawScene(canvas, scene, mirrored, style) {
  const size = scene && scene.size ? scene.size : [canvas.width, canvas.height];
  if (canvas.width !== size[0] || canvas.height !== size[1]) {
    [canvas.width, canvas.height] = size;
  } else {
    canvas.getContext("2d").clearRect(0, 0, ...size);
  }
  if (!scene || !scene.size || !scene.xy.length) return;
  const pen = new OutlinedCanvas(canvas, style);
  // The driving angle only: one number can be read from three metres.
  const arcs = scene.arcs.slice(0, 1);
  for (const arc of arcs) drawArc(pen, arc, scene, style.arc);
  drawSkeleton(pen, scene, style);
  for (const arc of arcs) drawValue(pen, arc, scene, style.arc, mirrored);
}

/* "near", "far" or "unmeasured", as appearance_of in formcheck/drawing/style.py. */
function appearanceOf(side, near, measured) {
  if (!measured) return "unmeasured";
  return side === null || (near !== null && side !== near) ? "far" : "near";
}

function drawSkeleton(pen, scene, style) {
  const { near, seen, xy } = scene;
  // The far side first, so that the near side lies over it.
  const isNear = ({ side }) => near !== null && side === near;
  const farFirst = (one, other) => isNear(one) - isNear(other);
  for (const { side, a, b } of [...style.all_bones].sort(farFirst)) {
    if (!isKnownPoint(xy[a]) || !isKnownPoint(xy[b])) continue;
    pen.line(xy[a], xy[b], style.lines[appearanceOf(side, near, seen[a] && seen[b])]);
  }
  for (const { side, at } of [...style.all_joints].sort(farFirst)) {
    if (isKnownPoint(xy[at])) pen.joint(xy[at], style.joints[appearanceOf(side, near, seen[at])]);
  }
}

function drawArc(pen, arc, scene, style) {
  const [a, vertex, b] = arc.at.map((index) => scene.xy[index]);
  const placed = placeArc(a, vertex, b, arc);
  if (placed === null) return;
  const atDeg = (angle) => placed.base_deg + placed.turn * angle;
  if (placed.allowed_deg) {
    const [fromDeg, toDeg] = placed.allowed_deg.map(atDeg);
    const { range_radius: radius, range_opacity: opacity } = style;
    pen.sector(vertex, style.range_colour, { radius, opacity, fromDeg, toDeg });
  }
  const measured = arc.at.every((index) => scene.seen[index]);
  const colour = measured ? colourOf(arc, style) : style.unmeasured;
  const { radius, width } = style;
  pen.arc(vertex, colour, { radius, width, fromDeg: placed.base_deg, toDeg: atDeg(arc.value_deg) });
}

function drawValue(pen, arc, scene, style, mirrored) {
  const [a, vertex, b] = arc.at.map((index) => scene.xy[index]);
  if (arc.value_deg === null || !isKnownPoint(vertex)) return;
  const direction = labelDirection(a, vertex, b);
  const size = style.text_size;
  const at = vertex.map((place, i) => place + direction[i] * (style.text_distance + size / 2) * pen.unit);
  const degrees = String(Math.round(arc.value_deg)).replace("-", "−");
  pen.text(`${degrees}°`, at, colourOf(arc, style), { size, mirrored });
}

function colourOf(arc, style) {
  return isInside(arc.value_deg, arc.allowed_deg) ? style.inside : style.outside;
}
