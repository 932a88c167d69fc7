"""The place of a judged angle on the image.

The live page follows the same rule in `live/frontend/drawing/arc.js`;
`tests/drawing/arc_vectors.json` tests both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from formcheck.texts.formatting import is_known

__all__ = ["PlacedArc", "build_browser_arc", "find_label_direction", "is_inside", "place_arc"]

_Point = tuple[float, float]

_MAX_ERROR_DEG = 25.0
"""Most degrees between the value and the drawn rays; beyond, the value belongs to other rays."""
_SAME_DEG = 1e-6
_MIN_LABEL_OFFSET = 0.3
"""Two nearly opposite rays leave no side of the joint free; the number is then drawn above it."""


def build_browser_arc(
    at: Sequence[int],
    allowed_deg: tuple[float, float] | None,
    *,
    from_extension: bool,
    turn: int | None,
) -> dict[str, Any]:
    """Return an angle as `arc.js` reads it, still without its value `value_deg`.

    `at` are the landmarks of the first ray, the vertex and the second ray; the rest is as in `Arc`.
    """
    return {
        "at": [int(landmark) for landmark in at],
        "allowed_deg": None if allowed_deg is None else list(allowed_deg),
        "from_extension": from_extension,
        "turn": turn,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedArc:
    """The place of an angle: it starts at `base_deg`; `turn` is +1 clockwise, -1 anticlockwise.

    Degrees count clockwise from the image's right, because y points down. The angle ends at
    `base_deg + turn * value_deg`. `allowed_deg` is the drawn part of the range, counted like the
    value; None without a range.
    """

    base_deg: float
    turn: int
    allowed_deg: tuple[float, float] | None

    def at_deg(self, angle_deg: float) -> float:
        """Return the direction at which the angle would be `angle_deg` wide."""
        return self.base_deg + self.turn * angle_deg


def place_arc(
    a: _Point | None,
    vertex: _Point | None,
    b: _Point | None,
    *,
    value_deg: float,
    allowed_deg: tuple[float, float] | None,
    from_extension: bool = False,
    turn: int | None = None,
) -> PlacedArc | None:
    """Return the place of the angle `value_deg` at `vertex` between the rays to `a` and to `b`.

    The angle starts at the ray to `a`, or with `from_extension` at that ray's extension beyond the
    vertex. `turn` is the direction in which it grows on the image, +1 clockwise. It is None when
    only the drawn rays show the direction, as for an angle that folds at 180. The direction that
    ends nearer to the ray to `b` is then used, clockwise if both end equally near.

    Points are in pixels, None or NaN when unknown. Returns None when a point or the value is
    unknown, a ray has no length, or the angle would end more than 25 degrees from `b`.
    """
    if not (_known(a) and _known(vertex) and _known(b) and is_known(value_deg)):
        return None
    to_a, to_b = _direction_deg(vertex, a), _direction_deg(vertex, b)
    if to_a is None or to_b is None:
        return None
    base = to_a + 180 if from_extension else to_a

    def off(way: int) -> float:
        return abs((base + way * value_deg - to_b + 180) % 360 - 180)

    if turn is None:
        turn = -1 if off(-1) < off(1) - _SAME_DEG else 1
    if off(turn) > _MAX_ERROR_DEG:
        return None
    return PlacedArc(
        base_deg=base,
        turn=turn,
        allowed_deg=None if allowed_deg is None else _drawn_range(allowed_deg),
    )


def is_inside(value_deg: float, allowed_deg: tuple[float, float] | None) -> bool:
    """Return whether a value is in its allowed range, ends included; True without a range."""
    return allowed_deg is None or allowed_deg[0] <= value_deg <= allowed_deg[1]


def find_label_direction(a: _Point | None, vertex: _Point, b: _Point | None) -> _Point:
    """Return the direction (x, y), of length 1, from the joint to its number: away from both rays.

    Rays to unknown points, or to the vertex itself, are left out. The direction is straight up when
    the rays leave no side free.
    """
    x, y = 0.0, 0.0
    for end in (a, b):
        if _known(end) and (length := math.dist(end, vertex)) > 0:
            x -= (end[0] - vertex[0]) / length
            y -= (end[1] - vertex[1]) / length
    length = math.hypot(x, y)
    return (x / length, y / length) if length > _MIN_LABEL_OFFSET else (0.0, -1.0)


def _known(point: _Point | None) -> TypeGuard[_Point]:
    return point is not None and is_known(point[0]) and is_known(point[1])


def _direction_deg(start: _Point, end: _Point) -> float | None:
    """Return the direction from `start` to `end`, None when they are the same point."""
    if end == start:
        return None
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _drawn_range(allowed_deg: tuple[float, float]) -> tuple[float, float]:
    """Return the drawn part of the range; a range without an upper limit ends at 180 degrees."""
    low, high = allowed_deg
    straight, full_turn = 180.0, 360.0
    return (low, straight) if high == full_turn and low < straight else (low, high)
