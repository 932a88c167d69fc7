"""One picture with its own time."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

__all__ = ["Frame"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One picture of a clip or camera.

    `image` is uint8 RGB of shape (height, width, 3), the right way up; `time_s` is the picture's
    own time in seconds, strictly larger than its predecessor's; `index` counts from 0.

    Raises `VideoError` when the image has another form.
    """

    image: NDArray[np.uint8]
    time_s: float
    index: int

    def __post_init__(self) -> None:
        """Check the form once."""
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            raise VideoError(
                "Expected a picture of shape (height, width, 3) and type uint8, "
                f"got {self.image.shape} and {self.image.dtype}."
            )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]
