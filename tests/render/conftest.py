"""Fixtures of the renderer's tests: the assets, if this machine has them."""

import os
from pathlib import Path

import pytest

pytest.importorskip("moderngl", reason="needs the optional extra `render` (moderngl)")

from tools.render.assets import AssetFolder
from tools.render.body import Body
from tools.render.recipe import Person, Recipe

BESIDE_CHECKOUT = Path(__file__).parents[3] / "shared" / "render" / "assets"

SHORT = {
    "name": "short",
    "exercise": "bridge",
    "seed": 3,
    "person": {"sex": "male", "outfit": "male_casualsuit04"},
    "camera": {"width": 320, "height": 180, "fps": 10},
    "movement": {"sides": ["both"], "raise_s": 1.0, "hold_s": 1.0, "lower_s": 1.0, "lead_s": 0.5},
}


@pytest.fixture(scope="session")
def assets() -> AssetFolder:
    """The MakeHuman data, named by FORMCHECK_RENDER_ASSETS or beside the checkout."""
    folder = Path(os.environ.get("FORMCHECK_RENDER_ASSETS", BESIDE_CHECKOUT))
    if not (folder / "base.obj").is_file():
        pytest.skip("needs MakeHuman's data: set FORMCHECK_RENDER_ASSETS to its folder")
    return AssetFolder(folder)


@pytest.fixture(scope="session")
def man(assets: AssetFolder) -> Body:
    return Body(assets, Person(sex="male", outfit="male_casualsuit04"))


@pytest.fixture(scope="session")
def short_recipe() -> Recipe:
    """A bridge of about four seconds in a small picture."""
    return Recipe.model_validate(SHORT)
