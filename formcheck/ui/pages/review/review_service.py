"""What can be reviewed, and the review itself, as the Review page sees it.

Tests hand the page a service with scripted answers (`tests/ui/scripted.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from formcheck.errors import InputError
from formcheck.input_path import read_toml_file
from formcheck.paths import bundled_path
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Progress, Review

__all__ = ["ExerciseCard", "ReviewService", "Sample"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseCard:
    """What a page says about an exercise; `camera` says where to put the camera."""

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


class ReviewService:
    """What the Review page can offer and start.

    Large libraries are loaded when they are first needed, not with the page.
    """

    def list_exercises(self) -> tuple[ExerciseCard, ...]:
        """Return the exercises defined in `formcheck.poses`."""
        return _exercise_cards()

    def list_samples(self) -> tuple[Sample, ...]:
        """Return the clips beside a label file in `sample_videos`, in the exercises' order."""
        order = [card.name for card in self.list_exercises()]
        found = [
            sample
            for labels in sorted(bundled_path("sample_videos").glob("*.toml"))
            if (sample := _read_sample(labels)) is not None and sample.exercise in order
        ]
        return tuple(sorted(found, key=lambda sample: order.index(sample.exercise)))

    def find_thumbnail(self, sample: Sample) -> bytes | None:
        """Return the picture of the sample's exercise, or None when there is none."""
        picture = files("formcheck.ui") / "assets" / "samples" / f"{sample.exercise}.jpg"
        return picture.read_bytes() if picture.is_file() else None

    def review(
        self,
        request: ReviewRequest,
        *,
        on_progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Review:
        """Return the verdict on a clip or on landmarks.

        Raises `CancelledError` soon after `cancelled()` becomes true, and other `FormCheckError`s
        whose text the person reads.
        """
        # Reviewing a clip imports the pose model's library, which takes seconds to load.
        from formcheck.review.review import review_clip  # noqa: PLC0415

        return review_clip(
            request,
            on_progress=on_progress,
            cancelled=cancelled,
            with_overlay=request.video_out is None,
        )


@cache
def _exercise_cards() -> tuple[ExerciseCard, ...]:
    definitions = [load_exercise(name) for name in exercise_names()]
    return tuple(
        ExerciseCard(name=each.name, title=each.title, summary=each.summary, camera=each.camera)
        for each in definitions
    )


def _read_sample(labels: Path) -> Sample | None:
    """Return the sample a label file describes, or None when it describes none."""
    try:
        table = read_toml_file(labels)
    except InputError:
        return None
    clip = labels.with_suffix(".mp4")
    if not clip.is_file() or not isinstance(table.get("exercise"), str):
        return None
    return Sample(name=labels.stem, path=clip, exercise=table["exercise"])
