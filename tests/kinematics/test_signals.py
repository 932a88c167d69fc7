"""The signals of a body in a known position."""

import math

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observer
from formcheck.kinematics.signals import SIGNALS, side_signals, unit_of
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS
from tests.support.stick_figure import Camera, Key

SIZES = [(1280, 720), (640, 480), (540, 960)]
LOOKS = [Camera(near=side, size=size, trunk_px=95) for side in Side for size in SIZES]
ORIGIN = (0.0, 0.0)
LOOK_IDS = [f"{look.near}-{look.size[0]}x{look.size[1]}" for look in LOOKS]


def still(exercise: str, camera: Camera | None = None, **angles: float) -> PoseTrack:
    """The exercise's start position with some angles changed, for half a second."""
    return GOOD_REPETITIONS[exercise].start_position(camera, seconds=0.5, **angles)


def seen(track: PoseTrack):
    """The last observation of a track."""
    observer = Observer()
    return [observer.update(pose) for pose in track.poses()][-1]


def near(track: PoseTrack):
    """The near side's signals at the end of a track."""
    observation = seen(track)
    return observation.sides[observation.near_side].signals


@pytest.mark.parametrize("camera", LOOKS, ids=LOOK_IDS)
@pytest.mark.parametrize("hip", [120, 150, 179, 181, 195, 215])
def test_the_hip_angle_of_a_bridge_reads_true_and_does_not_fold_at_180(hip, camera):
    signals = near(still("bridge", camera, hip=hip))
    assert signals["hip_deg"] == pytest.approx(hip, abs=0.5)
    assert signals["knee_deg"] == pytest.approx(84, abs=0.5)


@pytest.mark.parametrize("camera", LOOKS, ids=LOOK_IDS)
@pytest.mark.parametrize("leg", [-44, -20, 0, 25])
def test_a_bird_dogs_limbs_read_their_elevation(leg, camera):
    signals = near(still("bird_dog", camera, leg=leg, knee=170, arm=7, same_arm=7, trunk=14))
    assert signals["leg_deg"] == pytest.approx(leg, abs=0.5)
    assert signals["knee_deg"] == pytest.approx(170, abs=0.5)
    assert signals["arm_deg"] == pytest.approx(7, abs=0.5)
    assert signals["trunk_deg"] == pytest.approx(14, abs=0.5)


@pytest.mark.parametrize("camera", LOOKS, ids=LOOK_IDS)
@pytest.mark.parametrize("up", [-6, 0, 45, 90, 110])
def test_a_raised_leg_reads_its_angle_from_the_trunks_line(up, camera):
    signals = near(still("hamstring_stretch", camera, **{"raise": up}))
    assert signals["raise_deg"] == pytest.approx(up, abs=0.5)


@pytest.mark.parametrize("camera", LOOKS, ids=LOOK_IDS)
def test_a_hinge_reads_the_angle_between_trunk_and_thigh(camera):
    signals = near(still("hamstring_stretch_seated", camera, hip=60, neck=150))
    assert signals["hip_deg"] == pytest.approx(60, abs=1.5)
    assert signals["neck_deg"] == pytest.approx(150, abs=1.5)


@pytest.mark.parametrize("side", list(Side))
def test_the_front_of_the_body_is_up_on_the_back_and_down_on_all_fours(side):
    camera = Camera(near=side)
    assert near(still("bridge", camera))["front_up_share"] > 0.95
    assert near(still("bird_dog", camera))["front_up_share"] < -0.9
    assert abs(near(still("hamstring_stretch_seated", camera))["front_up_share"]) < 0.3


def test_the_way_of_the_head_and_of_the_face_follow_the_frame():
    on_the_back = near(still("bridge", Camera(near=Side.LEFT)))
    assert on_the_back["trunk_way_share"] > 0.9
    sitting = near(still("hamstring_stretch_seated", Camera(near=Side.LEFT)))
    assert sitting["front_way_share"] < -0.9


