"""The camera's place and direction, and which part of the person is in the picture."""

import numpy as np
import pytest

from tools.render.camera import place
from tools.render.errors import RecipeError
from tools.render.recipe import Camera

# A lying person's extent: 1.8 m along the mat, 0.5 m high.
LYING = np.array([[x, y, z] for x in (-0.9, 0.9) for y in (-0.25, 0.25) for z in (0.0, 0.5)])
PORTRAIT = {"width": 540, "height": 960, "hfov_deg": 42.0}


def seen(**camera):
    """The person's box in the picture, as shares: left, top, right, bottom."""
    view = place(Camera(**camera), LYING)
    share = view.project(LYING) / (view.width, view.height)
    return view, (*share.min(axis=0), *share.max(axis=0))


@pytest.mark.parametrize("yaw_deg", [-90.0, -40.0, 0.0, 40.0, 90.0])
@pytest.mark.parametrize("height_m", [0.3, 1.6])
@pytest.mark.parametrize("picture", [{}, PORTRAIT], ids=["landscape", "portrait"])
def test_person_fits_with_the_margin_from_everywhere(yaw_deg, height_m, picture):
    view, box = seen(yaw_deg=yaw_deg, height_m=height_m, **picture)
    assert min(box) >= 0.09
    assert max(box) <= 0.91
    assert view.position[2] == height_m


@pytest.mark.parametrize("distance_m", [1.5, 6.0])
def test_given_distance_is_kept(distance_m):
    view, _ = seen(distance_m=distance_m)
    assert np.hypot(*(view.position - view.target)[:2]) == pytest.approx(distance_m)


def test_camera_without_pitch_aims_at_the_person():
    low, high = seen(height_m=0.3)[0], seen(height_m=1.6)[0]
    assert low.pitch_deg < 5
    assert high.pitch_deg > 20
    for view in (low, high):
        middle = view.project(LYING).mean(axis=0)
        assert middle == pytest.approx([480, 270], abs=20)


@pytest.mark.parametrize(("pitch_deg", "height_m"), [(25.0, 1.4), (-5.0, 0.3), (0.0, 0.7)])
def test_given_pitch_is_kept_and_the_person_still_fits(pitch_deg, height_m):
    view, box = seen(pitch_deg=pitch_deg, height_m=height_m)
    assert view.pitch_deg == pytest.approx(pitch_deg)
    assert min(box) >= 0.09
    assert max(box) <= 0.91
    assert box[0] == pytest.approx(1 - box[2], abs=0.01)


def test_more_pitch_moves_the_person_up_in_the_picture():
    tops = [seen(pitch_deg=pitch, distance_m=3.0)[1][1] for pitch in (0.0, 10.0, 20.0)]
    assert tops == sorted(tops, reverse=True)


def test_shift_displaces_the_picture_and_nothing_else():
    middle, whole = seen()
    view, cropped = seen(shift_x=0.25, shift_y=-0.2)
    assert cropped == pytest.approx(np.add(whole, (0.25, -0.2, 0.25, -0.2)))
    assert cropped[2] > 1  # the feet have left the picture
    assert view.position == pytest.approx(middle.position)


def test_camera_that_cannot_see_everybody_is_refused():
    with pytest.raises(RecipeError, match="do not fit"):
        seen(pitch_deg=60.0, height_m=0.3)
    with pytest.raises(RecipeError, match="too near"):
        seen(distance_m=0.6, yaw_deg=90.0)
