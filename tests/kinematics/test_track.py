"""The landmarks of a clip: what is accepted, and how they are resampled and mirrored."""

import numpy as np
import pytest

from formcheck.errors import TrackError
from formcheck.kinematics.landmarks import MIRROR
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from tests.support.random_track import N, assert_same_track, track_arrays


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("xy", np.zeros((N, 33, 3))),
        ("xy", np.zeros((N - 1, 33, 2))),
        ("visibility", np.ones((N, 32))),
        ("world", np.zeros((N, 33))),
        ("time_s", np.zeros((N, 1))),
        ("time_s", np.array(0.0)),
    ],
)
def test_a_wrong_shape_is_refused_naming_expected_and_got(name, array):
    with pytest.raises(TrackError, match=r"Expected \w+ of shape \(.*\), got \("):
        PoseTrack(**{**track_arrays(), name: array})


@pytest.mark.parametrize(
    "time_s",
    [
        [0, 0.1, 0.1, 0.2, 0.3, 0.4],
        [0, 0.1, 0.05, 0.2, 0.3, 0.4],
        [0, 0.1, np.nan, 0.3, 0.4, 0.5],
        [0, 0.1, 0.2, 0.3, 0.4, np.inf],
    ],
    ids=["standing still", "going back", "unknown", "infinite"],
)
def test_times_must_be_finite_and_rise(time_s):
    with pytest.raises(TrackError, match="strictly increasing"):
        PoseTrack(**{**track_arrays(), "time_s": np.array(time_s, dtype=float)})


@pytest.mark.parametrize("value", [-0.01, 1.01])
def test_visibilities_lie_between_0_and_1(value):
    visibility = track_arrays()["visibility"]
    visibility[3, 3] = value
    with pytest.raises(TrackError, match="between 0 and 1"):
        PoseTrack(**{**track_arrays(), "visibility": visibility})


@pytest.mark.parametrize("name", ["xy", "world"])
def test_infinite_landmarks_are_refused_unknown_ones_are_not(name):
    array = track_arrays()[name]
    array[2, 5] = np.nan
    assert len(PoseTrack(**{**track_arrays(), name: array})) == N
    array[2, 5] = np.inf
    with pytest.raises(TrackError, match="infinite"):
        PoseTrack(**{**track_arrays(), name: array})


@pytest.mark.parametrize("dtype", [np.int64, bool, np.complex128, object])
def test_landmarks_must_be_real_numbers(dtype):
    with pytest.raises(TrackError, match="real numbers"):
        PoseTrack(**{**track_arrays(), "xy": track_arrays()["xy"].astype(dtype)})


def test_an_empty_track_is_refused():
    with pytest.raises(TrackError, match="at least one"):
        PoseTrack(**track_arrays(0))
    with pytest.raises(TrackError, match="at least one"):
        PoseTrack.from_poses([])


@pytest.mark.parametrize("size", [(0, 480), (640, -1)])
def test_a_frame_without_area_is_refused(size):
    with pytest.raises(TrackError, match="at least 1 x 1"):
        PoseTrack(**{**track_arrays(), "size": size})


def test_poses_come_in_times_order_and_make_the_same_track_again():
    track = PoseTrack(**track_arrays())
    poses = list(track.poses())
    assert [pose.time_s for pose in poses] == track.time_s.tolist()
    assert_same_track(PoseTrack.from_poses(poses), track)


def test_a_pose_without_depth_becomes_unknown_depth():
    poses = [Pose.empty(t / 10, (640, 480)) for t in range(3)]
    track = PoseTrack.from_poses(poses)
    assert np.isnan(track.world).all()
    assert not any(pose.found for pose in track.poses())


def test_a_missing_visibility_counts_as_invisible():
    visibility = track_arrays()["visibility"]
    visibility[0, 7] = np.nan
    first = next(PoseTrack(**{**track_arrays(), "visibility": visibility}).poses())
    assert first.visibility[7] == 0


def test_the_mirrored_track_swaps_sides_and_flips_the_frame():
    track = PoseTrack(**track_arrays())
    flipped = track.mirrored()
    np.testing.assert_allclose(flipped.xy[:, 27, 0], 640 - track.xy[:, 28, 0], rtol=1e-6)
    np.testing.assert_array_equal(flipped.xy[:, 27, 1], track.xy[:, 28, 1])
    np.testing.assert_array_equal(flipped.visibility, track.visibility[:, MIRROR])
    np.testing.assert_array_equal(flipped.world[:, 11, 0], -track.world[:, 12, 0])
    np.testing.assert_array_equal(flipped.world[:, 11, 2], track.world[:, 12, 2])


def test_the_track_mirrored_twice_is_itself():
    track = PoseTrack(**track_arrays())
    assert_same_track(track.mirrored().mirrored(), track, atol=1e-4)


@pytest.mark.parametrize("fps", [4, 10, 25, 60])
def test_resampling_lies_on_the_lines_between_the_instants(fps):
    track = PoseTrack(**track_arrays())
    again = track.resampled(fps)
    np.testing.assert_allclose(np.diff(again.time_s), 1 / fps)
    assert again.time_s[0] == track.time_s[0]
    assert again.duration_s <= track.duration_s + 1e-9
    assert again.duration_s > track.duration_s - 1 / fps
    expected = np.interp(again.time_s, track.time_s, track.xy[:, 9, 1])
    np.testing.assert_allclose(again.xy[:, 9, 1], expected, rtol=1e-5)


def test_resampling_at_the_same_rate_changes_nothing():
    track = PoseTrack(**track_arrays(31))
    assert_same_track(track.resampled(10), track, atol=1e-3)


def test_resampling_invents_nothing_where_landmarks_are_unknown():
    content = track_arrays()
    content["xy"][2] = np.nan
    again = PoseTrack(**content).resampled(40)
    near_gap = (again.time_s > 0.1 + 1e-9) & (again.time_s < 0.3 - 1e-9)
    assert np.isnan(again.xy[near_gap]).all()
    assert np.isfinite(again.xy[~near_gap][2:-2]).any()


def test_a_single_instant_resampled_is_itself():
    track = PoseTrack(**track_arrays(1))
    assert track.resampled(30) is track
