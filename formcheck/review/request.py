"""The request for a review. A page or the command line makes it once; it is passed on unchanged."""

from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import InputError
from formcheck.kinematics.landmarks import Side
from formcheck.pose_estimation.model_files.store import DEFAULT_VARIANT
from formcheck.poses.exercise import Exercise

__all__ = ["ClipRequest", "ReviewRequest", "parse_side"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipRequest:
    """A clip to read, and what to write.

    `path` is the file to read. `source` is the clip's name for display ("" = the file's own name).
    `rotate_deg` (0, 90, 180 or 270) turns the frames clockwise, for a clip that no longer says how
    the camera was held. `variant` names the pose model. `video_out` and `track_out` are the paths
    of the annotated clip and of the landmarks, None when they are not wanted.
    """

    path: Path
    source: str = ""
    rotate_deg: int = 0
    variant: str = DEFAULT_VARIANT
    video_out: Path | None = None
    track_out: Path | None = None

    @property
    def is_track(self) -> bool:
        """Whether `path` has the landmarks of an earlier run instead of a video."""
        return self.path.suffix.lower() == ".npz"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRequest(ClipRequest):
    """A clip, or a clip's landmarks, to judge by `exercise`.

    `side` is the one working side to judge, None for every side.
    """

    exercise: Exercise
    side: Side | None = None


def parse_side(side: str) -> Side | None:
    """Return the side called "left" or "right".

    Returns None for "auto". Raises `InputError` for anything else.
    """
    if side == "auto":
        return None
    try:
        return Side(side)
    except ValueError:
        raise InputError(
            f"Expected the side auto, left or right, got {side!r}. Choose one of these."
        ) from None
