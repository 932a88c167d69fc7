"""A pose checks the shapes of its landmarks."""

import numpy as np
import pytest

from formcheck.errors import TrackError
from formcheck.kinematics.pose import Pose

GOOD = {"time_s": 0.0, "xy": np.zeros((33, 2)), "visibility": np.ones(33), "size": (640, 480)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"xy": np.zeros((33, 3))},
        {"xy": np.zeros((32, 2))},
        {"visibility": np.ones((33, 1))},
        {"world": np.zeros((33, 2))},
    ],
    ids=lambda wrong: "-".join(f"{k}{v.shape}" for k, v in wrong.items()),
)
def test_a_wrong_shape_is_refused_with_what_was_got(wrong):
    ((name, array),) = wrong.items()
    with pytest.raises(TrackError) as caught:
        Pose(**{**GOOD, **wrong})
    assert name in str(caught.value)
    assert str(array.shape) in str(caught.value)


def test_somebody_is_found_when_any_landmark_is_known():
    assert Pose(**GOOD).found
    assert not Pose.empty(0.0, (640, 480)).found


def test_nobody_is_all_unknown_and_invisible():
    nobody = Pose.empty(1.5, (640, 480))
    assert nobody.time_s == 1.5
    assert np.isnan(nobody.xy).all()
    assert not nobody.visibility.any()
    assert nobody.world is None
