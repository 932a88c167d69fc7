"""A kept skeleton as a drawing, and which repetitions of a training are worth one."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from formcheck.clinic.store import StoredRepetition
from formcheck.motion.landmarks import BONES, Landmark, Side, of_side
from formcheck.texts.formatting import is_known

__all__ = ["Ground", "best_and_worst", "nearer_side", "skeleton_svg"]

Ground = Literal["dark", "white"]
"""What the drawing stands on: a dark panel of its own, or the page's white."""

_Point = tuple[float, float]

_ASPECT = 4 / 3
_MARGIN = 0.12  # of the person's longer side
_FULL = 200.0  # the drawing is so many units wide; lines and joints are measured in them
_NEAR_WIDTH, _FAR_WIDTH = 3.4, 1.3
_NEAR_RADIUS, _FAR_RADIUS = 2.6, 1.5
_ACROSS = tuple((of_side(Side.LEFT, joint), of_side(Side.RIGHT, joint)) for joint in
                ("shoulder", "hip"))  # fmt: skip
_CLEAR = 0.2
"""Least share of the signs that must agree before one side is taken for the nearer one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Colours:
    near: str
    far: str
    joint: str
    panel: str | None


_COLOURS: Mapping[Ground, _Colours] = {
    "dark": _Colours(near="#56B4E9", far="#B8C0C8", joint="#FFFFFF", panel="#111111"),
    # Sky blue itself is too pale on white.
    "white": _Colours(near="#2A8FCB", far="#616E7C", joint="#1F2933", panel=None),
}


def skeleton_svg(
    xy: Sequence[_Point],
    size: tuple[int, int],
    *,
    near: Side | None = None,
    title: str = "Skeleton",
    ground: Ground = "dark",
) -> str:
    """Return the person as SVG text, four wide to three high, cropped with a margin.

    `xy` are the 33 landmarks in pixels of a picture `size` = (width, height). Those that are not
    known (NaN), and guesses more than a picture away, are left out with the lines to them. The
    `near` side is solid, the other thin; None = not known, both solid. `title` is what a screen
    reader says. Empty when there is no line to draw.

    Streamlit shows it with `st.image(svg, alt=title)`; `st.html` takes drawings out.
    """
    points = _known(xy, size)
    lines = [(a, b, side) for side, a, b in BONES if a in points and b in points]
    if not lines:
        return ""
    left, top, width = _crop(points[i] for a, b, _ in lines for i in (a, b))
    scale = _FULL / width
    at = {i: ((x - left) * scale, (y - top) * scale) for i, (x, y) in points.items()}
    colours = _COLOURS[ground]
    height = _FULL / _ASPECT
    frame = f'viewBox="0 0 {_FULL:g} {height:g}" width="{2 * _FULL:g}" height="{2 * height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {frame}>',
        f"<title>{html.escape(title)}</title>",
    ]
    if colours.panel is not None:
        parts.append(f'<rect width="{_FULL:g}" height="{height:g}" rx="5" fill="{colours.panel}"/>')
    parts += _body(at, lines, near, colours)
    return "".join([*parts, "</svg>"])


def _known(xy: Sequence[_Point], size: tuple[int, int]) -> dict[int, _Point]:
    width, height = size
    return {
        i: (x, y)
        for i, (x, y) in enumerate(xy)
        if -width < x < 2 * width and -height < y < 2 * height  # False for NaN
    }


def _crop(points: Iterable[_Point]) -> tuple[float, float, float]:
    """Left, top and width of the part to show, in the picture's pixels."""
    xs, ys = zip(*points, strict=True)
    room = 2 * _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    width = max(max(xs) - min(xs) + room, (max(ys) - min(ys) + room) * _ASPECT)
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return middle_x - width / 2, middle_y - width / _ASPECT / 2, width


