"""Drawing what the judge saw on the picture it saw it in.

Near side: solid and thick. Far side: thin and dashed. Joints that were not measured: hollow. The
colours are Okabe and Ito's, told apart by people with any colour vision; none carries a meaning
alone.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.coach.types import Arc, Gate, Phase, Snapshot
from formcheck.motion.landmarks import BONES, Landmark, Side
from formcheck.texts.formatting import is_known, quantity
from formcheck.texts.labels import VIDEO_PHASE_LABELS
from formcheck.vision.canvas import Canvas, Colour, Point

__all__ = ["Labels", "draw"]

_NEAR: Colour = (86, 180, 233)  # sky blue
_FAR: Colour = (230, 159, 0)  # orange
_UNKNOWN: Colour = (190, 190, 190)
_ADJUST: Colour = (240, 228, 66)  # yellow
_STOP: Colour = (213, 94, 0)  # vermillion
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (17, 17, 17)

_JOINTS = tuple(dict.fromkeys(end for _, a, b in BONES for end in (a, b)))
_ARC_RADIUS = 62.0
_SECTOR_RADIUS = 78.0
_MAX_MISMATCH_DEG = 25.0  # between the value and the drawn rays: more, and it is another angle
_TIE_DEG = 10.0


def _nothing(_: Gate) -> str:
    return ""


def _rule_name(rule: str) -> str:
    return rule.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The words on the picture.

    `title` is the exercise, `target` the repetitions wanted (None: not shown), `phases` the words
    for the phases, `count` what stands beside the number, for one and for any other. `gate` gives
    the sentence of a shut gate, empty for none, `cue` what to do about a broken rule, by its name.
    """

    title: str = ""
    target: int | None = None
    count: tuple[str, str] = ("repetition", "repetitions")
    of: str = "of"
    phases: Mapping[Phase, str] = field(default_factory=lambda: VIDEO_PHASE_LABELS)
    gate: Callable[[Gate], str] = _nothing
    cue: Callable[[str], str] = _rule_name


def draw(
    image: NDArray[np.uint8], snapshot: Snapshot, *, labels: Labels | None = None
) -> NDArray[np.uint8]:
    """Return a copy of `image` (uint8 RGB) with `snapshot` drawn on it.

    Landmarks that are NaN, or far outside the picture, are left out. Sizes follow the picture's.
    """
    canvas = Canvas(image.copy())
    points = _points(snapshot, canvas.size)
    for arc in snapshot.arcs:
        _draw_arc(canvas, arc, points, snapshot.measured)
    _draw_skeleton(canvas, snapshot, points)
    for arc in snapshot.arcs:
        _draw_value(canvas, arc, points)
    labels = labels or Labels()
    _draw_counts(canvas, snapshot, labels)
    _draw_band(canvas, snapshot, labels)
    return canvas.image


def _points(snapshot: Snapshot, size: Point) -> dict[int, Point]:
    """Return the landmarks that can be drawn, in pixels of the picture."""
    width, height = size
    scale_x, scale_y = width / snapshot.pose.size[0], height / snapshot.pose.size[1]
    found = {}
    for index, (x, y) in enumerate(snapshot.pose.xy.tolist()):
        px, py = x * scale_x, y * scale_y
        # A guess several pictures away says nothing, and OpenCV counts in 16 bits.
        if abs(px) < 2 * width and abs(py) < 2 * height:  # False for NaN
            found[index] = (round(px), round(py))
    return found


