"""Detects a frame that repeats an earlier one because the camera or the recording is frozen."""

from collections import deque
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["RepeatedFrameDetector"]

FloatArray = NDArray[np.float32]

WIDTH_PX = 640
"""Larger frames are thinned to about this width."""
BLOCK_PX = 8
"""Frames are compared by the means of blocks of this size. A codec changes single pixels of a still
image; a person's breathing moves an edge by a large part of a pixel."""
SAME_WITHIN = 0.9
"""Levels (of 255) by which no block may differ; see docs/measurements.md, Repeated frames."""
_ROWS = 12
REMEMBERED_S = 3.0
"""How long a frame can be repeated: a codec's next key frame looks like the last one, not like the
frames between them."""


class RepeatedFrameDetector:
    """Compares each frame with the new frames of the last seconds."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget every frame; the next one is new."""
        self._shown: deque[_Shown] = deque()

    def update(self, image: NDArray[np.uint8], time_s: float) -> bool:
        """Say whether the RGB image `image (H, W, 3)` repeats one from shortly before `time_s`."""
        blocks = _block_means(image)
        while self._shown and time_s - self._shown[0].time_s > REMEMBERED_S:
            self._shown.popleft()
        for i in reversed(range(len(self._shown))):
            if _same(blocks, self._shown[i].blocks):
                # A frame that is shown again is remembered for longer.
                self._shown.append(_Shown(time_s, self._shown[i].blocks))
                del self._shown[i]
                return True
        self._shown.append(_Shown(time_s, blocks))
        return False


class _Shown(NamedTuple):
    """A new frame, and when it was last shown."""

    time_s: float
    blocks: FloatArray


def _same(one: FloatArray, other: FloatArray) -> bool:
    if one.shape != other.shape:
        return False
    # Most frames already differ in a few rows of blocks, so these are compared first.
    if np.abs(one[::_ROWS] - other[::_ROWS]).max() > SAME_WITHIN:
        return False
    return bool(np.abs(one - other).max() <= SAME_WITHIN)


def _block_means(image: NDArray[np.uint8]) -> FloatArray:
    """Return the means of the green channel, most of an image's brightness (ITU-R BT.709)."""
    every = max(1, max(image.shape[:2]) // WIDTH_PX)
    # OpenCV takes out a channel faster than NumPy converts every third byte.
    green = cv2.extractChannel(image, 1)[::every, ::every].astype(np.float32)
    size = (max(1, green.shape[1] // BLOCK_PX), max(1, green.shape[0] // BLOCK_PX))
    return np.asarray(cv2.resize(green, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
