"""Which landmarks of a frame are measured, and what is known about the view."""

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import JOINTS, Observation, Observer
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, hidden, joined, within
from tests.support.stick_figure import Camera, Key

ANKLE = Landmark.LEFT_ANKLE


def lying(seconds: float = 2.0, camera: Camera | None = None) -> PoseTrack:
    return GOOD_REPETITIONS["bridge"].film(
        [Key(seconds=seconds, angles={})], fps=30, camera=camera, lead_s=0
    )


def observed(track: PoseTrack) -> list[Observation]:
    observer = Observer()
    return [observer.update(pose) for pose in track.poses()]


def moved(track: PoseTrack, mark: Landmark, to: tuple[float, float], from_s: float) -> PoseTrack:
    xy = track.xy.copy()
    xy[within(track, from_s, 1e9), mark] = to
    return changed(track, xy=xy)


@pytest.mark.parametrize(
    ("to", "measured"),
    [
        ((-3, 300), False),
        ((9.5, 300), False),  # inside the picture, but within 1 % of its border
        ((10.5, 300), True),
        ((949.5, 300), True),
        ((951, 300), False),
        ((400, 5), False),
        ((400, 5.6), True),
        ((400, 534), True),
        ((400, 535), False),
        ((400, 700), False),
    ],
)
def test_a_landmark_at_or_beyond_the_border_is_not_measured_however_visible(to, measured):
    last = observed(moved(lying(0.2), ANKLE, to, 0.0))[-1]
    assert last.measured[ANKLE] is measured
    assert ("ankle" in last.sides[Side.LEFT].trackable) is measured
    assert np.isfinite(last.sides[Side.LEFT].signals["knee_deg"]) == measured
    assert (ANKLE in last.outside) is not measured


@pytest.mark.parametrize(
    ("visibility", "followed", "scored"),
    [(0.24, False, False), (0.26, True, False), (0.29, True, False), (0.31, True, True)],
)
def test_little_visibility_is_enough_to_follow_more_is_needed_to_score(
    visibility, followed, scored
):
    side = observed(hidden(lying(0.2), ANKLE, to=visibility))[-1].sides[Side.LEFT]
    assert ("ankle" in side.trackable) is followed
    assert ("ankle" in side.scorable) is scored
    assert side.is_scorable("knee_deg") is scored
    assert side.is_scorable("hip_deg")


@pytest.mark.parametrize(
    ("share", "measured"), [(0.5, False), (0.7, True), (1.5, True), (1.8, False)]
)
def test_a_bone_that_suddenly_changes_its_length_is_not_measured(share, measured):
    track = lying(2.0)
    knee, ankle = track.xy[0, Landmark.LEFT_KNEE], track.xy[0, ANKLE]
    jumped = moved(track, ANKLE, tuple(knee + share * (ankle - knee)), 1.9)
    before, after = observed(jumped)[40], observed(jumped)[-1]
    assert before.measured[ANKLE]
    assert after.measured[ANKLE] is measured
    assert ANKLE not in after.outside


@pytest.mark.parametrize("scale", [0.4, 0.7, 1.7])
def test_a_person_who_comes_nearer_or_a_camera_that_zooms_changes_no_bone(scale):
    """Neither at once nor step by step: the bones are compared with the trunk."""
    track = lying(6.0)
    middle = np.array([480, 330])
    for seconds in (0.05, 2.0):
        share = np.clip((track.time_s - 2.0) / seconds, 0, 1)[:, None, None]
        xy = middle + (track.xy - middle) * scale**share
        seen = observed(changed(track, xy=xy))
        assert [o.time_s for o in seen if not o.measured[ANKLE] or o.doubtful] == []


def test_a_leg_that_looked_short_before_its_person_lay_down_is_measured_at_once():
    """Somebody sat facing the camera, thighs towards it, and lies down in the same place."""
    sitting, down = lying(3.0), lying(3.0)
    middle = sitting.xy[0, Landmark.LEFT_HIP]
    turned = middle + (sitting.xy - middle) @ np.array([[0, 1], [-1, 0]])
    for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX"):
        for side in ("LEFT", "RIGHT"):
            mark = Landmark[f"{side}_{joint}"]
            turned[:, mark] = middle + 0.3 * (turned[:, mark] - middle)
    seen = observed(joined(changed(sitting, xy=turned), down))
    unseen_s = [o.time_s for o in seen if o.time_s > 3.0 and not o.measured[ANKLE]]
    assert len(unseen_s) < 0.4 * 30
    assert not unseen_s or max(unseen_s) < 3.5


