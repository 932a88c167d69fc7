"""The landmarks by name, by side and by partner."""

from formcheck.kinematics.landmarks import MIRROR, Landmark, Side, side_landmark


def test_mirroring_twice_is_the_landmark_itself_and_only_the_nose_is_its_own_partner():
    assert [MIRROR[MIRROR[mark]] for mark in Landmark] == list(Landmark)
    assert [mark for mark in Landmark if MIRROR[mark] == mark] == [Landmark.NOSE]


def test_a_joint_and_its_partner_are_on_opposite_sides():
    for side in Side:
        assert MIRROR[side_landmark(side, "foot_index")] == side_landmark(
            side.opposite, "foot_index"
        )
