"""A recipe is checked when it is read."""

import pytest
import tomlkit

from tools.render.errors import RecipeError
from tools.render.recipe import read_recipe

from .conftest import SHORT


def write(path, **changes):
    path.write_text(tomlkit.dumps({**SHORT, **changes}), encoding="utf-8")
    return path


def test_good_recipe(tmp_path):
    recipe = read_recipe(write(tmp_path / "good.toml"))
    assert (recipe.exercise, recipe.camera.fps, recipe.movement.near_side) == (
        "bridge",
        10,
        "right",
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"exercise": "squat"}, "exercise"),
        ({"speed": 2}, "speed"),
        ({"name": "../away"}, "name"),
        ({"camera": {"width": 321}}, "camera.width"),
        ({"movement": {"sides": [], "raise_s": 1, "hold_s": 1, "lower_s": 1}}, "movement.sides"),
        ({"fault": [{"rule": "drop_in_hold", "size": 5, "repetitions": [2]}]}, "there are 1"),
        ({"part": [{"kind": "idle", "place": "during", "seconds": 5}]}, "place"),
        (
            {"part": [{"kind": "idle", "place": "after", "seconds": 5, "repetitions": [1]}]},
            "cannot follow",
        ),
        (
            {"part": [{"kind": "idle", "place": "between", "seconds": 5, "repetitions": [1]}]},
            "none comes after the last",
        ),
        (
            {
                "movement": {**SHORT["movement"], "negative": "still"},
                "fault": [{"rule": "drop_in_hold", "size": 5}],
            },
            "a negative has no faults",
        ),
    ],
)
def test_bad_recipe_is_refused_naming_file_and_key(tmp_path, changes, message):
    with pytest.raises(RecipeError, match=r"bad\.toml") as refused:
        read_recipe(write(tmp_path / "bad.toml", **changes))
    assert message in str(refused.value)


def test_broken_toml(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(RecipeError, match=r"broken\.toml is not valid TOML"):
        read_recipe(path)


def test_missing_file(tmp_path):
    with pytest.raises(RecipeError, match="Expected a recipe"):
        read_recipe(tmp_path / "none.toml")
