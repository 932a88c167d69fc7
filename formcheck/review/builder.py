"""Builds a review from one pose after the other, wherever they come from."""

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.set_summary import LeftOut, find_notable_failures
from formcheck.assessment.types import Snapshot
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import Pose
from formcheck.poses.exercise import Exercise
from formcheck.review.findings import build_findings
from formcheck.review.overlay_frames import OverlayRecorder
from formcheck.review.trace import TraceRecorder
from formcheck.review.turned_picture import TurnDetector
from formcheck.review.types import Review
from formcheck.texts.verdict import build_summary, build_warnings, turn_warning

__all__ = ["ReviewBuilder"]


class ReviewBuilder:
    """Judges one pose after the other and keeps what the review needs."""

    def __init__(self, exercise: Exercise, side: Side | None, *, with_overlay: bool) -> None:
        """Judge `side` only, None for every side; `with_overlay` keeps what to draw."""
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
            trace=self._tracer.build_trace(
                summary.holds, summary.gaps, own_offsets=summary.own_offsets
            ),
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
