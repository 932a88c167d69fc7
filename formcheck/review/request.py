"""What is asked of a clip: made once by a page or the command line, and handed down unchanged."""

from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import InputError
from formcheck.kinematics.landmarks import Side
from formcheck.pose_estimation.model_files.store import DEFAULT_VARIANT
from formcheck.poses.exercise import Exercise

__all__ = ["ClipRequest", "ReviewRequest", "parse_side"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipRequest:
    """A clip to read, and what to write of it.

    `path` is the file to read; `source` the name the person knows it by, for display only ("" where
    that is the file's own). `rotate_deg` (0, 90, 180 or 270) turns the pictures clockwise, for a
    clip that has lost its note of how the camera was held. `variant` names the pose model.
    `video_out` and `track_out` are where to write the annotated clip and the landmarks, None where
    they are not wanted.
    """

    path: Path
    source: str = ""
    rotate_deg: int = 0
    variant: str = DEFAULT_VARIANT
    video_out: Path | None = None
    track_out: Path | None = None

    @property
    def is_track(self) -> bool:
        """Whether `path` holds landmarks of an earlier run instead of pictures."""
        return self.path.suffix.lower() == ".npz"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRequest(ClipRequest):
    """A clip, or the landmarks of one, to judge by `exercise`.

    `side` is the one working side to judge, None for every side.
    """

    exercise: Exercise
    side: Side | None = None


def parse_side(side: str) -> Side | None:
    """The side called "left" or "right"; None for "auto". Raises `InputError` for anything else."""
    if side == "auto":
        return None
    try:
        return Side(side)
    except ValueError:
        raise InputError(f"Expected the side auto, left or right, got {side!r}.") from None