def _draw_skeleton(canvas: Canvas, snapshot: Snapshot, points: Mapping[int, Point]) -> None:
    near = snapshot.view.near_side
    # The far side first, so that the near side lies over it.
    for side, a, b in sorted(BONES, key=lambda bone: bone[0] is near):
        if a not in points or b not in points:
            continue
        known = snapshot.measured[a] and snapshot.measured[b]
        if near is not None and side is not near:
            colour = _FAR if known else _UNKNOWN
            canvas.dashes(points[a], points[b], colour, width=2, dash=9)
        elif known:
            canvas.line(points[a], points[b], _NEAR, width=5)
        else:
            canvas.dashes(points[a], points[b], _UNKNOWN, width=2, dash=5)
    for joint in sorted(_JOINTS, key=lambda mark: _side(mark) is near):
        if joint not in points:
            continue
        far = near is not None and _side(joint) is not near
        if not snapshot.measured[joint]:
            canvas.ring(points[joint], _UNKNOWN, radius=7)
        elif far:
            canvas.dot(points[joint], _FAR, radius=3)
        else:
            canvas.dot(points[joint], _WHITE, radius=5)


def _side(landmark: Landmark) -> Side:
    return Side.LEFT if landmark.name.startswith("LEFT") else Side.RIGHT


def _draw_arc(
    canvas: Canvas, arc: Arc, points: Mapping[int, Point], measured: tuple[bool, ...]
) -> None:
    """Draw the allowed range and the angle itself, when the angle is one between the two rays."""
    if not is_known(arc.value_deg) or any(p not in points for p in (arc.a, arc.vertex, arc.b)):
        return
    at = points[arc.vertex]
    base_sense = _base_and_sense(arc, points)
    if base_sense is None:
        return
    base, sense = base_sense
    if arc.drawn_deg is not None:
        low, high = _shown_range(arc.drawn_deg)
        canvas.sector(
            at,
            _WHITE,
            radius=_SECTOR_RADIUS,
            from_deg=base + sense * low,
            to_deg=base + sense * high,
            strength=0.45,
        )
    known = measured[arc.a] and measured[arc.vertex] and measured[arc.b]
    canvas.arc(
        at,
        _arc_colour(arc) if known else _UNKNOWN,
        radius=_ARC_RADIUS,
        from_deg=base,
        to_deg=base + sense * arc.value_deg,
    )


def _shown_range(drawn_deg: tuple[float, float]) -> tuple[float, float]:
    """Return the range as far as it is drawn: one without an upper limit ends at straight."""
    low, high = drawn_deg
    straight, full_turn = 180.0, 360.0
    return (low, straight) if high == full_turn and low < straight else (low, high)


def _base_and_sense(arc: Arc, points: Mapping[int, Point]) -> tuple[float, int] | None:
    """Return from which direction, and which way round, the angle counts; None if neither fits.

    A joint's angle counts from the ray to `a`; a raise counts from that ray's extension (0 =
    straight). Which one it is, and which way it turns, is whatever comes nearest to the ray to
    `b`; where two come equally near, a raise is one between points that no bone joins.
    """
    x, y = points[arc.vertex]
    (ax, ay), (bx, by) = points[arc.a], points[arc.b]
    if (ax, ay) == (x, y) or (bx, by) == (x, y):
        return None
    to_a = math.degrees(math.atan2(ay - y, ax - x))
    to_b = math.degrees(math.atan2(by - y, bx - x))
    is_bone = any({arc.vertex, arc.b} == {a, b} for _, a, b in BONES)
    candidates = []
    for base, is_raise in ((to_a, False), (to_a + 180, True)):
        for sense in (1, -1):
            off = abs((base + sense * arc.value_deg - to_b + 180) % 360 - 180)
            candidates.append(
                (off + (_MAX_MISMATCH_DEG if is_raise is is_bone else 0), base, sense)
            )
    off, base, sense = min(candidates)
    return (base, sense) if off <= 2 * _MAX_MISMATCH_DEG else None


def _arc_colour(arc: Arc) -> Colour:
    if arc.drawn_deg is None or arc.allowed_deg is None:
        return _NEAR
    return _NEAR if arc.allowed_deg[0] <= arc.value_deg <= arc.allowed_deg[1] else _ADJUST


