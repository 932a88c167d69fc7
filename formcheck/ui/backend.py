"""The one seam between the pages and the rest of FormCheck.

Pages know `Backend` only. `Clinic` is the real one; tests hand the pages a scripted one.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from formcheck.clinic.export import to_csv, to_json
from formcheck.clinic.types import Review
from formcheck.encoding import read_text
from formcheck.locations import shipped
from formcheck.motion.track import PoseTrack
from formcheck.poses.loader import exercise_names, load_exercise

__all__ = [
    "Backend",
    "Clinic",
    "ExerciseCard",
    "Progress",
    "Request",
    "Reviewed",
    "Sample",
]


class Progress(Protocol):
    """How far a review has come; `formcheck.clinic.pipeline.Progress` is one."""

    @property
    def frames_done(self) -> int:
        """Frames judged so far."""
        ...

    @property
    def frames_total(self) -> int | None:
        """Frames in the clip, None when the clip does not say."""
        ...

    @property
    def fps(self) -> float:
        """Frames judged a second."""
        ...

    @property
    def seconds_left(self) -> float | None:
        """Guess of the seconds still needed, None when not known."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseCard:
    """What a page says about an exercise; `camera` tells where to put the camera."""

    name: str
    title: str
    summary: str
    camera: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A clip that comes with FormCheck, and the exercise it shows."""

    name: str
    path: Path
    exercise: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A clip to review.

    `path` is where the page put it; `source` the name the person knows it by, for display only;
    `side` is "auto", "left" or "right"; results are written to `folder`; a clip's pictures are
    turned clockwise by `rotate_deg` (0, 90, 180 or 270).
    """

    path: Path
    source: str
    exercise: str
    side: str
    folder: Path
    rotate_deg: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Reviewed:
    """A finished review with everything a page offers for download.

    `video` (annotated, H.264) is None when the clip was a track; `track` when none was kept.
    """

    review: Review
    video: Path | None
    track: Path | None
    json: str
    csv: bytes


class Backend(Protocol):
    """What the pages need from the rest of FormCheck."""

    def exercises(self) -> tuple[ExerciseCard, ...]:
        """The exercises that can be judged."""
        ...

    def samples(self) -> tuple[Sample, ...]:
        """The clips that come with FormCheck."""
        ...

    def thumbnail(self, sample: Sample) -> bytes | None:
        """A JPEG picture of the sample, or None when there is none."""
        ...

    def review(
        self,
        request: Request,
        *,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Reviewed:
        """The verdict on a clip.

        Raises `CancelledError` soon after `cancelled()` became true and other `FormCheckError`s
        whose text is meant for the person.
        """
        ...


class Clinic:
    """The real backend. Everything heavy is loaded when it is first needed, not with the page."""

    def exercises(self) -> tuple[ExerciseCard, ...]:
        """The exercises defined in `formcheck.poses`."""
        return _exercise_cards()

    def samples(self) -> tuple[Sample, ...]:
        """The clips beside a label file in `sample_videos`, in the exercises' order."""
        order = [card.name for card in self.exercises()]
        found = [
            sample
            for labels in sorted(shipped("sample_videos").glob("*.toml"))
            if (sample := _read_sample(labels)) is not None and sample.exercise in order
        ]
        return tuple(sorted(found, key=lambda sample: order.index(sample.exercise)))

    def thumbnail(self, sample: Sample) -> bytes | None:
        """The picture of the sample's exercise, or None when there is none."""
        picture = files("formcheck.ui") / "assets" / "samples" / f"{sample.exercise}.jpg"
        return picture.read_bytes() if picture.is_file() else None

    def review(
        self,
        request: Request,
        *,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Reviewed:
        """The verdict on a clip or track; see `Backend.review`."""
        # The clip's review brings the pose model's library with it, which takes seconds to load.
        from formcheck.clinic.review import review_clip, review_track  # noqa: PLC0415

        exercise = load_exercise(request.exercise)
        video: Path | None = None
        if request.path.suffix == ".npz":
            track = request.path
            review = review_track(
                PoseTrack.load(track), exercise, side=request.side, source=request.source
            )
        else:
            video = request.folder / "annotated.mp4"
            track = request.folder / "track.npz"
            review = review_clip(
                request.path,
                exercise,
                side=request.side,
                source=request.source,
                rotate_deg=request.rotate_deg,
                video_out=video,
                track_out=track,
                on_progress=on_progress,
                cancelled=cancelled,
            )
        return Reviewed(
            review=review, video=video, track=track, json=to_json(review), csv=to_csv(review)
        )


@cache
def _exercise_cards() -> tuple[ExerciseCard, ...]:
    definitions = [load_exercise(name) for name in exercise_names()]
    return tuple(
        ExerciseCard(name=each.name, title=each.title, summary=each.summary, camera=each.camera)
        for each in definitions
    )


def _read_sample(labels: Path) -> Sample | None:
    """The sample a label file describes, or None when it describes none."""
    try:
        table = tomllib.loads(read_text(labels))
    except (OSError, ValueError):
        return None
    clip = labels.with_suffix(".mp4")
    if not clip.is_file() or not isinstance(table.get("exercise"), str):
        return None
    return Sample(name=labels.stem, path=clip, exercise=table["exercise"])
