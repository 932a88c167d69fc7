"""Turning a stored picture the way the camera was held."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

__all__ = ["Upright"]


@dataclass(frozen=True, kw_only=True)
class Upright:
    """How stored pictures become upright ones: scaled to square pixels, transposed, flipped."""

    stored: tuple[int, int]
    transpose: bool
    flip_x: bool
    flip_y: bool

    @classmethod
    def of(cls, picture: VideoFrame, pixel_aspect: Fraction | None) -> Self:
        """Read the display matrix of `picture`.

        FFmpeg's matrix (libavutil/display.h) maps x' = a x + c y, y' = b x + d y; its rows are
        (a, b, u), (c, d, v), (x, y, w). Turns by other than right angles are rounded to one.
        """
        width, height = picture.width, picture.height
        if pixel_aspect is not None and pixel_aspect > 0 and pixel_aspect != 1:
            width = max(1, round(width * pixel_aspect))
        try:
            side_data: Any = picture.side_data
            matrix = np.frombuffer(bytes(side_data["DISPLAYMATRIX"]), dtype=np.int32)
        except KeyError:
            return cls(stored=(width, height), transpose=False, flip_x=False, flip_y=False)
        a, b, _, c, d = (int(value) for value in matrix[:5])
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(stored=(width, height), transpose=False, flip_x=a < 0, flip_y=d < 0)
        return cls(stored=(width, height), transpose=True, flip_x=c < 0, flip_y=b < 0)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        width, height = self.stored
        return (height, width) if self.transpose else (width, height)

    @property
    def rotation_deg(self) -> int:
        """The counter-clockwise turn; a mirrored picture counts as turned by its remainder."""
        if self.transpose:
            return 90 if self.flip_y else 270
        return 180 if self.flip_y else 0

    def apply(self, picture: VideoFrame, converter: VideoReformatter) -> NDArray[np.uint8]:
        """Return the upright picture as a contiguous RGB array of its own."""
        width, height = self.stored
        # One thread and a converter that is kept: an eighth of what PyAV's short form takes.
        rgb = converter.reformat(picture, width, height, format="rgb24", threads=1)
        image: NDArray[Any] = rgb.to_ndarray()
        if self.transpose:
            image = cv2.transpose(image)
        if self.flip_x or self.flip_y:
            image = cv2.flip(image, -1 if self.flip_x and self.flip_y else int(self.flip_x))
        # PyAV's rows are padded; MediaPipe misreads such arrays without a word.
        return np.ascontiguousarray(image, dtype=np.uint8)
