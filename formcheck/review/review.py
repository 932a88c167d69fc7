"""Makes a review from a recorded clip or its landmarks."""

from collections.abc import Callable
from contextlib import ExitStack

import numpy as np

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.set_summary import LeftOut, find_notable_failures
from formcheck.assessment.types import Snapshot
from formcheck.drawing.overlay import OverlayText
from formcheck.encoding import printable
from formcheck.errors import NoPersonError, TrackError
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.pose_estimation.estimator import MediaPipeEstimator, PoseEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.poses.exercise import Exercise
from formcheck.review.findings import build_findings
from formcheck.review.overlay_frames import OverlayRecorder
from formcheck.review.pipeline import ClipFacts, run_clip
from formcheck.review.recorded_landmarks import RecordedLandmarks
from formcheck.review.request import ClipRequest, ReviewRequest
from formcheck.review.trace import TraceRecorder
from formcheck.review.turned_picture import TurnDetector
from formcheck.review.types import Progress, Review
from formcheck.texts.labels import readiness_warning
from formcheck.texts.verdict import build_summary, build_warnings, turn_warning
from formcheck.video.frame_times import SlowMotion

__all__ = ["extract_track", "review_clip", "review_track"]

MOSTLY = 0.5
"""If this share of the checks finds a second person, nobody can say who the patient is."""


def review_clip(
    request: ReviewRequest,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    estimator: PoseEstimator | None = None,
    with_overlay: bool = False,
) -> Review:
    """Return the review of a recorded clip, or of a clip's landmarks.

    With landmarks, the clip is only read for an annotated clip. `with_overlay` also returns what to
    draw over each frame. `estimator` replaces MediaPipe, for example in tests; the caller closes
    it. The outputs appear only when everything succeeded. Raises what `run_clip` raises, and
    `NoPersonError` when two people are in the picture most of the time, because the patient would
    be a guess. For landmarks it raises what `PoseTrack.load` and `review_track` raise.
    """
    track = request.path if request.is_track else request.landmarks
    if track is not None and not request.needs_clip:
        return review_track(
            PoseTrack.load(track),
            request.exercise,
            side=request.side,
            source=request.source or request.path.name,
            with_overlay=with_overlay,
        )
    watcher = _ReviewBuilder(request.exercise, request.side, with_overlay=with_overlay)
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
        notes=tuple(note.replace(facts.name, name) for note in _build_notes(facts)),
    )


def review_track(
    track: PoseTrack,
    exercise: Exercise,
    *,
    side: Side | None = None,
    source: str = "",
    on_snapshot: Callable[[Snapshot], object] | None = None,
    with_overlay: bool = False,
) -> Review:
    """Return the review of landmarks that were extracted before; no video is needed.

    `side` is the one working side to judge, None for every side. `on_snapshot` receives the
    snapshot of every frame. `with_overlay` also returns what to draw over each frame.

    Raises `NoPersonError` when the landmarks show nobody, `TrackError`
    when they have no depths.
    """
    watcher = _ReviewBuilder(exercise, side, with_overlay=with_overlay)
    name = printable(source or str(track.meta.get("source", "track")))
    if not np.isfinite(track.xy).any():
        raise NoPersonError(
            f"Nobody was found in {name}: every landmark is unknown. Extract the landmarks of "
            "another clip."
        )
    if not np.isfinite(track.world[:, 11:13, 2]).any():
        raise TrackError(
            f"Expected depths (world) in {name}, which distinguish the near side from the far one, "
            "got none. Extract the landmarks again."
        )
    for pose in track.starting_at_zero().poses():
        snapshot = watcher.update(pose)
        if on_snapshot is not None:
            on_snapshot(snapshot)
    slow_motion = SlowMotion.from_meta(track.meta)
    notes = () if slow_motion is None else (slow_motion.note(name),)
    return watcher.build(name, duration_s=track.duration_s, frames=len(track), notes=notes)


