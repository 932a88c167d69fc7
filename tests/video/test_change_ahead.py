"""A raised arm shows in the picture ahead of the head, wherever the pose model puts it."""

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.pose import Pose
from formcheck.video.change_ahead import ChangeAheadDetector

SIZE = (640, 360)
DOWN = {"shoulder": (380, 150), "hip": (260, 160), "knee": (260, 260), "wrist": (380, 270)}
ARM = (slice(140, 156), slice(400, 530))  # level, ahead of the shoulder
ROOM = np.random.default_rng(1).integers(90, 110, (SIZE[1], SIZE[0], 1)).astype(np.uint8)


def on_hands_and_knees(time_s: float, **joints: tuple[int, int]) -> Pose:
    """Both sides alike, in pixels; a joint that is given is moved on the nearer side."""
    pose = Pose.empty(time_s, SIZE)
    for side in Side:
        for joint, at in (DOWN | (joints if side is Side.LEFT else {})).items():
            pose.xy[side_landmark(side, joint)] = at
    return pose


def picture(*parts: tuple[slice, slice], level: int = 60, seed: int = 0) -> np.ndarray:
    image = np.repeat(ROOM, 3, axis=2).astype(int)
    for part in parts:
        image[part] = level
    image += np.random.default_rng(seed).integers(-6, 7, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def resting(seconds: float = 1.0, *, until_s: float = 0.0) -> ChangeAheadDetector:
    """A detector that has seen hands and knees down."""
    detector = ChangeAheadDetector()
    for i in range(int(seconds * 10)):
        time_s = until_s - seconds + i / 10
        detector.update(picture(seed=i), on_hands_and_knees(time_s))
    return detector


def test_an_arm_shows_although_the_model_puts_both_on_the_floor():
    changed = resting().update(picture(ARM, seed=99), on_hands_and_knees(1.0))
    assert changed > 0.03


def test_a_lifted_leg_and_noise_show_nothing_ahead_of_the_head():
    leg = (slice(150, 170), slice(60, 260))
    lifted = on_hands_and_knees(1.0, knee=(160, 165))
    assert resting().update(picture(leg, seed=99), lifted) < 0.003


def test_nothing_is_known_before_hands_and_knees_were_down():
    detector = ChangeAheadDetector()
    up = on_hands_and_knees(0.0, wrist=(490, 150))
    assert math.isnan(detector.update(picture(ARM), up))
    detector = resting()
    detector.reset()
    assert math.isnan(detector.update(picture(ARM), up))


def test_an_arm_that_is_lifted_before_the_leg_does_not_become_the_reference():
    detector = resting()
    shown = [detector.update(picture(ARM, seed=i), on_hands_and_knees(i / 10)) for i in range(35)]
    assert min(shown) > 0.03


def test_what_stays_for_long_is_part_of_the_room():
    detector = resting()
    chair = (slice(60, 200), slice(500, 530))
    shown = [detector.update(picture(chair, seed=i), on_hands_and_knees(i / 10)) for i in range(60)]
    assert shown[0] > 0.03
    assert shown[-1] < 0.003


def test_nothing_is_known_after_the_light_has_changed():
    brighter = np.clip(picture(ARM).astype(int) + 40, 0, 255).astype(np.uint8)
    assert math.isnan(resting().update(brighter, on_hands_and_knees(0.1)))


@pytest.mark.parametrize("wrist", [(math.nan, math.nan), (460, 150)])
def test_a_hand_that_is_not_down_gives_no_reference(wrist):
    detector = ChangeAheadDetector()
    for time_s in (0.0, 0.1):
        assert math.isnan(detector.update(picture(), on_hands_and_knees(time_s, wrist=wrist)))


def test_nothing_is_known_where_the_arms_reach_is_outside_the_frame():
    detector = ChangeAheadDetector()
    for i in range(3):
        pose = on_hands_and_knees(i / 10)
        pose = replace(pose, xy=pose.xy + np.array((170, 0)))
        assert math.isnan(detector.update(picture(), pose))
