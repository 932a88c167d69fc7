"""Films with problems that people report about recorders and phones.

The films lie beside the checkout. All were made from one film of one bridge, whose landmarks
are saved here. Each frame gets the landmarks of its moment, so no pose model is needed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.types import Review
from formcheck.video.frame import Frame
from formcheck.video.repeated_frames import RepeatedFrameDetector
from tests.support.good_repetitions import NEAR_TOP_S, exercise_named

BUGS = Path(__file__).resolve().parents[2] / "shared" / "bugs"
LANDMARKS = Path(__file__).parent / "data" / "short_bridge.npz"
DAY_S, PAUSE_S, LATER_S, FREEZE_S = 86400.0, 60.0, 2400.0, 10.0
GAP_AT_S = 3.97
pytestmark = pytest.mark.skipif(
    not BUGS.is_dir(), reason="the films that go wrong are not beside this checkout"
)


class Replay:
    """Returns the landmarks of a frame's moment, and whether the frame is repeated."""

    def __init__(self, moment: Callable[[float], float]) -> None:
        self._poses = list(PoseTrack.load(LANDMARKS).poses())
        self._times = np.array([pose.time_s for pose in self._poses])
        self._moment = moment
        self._repeats = RepeatedFrameDetector()

    def estimate(self, frame: Frame) -> Pose:
        at = int(np.abs(self._times - self._moment(frame.time_s)).argmin())
        repeated = self._repeats.update(frame.image, frame.time_s)
        return replace(self._poses[at], time_s=frame.time_s, repeated=repeated)

    def close(self) -> None:
        """Free nothing."""


def reviewed(name: str, moment: Callable[[float], float] = lambda time_s: time_s) -> Review:
    request = ReviewRequest(path=BUGS / name, exercise=exercise_named("bridge"))
    return review_clip(request, estimator=Replay(moment))


def shifted(by_s: float) -> Callable[[float], float]:
    """The moment in a film in which a gap of `by_s` follows the first part."""
    return lambda time_s: time_s if time_s < by_s / 2 else time_s - by_s


def test_a_hold_without_pictures_is_not_seen():
    review = reviewed("vfr_hold_gap.mp4")
    (repetition,) = review.repetitions
    assert not repetition.counted
    assert repetition.assessable <= 0.4
    assert "There are no frames from 0:04 to 0:08 (4.0 s); that time was not seen." in (
        review.warnings
    )


def test_a_minute_without_pictures_is_most_of_the_clip():
    review = reviewed("pause_gap60.mp4", shifted(PAUSE_S))
    assert review.assessable <= 0.2
    assert any("no frames from 0:04 to 1:04" in warning for warning in review.warnings)


def test_one_picture_a_second_is_too_few():
    review = reviewed("fps1.mp4")
    assert (review.repetitions, review.assessable, review.score) == ((), 0.0, None)
    assert review.summary.startswith("Not assessable: ")
    assert "twice a second" in review.summary


def test_a_recorders_clock_that_jumps_by_a_day_is_a_gap():
    review = reviewed("jump_day.webm", shifted(DAY_S))
    assert review.assessable < 0.001
    assert any("no frames from 0:04 to 24:00:04" in warning for warning in review.warnings)


def test_a_first_picture_long_before_the_others_is_a_gap():
    review = reviewed("first_zero.webm", shifted(LATER_S))
    assert review.counted == 1
    assert review.assessable < 0.01
    assert any("no frames from 0:00 to 40:00" in warning for warning in review.warnings)


def test_a_film_that_freezes_at_the_top_shows_no_hold_for_that_time():
    def moment(time_s: float) -> float:
        return min(time_s, GAP_AT_S) if time_s < GAP_AT_S + FREEZE_S else time_s - FREEZE_S

    review = reviewed("freeze_top.mp4", moment)
    (repetition,) = review.repetitions
    assert repetition.hold_s == pytest.approx(5.0 + NEAR_TOP_S, abs=0.5)
    assert not repetition.counted
    assert review.score is None
    (frozen,) = [w for w in review.warnings if w.startswith("The picture is frozen from 0:04")]
    assert "to 0:14" in frozen
    (span,) = review.trace.not_assessable
    assert span.end_s - span.start_s == pytest.approx(FREEZE_S, abs=0.4)
