"""Small drawing tools on a picture: outlined lines, dashes, sectors, panels and text."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Canvas", "Colour", "Point"]

Colour = tuple[int, int, int]
Point = tuple[int, int]

_DARK: Colour = (17, 17, 17)
_REFERENCE_PX = 720
_BOLD = 600


class Canvas:
    """A picture (uint8 RGB) that is drawn on in place.

    Lengths given to the methods are in 720ths of the picture's height (or of 0.8 of its width, if
    that is less), so that drawings look alike in every resolution. Places are in pixels.
    """

    def __init__(self, image: NDArray[np.uint8]) -> None:
        """Draw on `image` from now on."""
        self.image = image
        self.size: Point = (image.shape[1], image.shape[0])
        self._unit = min(self.size[1], self.size[0] * 0.8) / _REFERENCE_PX
        # OpenCV 5's own TrueType font: it has the degree sign and is the same on every machine.
        self._font = cv2.FontFace("sans")

    def px(self, length: float) -> int:
        """Return a length in whole pixels, at least 1."""
        return max(1, round(length * self._unit))

    def line(self, start: Point, end: Point, colour: Colour, *, width: float) -> None:
        """Draw a line with a dark rim, legible on any background."""
        rim = self.px(width) + 2 * self.px(1.5)
        cv2.line(self.image, start, end, _DARK, rim, cv2.LINE_AA)
        cv2.line(self.image, start, end, colour, self.px(width), cv2.LINE_AA)

    def dashes(
        self, start: Point, end: Point, colour: Colour, *, width: float, dash: float
    ) -> None:
        """Draw a dashed line with a dark rim and dark gaps."""
        length = math.dist(start, end)
        step = max(2, self.px(dash))
        count = min(200, int(length / step))
        if count < 2:
            self.line(start, end, colour, width=width)
            return
        cv2.line(self.image, start, end, _DARK, self.px(width) + 2 * self.px(1.5))
        for i in range(0, count, 2):
            a = _between(start, end, i / count)
            b = _between(start, end, (i + 1) / count)
            cv2.line(self.image, a, b, colour, self.px(width), cv2.LINE_AA)

    def dot(self, at: Point, colour: Colour, *, radius: float) -> None:
        """Draw a filled dot with a dark rim."""
        cv2.circle(self.image, at, self.px(radius) + self.px(1.5), _DARK, -1, cv2.LINE_AA)
        cv2.circle(self.image, at, self.px(radius), colour, -1, cv2.LINE_AA)

    def ring(self, at: Point, colour: Colour, *, radius: float) -> None:
        """Draw a hollow dot."""
        thick = self.px(2)
        cv2.circle(self.image, at, self.px(radius), _DARK, thick + 2, cv2.LINE_AA)
        cv2.circle(self.image, at, self.px(radius), colour, thick, cv2.LINE_AA)

    def arc(
        self, at: Point, colour: Colour, *, radius: float, from_deg: float, to_deg: float
    ) -> None:
        """Draw an arc; degrees count clockwise from the picture's right, as y points down."""
        low, high = sorted((from_deg, to_deg))
        axes = (self.px(radius), self.px(radius))
        for tone, thick in ((_DARK, self.px(3) + 2 * self.px(1.5)), (colour, self.px(3))):
            cv2.ellipse(self.image, at, axes, 0, low, high, tone, thick, cv2.LINE_AA)

    def sector(
        self,
        at: Point,
        colour: Colour,
        *,
        radius: float,
        from_deg: float,
        to_deg: float,
        strength: float,
    ) -> None:
        """Tint a sector; `strength` 0..1 is how much of the colour shows."""
        low, high = sorted((from_deg, to_deg))
        reach = self.px(radius)
        piece, (x, y) = self._part(at[0] - reach, at[1] - reach, 2 * reach + 1, 2 * reach + 1)
        if piece.size == 0:
            return
        tint = piece.copy()
        centre = (at[0] - x, at[1] - y)
        cv2.ellipse(tint, centre, (reach, reach), 0, low, high, colour, -1, cv2.LINE_AA)
        cv2.addWeighted(tint, strength, piece, 1 - strength, 0, dst=piece)
        # On a light background only its edge shows.
        edge = self.px(1)
        cv2.ellipse(piece, centre, (reach, reach), 0, low, high, _DARK, edge, cv2.LINE_AA)
        for side_deg in (low, high):
            cos, sin = math.cos(math.radians(side_deg)), math.sin(math.radians(side_deg))
            tip = (round(centre[0] + reach * cos), round(centre[1] + reach * sin))
            cv2.line(piece, centre, tip, _DARK, edge, cv2.LINE_AA)

    def panel(
        self, x: int, y: int, width: int, height: int, colour: Colour, *, strength: float
    ) -> None:
        """Tint a rectangle; `strength` 0..1 is how much of the colour shows."""
        piece, _ = self._part(x, y, width, height)
        if piece.size:
            tint = np.empty_like(piece)
            tint[:] = colour
            cv2.addWeighted(tint, strength, piece, 1 - strength, 0, dst=piece)

    def hatch(self, x: int, y: int, width: int, height: int, colour: Colour) -> None:
        """Draw slanted stripes in a rectangle."""
        piece, _ = self._part(x, y, width, height)
        if piece.size == 0:
            return
        for start in range(-height, width, max(4, self.px(14))):
            cv2.line(piece, (start, height), (start + height, 0), colour, self.px(3), cv2.LINE_AA)

    def text_width(self, text: str, *, size: float) -> int:
        """Return how many pixels wide `text` would be."""
        area = cv2.getTextSize(self.size, text, (0, 0), self._font, self.px(size), _BOLD)
        return int(area[2])

    def fitting(self, text: str, *, size: float, width: int) -> float:
        """Return `size`, or as much less as makes `text` fit into `width` pixels."""
        wide = self.text_width(text, size=size)
        return size if wide <= width else max(8.0, size * width / wide)

    def text(self, text: str, at: Point, colour: Colour, *, size: float, rim: bool = False) -> None:
        """Write `text` with its baseline's left end at `at`; `rim` sets it off the picture."""
        if rim:
            offset = self.px(1.5)
            for dx, dy in ((-offset, 0), (offset, 0), (0, -offset), (0, offset)):
                self._put(text, (at[0] + dx, at[1] + dy), _DARK, size)
        self._put(text, at, colour, size)

    def _put(self, text: str, at: Point, colour: Colour, size: float) -> None:
        cv2.putText(self.image, text, at, colour, self._font, self.px(size), _BOLD)

    def _part(self, x: int, y: int, width: int, height: int) -> tuple[NDArray[np.uint8], Point]:
        """Return the part of the picture inside a rectangle, and where it begins."""
        full_width, full_height = self.size
        left, right = (min(max(v, 0), full_width) for v in (x, x + width))
        top, bottom = (min(max(v, 0), full_height) for v in (y, y + height))
        return self.image[top:bottom, left:right], (left, top)


def _between(start: Point, end: Point, share: float) -> Point:
    return (
        round(start[0] + (end[0] - start[0]) * share),
        round(start[1] + (end[1] - start[1]) * share),
    )
