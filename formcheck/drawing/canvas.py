"""Small drawing tools for an image: outlined lines, dashes, sectors, panels and text."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.drawing.style import Colour, Style, load_style, unit_px

__all__ = ["Canvas", "Point"]

Point = tuple[int, int]

_BOLD = 600


class Canvas:
    """An image (uint8 RGB) that is drawn on in place.

    Lengths are in the style's units (see `style.py`), so that drawings look the same in every
    resolution. Positions are in pixels.
    """

    def __init__(self, image: NDArray[np.uint8], style: Style | None = None) -> None:
        """Draw on `image`, with the rims of `style` (None: FormCheck's own style)."""
        self.image = image
        self.style = load_style() if style is None else style
        self.size: Point = (image.shape[1], image.shape[0])
        self._unit = unit_px(*self.size) * self.style.scales.video
        self._dark, self._rim = self.style.rim.colour, self.px(self.style.rim.width)
        # OpenCV 5's own TrueType font has the degree sign and is the same on every machine.
        self._font = cv2.FontFace("sans")

    def px(self, length: float) -> int:
        """Return a length in whole pixels, at least 1."""
        return max(1, round(length * self._unit))

    def line(
        self, start: Point, end: Point, colour: Colour, *, width: float, dash: float | None = None
    ) -> None:
        """Draw a line with a dark rim, visible on any background.

        `dash` is the length of its dashes and of the dark gaps between them. The line is solid if
        `dash` is None or the line is shorter than two dashes.
        """
        rim = self.px(width) + 2 * self._rim
        count = 0
        if dash is not None:
            count = min(200, int(math.dist(start, end) / max(2, self.px(dash))))
        if count < 2:
            cv2.line(self.image, start, end, self._dark, rim, cv2.LINE_AA)
            cv2.line(self.image, start, end, colour, self.px(width), cv2.LINE_AA)
            return
        cv2.line(self.image, start, end, self._dark, rim)
        for i in range(0, count, 2):
            a = _between(start, end, i / count)
            b = _between(start, end, (i + 1) / count)
            cv2.line(self.image, a, b, colour, self.px(width), cv2.LINE_AA)

    def dot(self, at: Point, colour: Colour, *, radius: float) -> None:
        """Draw a filled dot with a dark rim."""
        cv2.circle(self.image, at, self.px(radius) + self._rim, self._dark, -1, cv2.LINE_AA)
        cv2.circle(self.image, at, self.px(radius), colour, -1, cv2.LINE_AA)

    def ring(self, at: Point, colour: Colour, *, radius: float) -> None:
        """Draw a hollow dot."""
        thick = self.px(2)
        cv2.circle(self.image, at, self.px(radius), self._dark, thick + 2, cv2.LINE_AA)
        cv2.circle(self.image, at, self.px(radius), colour, thick, cv2.LINE_AA)

    def arc(
        self,
        at: Point,
        colour: Colour,
        *,
        radius: float,
        width: float,
        from_deg: float,
        to_deg: float,
    ) -> None:
        """Draw an arc; degrees count clockwise from the image's right, because y points down."""
        low, high = sorted((from_deg, to_deg))
        axes = (self.px(radius), self.px(radius))
        for tone, thick in (
            (self._dark, self.px(width) + 2 * self._rim),
            (colour, self.px(width)),
        ):
            cv2.ellipse(self.image, at, axes, 0, low, high, tone, thick, cv2.LINE_AA)

    def sector(
        self,
        at: Point,
        colour: Colour,
        *,
        radius: float,
        from_deg: float,
        to_deg: float,
        opacity: float,
    ) -> None:
        """Tint a sector; `opacity` 0..1 is how much of the colour shows."""
        low, high = sorted((from_deg, to_deg))
        reach = self.px(radius)
        piece, (x, y) = self._part(at[0] - reach, at[1] - reach, 2 * reach + 1, 2 * reach + 1)
        if piece.size == 0:
            return
        tint = piece.copy()
        centre = (at[0] - x, at[1] - y)
        cv2.ellipse(tint, centre, (reach, reach), 0, low, high, colour, -1, cv2.LINE_AA)
        cv2.addWeighted(tint, opacity, piece, 1 - opacity, 0, dst=piece)
        # On a light background, only the edge of the sector is visible.
        edge = self.px(1)
        cv2.ellipse(piece, centre, (reach, reach), 0, low, high, self._dark, edge, cv2.LINE_AA)
        for side_deg in (low, high):
            cos, sin = math.cos(math.radians(side_deg)), math.sin(math.radians(side_deg))
            tip = (round(centre[0] + reach * cos), round(centre[1] + reach * sin))
            cv2.line(piece, centre, tip, self._dark, edge, cv2.LINE_AA)

    def panel(
        self, x: int, y: int, width: int, height: int, colour: Colour, *, opacity: float
    ) -> None:
        """Tint a rectangle; `opacity` 0..1 is how much of the colour shows."""
        piece, _ = self._part(x, y, width, height)
        if piece.size:
            tint = np.empty_like(piece)
            tint[:] = colour
            cv2.addWeighted(tint, opacity, piece, 1 - opacity, 0, dst=piece)

    def hatch(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """Draw slanted stripes in a rectangle."""
        piece, _ = self._part(x, y, width, height)
        if piece.size == 0:
            return
        for start in range(-height, width, max(4, self.px(14))):
            cv2.line(piece, (start, height), (start + height, 0), colour, self.px(3), cv2.LINE_AA)

    def text_width(self, text: str, *, size: float) -> int:
        """Return the width of `text` in pixels."""
        area = cv2.getTextSize(self.size, text, (0, 0), self._font, self.px(size), _BOLD)
        return int(area[2])

    def fitting(self, text: str, *, size: float, width: int) -> float:
        """Return `size`, reduced if necessary so that `text` fits into `width` pixels."""
        wide = self.text_width(text, size=size)
        return size if wide <= width else max(8.0, size * width / wide)

    def text(self, text: str, at: Point, colour: Colour, *, size: float, rim: bool = False) -> None:
        """Write `text` with its baseline's left end at `at`; `rim` adds a dark rim."""
        if rim:
            offset = self._rim
            for dx, dy in ((-offset, 0), (offset, 0), (0, -offset), (0, offset)):
                self._put(text, (at[0] + dx, at[1] + dy), self._dark, size)
        self._put(text, at, colour, size)

    def _put(self, text: str, at: Point, colour: Colour, size: float) -> None:
        cv2.putText(self.image, text, at, colour, self._font, self.px(size), _BOLD)

    def _part(self, x: int, y: int, width: int, height: int) -> tuple[NDArray[np.uint8], Point]:
        """Return the part of the image inside a rectangle, and its upper left corner."""
        full_width, full_height = self.size
        left, right = (min(max(v, 0), full_width) for v in (x, x + width))
        top, bottom = (min(max(v, 0), full_height) for v in (y, y + height))
        return self.image[top:bottom, left:right], (left, top)


def _between(start: Point, end: Point, share: float) -> Point:
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )
