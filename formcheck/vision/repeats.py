"""Whether a picture shows anything new, or repeats an earlier one because its source hangs."""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["RepeatDetector"]

FloatArray = NDArray[np.float32]

WIDTH_PX = 640
"""Larger pictures are thinned to about this."""
BLOCK_PX = 8
"""Pictures are compared by the mean of such blocks: a codec changes single pixels of a picture that
stands still, somebody who breathes moves an edge by a good part of a pixel."""
SAME_WITHIN = 1.25
"""Levels (of 255) by which no block may differ. A film that hangs, encoded by H.264, VP8, MPEG-4 or
as JPEGs, stays within it; on real and rendered clips no two pictures half a second apart do
(docs/measurements.md, "Pictures that stand still")."""
REMEMBERED_S = 3.0
"""How long a picture can be repeated: a codec's next whole picture looks like its last one, not
like those between."""


class RepeatDetector:
    """Compares each picture with the new ones of the last seconds."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget every picture: the next one is new."""
        self._shown: deque[tuple[float, FloatArray]] = deque()

    def update(self, image: NDArray[np.uint8], time_s: float) -> bool:
        """Whether the RGB picture `image (H, W, 3)` repeats one seen shortly before `time_s`."""
        blocks = _block_means(image)
        while self._shown and time_s - self._shown[0][0] > REMEMBERED_S:
            self._shown.popleft()
        for i in reversed(range(len(self._shown))):
            earlier = self._shown[i][1]
            if earlier.shape == blocks.shape and np.abs(blocks - earlier).max() <= SAME_WITHIN:
                # Shown again, it is remembered for longer.
                del self._shown[i]
                self._shown.append((time_s, earlier))
                return True
        self._shown.append((time_s, blocks))
        return False


def _block_means(image: NDArray[np.uint8]) -> FloatArray:
    every = max(1, max(image.shape[:2]) // WIDTH_PX)
    thinned = image[::every, ::every].astype(np.float32)
    size = (max(1, thinned.shape[1] // BLOCK_PX), max(1, thinned.shape[0] // BLOCK_PX))
    return np.asarray(cv2.resize(thinned, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
