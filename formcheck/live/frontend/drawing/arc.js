/* Where a judged angle lies in the frame. The rule is the same as in formcheck/drawing/arc.py, which gives
   the reasons. tests/drawing/arc_vectors.json tests both. */
const MAX_ERROR_DEG = 25;
const SAME_DEG = 1e-6;
const MIN_LABEL_OFFSET = 0.3;

function isKnownPoint(point) {
  return Boolean(point) && Number.isFinite(point[0]) && Number.isFinite(point[1]);
}

/* {base_deg, turn, allowed_deg}: the angle ends at base_deg + turn * value_deg, clockwise from the right.
   Null if it cannot be placed. */
function placeArc(a, vertex, b, { value_deg, allowed_deg, from_extension, turn }) {
  if (!isKnownPoint(a) || !isKnownPoint(vertex) || !isKnownPoint(b) || !Number.isFinite(value_deg)) return null;
  const [toA, toB] = [directionDeg(vertex, a), directionDeg(vertex, b)];
  if (toA === null || toB === null) return null;
  const base = from_extension ? toA + 180 : toA;
  const errorDeg = (sign) => Math.abs(modulo(base + sign * value_deg - toB + 180, 360) - 180);
  const sign = turn ?? (errorDeg(-1) < errorDeg(1) - SAME_DEG ? -1 : 1);
  if (errorDeg(sign) > MAX_ERROR_DEG) return null;
  return { base_deg: base, turn: sign, allowed_deg: allowed_deg && drawnRange(allowed_deg) };
}

function isInside(valueDeg, allowedDeg) {
  return !allowedDeg || (allowedDeg[0] <= valueDeg && valueDeg <= allowedDeg[1]);
}

/* The direction from the vertex to the number, away from both rays. Its length is 1. */
function findLabelDirection(a, vertex, b) {
  let [x, y] = [0, 0];
  for (const end of [a, b].filter(isKnownPoint)) {
    const length = Math.hypot(end[0] - vertex[0], end[1] - vertex[1]);
    if (length === 0) continue;
    x -= (end[0] - vertex[0]) / length;
    y -= (end[1] - vertex[1]) / length;
  }
  const length = Math.hypot(x, y);
  return length > MIN_LABEL_OFFSET ? [x / length, y / length] : [0, -1];
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
