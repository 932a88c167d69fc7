"""Draws what the judge saw on the frame in which it saw it.

`style.json` says how each line looks; `arc.py` says where the judged angle lies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.types import Arc, Phase, ReadinessCheck, Snapshot
from formcheck.drawing.arc import find_label_direction, is_inside, place_arc
from formcheck.drawing.canvas import Canvas, Point
from formcheck.drawing.style import Colour, find_appearance, load_style
from formcheck.texts.formatting import is_known, quantity
from formcheck.texts.labels import VIDEO_PHASE_LABELS

__all__ = ["OverlayText", "draw"]


def _nothing(_: ReadinessCheck) -> str:
    return ""


def _rule_name(rule: str) -> str:
    return rule.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class OverlayText:
    """The texts on the frame.

    `title` is the exercise. `target` is the number of planned repetitions (None: not shown).
    `phases` are the names of the phases. `count` are the words beside the number, for one and for
    any other number. `check` returns the sentence for a failed readiness check, empty for none.
    `cue` takes a broken rule's name and returns what to do about it.
    """

    title: str = ""
    target: int | None = None
    count: tuple[str, str] = ("repetition", "repetitions")
    of: str = "of"
    phases: Mapping[Phase, str] = field(default_factory=lambda: VIDEO_PHASE_LABELS)
    check: Callable[[ReadinessCheck], str] = _nothing
    cue: Callable[[str], str] = _rule_name


def draw(
    image: NDArray[np.uint8], snapshot: Snapshot, *, labels: OverlayText | None = None
) -> NDArray[np.uint8]:
    """Return a copy of `image` (uint8 RGB) with `snapshot` drawn on it.

    Landmarks that are NaN, or far outside the image, are left out. Sizes scale with the image.
    """
    style = load_style()
    canvas = Canvas(image.copy(), style)
    points = _points(snapshot, canvas.size)
    for arc in snapshot.arcs:
        _draw_arc(canvas, arc, points, snapshot.measured)
    _draw_skeleton(canvas, snapshot, points)
    for arc in snapshot.arcs:
        _draw_value(canvas, arc, points)
    labels = labels or OverlayText()
    _draw_counts(canvas, snapshot, labels)
    _draw_band(canvas, snapshot, labels)
    return canvas.image


def _points(snapshot: Snapshot, size: Point) -> dict[int, Point]:
    """Return the landmarks that can be drawn, in pixels of the image."""
    width, height = size
    scale_x, scale_y = width / snapshot.pose.size[0], height / snapshot.pose.size[1]
    found = {}
    for index, (x, y) in enumerate(snapshot.pose.xy.tolist()):
        px, py = x * scale_x, y * scale_y
        # A guess far outside the image is useless, and OpenCV uses 16 bits.
        if abs(px) < 2 * width and abs(py) < 2 * height:  # False for NaN
            found[index] = (round(px), round(py))
    return found


def _draw_skeleton(canvas: Canvas, snapshot: Snapshot, points: Mapping[int, Point]) -> None:
    style, near, measured = canvas.style, snapshot.view.near_side, snapshot.measured
    for bone in style.all_bones(near):
        if bone.a in points and bone.b in points:
            known = measured[bone.a] and measured[bone.b]
            line = style.lines[find_appearance(bone.side, near=near, measured=known)]
            start, end = points[bone.a], points[bone.b]
            canvas.line(start, end, line.colour, width=line.width, dash=line.dash)
    for joint in style.all_joints(near):
        if joint.at in points:
            known = measured[joint.at]
            dot = style.joints[find_appearance(joint.side, near=near, measured=known)]
            draw_dot = canvas.ring if dot.hollow else canvas.dot
            draw_dot(points[joint.at], dot.colour, radius=dot.radius)


def _draw_arc(
    canvas: Canvas, arc: Arc, points: Mapping[int, Point], measured: tuple[bool, ...]
) -> None:
    """Draw the allowed range and the angle itself, if the angle fits the rays."""
    a, vertex, b = (points.get(end) for end in (arc.a, arc.vertex, arc.b))
    placed = place_arc(
        a,
        vertex,
        b,
        value_deg=arc.value_deg,
        allowed_deg=arc.drawn_deg,
        from_extension=arc.from_extension,
        turn=arc.turn,
    )
    if placed is None or vertex is None:
        return
    style = canvas.style.arc
    if placed.allowed_deg is not None:
        low, high = placed.allowed_deg
        canvas.sector(
            vertex,
            style.range_colour,
            radius=style.range_radius,
            from_deg=placed.at_deg(low),
            to_deg=placed.at_deg(high),
            opacity=style.range_opacity,
        )
    known = measured[arc.a] and measured[arc.vertex] and measured[arc.b]
    colour = style.inside if is_inside(arc.value_deg, arc.drawn_deg) else style.outside
    canvas.arc(
        vertex,
        colour if known else style.unmeasured,
        radius=style.radius,
        width=style.width,
        from_deg=placed.base_deg,
        to_deg=placed.at_deg(arc.value_deg),
    )


def _draw_value(canvas: Canvas, arc: Arc, points: Mapping[int, Point]) -> None:
    """Write the angle beside its joint, away from both rays."""
    if not is_known(arc.value_deg) or arc.vertex not in points:
        return
    x, y = points[arc.vertex]
    style, text = canvas.style.arc, quantity(arc.value_deg, "deg")
    dx, dy = find_label_direction(points.get(arc.a), (x, y), points.get(arc.b))
    width, height = canvas.size
    high = canvas.px(style.text_size)
    wide = canvas.text_width(text, size=style.text_size)
    reach = canvas.px(style.text_distance)
    left = round(x + dx * (reach + wide / 2) - wide / 2)
    base = round(y + dy * reach + high / 3)
    at = (min(max(left, 2), width - wide - 2), min(max(base, high), height - 4))
    colour = style.inside if is_inside(arc.value_deg, arc.drawn_deg) else style.outside
    canvas.text(text, at, colour, size=style.text_size, rim=True)


def _draw_counts(canvas: Canvas, snapshot: Snapshot, labels: OverlayText) -> None:
    """Write count, phase and hold clock into the upper left corner."""
    palette, pad = canvas.style.palette, canvas.px(12)
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
    canvas.panel(pad, pad, wide + 2 * pad, high + pad, palette.black, opacity=0.72)
    left, base = 2 * pad, 2 * pad
    if labels.title:
        canvas.text(labels.title, (left, base + canvas.px(16)), palette.grey, size=20)
    base += title_high + canvas.px(44)
    canvas.text(number, (left, base), palette.white, size=52)
    canvas.text(beside, (left + number_width + pad // 2, base), palette.white, size=22)
    canvas.text(below, (left, base + canvas.px(36)), palette.sky_blue, size=24)


def _draw_band(canvas: Canvas, snapshot: Snapshot, labels: OverlayText) -> None:
    """Write what to do now across the bottom: the failed check's sentence, or the first cue."""
    palette, asked = canvas.style.palette, labels.check(snapshot.readiness)
    if asked:
        _band(canvas, asked, back=palette.black, front=palette.white, hatched=True)
    elif snapshot.cues:
        cue = snapshot.cues[0]
        words = labels.cue(cue.rule)
        if cue.safety:
            _band(canvas, f"■  {words}", back=palette.vermillion, front=palette.black)
        else:
            _band(canvas, f"→  {words}", back=palette.black, front=palette.yellow)


def _band(canvas: Canvas, text: str, *, back: Colour, front: Colour, hatched: bool = False) -> None:
    width, height = canvas.size
    high, pad = canvas.px(64), canvas.px(16)
    stripe = canvas.px(44) if hatched else 0
    canvas.panel(0, height - high, width, high, back, opacity=0.85)
    if hatched:
        canvas.hatch(0, height - high, stripe, high, canvas.style.palette.grey)
    size = canvas.fitting(text, size=32, width=width - stripe - 2 * pad)
    at = (stripe + pad, height - high // 2 + canvas.px(size) // 3)
    canvas.text(text, at, front, size=size)
