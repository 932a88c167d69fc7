"""Makes a review from a clip that is read; `review.py` beside it does so from landmarks alone."""

from collections.abc import Callable
from contextlib import ExitStack

from formcheck.drawing.overlay import OverlayText
from formcheck.encoding import printable
from formcheck.errors import NoPersonError
from formcheck.kinematics.track import PoseTrack
from formcheck.pose_estimation.estimator import MediaPipeEstimator, PoseEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.review.builder import ReviewBuilder
from formcheck.review.pipeline import ClipFacts, run_clip
from formcheck.review.recorded_landmarks import RecordedLandmarks
from formcheck.review.request import ClipRequest, ReviewRequest
from formcheck.review.types import Progress, Review
from formcheck.texts.labels import readiness_warning

__all__ = ["build_notes", "extract_track", "review_frames"]

MOSTLY = 0.5
"""If this share of the checks finds a second person, nobody can say who the patient is."""


def review_frames(
    request: ReviewRequest,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    estimator: PoseEstimator | None = None,
    with_overlay: bool = False,
) -> Review:
    """Return the review of a clip whose frames are read; see `review_clip`."""
    track = request.landmarks
    watcher = ReviewBuilder(request.exercise, request.side, with_overlay=with_overlay)
    with ExitStack() as models:
        people = None
        if track is not None:
            estimator = RecordedLandmarks(PoseTrack.load(track))
        elif estimator is None:
            estimator = models.enter_context(
                MediaPipeEstimator(request.variant, delegate=request.delegate)
            )
            people = models.enter_context(SecondPersonDetector(request.variant))
        facts = run_clip(
            request,
            estimator=estimator,
            on_pose=watcher.update,
            labels=OverlayText(
                check=lambda check: readiness_warning(check, request.exercise),
                cue=lambda rule: request.exercise.rule(rule).cue,
            ),
            people=people,
            check=_require_one_person,
            on_progress=on_progress,
            cancelled=cancelled,
        )
    name = printable(request.source or facts.name)
    return watcher.build(
        name,
        duration_s=facts.duration_s,
        frames=facts.frames,
        notes=tuple(note.replace(facts.name, name) for note in build_notes(facts)),
    )


def extract_track(
    request: ClipRequest,
    *,
    look_for_others: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> ClipFacts:
    """Write the landmarks of a clip to the request's `track_out`; raises as `review_clip` does.

    With `look_for_others` a second person is looked for, as `review_clip` does.
    """
    with ExitStack() as models:
        estimator = models.enter_context(
            MediaPipeEstimator(request.variant, delegate=request.delegate)
        )
        people = (
            models.enter_context(SecondPersonDetector(request.variant)) if look_for_others else None
        )
        return run_clip(
            request,
            estimator=estimator,
            on_pose=None,
            people=people,
            check=_require_one_person,
            on_progress=on_progress,
        )


def _require_one_person(facts: ClipFacts) -> None:
    people = facts.people
    if people is None or not people.crowded:
        return
    if people.checks_with_second >= MOSTLY * people.checks:
        raise NoPersonError(
            f"Two people are in the picture for most of {facts.name}, so FormCheck cannot know "
            "whom to judge. Record or crop the clip so that it shows only the person exercising."
        )


def build_notes(facts: ClipFacts) -> tuple[str, ...]:
    """Return the warnings that come from the film itself, not from the exercise."""
    notes = list(facts.warnings)
    people = facts.people
    if people is not None and people.checks_with_second:
        notes.append(
            f"A second person was seen (first at {people.first_seen_s:.0f} s); "
            "check that FormCheck followed the right one."
        )
    return tuple(notes)
