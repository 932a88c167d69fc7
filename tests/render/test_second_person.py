"""A second person: where, when, and their labels."""

import numpy as np
import pytest
from pydantic import ValidationError

from tools.render.assets import AssetFolder
from tools.render.clip import Staging, build_renderer
from tools.render.errors import RecipeError, RenderError
from tools.render.ground_truth import other_label
from tools.render.recipe import Other, Recipe
from tools.render.second_person import SecondPerson

from .conftest import SHORT

LYING = np.array([[x, y, z] for x in (-0.9, 0.9) for y in (-0.3, 0.3) for z in (0, 0.4)], "f4")


def second(assets: AssetFolder, **other):
    return SecondPerson(assets, Other.model_validate({"who": "old_man", **other}), LYING)


def staged(assets, camera=None, **other):
    return Staging(
        Recipe.model_validate(
            {
                **SHORT,
                "camera": {**SHORT["camera"], **(camera or {})},
                "other": {"who": "old_man", **other},
            }
        ),
        assets,
    )


@pytest.mark.parametrize("doing", ["standing", "sitting"])
def test_feet_on_the_floor_and_as_tall_as_one_is(assets, doing):
    surface = second(assets, doing=doing).vertices(0)
    assert surface[:, 2].min() == pytest.approx(0, abs=0.001)
    low, high = (1.6, 1.9) if doing == "standing" else (1.15, 1.45)
    assert low < surface[:, 2].max() < high


def test_who_sits_has_something_to_sit_on(assets):
    size, at = second(assets, doing="sitting").stool
    assert 0.35 < size[2] < 0.55
    assert at[2] == pytest.approx(size[2] / 2)
    assert second(assets, doing="standing").stool is None


@pytest.mark.parametrize(("faces_deg", "ahead"), [(0, (0, -1)), (90, (1, 0)), (180, (0, 1))])
def test_faces_the_way_asked_for(assets, faces_deg, ahead):
    person = second(assets, faces_deg=faces_deg)
    shoes = person.vertices(0)[person.body.surface.part == "shoes"]
    # Shoes reach farther forward from the ankles than backward.
    assert (shoes.mean(axis=0) - person.at)[:2] @ ahead > 0.02


def test_behind_beside_or_where_asked(assets):
    assert second(assets, where="behind").at[1] > 0.7
    assert second(assets, where="beside").at[0] > 1.2
    assert second(assets, offset_m=(-0.4, 1.0)).at == pytest.approx([-0.4, 1.0, 0])


def test_sways_a_little_about_the_feet_and_is_there_only_in_its_time(assets):
    person = second(assets, from_s=2.0, to_s=20.0)
    states = [person.state(time_s) for time_s in np.arange(0, 25, 0.1)]
    assert states[0] is states[-1] is None
    assert {state for state in states if state is not None} == set(range(-4, 5))
    moved = np.linalg.norm(person.vertices(4) - person.vertices(0), axis=1)
    assert moved.max() < 0.05
    assert moved[person.vertices(0)[:, 2] < 0.05].max() < 0.01


def test_picture_shows_them_only_while_they_are_there(assets):
    staging = staged(assets, from_s=1.0, to_s=2.0, framed=True)
    empty, there, gone = (staging.key(time_s) for time_s in (0.0, 1.5, 2.5))
    try:
        renderer = build_renderer(staging)
    except RenderError as error:
        pytest.skip(f"needs OpenGL without a display: {error}")
    box = staging.view.project(staging.second.vertices(0))
    head = np.s_[int(box[:, 1].min()) + 3 : int(box[:, 1].min()) + 12, int(box[:, 0].mean())]
    before, during, after = (
        renderer.draw(staging.vertices(key))[head].astype(int) for key in (empty, there, gone)
    )
    assert np.abs(before - after).max() <= 2
    assert np.abs(during - before).max() > 30


def test_framed_puts_both_into_the_picture_and_the_label_says_how_tall(assets):
    labels = {}
    for framed in (False, True):
        staging = staged(assets, framed=framed, to_s=2.0)
        trunk = staging.solve(staging.key(0.0))[1][[[11, 12], [23, 24]]].mean(axis=1)
        labels[framed] = other_label(
            staging.timeline, staging.view, staging.second, staging.start, trunk
        )
    assert labels[True]["inside_share"] == 1
    assert labels[False]["inside_share"] < 0.9
    assert (labels[True]["start_s"], labels[True]["end_s"]) == (0, 2.0)
    assert labels[True]["body"] == "old_man"
    assert labels[True]["height_px"] > 2 * labels[True]["main_height_px"]
    assert 0.6 < labels[True]["size_ratio"] < 1.1


def test_main_person_is_the_same_with_somebody_else_there(assets):
    alone = Staging(Recipe.model_validate(SHORT), assets)
    together = staged(assets)
    at = 1.7
    assert together.solve(together.key(at))[1] == pytest.approx(
        alone.solve(alone.key(at))[1], nan_ok=True
    )
    assert together.view.distance_m == alone.view.distance_m


def test_nonsense_is_refused(assets):
    with pytest.raises(ValidationError, match="to_s must be later"):
        Other.model_validate({"who": "old_man", "from_s": 3, "to_s": 2})
    with pytest.raises(RecipeError, match="second person before the camera"):
        staged(assets, offset_m=(0, -2.4))
