"""Recognises the exercise of a clip: the one whose repetitions are found in the movement.

Each exercise judges the whole track. Its position, its primary signal and its phases decide what
counts, so no second description of an exercise is needed, and a new exercise is recognised too.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import Rejection
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import exercise_names, load_exercise

__all__ = ["Recognition", "recognise_exercise"]

SURE = 0.42
"""The exercise is sure at this confidence or more (docs/measurements.md, Recognition)."""

_OTHER_WEIGHT = 2
"""A repetition that counts for another exercise weighs more against one than a rejected one."""
_OWN_REASONS = frozenset(
    {Rejection.PARTIAL, Rejection.TOO_FAST, Rejection.TOO_LONG, Rejection.UNFINISHED}
)
"""A movement rejected for these is the exercise's own, done too small, too fast or not to its end.
It is no proof either: other movements are rejected so too."""

_EVERY_S = 1 / 13
"""The verdict is the same at 12 to 60 frames a second, so no more are needed."""
_AT_MOST_S = 300.0
"""Five minutes show the exercise; a longer clip must not take longer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognition:
    """The exercise of a clip.

    `exercise` is its name, None when that is not sure. `likely` is the exercise that fits best,
    None where the body never took the position of any. `confidence`, 0..1, is the share that the
    counted repetitions of `likely` have among themselves and what speaks against it: movements that
    it rejects as other ones, and what counts for another exercise. It is 0 where nothing counts.
    """

    exercise: str | None
    likely: str | None
    confidence: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Evidence:
    """What one exercise found: its repetitions, and how long the body was ready for them.

    `own` movements are the exercise's, but do not count; `foreign` ones are other movements.
    """

    name: str
    counted: int
    own: int
    foreign: int
    ready_s: float

    @property
    def rank(self) -> tuple[int, int, int, float]:
        return self.counted, self.own, self.foreign, self.ready_s


def recognise_exercise(
    track: PoseTrack, exercises: Sequence[Exercise] | None = None
) -> Recognition:
    """Return the exercise that `track` shows; `exercises` are those it may be, None for all.

    Only a movement that counts is a proof: lying on the back alone, or a movement that an exercise
    rejects, makes nothing sure. Needs about a tenth of a second for each exercise and 20 s of clip.
    """
    if exercises is None:
        exercises = [load_exercise(name) for name in exercise_names()]
    poses = _thin_out(track.starting_at_zero())
    found = [_find_evidence(exercise, poses) for exercise in exercises]
    best = max(found, key=lambda one: one.rank, default=None)
    if best is None or best.rank == (0, 0, 0, 0.0):
        return Recognition(exercise=None, likely=None, confidence=0.0)
    others = sum(one.counted for one in found) - best.counted
    against = best.foreign + _OTHER_WEIGHT * others
    share = best.counted / (best.counted + against) if best.counted else 0.0
    return Recognition(
        exercise=best.name if share >= SURE else None, likely=best.name, confidence=share
    )


def _thin_out(track: PoseTrack) -> tuple[Pose, ...]:
    """Return the poses that are needed: not all of a fast clip, and not all of a long one."""
    poses: list[Pose] = []
    last_s = -math.inf
    for pose in track.poses():
        if pose.time_s > _AT_MOST_S:
            break
        if not pose.repeated and pose.time_s - last_s >= _EVERY_S - 1e-6:
            poses.append(pose)
            last_s = pose.time_s
    return tuple(poses)


def _find_evidence(exercise: Exercise, poses: Sequence[Pose]) -> _Evidence:
    checker = FormChecker(exercise)
    ready_s, last_s = 0.0, math.inf
    for pose in poses:
        if checker.update(pose).ready:
            ready_s += max(pose.time_s - last_s, 0.0)
        last_s = pose.time_s
    checker.finish()
    summary = checker.summary()
    counted = sum(result.counted for result in summary.results)
    own = sum(result.rejected in _OWN_REASONS for result in summary.results)
    return _Evidence(
        name=exercise.name,
        counted=counted,
        own=own,
        foreign=len(summary.results) - counted - own,
        ready_s=ready_s,
    )
