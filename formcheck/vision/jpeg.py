"""A JPEG picture from a camera's page, looked at before it is unpacked."""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from formcheck.errors import VideoError

__all__ = ["MAX_LIVE_SIDE_PX", "decode_jpeg"]

MAX_LIVE_SIDE_PX = 2048
"""Longest side of a live picture: 1080p fits; a small file that unpacks to
gigabytes does not."""
LEAST_SIDE_PX = 16


def decode_jpeg(data: bytes, *, max_side_px: int = MAX_LIVE_SIDE_PX) -> NDArray[np.uint8]:
    """The RGB picture (height, width, 3) in `data`.

    Raises `VideoError` when it is no whole JPEG, or its sides are not 16 to `max_side_px` pixels.
    """
    try:
        # Reads the header only; OpenCV would unpack whatever size it states.
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as header:
            width, height = header.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise VideoError("Expected a JPEG picture, got something else.") from error
    if not (min(width, height) >= LEAST_SIDE_PX and max(width, height) <= max_side_px):
        raise VideoError(
            f"Expected a picture of {LEAST_SIDE_PX} to {max_side_px} pixels a side, "
            f"got {width} x {height}."
        )
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise VideoError("Expected a whole JPEG picture, got a damaged one.")
    return np.asarray(image, dtype=np.uint8)