def _body(
    at: Mapping[int, _Point],
    lines: Sequence[tuple[Landmark, Landmark, Side]],
    near: Side | None,
    colours: _Colours,
) -> list[str]:
    """The far side first, so that the near side lies over it."""
    ends = {end for a, b, _ in lines for end in (a, b)}
    across = [(a, b) for a, b in _ACROSS if a in ends and b in ends]
    drawn = [_line(at[a], at[b], colours.far, _FAR_WIDTH) for a, b in across]
    for far in (True, False):
        chosen = [line for line in lines if (near is not None and line[2] is not near) is far]
        colour, width = (colours.far, _FAR_WIDTH) if far else (colours.near, _NEAR_WIDTH)
        drawn += [_line(at[a], at[b], colour, width) for a, b, _ in chosen]
        joints = dict.fromkeys(end for a, b, _ in chosen for end in (a, b))
        drawn += [
            _dot(at[joint], colours, far=far, head=joint.name.endswith("_EAR")) for joint in joints
        ]
    return drawn


def _line(a: _Point, b: _Point, colour: str, width: float) -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"/>'
    )


def _dot(at: _Point, colours: _Colours, *, far: bool, head: bool) -> str:
    where = f'cx="{at[0]:.1f}" cy="{at[1]:.1f}"'
    if far:
        return f'<circle {where} r="{_FAR_RADIUS:g}" fill="{colours.far}"/>'
    radius = _NEAR_RADIUS * (2.4 if head else 1)
    return (
        f'<circle {where} r="{radius:g}" fill="{colours.near}" stroke="{colours.joint}" '
        f'stroke-width="1"/>'
    )


def nearer_side(xy: Sequence[_Point]) -> Side | None:
    """Return the body side nearer the camera, as far as the drawing itself shows it, else None.

    Toes and nose point to the front and knees bend to it. With the head's direction that says
    which side faces the camera. None when too little is known or the signs disagree.
    """
    shoulders, hips = _middle(xy, "shoulder"), _middle(xy, "hip")
    up = _minus(shoulders, hips)
    signs: list[float] = []
    for side in Side:
        hip, knee, ankle, heel, toes, ear = (
            xy[of_side(side, joint)]
            for joint in ("hip", "knee", "ankle", "heel", "foot_index", "ear")
        )
        signs += [
            _turn(_minus(ankle, hip), _minus(knee, hip)),  # how far the knee bends out of the line
            -_turn(_minus(ankle, knee), _minus(toes, heel)),
            _turn(up, _minus(xy[Landmark.NOSE], ear)) / 2,
        ]
    known = [sign for sign in signs if not math.isnan(sign)]
    total = sum(abs(sign) for sign in known)
    if total < _CLEAR or abs(sum(known)) < _CLEAR * total:
        return None
    return Side.LEFT if sum(known) < 0 else Side.RIGHT


def _middle(xy: Sequence[_Point], joint: str) -> _Point:
    left, right = xy[of_side(Side.LEFT, joint)], xy[of_side(Side.RIGHT, joint)]
    return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2


def _minus(a: _Point, b: _Point) -> _Point:
    return a[0] - b[0], a[1] - b[1]


def _turn(a: _Point, b: _Point) -> float:
    """The sine from `a` to `b`, above 0 clockwise on the screen; NaN when not known."""
    length = math.hypot(*a) * math.hypot(*b)
    return (a[0] * b[1] - a[1] * b[0]) / length if length > 0 else math.nan


def best_and_worst(
    repetitions: Iterable[StoredRepetition],
) -> tuple[StoredRepetition | None, StoredRepetition | None]:
    """Return the counted repetitions with the highest and the lowest score, the first of equals.

    Both are None when none that counts has a score; the worst is None when none is worse than the
    best, as when there is only one.
    """
    scored = [
        (one.result.score, one)
        for one in repetitions
        if one.result.counted and is_known(one.result.score)
    ]
    if not scored:
        return None, None
    best = max(scored, key=lambda each: each[0])
    worst = min(scored, key=lambda each: each[0])
    return best[1], worst[1] if worst[0] < best[0] else None
