"""Reads and checks `style.json`, the only description of the drawn skeleton.

The near side is solid and thick, the far side thin and dashed. What was not measured is grey, with
hollow joints. The colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/), which people with
any colour vision can distinguish. No colour has a meaning by itself.

Lengths are in units: 720ths of the image's height (or of 0.8 of its width, if that is less), times
a scale for the place. The live page is read from three metres away; an image on a page is small.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from formcheck.errors import SetupError
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark

__all__ = [
    "Appearance",
    "ArcStyle",
    "Bone",
    "Colour",
    "HeadStyle",
    "Joint",
    "JointStyle",
    "LineStyle",
    "Palette",
    "RimStyle",
    "Scales",
    "Style",
    "build_browser_style",
    "find_appearance",
    "load_style",
    "parse_style",
    "unit_px",
]

_REFERENCE_PX = 720
_WIDTH_SHARE = 0.8
_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)

_Part = Annotated[int, Field(ge=0, le=255)]
Colour = tuple[_Part, _Part, _Part]
"""Red, green and blue, each 0..255."""
_Length = Annotated[float, Field(gt=0)]


def _joint_name(written: str) -> str:
    if f"LEFT_{written.upper()}" not in Landmark.__members__:
        raise ValueError(f"expected a joint of the pose model, got {written!r}; see `Landmark`")
    return written


_JointName = Annotated[str, AfterValidator(_joint_name)]


class Appearance(StrEnum):
    """How a bone or a joint is drawn."""

    NEAR = "near"
    FAR = "far"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bone:
    """A line of the skeleton; `side` is None for a line that joins the two sides."""

    side: Side | None
    a: Landmark
    b: Landmark


@dataclass(frozen=True, kw_only=True, slots=True)
class Joint:
    """A joint that is drawn: its name, such as "knee", its side and its landmark."""

    name: str
    side: Side
    at: Landmark


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class Palette:
    """The colours by name; everything drawn over a person uses these."""

    sky_blue: Colour
    orange: Colour
    yellow: Colour
    vermillion: Colour
    grey: Colour
    white: Colour
    black: Colour


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class LineStyle:
    """A bone's line; `dash` is the length of its dashes, None for a solid line."""

    colour: Colour
    width: _Length
    dash: _Length | None


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class JointStyle:
    """A joint's dot, or its ring if `hollow`."""

    colour: Colour
    radius: _Length
    hollow: bool


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class HeadStyle:
    """The head in a drawing without a video: a dot on `joint`, in the colour of the near line."""

    joint: _JointName
    radius: _Length


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class RimStyle:
    """The rim around lines, dots and numbers, which makes them visible on any background."""

    colour: Colour
    width: _Length


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class ArcStyle:
    """A judged angle and its allowed range.

    The arc has the colour `inside` within the range or without a range, `outside` beyond it, and
    `unmeasured` when one of its joints was not measured. `range_opacity` 0..1 is how much of the
    range's colour shows. The number is `text_distance` from the joint.
    """

    inside: Colour
    outside: Colour
    unmeasured: Colour
    radius: _Length
    width: _Length
    range_colour: Colour
    range_radius: _Length
    range_opacity: Annotated[float, Field(gt=0, le=1)]
    text_size: _Length
    text_distance: _Length


@dataclass(frozen=True, kw_only=True, slots=True, config=_CONFIG)
class Scales:
    """The scales of lengths on videos, on the live page and in the small images of the pages."""

    video: _Length
    live: _Length
    page: _Length


def _all_appearances(written: Mapping[Appearance, Any]) -> Mapping[Appearance, Any]:
    if missing := [kind.value for kind in Appearance if kind not in written]:
        raise ValueError(f"expected an entry for {', '.join(missing)}")
    return written