def test_lifted_heels_read_their_height_in_lengths_of_the_lower_leg():
    assert near(still("bridge", heel=0.2))["heel_lift_shank"] == pytest.approx(0.2, abs=0.01)
    assert near(still("bridge", heel=0.0))["heel_lift_shank"] == pytest.approx(0, abs=0.01)


def test_hip_positions_are_in_trunk_lengths_up_and_to_the_right_of_where_it_was_first():
    lying = GOOD_REPETITIONS["hamstring_stretch"]
    up = near(lying.film([Key(seconds=1.0, angles={"lift": 0.25})]))
    assert up["hip_height_trunk"] == pytest.approx(0.25, abs=0.01)
    kneeling = GOOD_REPETITIONS["bird_dog"].film([Key(seconds=1.0, angles={"shift": 0.3})])
    assert near(kneeling)["hip_along_trunk"] == pytest.approx(-0.3, abs=0.01)
    assert near(kneeling.mirrored())["hip_along_trunk"] == pytest.approx(0.3, abs=0.01)


def joints_at(**places: tuple[float, float]) -> dict[str, tuple[float, float]]:
    lying = {
        "ear": (700.0, 300.0),
        "shoulder": (600.0, 300.0),
        "elbow": (560.0, 330.0),
        "wrist": (520.0, 340.0),
        "hip": (450.0, 300.0),
        "knee": (330.0, 200.0),
        "ankle": (300.0, 320.0),
        "heel": (310.0, 330.0),
        "foot_index": (270.0, 330.0),
    }
    return lying | places


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_is_known_exactly_when_all_its_joints_are(signal):
    assert math.isfinite(
        side_signals(joints_at(), front=1.0, trunk_px=150.0, anchor=ORIGIN)[signal]
    )
    for joint in SIGNALS[signal].joints:
        gone = joints_at(**{joint: (math.nan, math.nan)})
        trunk_px = math.nan if joint in ("shoulder", "hip") else 150.0
        assert math.isnan(side_signals(gone, front=1.0, trunk_px=trunk_px, anchor=ORIGIN)[signal])
    others = set(joints_at()) - set(SIGNALS[signal].joints)
    gone = joints_at(**dict.fromkeys(others, (math.nan, math.nan)))
    assert math.isfinite(side_signals(gone, front=1.0, trunk_px=150.0, anchor=ORIGIN)[signal])


def test_without_a_clear_near_side_the_front_is_unknown():
    signals = side_signals(joints_at(), front=0.0, trunk_px=150.0, anchor=ORIGIN)
    unknown = {name for name, value in signals.items() if math.isnan(value)}
    assert unknown == {"hip_deg", "raise_deg", "front_up_share", "front_way_share"}


def test_the_unit_is_the_last_word_of_a_signals_name():
    assert unit_of("near.hip_deg") == "deg"
    assert unit_of("rep.speed_deg_per_s") == "deg_per_s"
    assert unit_of("near.heel_lift_shank") == "shank"


def test_the_mirrored_body_measures_the_same_on_the_other_side():
    track = still("bird_dog", Camera(near=Side.LEFT), leg=-10, knee=165)
    here, there = seen(track), seen(track.mirrored())
    assert there.near_side is here.near_side.opposite
    for side in Side:
        mine, other = here.sides[side].signals, there.sides[side.opposite].signals
        for name in set(SIGNALS) - {"front_way_share", "trunk_way_share", "hip_along_trunk"}:
            assert other[name] == pytest.approx(mine[name], abs=1e-6, nan_ok=True), name
        assert other["trunk_way_share"] == pytest.approx(-mine["trunk_way_share"])


def test_signals_do_not_depend_on_the_size_of_the_frame():
    small = near(still("bridge", Camera(size=(480, 270), trunk_px=75)))
    large = near(still("bridge", Camera(size=(3840, 2160), trunk_px=600)))
    names = set(SIGNALS) - {"hip_height_trunk", "hip_along_trunk"}
    np.testing.assert_allclose([small[n] for n in names], [large[n] for n in names], atol=1e-9)
