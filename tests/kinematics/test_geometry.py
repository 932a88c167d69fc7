"""Angles in a frame are correct and are computed in pixels."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.kinematics.geometry import distance, elevation_deg, joint_angle_deg, signed_angle_deg

NOWHERE = (math.nan, math.nan)
COORDINATES = st.floats(-2000, 2000)
POINTS = st.tuples(COORDINATES, COORDINATES)


def knee_of(true_deg: float, thigh_deg: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Hip, knee and ankle in pixels with a chosen knee angle and direction of the thigh."""
    knee = np.array([300.0, 300.0])
    ways = np.radians([thigh_deg, thigh_deg + true_deg])
    hip, ankle = (knee + 120 * np.array([math.cos(w), math.sin(w)]) for w in ways)
    return hip, knee, ankle


@pytest.mark.parametrize("thigh_deg", [0, 45, 100, 210])
@pytest.mark.parametrize("true_deg", [60, 90, 150, 180])
def test_an_angle_is_measured_correctly_in_any_rotation(true_deg, thigh_deg):
    assert joint_angle_deg(*knee_of(true_deg, thigh_deg)) == pytest.approx(true_deg, abs=1e-6)


@pytest.mark.parametrize(("size", "wrong_deg"), [((1280, 720), 121.3), ((720, 1280), 121.3)])
def test_fractions_of_a_non_square_frame_would_give_wrong_angles(size, wrong_deg):
    """Poses hold pixels, because dividing each axis by the frame's size changes an angle."""
    points = [point / size for point in knee_of(90, 45)]
    reading = joint_angle_deg(*points)
    assert max(reading, 180 - reading) == pytest.approx(wrong_deg, abs=0.1)


def test_a_turn_is_positive_clockwise_on_the_screen():
    assert signed_angle_deg((1, 0), (0, 0), (0, 1)) == pytest.approx(90)
    assert signed_angle_deg((0, 1), (0, 0), (1, 0)) == pytest.approx(-90)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ((10, 0), 0),
        ((-10, 0), 0),
        ((0, -10), 90),
        ((0, 10), -90),
        ((10, -10), 45),
        ((-10, 10), -45),
    ],
)
def test_elevation_is_up_positive_whichever_way_it_points(to, expected):
    assert elevation_deg((0, 0), to) == pytest.approx(expected)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_unknown_point_gives_an_unknown_angle(place):
    points = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    points[place] = NOWHERE
    assert math.isnan(joint_angle_deg(*points))


def test_an_unknown_point_gives_an_unknown_length_and_elevation():
    assert math.isnan(distance((0, 0), NOWHERE))
    assert math.isnan(elevation_deg(NOWHERE, (0, 0)))


def test_points_that_coincide_have_no_direction():
    assert math.isnan(joint_angle_deg((1, 1), (1, 1), (2, 2)))
    assert math.isnan(signed_angle_deg((2, 2), (1, 1), (1, 1)))
    assert math.isnan(elevation_deg((1, 1), (1, 1)))


@given(a=POINTS, vertex=POINTS, b=POINTS)
def test_the_angle_agrees_with_numpys_on_whole_arrays(a, vertex, b):
    u, v = np.subtract(a, vertex), np.subtract(b, vertex)
    assume(min(np.hypot(*u), np.hypot(*v)) > 1e-3)
    cross, dot = u[0] * v[1] - u[1] * v[0], (u * v).sum()
    by_numpy = float(np.degrees(np.abs(np.arctan2(cross, dot))))
    assert joint_angle_deg(a, vertex, b) == pytest.approx(by_numpy, abs=1e-9)


@given(a=POINTS, vertex=POINTS, b=POINTS, scale=st.floats(0.01, 100), shift=POINTS)
def test_an_angle_does_not_depend_on_place_or_size(a, vertex, b, scale, shift):
    assume(min(distance(a, vertex), distance(b, vertex)) > 1)
    moved = [scale * np.array(point) + shift for point in (a, vertex, b)]
    assert joint_angle_deg(*moved) == pytest.approx(joint_angle_deg(a, vertex, b), abs=1e-3)


@given(a=POINTS, vertex=POINTS, b=POINTS)
def test_a_mirrored_turn_has_the_opposite_sign(a, vertex, b):
    assume(min(distance(a, vertex), distance(b, vertex)) > 1)
    turn = signed_angle_deg(a, vertex, b)
    assume(abs(turn) < 179)
    flipped = [(-x, y) for x, y in (a, vertex, b)]
    assert signed_angle_deg(*flipped) == pytest.approx(-turn, abs=1e-6)
