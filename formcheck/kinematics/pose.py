"""The landmarks of one frame.

Not to be confused with `formcheck.poses`, which holds exercise definitions.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import TrackError

__all__ = ["LANDMARKS", "Pose"]

LANDMARKS = 33
FloatArray = NDArray[np.floating]


@dataclass(frozen=True, kw_only=True, eq=False)
class Pose:
    """The landmarks of one person in one frame, in the picture and in space.

    `xy (33, 2)` are pixels, x to the right and y down, in a frame of `size` = (width, height). They
    are pixels and not fractions of the frame, because angles from fractions are wrong in every
    frame that is not square. `visibility (33,)` is MediaPipe's guess, 0..1, that a landmark is not
    hidden. `world (33, 3)` are metres from the middle of the hips, or None. A landmark that is not
    known is NaN in `xy`; when nobody is seen, all are. `from_model` says that the pose model found
    the landmarks; its hips are not the joints (see
    `formcheck.kinematics.corrections.hip_correction`). `brightness` of the frame is 0..1, NaN where
    it was not measured. `repeated` says that the frame shows nothing new, so its landmarks are no
    evidence (see `formcheck.kinematics.seen_time`). `change_ahead` is the share 0..1 of the picture
    ahead of the head that has changed since both hands were down (see
    `formcheck.video.change_ahead`), NaN where it is not known.

    Raises `TrackError` when a shape is wrong. Values are not checked here, because poses come
    thirty times a second; the code that makes a pose checks them.
    """

    time_s: float
    xy: FloatArray
    visibility: FloatArray
    size: tuple[int, int]
    world: FloatArray | None = None
    from_model: bool = False
    brightness: float = math.nan
    repeated: bool = False
    change_ahead: float = math.nan

    def __post_init__(self) -> None:
        """Check the shapes once, so that all other code can rely on them."""
        if self.xy.shape != (LANDMARKS, 2):
            raise TrackError(f"Expected xy of shape (33, 2), got {self.xy.shape}.")
        if self.visibility.shape != (LANDMARKS,):
            raise TrackError(f"Expected visibility of shape (33,), got {self.visibility.shape}.")
        if self.world is not None and self.world.shape != (LANDMARKS, 3):
            raise TrackError(f"Expected world of shape (33, 3), got {self.world.shape}.")

    @classmethod
    def empty(
        cls,
        time_s: float,
        size: tuple[int, int],
        *,
        brightness: float = math.nan,
        repeated: bool = False,
    ) -> "Pose":
        """Return the pose of a frame without a person: all NaN, visibility 0."""
        return cls(
            time_s=time_s,
            xy=np.full((LANDMARKS, 2), np.nan),
            visibility=np.zeros(LANDMARKS),
            size=size,
            world=None,
            brightness=brightness,
            repeated=repeated,
        )

    @property
    def found(self) -> bool:
        """Whether somebody was seen."""
        return bool(np.isfinite(self.xy[:, 0]).any())

    def with_joints(self, xy: Sequence[Sequence[float]]) -> "Pose":
        """Return the pose with the joints at `xy` (33, 2) pixels, where they were corrected to."""
        # Four times as fast as an array of the pairs and `replace`, and needed for every frame.
        return Pose(
            time_s=self.time_s,
            xy=np.fromiter(chain.from_iterable(xy), float, 2 * LANDMARKS).reshape(LANDMARKS, 2),
            visibility=self.visibility,
            size=self.size,
            world=self.world,
            from_model=False,
            brightness=self.brightness,
            repeated=self.repeated,
            change_ahead=self.change_ahead,
        )

    def turned(self, clockwise_deg: int) -> "Pose":
        """Return the pose in the frame turned clockwise by 0, 90, 180 or 270 degrees."""
        pose = self
        for _ in range(clockwise_deg // 90):
            pose = pose._quarter_turned()
        return pose

    def _quarter_turned(self) -> "Pose":
        width, height = self.size
        xy = np.stack([height - self.xy[:, 1], self.xy[:, 0]], axis=1)
        world = self.world
        if world is not None:
            world = np.stack([-world[:, 1], world[:, 0], world[:, 2]], axis=1)
        # What was ahead of the head is somewhere else in the turned picture.
        return replace(self, xy=xy, world=world, size=(height, width), change_ahead=math.nan)
