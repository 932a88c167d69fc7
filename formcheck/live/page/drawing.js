/* The skeleton over the video: near side solid, far side thin, unmeasured joints hollow. */
const BONES = [
  [11, 13], [13, 15], [12, 14], [14, 16], [11, 12], [23, 24], [11, 23], [12, 24],
  [23, 25], [25, 27], [24, 26], [26, 28], [27, 31], [28, 32], [27, 29], [28, 30],
];
const JOINTS = [7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 31, 32];
const LEFT = new Set([7, 11, 13, 15, 23, 25, 27, 29, 31]);

function known(point) {
  return point && point[0] !== null && point[1] !== null;
}

function isNear(index, near) {
  return near === null || (LEFT.has(index) ? "left" : "right") === near;
}

function drawScene(canvas, scene, mirrored) {
  const context = canvas.getContext("2d");
  if (!scene || !scene.size) {
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  const [width, height] = scene.size;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  } else {
    context.clearRect(0, 0, width, height);
  }
  if (!scene.xy.length) return;
  const unit = Math.max(width, height) / 200;
  drawArcs(context, scene, unit, mirrored);
  for (const far of [true, false]) {
    for (const [a, b] of BONES) {
      if (isNear(a, scene.near) && isNear(b, scene.near) ? far : !far) continue;
      if (!scene.seen[a] || !scene.seen[b] || !known(scene.xy[a]) || !known(scene.xy[b])) continue;
      context.lineWidth = far ? unit * 0.6 : unit * 1.5;
      context.strokeStyle = far ? "rgb(255 255 255 / 60%)" : "#56b4e9";
      context.beginPath();
      context.moveTo(...scene.xy[a]);
      context.lineTo(...scene.xy[b]);
      context.stroke();
    }
  }
  for (const index of JOINTS) {
    const point = scene.xy[index];
    if (!known(point)) continue;
    context.beginPath();
    context.arc(point[0], point[1], isNear(index, scene.near) ? unit * 1.5 : unit, 0, 7);
    context.lineWidth = unit * 0.5;
    context.strokeStyle = "#fff";
    context.fillStyle = "#56b4e9";
    if (scene.seen[index]) context.fill();
    context.stroke();
  }
}

function drawArcs(context, scene, unit, mirrored) {
  for (const arc of scene.arcs.slice(0, 1)) {
    const [a, v, b] = arc.at.map((index) => scene.xy[index]);
    if (!known(a) || !known(v) || !known(b) || arc.deg === null) continue;
    const from = Math.atan2(a[1] - v[1], a[0] - v[0]);
    const to = Math.atan2(b[1] - v[1], b[0] - v[0]);
    // The way round that is as wide as the angle says, which may be over half a turn.
    const turn = (((to - from) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    const wide = (arc.deg * Math.PI) / 180;
    const clockwise = Math.abs(turn - wide) <= Math.abs(2 * Math.PI - turn - wide);
    const sign = clockwise ? 1 : -1;
    const radius = unit * 12;
    if (arc.allowed) {
      const [low, high] = arc.allowed.map((deg) => (Math.min(deg, 360) * Math.PI) / 180);
      context.fillStyle = "rgb(86 180 233 / 25%)";
      context.beginPath();
      context.moveTo(...v);
      context.arc(v[0], v[1], radius, from + sign * low, from + sign * high, !clockwise);
      context.fill();
    }
    context.strokeStyle = "#fff";
    context.lineWidth = unit * 0.7;
    context.beginPath();
    context.arc(v[0], v[1], radius, from, from + sign * wide, !clockwise);
    context.stroke();
    const middle = from + (sign * wide) / 2;
    const x = v[0] + Math.cos(middle) * radius * 1.45;
    const y = v[1] + Math.sin(middle) * radius * 1.45;
    context.save();
    context.translate(x, y);
    if (mirrored) context.scale(-1, 1);
    context.font = `700 ${unit * 7}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = unit * 1.2;
    context.strokeStyle = "#000";
    context.strokeText(`${arc.deg}°`, 0, 0);
    context.fillStyle = "#fff";
    context.fillText(`${arc.deg}°`, 0, 0);
    context.restore();
  }
}
