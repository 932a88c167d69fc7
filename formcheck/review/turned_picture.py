"""Detects that a clip is turned: on its side or upside down."""

import math
import warnings

import numpy as np

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.set_summary import SetSummary
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import Pose
from formcheck.poses.exercise import Exercise

__all__ = ["TurnDetector"]

_EVERY_S = 0.1
_AT_MOST_S = 180.0
# Ten poses a second for the first three minutes: enough to judge a repetition, and few enough to
# keep in memory (four megabytes).

_MIN_IN_PLACE_SHARE = 0.5
_MIN_SCORE = 90.0
_MIN_FLOOR_SHARE = 0.55
# Tried on 293 clips, each with every exercise and turn; no upright clip got a hint (see
# docs/measurements.md, Turned clips).


class TurnDetector:
    """Finds out whether a clip that cannot be judged could be judged after a turn.

    A person in a turned clip looks like another person in an upright one: lying on the floor looks
    like leaning on a wall, a raised leg looks like a step. No angle distinguishes them, so the
    whole exercise decides. After the right turn every repetition counts, the score is good, and the
    floor is in the lower part of the picture.
    """

    def __init__(self, exercise: Exercise, *, side: Side | None = None) -> None:
        self._exercise = exercise
        self._side = side
        self._poses: list[Pose] = []

    def update(self, pose: Pose) -> None:
        """Keep `pose` if the next one is due."""
        last_s = self._poses[-1].time_s if self._poses else -math.inf
        if pose.time_s <= _AT_MOST_S and pose.time_s - last_s >= _EVERY_S - 1e-6:
            self._poses.append(pose)

    def find_turn_deg(self, summary: SetSummary) -> int | None:
        """Return how far to turn the clip clockwise (90, 180 or 270), None for no turn.

        `summary` is the verdict without a turn: if anything could be judged, the result is None.
        """
        if summary.score is not None or any(result.counted for result in summary.results):
            return None
        for clockwise_deg in (90, 270, 180):
            poses = [pose.turned(clockwise_deg) for pose in self._poses]
            if self._is_upright(poses):
                return clockwise_deg
        return None

    def _is_upright(self, poses: list[Pose]) -> bool:
        if not _floor_share(poses) >= _MIN_FLOOR_SHARE:
            return False
        checker = FormChecker(self._exercise, side=self._side)
        for pose in poses:
            checker.update(pose)
        checker.finish()
        summary = checker.summary()
        return (
            bool(summary.results)
            and all(result.counted for result in summary.results)
            and summary.score is not None
            and summary.score >= _MIN_SCORE
            and summary.in_place_s >= _MIN_IN_PLACE_SHARE * summary.seen_s
        )


def _floor_share(poses: list[Pose]) -> float:
    """Return how far down the body reaches, 0 (top) to 1 (bottom of the picture), NaN if unseen."""
    found = [pose for pose in poses if pose.found]
    if not found:
        return math.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a frame with nothing but NaN
        lowest = [np.nanpercentile(pose.xy[:, 1], 90) / pose.size[1] for pose in found]
        return float(np.nanmedian(lowest))