@dataclass(frozen=True, kw_only=True, config=_CONFIG)
class Style:
    """The content of `style.json`; `side_bones` are drawn on both sides, `bones_across` between."""

    palette: Palette
    side_bones: tuple[tuple[_JointName, _JointName], ...]
    bones_across: tuple[_JointName, ...]
    lines: Annotated[Mapping[Appearance, LineStyle], AfterValidator(_all_appearances)]
    joints: Annotated[Mapping[Appearance, JointStyle], AfterValidator(_all_appearances)]
    head: HeadStyle
    arc: ArcStyle
    rim: RimStyle
    scales: Scales

    def all_bones(self, near: Side | None = None) -> tuple[Bone, ...]:
        """Return every bone in the order of drawing; those of the `near` side come last, on top."""
        across = [
            Bone(side=None, a=side_landmark(Side.LEFT, joint), b=side_landmark(Side.RIGHT, joint))
            for joint in self.bones_across
        ]
        of_sides = [
            Bone(side=side, a=side_landmark(side, a), b=side_landmark(side, b))
            for side in Side
            for a, b in self.side_bones
        ]
        return (*across, *sorted(of_sides, key=lambda bone: bone.side is near))

    def all_joints(self, near: Side | None = None) -> tuple[Joint, ...]:
        """Return every joint at the end of a bone, in the order of drawing.

        The `near` side comes last.
        """
        names = dict.fromkeys(end for bone in self.side_bones for end in bone)
        joints = [
            Joint(name=name, side=side, at=side_landmark(side, name))
            for side in Side
            for name in names
        ]
        return tuple(sorted(joints, key=lambda joint: joint.side is near))


def find_appearance(side: Side | None, *, near: Side | None, measured: bool) -> Appearance:
    """Return how to draw a bone or a joint of `side` when `near` is the nearer side.

    When the nearer side is unknown, both sides are drawn as near. A bone between the sides is never
    drawn as near.
    """
    if not measured:
        return Appearance.UNMEASURED
    if side is None or (near is not None and side is not near):
        return Appearance.FAR
    return Appearance.NEAR


def unit_px(width: float, height: float) -> float:
    """Return one unit of the style's lengths, in pixels of an image of that size."""
    return min(height, width * _WIDTH_SHARE) / _REFERENCE_PX


@cache
def load_style() -> Style:
    """Return the style that comes with FormCheck. Raises `SetupError` as `parse_style` does."""
    return parse_style((files("formcheck.drawing") / "style.json").read_text(encoding="utf-8"))


def parse_style(text: str) -> Style:
    """Return the style in a JSON text, in which the palette names the colours.

    Raises `SetupError` with the key and what was expected of it.
    """
    try:
        return TypeAdapter(Style).validate_python(_with_colours(json.loads(text)))
    except json.JSONDecodeError as error:
        raise SetupError(
            f"Expected valid JSON in style.json, got a mistake: {error}. Install FormCheck again."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SetupError(
            f"style.json cannot be used: {key}: {first['msg']}. Install FormCheck again."
        ) from error


def _with_colours(written: Any) -> Any:
    """Replace "#RRGGBB" and the palette's names by red, green and blue."""
    named = written.get("palette") if isinstance(written, dict) else None
    palette = named if isinstance(named, dict) else {}

    def resolved(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: resolved(one) for key, one in value.items()}
        if not isinstance(value, str):
            return value
        code = palette.get(value, value)
        try:
            return tuple(bytes.fromhex(code.removeprefix("#"))) if code[:1] == "#" else value
        except (TypeError, ValueError):
            return value  # the validation refuses it, because it is not a colour

    return resolved(written)


def build_browser_style() -> dict[str, Any]:
    """Return the style for the live page's scripts: plain data, with landmarks as numbers."""
    style = load_style()
    plain = asdict(style)
    return plain | {
        "all_bones": [asdict(bone) for bone in style.all_bones()],
        "all_joints": [asdict(joint) for joint in style.all_joints()],
        "unit": {"reference": _REFERENCE_PX, "width_share": _WIDTH_SHARE},
    }
