"""Turns a stored frame upright, according to how the camera was held."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

__all__ = ["ROTATIONS_DEG", "Orientation", "has_same_shape"]

ROTATIONS_DEG = (0, 90, 180, 270)
"""The turns of a frame, in degrees clockwise."""

_SHAPE_TOLERANCE = 0.02
"""How much the shapes of frames scaled to one size may differ: recorders round the sides of smaller
frames to even numbers. It changes an angle by at most 0.6 degrees."""


@dataclass(frozen=True, kw_only=True)
class Orientation:
    """How stored frames become upright: scaled, transposed, flipped.

    `stored` is width and height in pixels, before the turn, of a frame with square pixels. All
    frames of a clip are scaled to it.
    """

    stored: tuple[int, int]
    transpose: bool
    flip_x: bool
    flip_y: bool

    @classmethod
    def from_rotation(
        cls,
        image: VideoFrame,
        pixel_aspect: Fraction | None,
        *,
        size: tuple[int, int] | None = None,
        rotate_deg: int = 0,
    ) -> Self:
        """Read the display matrix of `image`.

        `size` is the width and height in stored pixels to scale to, by default those of `image`.
        `rotate_deg` (0, 90, 180 or 270) turns it clockwise after the turn that the file asks for.

        FFmpeg's matrix (libavutil/display.h) maps x' = a x + c y, y' = b x + d y; its rows are
        (a, b, u), (c, d, v), (x, y, w). Other turns are rounded to the nearest right angle.
        """
        width, height = (image.width, image.height) if size is None else size
        if pixel_aspect is not None and pixel_aspect > 0 and pixel_aspect != 1:
            width = max(1, round(width * pixel_aspect))
        try:
            side_data: Any = image.side_data
            matrix = np.frombuffer(bytes(side_data["DISPLAYMATRIX"]), dtype=np.int32)
        except KeyError:
            matrix = np.array((1, 0, 0, 0, 1), dtype=np.int32)
        a, b, _, c, d = (int(value) for value in matrix[:5])
        lying = abs(a) + abs(d) < abs(b) + abs(c)
        found = cls(
            stored=(width, height),
            transpose=lying,
            flip_x=(c if lying else a) < 0,
            flip_y=(b if lying else d) < 0,
        )
        for _ in range(rotate_deg // 90):
            found = found._turned()
        return found

    def _turned(self) -> Self:
        """Add a quarter turn clockwise, which is a transposition and a flip."""
        return replace(
            self, transpose=not self.transpose, flip_x=not self.flip_y, flip_y=self.flip_x
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright frame."""
        width, height = self.stored
        return (height, width) if self.transpose else (width, height)

    @property
    def rotation_deg(self) -> int:
        """The turn counter-clockwise; for a mirrored frame, the turn without the mirroring."""
        if self.transpose:
            return 90 if self.flip_y else 270
        return 180 if self.flip_y else 0

    def apply(self, frame: VideoFrame, converter: VideoReformatter) -> NDArray[np.uint8]:
        """Return the upright frame as a new contiguous RGB array."""
        width, height = self.stored
        # One thread and a kept converter take an eighth of the time of PyAV's short form.
        rgb = converter.reformat(frame, width, height, format="rgb24", threads=1)
        image: NDArray[Any] = rgb.to_ndarray()
        if self.transpose:
            image = cv2.transpose(image)
        if self.flip_x or self.flip_y:
            image = cv2.flip(image, -1 if self.flip_x and self.flip_y else int(self.flip_x))
        # PyAV's rows are padded; MediaPipe misreads such arrays without an error.
        return np.ascontiguousarray(image, dtype=np.uint8)


def has_same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two sizes (width, height > 0 in pixels) differ only in scale."""
    ratio = one[0] * other[1] / (one[1] * other[0])
    return abs(ratio - 1) <= _SHAPE_TOLERANCE
