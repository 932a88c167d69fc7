"""The ways of a leg that starts behind the other one are timed by the arm that moves with it."""

import math

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.track import PoseTrack
from tests.assessment.counting_examples import DOG
from tests.support.good_repetitions import changed, hidden, judged
from tests.support.stick_figure import Camera


def behind_the_nearer_leg(track: PoseTrack) -> PoseTrack:
    """The farther leg reads as standing until it is half-way up, as the pose model sees it."""
    leg = [side_landmark(Side.RIGHT, j) for j in ("knee", "ankle", "heel", "foot_index")]
    xy = track.xy.copy()
    hip, knee = (xy[:, side_landmark(Side.RIGHT, joint)] for joint in ("hip", "knee"))
    low = knee[:, 1] - hip[:, 1] > 0.75 * (knee[0, 1] - hip[0, 1])
    xy[np.ix_(low, leg)] = xy[0, leg]
    return changed(track, xy=xy)


def test_the_arm_times_the_ways_of_the_farther_leg():
    track = DOG.film(DOG.keys(work=Side.RIGHT), camera=Camera(near=Side.LEFT))
    (repetition,) = judged(behind_the_nearer_leg(track), "bird_dog").repetitions
    assert repetition.side == "right"
    assert repetition.out_s == pytest.approx(DOG.out_s, abs=0.15)
    # The samples end when the leg keeps still, with the hand still on its way.
    assert 0.6 * DOG.back_s < repetition.back_s < DOG.back_s


def test_without_that_arm_the_ways_of_the_farther_leg_are_not_known():
    track = DOG.film(DOG.keys(work=Side.RIGHT), camera=Camera(near=Side.LEFT))
    arm = [side_landmark(Side.LEFT, joint) for joint in ("elbow", "wrist")]
    (repetition,) = judged(hidden(track, *arm, span_s=(1.5, 99)), "bird_dog").repetitions
    assert math.isnan(repetition.out_s)
    assert math.isnan(repetition.back_s)
