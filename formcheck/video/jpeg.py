"""A JPEG picture from a camera's page, looked at before it is unpacked."""

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

__all__ = ["MAX_LIVE_SIDE_PX", "decode_jpeg"]

MAX_LIVE_SIDE_PX = 2048
"""Longest side of a live picture: 1080p fits; a small file that unpacks to
gigabytes does not."""
LEAST_SIDE_PX = 16

_START = b"\xff\xd8"
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Markers of the frame headers that browsers write: baseline, extended, progressive."""
_BEFORE = {0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)}
"""Markers of what may stand before it: tables, comments, what programs add."""


def decode_jpeg(data: bytes, *, max_side_px: int = MAX_LIVE_SIDE_PX) -> NDArray[np.uint8]:
    """The RGB picture (height, width, 3) in `data`, turned as its EXIF data say.

    Raises `VideoError` when it is no whole JPEG, or its sides are not 16 to `max_side_px` pixels.
    """
    size = _stated_size(data)  # OpenCV would unpack whatever size it states
    if size is None:
        raise VideoError("Expected a JPEG picture, got something else.")
    if not (min(size) >= LEAST_SIDE_PX and max(size) <= max_side_px):
        raise VideoError(
            f"Expected a picture of {LEAST_SIDE_PX} to {max_side_px} pixels a side, "
            f"got {size[0]} x {size[1]}."
        )
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        raise VideoError("Expected a JPEG picture that can be unpacked.") from error
    if image is None:
        raise VideoError("Expected a whole JPEG picture, got a damaged one.")
    return np.asarray(image, dtype=np.uint8)


def _stated_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in the JPEG's frame header; None where none is found as it should be."""
    at = len(_START)
    while data.startswith(_START) and at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        if marker not in _BEFORE:
            return None
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
