"""One image with its own time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

__all__ = ["Frame"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One image of a clip or of the camera.

    `image` is uint8 RGB of shape (height, width, 3), upright. `time_s` is the frame's own time in
    seconds, strictly larger than that of the frame before. `index` counts from 0. `brightness`
    (0..1) and `repeated` (whether it repeats an earlier frame) are None where nobody measured them
    yet; the pose estimator does then.

    Raises `VideoError` when the image has another shape or type.
    """

    image: NDArray[np.uint8]
    time_s: float
    index: int
    brightness: float | None = None
    repeated: bool | None = None

    def __post_init__(self) -> None:
        """Check shape and type once."""
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise VideoError(
                "Expected an image of shape (height, width, 3) and type uint8, "
                f"got {self.image.shape} and {self.image.dtype}. Convert it to RGB."
            )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]