def test_a_limb_that_is_seen_but_jumped_is_doubtful_and_not_outside():
    track = lying(2.0)
    knee = tuple(track.xy[0, Landmark.LEFT_HIP] + [4, -4])
    last = observed(moved(track, Landmark.LEFT_KNEE, knee, 1.9))[-1]
    assert Landmark.LEFT_KNEE in last.doubtful
    assert not last.measured[Landmark.LEFT_KNEE]
    gone = observed(hidden(moved(track, Landmark.LEFT_KNEE, knee, 1.9), Landmark.LEFT_KNEE))[-1]
    assert Landmark.LEFT_KNEE not in gone.doubtful


@pytest.mark.parametrize("side", list(Side))
def test_the_near_side_is_the_one_with_the_nearer_shoulder(side):
    assert {o.near_side for o in observed(lying(0.3, Camera(near=side)))} == {side}


def test_the_near_side_is_not_clear_when_the_shoulders_are_about_equally_near():
    track = lying(0.3)
    world = track.world.copy()
    world[:, 11:13, 0] += [[0.2, -0.2]]  # facing the camera: apart across the picture
    world[:, 11:13, 2] *= 0.2
    assert {o.near_side for o in observed(changed(track, world=world))} == {None}


def test_the_near_side_is_unknown_without_depth_and_kept_through_a_gap():
    track = lying(1.0)
    poses = list(track.poses())
    flat = [Pose(time_s=p.time_s, xy=p.xy, visibility=p.visibility, size=p.size) for p in poses]
    assert {o.near_side for o in observed(PoseTrack.from_poses(flat))} == {None}
    observer = Observer()
    observer.update(poses[0])
    assert observer.update(flat[1]).near_side is Side.LEFT


def test_a_brief_swap_of_the_shoulders_does_not_change_the_near_side():
    track = lying(3.0)
    world = track.world.copy()
    swapped = within(track, 1.5, 1.6)
    world[np.ix_(swapped, [11, 12], [2])] *= -1
    sides = [o.near_side for o in observed(changed(track, world=world))]
    assert set(sides) == {Side.LEFT}


def test_a_lasting_swap_is_accepted_after_a_moment_of_doubt():
    track = lying(4.0)
    world = track.world.copy()
    world[np.ix_(within(track, 2.0, 9.0), [11, 12], [2])] *= -1
    sides = [o.near_side for o in observed(changed(track, world=world))]
    order = list(dict.fromkeys(sides))
    assert order == [Side.LEFT, None, Side.RIGHT]


@pytest.mark.parametrize("yaw_deg", [0, 5, 15, 25, 40])
@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_the_view_angle_is_read_from_the_widths_of_shoulders_and_hips(exercise, yaw_deg):
    track = GOOD_REPETITIONS[exercise].film(
        [Key(seconds=0.5, angles={})], camera=Camera(yaw_deg=yaw_deg)
    )
    assert observed(track)[-1].yaw_deg == pytest.approx(yaw_deg, abs=1.0)


def test_the_view_angle_is_smoothed_over_about_a_second():
    side_on, oblique = lying(2.0, Camera(yaw_deg=2)), lying(2.0, Camera(yaw_deg=42))
    xy = np.where(within(side_on, 0, 1.0)[:, None, None], side_on.xy, oblique.xy)
    yaw = [o.yaw_deg for o in observed(changed(side_on, xy=xy))]
    assert yaw[31] < 8
    assert 20 < yaw[-1] < 40


def test_an_empty_pose_has_no_measurements():
    observation = Observer().update(Pose.empty(0.0, (640, 480)))
    assert not observation.found
    assert observation.near_side is None
    assert not any(observation.measured)
    assert not observation.outside
    for side in observation.sides.values():
        assert not side.trackable
        assert np.isnan(list(side.signals.values())).all()


def test_after_a_reset_the_next_pose_is_the_first_one():
    observer = Observer()
    for pose in lying(2.0, Camera(near=Side.RIGHT)).poses():
        observer.update(pose)
    observer.reset()
    again = observer.update(next(iter(lying(0.2).poses())))
    fresh = observed(lying(0.2))[0]
    assert (again.near_side, again.yaw_deg) == (fresh.near_side, fresh.yaw_deg)


def test_landmarks_that_are_no_joints_are_never_offered_for_measuring():
    last = observed(lying(0.2))[-1]
    joints = {side_landmark(side, joint) for side in Side for joint in JOINTS}
    assert {mark for mark in Landmark if last.measured[mark]} == joints
