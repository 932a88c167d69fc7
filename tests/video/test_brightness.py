"""How bright a picture is."""

import numpy as np
import pytest

from formcheck.video.brightness import measure_brightness


def picture(level: int) -> np.ndarray:
    return np.full((120, 160, 3), level, dtype=np.uint8)


@pytest.mark.parametrize(("level", "light"), [(0, 0.0), (255, 1.0), (51, 0.2)])
def test_an_even_picture_has_its_own_brightness(level, light):
    assert measure_brightness(picture(level)) == pytest.approx(light)


def test_a_lit_person_in_a_dark_room_is_bright_enough():
    lit = picture(10)
    lit[:, :32] = 200
    assert measure_brightness(lit) > 0.7


def test_a_distant_lamp_does_not_light_the_person():
    lamp = picture(10)
    lamp[:16, :16] = 255
    assert measure_brightness(lamp) < 0.1


def test_a_picture_of_one_pixel_has_a_brightness():
    assert measure_brightness(picture(255)[:1, :1]) == 1.0
