"""Light from another side, at night, and too little of it."""

import numpy as np
import pytest

from tools.render.clip import Staging, build_renderer
from tools.render.errors import RenderError
from tools.render.light import lighting, lights
from tools.render.recipe import Finish, Recipe
from tools.render.sensor_noise import SensorLook

from .conftest import SHORT


@pytest.fixture
def picture(assets):
    """The start position under a light, as the sensor sees it, and where the person is in it."""

    def draw(**finish):
        recipe = Recipe.model_validate({**SHORT, "finish": finish})
        staging = Staging(recipe, assets)
        start = staging.vertices(staging.key(0.0))
        try:
            clean = build_renderer(staging).draw(start)
        except RenderError as error:
            pytest.skip(f"needs OpenGL without a display: {error}")
        (left, top), (right, bottom) = (
            edge(staging.view.project(start), axis=0).astype(int) for edge in (np.min, np.max)
        )
        look = SensorLook(recipe.camera, recipe.finish, seed=1)
        return look.expose(look.soften(clean)).astype(float), np.s_[top:bottom, left:right]

    return draw


@pytest.mark.parametrize(
    ("light_deg", "axis", "sign"), [(0.0, 1, -1), (90.0, 0, 1), (180.0, 1, 1), (-90.0, 0, -1)]
)
def test_light_comes_from_where_it_is_said_to(light_deg, axis, sign):
    chosen, key = lighting(Finish(light_deg=light_deg))
    directions, colours = lights(chosen, key, count=10, around_key=4)
    together = directions[:4].mean(axis=0)
    assert sign * key[axis] > 0.8
    assert key[1 - axis] == pytest.approx(0, abs=1e-9)
    assert sign * together[axis] > 0.5
    assert colours[:4].sum(axis=0) == pytest.approx(chosen.key_colour)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(1)


def test_backlight_leaves_the_person_dark_before_a_bright_window(picture):
    day, person = picture()
    backlit, _ = picture(lighting="backlight")
    assert backlit[person].mean() < 0.6 * day[person].mean()
    assert np.percentile(backlit, 99) > 240 > np.percentile(day, 99)


def test_evening_is_darker_and_warmer_than_day(picture):
    day, _ = picture()
    evening, _ = picture(lighting="evening")
    assert evening.mean() < 0.8 * day.mean()
    assert evening[..., 0].mean() / evening[..., 2].mean() > 1.5 * (
        day[..., 0].mean() / day[..., 2].mean()
    )


def test_too_dark_drowns_the_person_in_noise(picture):
    noise = 12.0
    dark, person = picture(lighting="evening", exposure=0.05, noise=noise)
    clear, _ = picture(lighting="evening", exposure=0.05, noise=0)
    assert dark.mean() < 18
    # What there is to see differs from place to place by less than the noise does.
    assert clear[person].std() < noise
