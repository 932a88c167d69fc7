"""A turned clip is noticed and can be turned; an upright clip gets no such notice."""

import numpy as np
import pytest

from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.review.review import review_track

HELD = bundled_path("sample_videos") / "held"
GOOD = {
    "bridge": "held_bridge_good_1",
    "bird_dog": "held_dog_good_1",
    "hamstring_stretch": "held_straight_good_1",
    "hamstring_stretch_90_90": "held_ninety_good_1",
    "hamstring_stretch_seated": "held_seated_good_1",
}


def seen(name: str) -> PoseTrack:
    """The landmarks that MediaPipe found in a held clip, ten poses a second."""
    path = HELD / f"{name}.seen.npz"
    if not path.is_file():
        pytest.skip(f"{path.name} is not here")
    return PoseTrack.load(path).starting_at_zero()


def turned(track: PoseTrack, clockwise_deg: int) -> PoseTrack:
    poses = [pose.turned(clockwise_deg) for pose in track.poses()]
    return PoseTrack.from_poses(poses, meta=track.meta)


@pytest.mark.parametrize(
    ("exercise", "turn_deg"),
    [("bridge", 90), ("bridge", 180), ("bridge", 270), ("bird_dog", 90), ("bird_dog", 180),
     ("hamstring_stretch", 270), ("hamstring_stretch_90_90", 180),
     ("hamstring_stretch_seated", 270)],
)  # fmt: skip
def test_a_turned_clip_gets_no_score_and_says_how_to_turn_it(exercise, turn_deg):
    review = review_track(turned(seen(GOOD[exercise]), 360 - turn_deg), load_exercise(exercise))
    assert review.score is None
    assert review.turn_deg == turn_deg
    (warning,) = review.warnings  # and nothing about lying down
    assert "Not assessable" in warning
    assert f"turned {'upside down' if turn_deg == 180 else 'on its side'}" in warning
    assert f"Turn it by {turn_deg} degrees clockwise" in warning


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        # Of all upright clips that were tried these come closest to a hint.
        ("held_straight_knee_bent", "hamstring_stretch_seated"),
        ("held_straight_set_up_first", "hamstring_stretch_seated"),
        ("held_dog_far_away", "hamstring_stretch"),
        ("held_dog_rock_back", "hamstring_stretch_90_90"),
        ("held_seated_feet_drawn_up", "hamstring_stretch_90_90"),
        ("held_bridge_too_dark", "bridge"),
        ("held_seated_frontal", "hamstring_stretch_seated"),
        ("held_bridge_good_1", "bridge"),
    ],
)
def test_an_upright_clip_is_never_called_turned(name, exercise):
    assert review_track(seen(name), load_exercise(exercise)).turn_deg is None


def test_a_pose_turned_four_times_is_the_same_again():
    pose = next(seen(GOOD["bridge"]).poses())
    quarter = pose.turned(90)
    assert quarter.size == pose.size[::-1]
    # The left side of the frame is now at the top.
    assert np.array_equal(quarter.xy[:, 1], pose.xy[:, 0], equal_nan=True)
    again = quarter.turned(270)
    assert again.size == pose.size
    assert np.allclose(again.xy, pose.xy, equal_nan=True)
    assert np.allclose(again.world, pose.world, equal_nan=True)
    assert Pose.empty(0.0, (64, 48)).turned(90).size == (48, 64)
