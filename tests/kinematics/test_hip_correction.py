"""The hips of the pose model are corrected; exact hips stay where they are."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.assessment.checker import FormChecker
from formcheck.kinematics.corrections.hip_correction import correct_hip
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import Observation, Observer
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.random_track import track_arrays
from tests.support.stick_figure import Camera, Key

NOWHERE = (math.nan, math.nan)
# On the back, head to the right, belly up, as the left side is nearer; a trunk of 200 pixels.
SHOULDER, HIP = (600.0, 300.0), (400.0, 300.0)
STRAIGHT, UPRIGHT = (250.0, 300.0), (400.0, 150.0)
BACK, UP, DOWN = 5.0, 12.2, 3.2  # 0.025, 0.061 and 0.016 trunks

POINTS = st.tuples(st.floats(-1000, 1000), st.floats(-1000, 1000))
FRONTS = st.sampled_from([-1.0, 0.0, 1.0])


# --- the shift ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("knee", "joint"),
    [
        (STRAIGHT, (400 - DOWN + UP, 300 + BACK)),
        (UPRIGHT, (400 - DOWN, 300 + BACK + UP)),
        ((310.0, 180.0), (400 - DOWN + 0.6 * UP, 300 + BACK + 0.8 * UP)),
    ],
    ids=["leg straight", "thigh upright", "in between"],
)
def test_the_joint_lies_behind_below_and_away_from_the_knee(knee, joint):
    assert correct_hip(SHOULDER, HIP, knee, front=1) == pytest.approx(joint)


def test_standing_with_the_left_side_nearer_behind_is_to_the_right():
    joint = correct_hip((300.0, 100.0), (300.0, 300.0), (300.0, 450.0), front=1)
    assert joint == pytest.approx((300 + BACK, 300 + DOWN - UP))


def test_the_shift_is_as_large_as_the_trunk_whatever_the_thigh_is():
    near, far = (correct_hip(SHOULDER, HIP, (400 - px, 300), front=1) for px in (40, 190))
    assert near == pytest.approx(far)


def test_while_the_front_is_not_clear_the_joint_lies_no_farther_back():
    assert correct_hip(SHOULDER, HIP, STRAIGHT, front=0) == pytest.approx((400 - DOWN + UP, 300))


def test_without_a_shoulder_nothing_is_known_of_the_shift():
    assert correct_hip(NOWHERE, HIP, STRAIGHT, front=1) == HIP
    assert correct_hip(HIP, HIP, STRAIGHT, front=1) == HIP


@pytest.mark.parametrize("knee", [NOWHERE, HIP], ids=["unknown", "on the hip"])
def test_without_a_thigh_only_the_trunk_tells_where_the_joint_is(knee):
    assert correct_hip(SHOULDER, HIP, knee, front=1) == pytest.approx((400 - DOWN, 300 + BACK))


def test_an_unknown_hip_stays_unknown():
    assert correct_hip(SHOULDER, NOWHERE, STRAIGHT, front=1) == pytest.approx(NOWHERE, nan_ok=True)


@given(shoulder=POINTS, hip=POINTS, knee=POINTS, front=FRONTS)
def test_in_the_mirror_the_joint_is_mirrored(shoulder, hip, knee, front):
    x, y = correct_hip(shoulder, hip, knee, front=front)
    flipped = [(-px, py) for px, py in (shoulder, hip, knee)]
    assert correct_hip(*flipped, front=-front) == pytest.approx((-x, y))


@given(
    shoulder=POINTS, hip=POINTS, knee=POINTS, front=FRONTS, shift=POINTS, scale=st.floats(0.1, 9)
)
def test_the_joint_moves_and_grows_with_the_person(shoulder, hip, knee, front, *, shift, scale):
    assume(min(math.dist(shoulder, hip), math.dist(hip, knee)) > 1e-3)

    def placed(point):
        return scale * np.array(point) + shift

    moved = correct_hip(placed(shoulder), placed(hip), placed(knee), front=front)
    assert moved == pytest.approx(placed(correct_hip(shoulder, hip, knee, front=front)), abs=1e-6)


# --- where it is applied -----------------------------------------------------------------------


def by_model(track: PoseTrack, model: str = "pose_landmarker_full") -> PoseTrack:
    return PoseTrack(
        time_s=track.time_s,
        xy=track.xy,
        visibility=track.visibility,
        world=track.world,
        size=track.size,
        meta={"model": model},
    )


def straight(camera: Camera | None = None) -> PoseTrack:
    """Half a second at the top of a bridge."""
    good_rep = GOOD_REPETITIONS["bridge"]
    return good_rep.film([Key(seconds=0.5, angles={})], rest=good_rep.top, camera=camera, lead_s=0)


def last(track: PoseTrack) -> Observation:
    observer = Observer()
    return [observer.update(pose) for pose in track.poses()][-1]


def shifted(pose: Pose, front: float) -> np.ndarray:
    """The pose's landmarks with both hips corrected."""
    xy = pose.xy.copy()
    for side in Side:
        shoulder, hip, knee = (side_landmark(side, joint) for joint in ("shoulder", "hip", "knee"))
        xy[hip] = correct_hip(pose.xy[shoulder], pose.xy[hip], pose.xy[knee], front=front)
    return xy


@pytest.mark.parametrize(("near", "front"), [(Side.LEFT, 1), (Side.RIGHT, -1)])
def test_only_the_hips_of_a_pose_model_are_moved(near, front):
    track = straight(Camera(near=near))
    pose = list(track.poses())[-1]
    np.testing.assert_allclose(last(track).xy, pose.xy)
    np.testing.assert_allclose(last(by_model(track)).xy, shifted(pose, front))


@pytest.mark.parametrize("near", list(Side))
def test_a_bridge_that_the_model_shows_too_high_is_read_lower(near):
    track = straight(Camera(near=near))
    exact, moved = (last(each).sides[near].signals["hip_deg"] for each in (track, by_model(track)))
    assert exact == pytest.approx(178, abs=0.5)
    assert 3 < exact - moved < 8


def test_the_pose_itself_is_left_as_it_was():
    pose = next(by_model(straight()).poses())
    before = pose.xy.copy()
    Observer().update(pose)
    np.testing.assert_array_equal(pose.xy, before)


@pytest.mark.parametrize(
    ("meta", "from_model"),
    [
        ({"model": "pose_landmarker_full"}, True),
        ({"model": "pose_landmarker_heavy", "source": "clip.mp4"}, True),
        ({"model": "rendered"}, False),
        ({"model": None}, False),
        ({"source": "pose_landmarker_full"}, False),
        ({}, False),
    ],
)
def test_a_track_records_whether_a_model_found_its_landmarks(meta, from_model):
    track = PoseTrack(**{**track_arrays(), "meta": meta})
    for each in (track, track.mirrored(), track.resampled(20)):
        assert each.from_model is from_model
        assert {pose.from_model for pose in each.poses()} == {from_model}


def test_a_snapshot_shows_the_joints_and_says_that_they_are():
    track = by_model(straight())
    checker = FormChecker(exercise_named("bridge"))
    pose, snapshot = [(pose, checker.update(pose)) for pose in track.poses()][-1]
    assert pose.from_model
    assert not snapshot.pose.from_model
    np.testing.assert_allclose(snapshot.pose.xy, shifted(pose, 1))
    np.testing.assert_array_equal(snapshot.pose.visibility, pose.visibility)
    assert snapshot.pose.xy[Landmark.LEFT_HIP, 1] > pose.xy[Landmark.LEFT_HIP, 1] + 3
