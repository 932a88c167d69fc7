"""The posed angles are the requested angles in the side-view plane."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from tools.render.body import Body, Posed
from tools.render.exercises import EXERCISES, Exercise
from tools.render.geometry import Vector

TOLERANCE_DEG = 0.2


def flat(point: Vector) -> Vector:
    return np.array([point[0], point[2]])


def interior(posed: Posed, side: str, *joints: str) -> float:
    a, b, c = (flat(posed.joint(name, side)) for name in joints)
    return math.degrees(
        math.acos(float((a - b) @ (c - b) / np.linalg.norm(a - b) / np.linalg.norm(c - b)))
    )


def elevation(posed: Posed, side: str, start: str, end: str) -> float:
    x, z = flat(posed.joint(end, side)) - flat(posed.joint(start, side))
    return math.degrees(math.atan2(z, abs(x)))


def knee(posed: Posed, side: str) -> float:
    return interior(posed, side, "hip", "knee", "ankle")


@pytest.fixture
def make(man: Body) -> Callable[..., tuple[Exercise, Callable[..., Posed]]]:
    """An exercise, and a way to pose it at its end position with some values changed."""

    def build(name: str, **settings: float) -> tuple[Exercise, Callable[..., Posed]]:
        kind = EXERCISES[name]
        exercise = kind(man, {**kind.settings, **settings})

        def at_top(side: str = "right", **values: float) -> Posed:
            return man.pose(exercise.posture({**exercise.top, **values}, side))

        return exercise, at_top

    return build


@pytest.mark.parametrize("hip_deg", [150.0, 165.0, 175.0])
def test_bridge_reaches_the_hip_angle_asked_for(make, hip_deg):
    _, at_top = make("bridge")
    assert interior(at_top(hip_deg=hip_deg), "right", "shoulder", "hip", "knee") == pytest.approx(
        hip_deg, abs=TOLERANCE_DEG
    )


def test_over_arched_bridge_lies_beyond_straight(make):
    _, at_top = make("bridge")
    posed = at_top(hip_deg=198.0)
    shoulder, hip, near_knee = (
        flat(posed.joint(name, "right")) for name in ("shoulder", "hip", "knee")
    )
    share = (hip[0] - shoulder[0]) / (near_knee[0] - shoulder[0])
    assert hip[1] > shoulder[1] + share * (near_knee[1] - shoulder[1])
    assert interior(posed, "right", "shoulder", "hip", "knee") == pytest.approx(
        360 - 198, abs=TOLERANCE_DEG
    )


@pytest.mark.parametrize("start_knee_deg", [60.0, 85.0, 120.0])
def test_bridge_starts_with_the_knee_asked_for_and_feet_stay(make, man, start_knee_deg):
    exercise, at_top = make("bridge", start_knee_deg=start_knee_deg)
    start, top = man.pose(exercise.posture(exercise.rest, "both")), at_top()
    assert knee(start, "right") == pytest.approx(start_knee_deg, abs=1)
    for joint in ("ankle", "shoulder"):
        assert start.joint(joint, "right") == pytest.approx(top.joint(joint, "right"), abs=0.005)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("leg_deg", "knee_deg"), [(-4.0, 174.0), (25.0, 174.0), (0.0, 130.0)])
def test_bird_dog_leg(make, side, leg_deg, knee_deg):
    _, at_top = make("bird_dog")
    posed = at_top(side, leg_deg=leg_deg, knee_deg=knee_deg)
    assert elevation(posed, side, "hip", "ankle") == pytest.approx(leg_deg, abs=TOLERANCE_DEG)
    assert knee(posed, side) == pytest.approx(knee_deg, abs=TOLERANCE_DEG)


def test_bird_dog_raises_the_opposite_arm_only(make):
    _, at_top = make("bird_dog")
    posed = at_top("right")
    assert elevation(posed, "left", "shoulder", "wrist") == pytest.approx(0, abs=TOLERANCE_DEG)
    assert elevation(posed, "right", "shoulder", "wrist") < -80


@pytest.mark.parametrize("trunk_deg", [0.0, -12.0])
def test_bird_dog_supporting_hand_stays_planted(make, man, trunk_deg):
    exercise, at_top = make("bird_dog")
    start, top = man.pose(exercise.posture(exercise.rest, "right")), at_top(trunk_deg=trunk_deg)
    assert top.joint("wrist", "right") == pytest.approx(start.joint("wrist", "right"), abs=0.005)


@pytest.mark.parametrize(("raise_deg", "knee_deg"), [(70.0, 175.0), (40.0, 140.0)])
def test_straight_leg_stretch(make, raise_deg, knee_deg):
    _, at_top = make("hamstring_stretch")
    posed = at_top(raise_deg=raise_deg, knee_deg=knee_deg)
    assert elevation(posed, "right", "hip", "ankle") == pytest.approx(raise_deg, abs=TOLERANCE_DEG)
    assert knee(posed, "right") == pytest.approx(knee_deg, abs=TOLERANCE_DEG)
    assert abs(elevation(posed, "left", "hip", "ankle")) < 6


@pytest.mark.parametrize("hip_deg", [75.0, 90.0, 115.0])
def test_ninety_ninety_holds_the_hip(make, hip_deg):
    _, at_top = make("hamstring_stretch_90_90")
    posed = at_top(hip_deg=hip_deg)
    assert interior(posed, "right", "shoulder", "hip", "knee") == pytest.approx(
        hip_deg, abs=TOLERANCE_DEG
    )
    assert knee(posed, "right") == pytest.approx(163, abs=TOLERANCE_DEG)


@pytest.mark.parametrize("round_deg", [0.0, 50.0])
def test_seated_lean_is_the_hip_shoulder_line_however_round_the_back(make, round_deg):
    _, at_top = make("hamstring_stretch_seated")
    posed = at_top(lean_deg=38.0, round_deg=round_deg)
    assert elevation(posed, "right", "hip", "shoulder") == pytest.approx(52, abs=TOLERANCE_DEG)


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_nobody_sinks_into_the_floor(make, man, name):
    exercise, at_top = make(name)
    start = man.pose(exercise.posture(exercise.rest, "right"))
    for posed in (start, at_top("right")):
        # A body is soft where it lies: flesh and mat take up two centimetres.
        assert man.skin(posed)[:, 2].min() > -0.035
