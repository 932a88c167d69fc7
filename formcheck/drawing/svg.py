"""Draws a stored skeleton as SVG text for the pages.

`style.json` says how each line looks. Rims are left out, because the drawing has its own
background.
"""

import html
from collections.abc import Iterable, Mapping, Sequence

from formcheck.drawing.style import (
    Appearance,
    Bone,
    Colour,
    Joint,
    LineStyle,
    Style,
    find_appearance,
    load_style,
    unit_px,
)
from formcheck.kinematics.landmarks import Side

__all__ = ["draw_skeleton_svg"]

_Point = tuple[float, float]

_ASPECT = 4 / 3
_MARGIN = 0.12  # of the person's longer side
_WIDTH = 200.0
_HEIGHT = _WIDTH / _ASPECT


def draw_skeleton_svg(
    xy: Sequence[_Point],
    size: tuple[int, int],
    *,
    near: Side | None = None,
    title: str = "Skeleton",
) -> str:
    """Return the person as SVG text, with the aspect 4:3, cropped with a margin.

    `xy` are the 33 landmarks in pixels of a frame of `size` = (width, height). Unknown landmarks
    (NaN), and guesses more than one frame away, are left out together with their lines. The `near`
    side is solid, the other thin and dashed; None = unknown, both solid. A screen reader says
    `title`. The text is empty when there is no line to draw.

    Streamlit shows it with `st.image(svg, alt=title)`; `st.html` removes drawings.
    """
    style, points = load_style(), _known(xy, size)
    bones = [bone for bone in style.all_bones(near) if bone.a in points and bone.b in points]
    of_sides = [bone for bone in bones if bone.side is not None]
    if not of_sides:
        return ""
    ends = {end for bone in of_sides for end in (bone.a, bone.b)}
    left, top, width = _crop(points[end] for end in ends)
    scale = _WIDTH / width
    at: dict[int, _Point] = {
        i: ((points[i][0] - left) * scale, (points[i][1] - top) * scale) for i in ends
    }
    drawn = [bone for bone in bones if bone.a in at and bone.b in at]
    joints = [joint for joint in style.all_joints(near) if joint.at in at]
    frame = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" width="{2 * _WIDTH:g}" height="{2 * _HEIGHT:g}"'
    ground = _web(style.palette.black)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {frame}>',
            f"<title>{html.escape(title)}</title>",
            f'<rect width="{_WIDTH:g}" height="{_HEIGHT:g}" rx="5" fill="{ground}"/>',
            *_body(at, drawn, joints, near, style),
            "</svg>",
        ]
    )


def _known(xy: Sequence[_Point], size: tuple[int, int]) -> dict[int, _Point]:
    width, height = size
    return {
        i: (x, y)
        for i, (x, y) in enumerate(xy)
        if -width < x < 2 * width and -height < y < 2 * height  # False for NaN
    }


def _crop(points: Iterable[_Point]) -> tuple[float, float, float]:
    """Left, top and width of the part to show, in the frame's pixels."""
    xs, ys = zip(*points, strict=True)
    margins = 2 * _MARGIN * max(max(xs) - min(xs), max(ys) - min(ys), 1.0)
    width = max(max(xs) - min(xs) + margins, (max(ys) - min(ys) + margins) * _ASPECT)
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return middle_x - width / 2, middle_y - width / _ASPECT / 2, width


def _body(
    at: Mapping[int, _Point],
    bones: Sequence[Bone],
    joints: Sequence[Joint],
    near: Side | None,
    style: Style,
) -> list[str]:
    unit = unit_px(_WIDTH, _HEIGHT) * style.scales.page
    drawn = []
    for bone in bones:
        line = style.lines[find_appearance(bone.side, near=near, measured=True)]
        drawn.append(_line(at[bone.a], at[bone.b], line, unit))
    for joint in joints:
        appearance = find_appearance(joint.side, near=near, measured=True)
        colour, radius = style.joints[appearance].colour, style.joints[appearance].radius
        if appearance is Appearance.NEAR and joint.name == style.head.joint:
            colour, radius = style.lines[appearance].colour, style.head.radius
        drawn.append(_dot(at[joint.at], colour, radius * unit))
    return drawn


def _line(a: _Point, b: _Point, style: LineStyle, unit: float) -> str:
    # Round line ends would fill the gaps of a dashed line.
    ends = (
        'stroke-linecap="round"'
        if style.dash is None
        else f'stroke-dasharray="{style.dash * unit:.2f}"'
    )
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" '
        f'stroke="{_web(style.colour)}" stroke-width="{style.width * unit:.2f}" {ends}/>'
    )


def _dot(at: _Point, colour: Colour, radius: float) -> str:
    where = f'cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:.2f}"'
    return f'<circle {where} fill="{_web(colour)}"/>'


def _web(colour: Colour) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour)