def _draw_value(canvas: Canvas, arc: Arc, points: Mapping[int, Point]) -> None:
    """Write the angle beside its joint, away from both rays."""
    if not is_known(arc.value_deg) or arc.vertex not in points:
        return
    x, y = points[arc.vertex]
    text, size = quantity(arc.value_deg, "deg"), 26.0
    dx, dy = 0.0, -1.0
    rays = [points[end] for end in (arc.a, arc.b) if end in points]
    units = [
        ((rx - x) / math.dist((rx, ry), (x, y)), (ry - y) / math.dist((rx, ry), (x, y)))
        for rx, ry in rays
        if (rx, ry) != (x, y)
    ]
    away = (-sum(u[0] for u in units), -sum(u[1] for u in units))
    if math.hypot(*away) > 0.3:
        dx, dy = away[0] / math.hypot(*away), away[1] / math.hypot(*away)
    width, height = canvas.size
    wide, reach = canvas.text_width(text, size=size), canvas.px(34)
    left = round(x + dx * (reach + wide / 2) - wide / 2)
    base = round(y + dy * reach + canvas.px(size) / 3)
    at = (min(max(left, 2), width - wide - 2), min(max(base, canvas.px(size)), height - 4))
    canvas.text(text, at, _arc_colour(arc), size=size, rim=True)


def _draw_counts(canvas: Canvas, snapshot: Snapshot, labels: Labels) -> None:
    """Write count, phase and hold clock into the upper left corner."""
    pad = canvas.px(12)
    number = str(snapshot.counted)
    counted = labels.count[0 if snapshot.counted == 1 else 1]
    beside = counted if labels.target is None else f"{labels.of} {labels.target}"
    below = labels.phases.get(snapshot.phase, str(snapshot.phase.value))
    if is_known(snapshot.hold_s):
        below = f"{below}  {quantity(snapshot.hold_s, 's')}"
    number_width = canvas.text_width(number, size=52)
    wide = max(
        number_width + pad // 2 + canvas.text_width(beside, size=22),
        canvas.text_width(below, size=24),
        canvas.text_width(labels.title, size=20) if labels.title else 0,
    )
    title_high = canvas.px(28) if labels.title else 0
    high = title_high + canvas.px(52) + canvas.px(34) + pad
    canvas.panel(pad, pad, wide + 2 * pad, high + pad, _BLACK, strength=0.72)
    left, base = 2 * pad, 2 * pad
    if labels.title:
        canvas.text(labels.title, (left, base + canvas.px(16)), _UNKNOWN, size=20)
    base += title_high + canvas.px(44)
    canvas.text(number, (left, base), _WHITE, size=52)
    canvas.text(beside, (left + number_width + pad // 2, base), _WHITE, size=22)
    canvas.text(below, (left, base + canvas.px(36)), _NEAR, size=24)


def _draw_band(canvas: Canvas, snapshot: Snapshot, labels: Labels) -> None:
    """Write what to do now across the bottom: what the shut gate asks for, else the first cue."""
    asked = labels.gate(snapshot.gate)
    if asked:
        _band(canvas, asked, back=_BLACK, front=_WHITE, hatched=True)
    elif snapshot.cues:
        cue = snapshot.cues[0]
        words = labels.cue(cue.rule)
        if cue.safety:
            _band(canvas, f"■  {words}", back=_STOP, front=_BLACK)
        else:
            _band(canvas, f"→  {words}", back=_BLACK, front=_ADJUST)


def _band(canvas: Canvas, text: str, *, back: Colour, front: Colour, hatched: bool = False) -> None:
    width, height = canvas.size
    high, pad = canvas.px(64), canvas.px(16)
    stripe = canvas.px(44) if hatched else 0
    canvas.panel(0, height - high, width, high, back, strength=0.85)
    if hatched:
        canvas.hatch(0, height - high, stripe, high, _UNKNOWN)
    size = canvas.fitting(text, size=32, width=width - stripe - 2 * pad)
    at = (stripe + pad, height - high // 2 + canvas.px(size) // 3)
    canvas.text(text, at, front, size=size)
