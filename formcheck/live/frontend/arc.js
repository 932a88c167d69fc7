/* Where a judged angle lies on the picture: the same rule as formcheck/drawing/arc.py, which says why.
   Both are held to tests/drawing/arc_vectors.json. */
const MOST_OFF_DEG = 25;
const SAME_DEG = 1e-6;
const LEAST_AWAY = 0.3;

function isKnownPoint(point) {
  return Boolean(point) && Number.isFinite(point[0]) && Number.isFinite(point[1]);
}

/* {base_deg, turn, allowed_deg}: the angle ends at base_deg + turn * value_deg, clockwise from the right;
   null where it cannot be placed. */
function placeArc(a, vertex, b, { value_deg, allowed_deg, from_extension, turn }) {
  if (!isKnownPoint(a) || !isKnownPoint(vertex) || !isKnownPoint(b) || !Number.isFinite(value_deg)) return null;
  const [toA, toB] = [directionDeg(vertex, a), directionDeg(vertex, b)];
  if (toA === null || toB === null) return null;
  const base = from_extension ? toA + 180 : toA;
  const off = (way) => Math.abs(modulo(base + way * value_deg - toB + 180, 360) - 180);
  const way = turn ?? (off(-1) < off(1) - SAME_DEG ? -1 : 1);
  if (off(way) > MOST_OFF_DEG) return null;
  return { base_deg: base, turn: way, allowed_deg: allowed_deg && drawnRange(allowed_deg) };
}

function isInside(valueDeg, allowedDeg) {
  return !allowedDeg || (allowedDeg[0] <= valueDeg && valueDeg <= allowedDeg[1]);
}

/* The direction, of length 1, in which the number stands: away from both rays. */
function labelDirection(a, vertex, b) {
  let [x, y] = [0, 0];
  for (const end of [a, b].filter(isKnownPoint)) {
    const length = Math.hypot(end[0] - vertex[0], end[1] - vertex[1]);
    if (length === 0) continue;
    x -= (end[0] - vertex[0]) / length;
    y -= (end[1] - vertex[1]) / length;
  }
  const length = Math.hypot(x, y);
  return length > LEAST_AWAY ? [x / length, y / length] : [0, -1];
}

function directionDeg(start, end) {
  if (start[0] === end[0] && start[1] === end[1]) return null;
  return (Math.atan2(end[1] - start[1], end[0] - start[0]) * 180) / Math.PI;
}

/* A range without an upper limit ends at straight. */
function drawnRange([low, high]) {
  return high === 360 && low < 180 ? [low, 180] : [low, high];
}

function modulo(value, divisor) {
  return ((value % divisor) + divisor) % divisor;
}
