"""A whole clip: the same recipe gives the same film and the same truth."""

import json
import tomllib

import av
import numpy as np
import pytest

from tools.render.clip import Staging, make_clip
from tools.render.errors import RenderError
from tools.render.recipe import Recipe

from .conftest import SHORT

HARSH = {
    **SHORT,
    "name": "harsh",
    "person": "old_woman_dark",
    "camera": {"width": 180, "height": 320, "fps": 8, "variable": 0.6, "pitch_deg": 12.0,
               "hfov_deg": 42.0, "shift_x": 0.2},
    "finish": {"lighting": "evening", "exposure": 0.4, "noise": 6.0},
    "other": {"who": "young_man", "doing": "sitting", "from_s": 1.0, "to_s": 3.0},
}  # fmt: skip
SHOULDERS, HIPS, KNEES = [11, 12], [23, 24], [25, 26]


def make_or_skip(recipe, assets, folder):
    try:
        make_clip(recipe, assets, folder)
    except RenderError as error:
        if "OpenGL" not in str(error):
            raise
        pytest.skip(f"needs OpenGL without a display: {error}")
    return folder


@pytest.fixture(scope="module")
def made(short_recipe, assets, tmp_path_factory):
    return make_or_skip(short_recipe, assets, tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def harsh(assets, tmp_path_factory):
    """A clip under bad conditions: upright picture, cropped, dark, uneven times, two people."""
    return make_or_skip(Recipe.model_validate(HARSH), assets, tmp_path_factory.mktemp("harsh"))


def test_three_files_that_agree(made, short_recipe):
    assert sorted(path.name for path in made.iterdir()) == [
        "short.mp4",
        "short.toml",
        "short.truth.npz",
    ]
    track = np.load(made / "short.truth.npz", allow_pickle=False)
    labels = tomllib.loads((made / "short.toml").read_text(encoding="utf-8"))
    with av.open(str(made / "short.mp4")) as film:
        times_s = [frame.time for frame in film.decode(video=0)]
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
    assert times_s == pytest.approx(track["time_s"].tolist(), abs=1e-3)
    assert track["size"].tolist() == [320, 180]
    assert json.loads(str(track["meta"]))["source"] == "short"
    assert labels["counted"] == len(labels["repetition"]) == 1
    assert labels["repetition"][0]["still_s"] >= 1.0


def test_person_is_whole_inside_the_picture(made):
    track = np.load(made / "short.truth.npz", allow_pickle=False)
    share = track["xy"] / track["size"]
    assert np.nanmin(share) >= 0.08
    assert np.nanmax(share) <= 0.92


def test_unknown_landmarks_are_nan_and_not_visible(made):
    track = np.load(made / "short.truth.npz", allow_pickle=False)
    unknown = np.isnan(track["xy"][..., 0])
    assert (track["visibility"] == ~unknown).all()
    assert not unknown[:, [0, 7, 8, 11, 12, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]].any()
    assert unknown[:, [17, 18, 19, 20, 21, 22]].all()


def test_world_is_metres_about_the_hips(made):
    world = np.load(made / "short.truth.npz", allow_pickle=False)["world"]
    assert world[:, HIPS].mean(axis=1) == pytest.approx(0, abs=1e-3)
    thigh = np.linalg.norm(world[:, HIPS] - world[:, KNEES], axis=2)
    assert thigh == pytest.approx(0.43, abs=0.01)
    # Lying with the head to the left and the right side near: its right shoulder is nearer.
    assert (world[:, 12, 2] < world[:, 11, 2]).all()


def test_same_recipe_same_truth_and_same_film(made, short_recipe, assets, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    make_clip(short_recipe, assets, again)
    for name in ("short.truth.npz", "short.toml", "short.mp4"):
        assert (made / name).read_bytes() == (again / name).read_bytes()


def test_near_side_turns_the_person_round(short_recipe, assets):
    movement = short_recipe.movement.model_copy(update={"near_side": "left"})
    left = Staging(short_recipe.model_copy(update={"movement": movement}), assets)
    right = Staging(short_recipe, assets)
    assert right.solve(right.key(0))[1] == pytest.approx(
        left.solve(left.key(0))[1] * (-1, -1, 1), nan_ok=True
    )


def test_labels_say_how_it_was_filmed(made, harsh):
    plain, described = (
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in (made / "short.toml", harsh / "harsh.toml")
    )
    assert described["body"] == "old_woman_dark"
    assert plain["body"].startswith("young, caucasian, male")
    assert {name: described["camera"][name] for name in HARSH["camera"]} == HARSH["camera"]
    assert described["camera"]["distance_m"] > 1
    assert (plain["camera"]["variable"], plain["camera"]["shift_x"]) == (0, 0)
    assert plain["camera"]["pitch_deg"] > 5
    assert {name: described["finish"][name] for name in HARSH["finish"]} == HARSH["finish"]
    assert "other" not in plain
    [other] = described["other"]
    assert (other["body"], other["doing"]) == ("young_man", "sitting")
    assert (other["start_s"], other["end_s"]) == (1.0, 3.0)


def test_uneven_times_in_the_truth_are_those_of_the_film(harsh):
    times_s = np.load(harsh / "harsh.truth.npz", allow_pickle=False)["time_s"]
    with av.open(str(harsh / "harsh.mp4")) as film:
        shown = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
    assert shown == times_s.tolist()
    assert np.std(np.diff(times_s)) > 0.1 / 8