def extract_track(
    request: ClipRequest, *, on_progress: Callable[[Progress], None] | None = None
) -> ClipFacts:
    """Write the landmarks of a clip to the request's `track_out`; raises as `review_clip` does."""
    with MediaPipeEstimator(request.variant, delegate=request.delegate) as estimator:
        return run_clip(request, estimator=estimator, on_pose=None, on_progress=on_progress)


def _require_one_person(facts: ClipFacts) -> None:
    people = facts.people
    if people is None or not people.crowded:
        return
    if people.checks_with_second >= MOSTLY * people.checks:
        raise NoPersonError(
            f"Two people are in the picture for most of {facts.name}, so FormCheck cannot know "
            "whom to judge. Record or crop the clip so that it shows only the person exercising."
        )


def _build_notes(facts: ClipFacts) -> tuple[str, ...]:
    """Return the warnings that come from the file itself, not from the exercise."""
    notes = list(facts.warnings)
    people = facts.people
    if people is not None and people.checks_with_second:
        notes.append(
            f"A second person was seen (first at {people.first_seen_s:.0f} s); "
            "check that FormCheck followed the right one."
        )
    return tuple(notes)


class _ReviewBuilder:
    """Judges one pose after the other and keeps what the review needs."""

    def __init__(self, exercise: Exercise, side: Side | None, *, with_overlay: bool) -> None:
        self._exercise = exercise
        self._side = side
        self._checker = FormChecker(exercise, side=side)
        # Repetitions of the other leg are left out, and the review says so.
        two_legs = exercise.counting_mode != "whole_body"
        self._both_sides = FormChecker(exercise) if side is not None and two_legs else None
        self._tracer = TraceRecorder(exercise)
        self._overlay = OverlayRecorder() if with_overlay else None
        self._turn = TurnDetector(exercise, side=side)

    def update(self, pose: Pose) -> Snapshot:
        """Judge the next pose."""
        snapshot = self._checker.update(pose)
        self._tracer.add(snapshot)
        if self._overlay is not None:
            self._overlay.add(snapshot)
        self._turn.update(pose)
        if self._both_sides is not None:
            self._both_sides.update(pose)
        return snapshot

    def _left_out(self) -> LeftOut | None:
        """Return the repetitions of the leg that is not judged; None when both legs are."""
        if self._side is None or self._both_sides is None:
            return None
        self._both_sides.finish()
        other = self._side.opposite
        seen = [one for one in self._both_sides.summary().results if one.side == other]
        return LeftOut(side=other, count=sum(one.counted for one in seen) or len(seen))

    def build(
        self, source: str, *, duration_s: float, frames: int, notes: tuple[str, ...]
    ) -> Review:
        """Return the review of everything seen."""
        self._checker.finish()
        summary = self._checker.summary()
        exercise = self._exercise
        left_out, turn_deg = self._left_out(), self._turn.find_turn_deg(summary)
        # In a turned clip, "lie on your back" would confuse a person who already does.
        limits = (
            build_warnings(summary, exercise, left_out)
            if turn_deg is None
            else (turn_warning(turn_deg),)
        )
        warnings = (*notes, *limits)
        return Review(
            exercise=exercise.name,
            title=exercise.title,
            source=source,
            duration_s=duration_s,
            frames=frames,
            view=summary.view,
            assessable=summary.assessable,
            repetitions=summary.results,
            score=summary.score,
            band=summary.band,
            main_fault=summary.main_fault,
            warnings=warnings,
            findings=build_findings(summary.results, exercise),
            trace=self._tracer.build_trace(summary.holds, summary.gaps),
            summary=build_summary(summary, exercise, left_out),
            hold_target_s=exercise.dose.hold_s,
            reasons=tuple(
                dict.fromkeys(
                    check.failed for check, _ in find_notable_failures(summary) if check.failed
                )
            ),
            turn_deg=turn_deg,
            overlay=None if self._overlay is None else self._overlay.frames(),
        )
