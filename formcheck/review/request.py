"""The request for a review. A page or the command line makes it once; it is passed on unchanged."""

from dataclasses import dataclass
from pathlib import Path

from formcheck.errors import InputError
from formcheck.kinematics.landmarks import Side
from formcheck.pose_estimation.delegate import Delegate
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT
from formcheck.poses.exercise import Exercise

__all__ = ["ClipRequest", "ReviewRequest", "parse_side"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipRequest:
    """A clip to read, and what to write.

    `path` is the file to read. `source` is the clip's name for display ("" = the file's own name).
    `landmarks` are this clip's landmarks of an earlier run; then no pose is looked for.
    `rotate_deg` (0, 90, 180 or 270) turns the frames clockwise, for a clip that no longer says how
    the camera was held. `variant` names the pose model and `delegate` what runs it (None: what
    `FORMCHECK_DELEGATE` names). `every_frame` looks for the pose in every
    frame, instead of at most 30 a second.

    What is to be written is None when it is not wanted: `video_out` is the annotated clip,
    `track_out` are the landmarks, and `clip_out` is a copy of the clip that a browser can play. The
    copy is only written if a browser cannot play the clip itself.
    """

    path: Path
    source: str = ""
    landmarks: Path | None = None
    rotate_deg: int = 0
    variant: str = DEFAULT_VARIANT
    delegate: Delegate | None = None
    every_frame: bool = False
    video_out: Path | None = None
    track_out: Path | None = None
    clip_out: Path | None = None

    @property
    def is_track(self) -> bool:
        """Whether `path` has the landmarks of an earlier run instead of a video."""
        return self.path.suffix.lower() == ".npz"

    @property
    def landmarks_file(self) -> Path | None:
        """Where the clip's landmarks are once it was reviewed; None when nobody wanted them."""
        return self.path if self.is_track else self.landmarks or self.track_out

    @property
    def shown_clip(self) -> Path | None:
        """The film that a browser can show once the clip was reviewed; None for landmarks."""
        if self.is_track:
            return None
        copied = self.clip_out is not None and self.clip_out.is_file()
        return self.clip_out if copied else self.path

    @property
    def needs_clip(self) -> bool:
        """Whether the clip itself must be read, because its landmarks alone are not enough."""
        return not self.is_track and (self.landmarks is None or self.video_out is not None)


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
