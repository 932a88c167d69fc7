"""The written angles are those of the picture, and the measured signals agree."""

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observer
from formcheck.kinematics.track import PoseTrack
from tools.render.clip import Staging
from tools.render.ground_truth import joint_angles, write_track
from tools.render.recipe import Recipe

from .conftest import SHORT

PORTRAIT = {"width": 540, "height": 960, "hfov_deg": 42.0}
POSED = {
    "over-arched bridge": {"fault": [{"rule": "over_arched", "size": 199.0}]},
    "bridge from the left": {"movement": {"near_side": "left"}},
    "bridge in a portrait picture": {"camera": PORTRAIT},
    "oblique bird-dog": {
        "exercise": "bird_dog",
        "camera": {"yaw_deg": 20.0},
        "movement": {"sides": ["left"]},
    },
    "leg raise": {"exercise": "hamstring_stretch", "movement": {"sides": ["right"]}},
    "seated": {"exercise": "hamstring_stretch_seated"},
}


def track_of(assets, path, **changes):
    """Write the truth of a clip, no film, and return its arrays by name."""
    movement = {**SHORT["movement"], **changes.pop("movement", {})}
    camera = {"width": 960, "height": 540, "fps": 10, **changes.pop("camera", {})}
    recipe = Recipe.model_validate({**SHORT, **changes, "movement": movement, "camera": camera})
    staging = Staging(recipe, assets)
    points = [staging.solve(staging.key(time_s))[1] for time_s in staging.times_s]
    write_track(path, recipe, staging.view, staging.times_s, points)
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


@pytest.mark.parametrize("name", POSED)
def test_signals_of_the_judge_agree_within_half_a_degree(assets, tmp_path, name):
    arrays = track_of(assets, tmp_path / "a.truth.npz", **POSED[name])
    names = arrays["angle_names"].tolist()
    observer = Observer()
    compared = dict.fromkeys(names, 0)
    for pose, angles in zip(
        PoseTrack.load(tmp_path / "a.truth.npz").poses(), arrays["angles_deg"], strict=True
    ):
        sides = observer.update(pose).sides
        for side in Side:
            for joint in ("knee", "hip", "elbow", "thigh", "trunk"):
                own, key = sides[side].signals[f"{joint}_deg"], f"{side.value}_{joint}"
                if np.isnan(own):
                    continue
                compared[key] += 1
                assert angles[names.index(key)] == pytest.approx(own, abs=0.5), key
    assert min(compared.values()) > 0.9 * len(arrays["time_s"])


def test_over_arched_bridge_reads_more_than_straight(assets, tmp_path):
    arrays = track_of(assets, tmp_path / "a.npz", **POSED["over-arched bridge"])
    hip = arrays["angles_deg"][:, arrays["angle_names"].tolist().index("right_hip")]
    assert hip[0] < 150
    assert hip.max() == pytest.approx(199, abs=3)


def test_angles_of_a_drawn_figure():
    """Lying on the back, head to the left, right side near; the knee bent by a right angle."""
    xy, depth = np.full((1, 33, 2), np.nan), np.full((1, 33), 3.0)
    depth[:, 12] = 2.7
    for first, at in {11: (0, 100), 13: (10, 110), 15: (20, 100), 23: (100, 100)}.items():
        xy[:, first : first + 2] = at
    xy[:, 25:27], xy[:, 27:29] = (150, 50), (200, 100)
    angles = joint_angles(xy, depth)
    assert list(angles)[:5] == ["left_knee", "left_hip", "left_elbow", "left_thigh", "left_trunk"]
    expected = {"knee": 90, "hip": 135, "elbow": 90, "thigh": 45, "trunk": 0}
    for name, value in expected.items():
        assert angles[f"right_{name}"] == pytest.approx(value)
    turned = joint_angles(xy, np.where(depth < 3, 3.3, depth))
    assert turned["right_hip"] == pytest.approx(225)
    assert np.isnan(joint_angles(xy, np.full((1, 33), 3.0))["left_hip"])


def test_joints_beyond_the_border_are_marked(assets, tmp_path):
    whole = track_of(assets, tmp_path / "whole.npz")["inside"]
    known = [0, *range(11, 17), *range(23, 33)]
    assert whole[:, known].all()
    assert not whole[:, 17:23].any()  # fingers are unknown
    cropped = track_of(assets, tmp_path / "cropped.npz", camera={"shift_x": 0.3})["inside"]
    assert not cropped[:, [27, 28, 31, 32]].any()
    assert cropped[:, [0, 11, 12]].all()
