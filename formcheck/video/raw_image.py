"""Unpacks an image that a browser copied from the camera as it came, without compressing it."""

from dataclasses import dataclass
from enum import IntEnum

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from formcheck.errors import VideoError
from formcheck.video.jpeg import LEAST_SIDE_PX, MAX_LIVE_SIDE_PX

__all__ = ["RawImage", "RawLayout"]


class RawLayout(IntEnum):
    """How brightness and colour lie in memory; both halve the colour's width and height."""

    I420 = 1
    NV12 = 2


_PIXEL_FORMATS = {RawLayout.I420: "yuv420p", RawLayout.NV12: "nv12"}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RawImage:
    """An image in brightness and colour (YUV), 12 bits a pixel, its rows without padding.

    `data` holds exactly width x height x 3 / 2 bytes. `bt709` says which of two standards the
    colours follow (otherwise BT.601), `full_range` that brightness uses all values from 0 to 255
    (otherwise 16 to 235).

    Raises `VideoError` when a side is odd or not 16 to 2048 pixels long, or `data` has another
    length.
    """

    data: bytes
    layout: RawLayout
    width: int
    height: int
    bt709: bool = False
    full_range: bool = False

    def __post_init__(self) -> None:
        """Check the sizes before anything is unpacked."""
        sides = (self.width, self.height)
        if not all(LEAST_SIDE_PX <= side <= MAX_LIVE_SIDE_PX and side % 2 == 0 for side in sides):
            raise VideoError(
                f"Expected an image with even sides of {LEAST_SIDE_PX} to {MAX_LIVE_SIDE_PX} "
                f"pixels, got {self.width} x {self.height}. Set the camera to another size."
            )
        expected = self.width * self.height * 3 // 2
        if len(self.data) != expected:
            raise VideoError(
                f"Expected {expected} bytes for an image of {self.width} x {self.height} pixels, "
                f"got {len(self.data)}. Reload the page."
            )

    def decode(self) -> NDArray[np.uint8]:
        """Return the RGB image (height, width, 3)."""
        rows = np.frombuffer(self.data, np.uint8).reshape(self.height * 3 // 2, self.width)
        frame = av.VideoFrame.from_ndarray(rows, format=_PIXEL_FORMATS[self.layout])
        shown = frame.reformat(
            format="rgb24",
            src_colorspace=Colorspace.ITU709 if self.bt709 else Colorspace.ITU601,
            src_color_range=ColorRange.JPEG if self.full_range else ColorRange.MPEG,
            dst_color_range=ColorRange.JPEG,
            threads=1,
        )
        return np.asarray(shown.to_ndarray(), dtype=np.uint8)
