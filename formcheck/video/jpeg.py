"""Decodes a JPEG image from the live page, after checking its size."""

import struct

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

__all__ = ["MAX_LIVE_SIDE_PX", "decode_jpeg"]

MAX_LIVE_SIDE_PX = 2048
"""Longest side of a live frame: 1080p fits; a small file that unpacks to gigabytes does not."""
LEAST_SIDE_PX = 16

MOST_UNPACKED_PX = 60_000_000
"""Each part (scan) of a JPEG is unpacked over the whole image. A camera's image has one part, a
progressive one about ten, so the largest image that is allowed has 42 million pixels then.
Thousands of parts keep a processor busy for minutes."""

_START = b"\xff\xd8"
_SCAN = b"\xff\xda"
_FRAMES = {0xC0, 0xC1, 0xC2}
"""Markers of the frame headers that browsers write: baseline, extended, progressive."""
_BEFORE = {0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)}
"""Markers that may come before it: tables, comments, data that programs add."""


def decode_jpeg(data: bytes, *, max_side_px: int = MAX_LIVE_SIDE_PX) -> NDArray[np.uint8]:
    """Return the RGB image (height, width, 3) in `data`, turned as its EXIF data say.

    Raises `VideoError` when it is not a whole JPEG, its sides are not 16 to `max_side_px` pixels,
    or it has more parts than any camera makes.
    """
    size = _stated_size(data)  # OpenCV would unpack an image of any stated size
    if size is None:
        raise VideoError("Expected a JPEG image, got something else. Reload the page.")
    if not (min(size) >= LEAST_SIDE_PX and max(size) <= max_side_px):
        raise VideoError(
            f"Expected an image of {LEAST_SIDE_PX} to {max_side_px} pixels a side, "
            f"got {size[0]} x {size[1]}. Set the camera to another size."
        )
    if data.count(_SCAN) * size[0] * size[1] > MOST_UNPACKED_PX:
        raise VideoError("Expected a JPEG image as cameras make it. Reload the page.")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        raise VideoError(
            "Expected a JPEG image, got one that cannot be unpacked. Reload the page."
        ) from error
    if image is None:
        raise VideoError("Expected a JPEG image, got a damaged one. Reload the page.")
    return np.asarray(image, dtype=np.uint8)


def _stated_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in the JPEG's frame header; None without a valid header."""
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
