"""Which arm or leg moves decides which repetition is counted, and for which side."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.track import PoseTrack
from formcheck.texts.labels import reason_sentence
from tests.assessment.counting_examples import BRIDGE, DOG, LYING, NINETY, SEATED
from tests.support.good_repetitions import changed, faults, hidden, judged, rejections, within
from tests.support.stick_figure import Camera, Key

# --- bird-dog: which limbs ---------------------------------------------------------------------


@pytest.mark.parametrize("near", list(Side))
def test_alternating_sides_are_counted_each(near):
    keys = [key for side in (*Side, *Side) for key in DOG.keys(work=side)]
    review = judged(DOG.film(keys, camera=Camera(near=near)), "bird_dog")
    assert [r.side for r in review.repetitions] == ["left", "right", "left", "right"]
    assert review.counted == 4


def test_only_the_requested_side_is_listed():
    keys = [key for side in (*Side, *Side) for key in DOG.keys(work=side)]
    review = judged(DOG.film(keys), "bird_dog", side=Side.RIGHT)
    assert [r.side for r in review.repetitions] == ["right", "right"]


@pytest.mark.parametrize("near", list(Side))
@pytest.mark.parametrize("work", list(Side))
def test_arm_and_leg_of_the_same_side_are_rejected_as_such(work, near):
    same = DOG.keys(top={"arm": -88, "same_arm": 0}, work=work)
    review = judged(DOG.film([*same, *DOG.keys(work=work)], camera=Camera(near=near)), "bird_dog")
    assert rejections(review) == ["same_side"]
    assert review.counted == 1
    assert "opposite" in reason_sentence(review.repetitions[0].reason)
    assert review.repetitions[0].score is None


def seen_from_above(track: PoseTrack, near: Side, *, arms_exchanged: bool = False) -> PoseTrack:
    """The farther side is a sixth of a trunk higher in the picture, as for a camera at 0.9 m.

    With `arms_exchanged` the pose model takes one arm for the other while the leg is up.
    """
    xy = track.xy.copy()
    xy[:, [int(mark) for mark in Landmark if mark.name.startswith(near.opposite.name)], 1] -= 25
    if arms_exchanged:
        up = within(track, 2.0, 8.0)
        left, right = ([int(side_landmark(side, j)) for j in ("elbow", "wrist")] for side in Side)
        xy[np.ix_(up, left + right)] = xy[np.ix_(up, right + left)]
    return changed(track, xy=xy)


@pytest.mark.parametrize("near", list(Side))
@pytest.mark.parametrize("work", list(Side))
def test_same_side_is_said_only_where_the_ground_says_so_too(work, near):
    camera = Camera(near=near)
    opposite = DOG.film(DOG.keys(work=work), camera=camera)
    review = judged(seen_from_above(opposite, near, arms_exchanged=True), "bird_dog")
    assert (review.counted, rejections(review)) == (1, [])
    same = DOG.film(DOG.keys(top={"arm": -88, "same_arm": 0}, work=work), camera=camera)
    assert rejections(judged(seen_from_above(same, near), "bird_dog")) == ["same_side"]


@pytest.mark.parametrize("near", list(Side))
def test_the_leg_without_the_arm_is_rejected_as_such(near):
    alone = DOG.keys(top={"arm": -88})
    review = judged(DOG.film([*alone, *DOG.keys()], camera=Camera(near=near)), "bird_dog")
    assert rejections(review) == ["leg_only"]
    assert review.counted == 1


@pytest.mark.parametrize(("hands", "at_top"), [(-88, -88), (-52, -45)])
@pytest.mark.parametrize(
    ("share", "rejected"), [(0.0, ["leg_only"]), (0.03, []), (None, ["leg_only"])]
)
def test_an_arm_that_the_model_does_not_see_shows_in_the_picture(hands, at_top, share, rejected):
    """Both arms read as standing on the floor, under the shoulders or far ahead of them."""
    down = {"arm": hands, "same_arm": hands}
    alone = DOG.keys(rest=down, top={"arm": at_top, "same_arm": at_top})
    track = DOG.film(alone, rest=down)
    if share is not None:
        lifted = within(track, 2.0, 8.0)
        track = changed(track, change_ahead=np.where(lifted, share, 0.0))
    assert rejections(judged(track, "bird_dog")) == rejected


def test_legs_that_read_as_standing_while_an_arm_is_up_end_no_repetition():
    up, hold, back, rest = DOG.keys(hold_s=1.5)
    standing = [Key(seconds=s, angles={"leg": -44, "knee": 90}, work=up.work) for s in (0.6, 0.4)]
    again = replace(up, seconds=0.6)
    review = judged(DOG.film([up, hold, *standing, again, hold, back, rest]), "bird_dog")
    assert (review.counted, rejections(review)) == (1, [])


@pytest.mark.parametrize(("visibility", "said"), [(0.36, "not_assessable"), (0.56, "leg_only")])
def test_that_only_the_leg_was_lifted_is_said_of_hands_that_are_clearly_seen(visibility, said):
    """A raised hand outside the picture is found beside the other one, but hardly visible."""
    alone = DOG.film(DOG.keys(top={"arm": -88}, work=Side.LEFT))
    review = judged(hidden(alone, Landmark.RIGHT_WRIST, to=visibility), "bird_dog")
    assert rejections(review) == [said]


def test_a_leg_that_is_hidden_while_the_hands_are_down_stands_behind_the_other():
    track = DOG.film(DOG.keys(work=Side.LEFT), camera=Camera(near=Side.LEFT))
    leg = [side_landmark(Side.RIGHT, joint) for joint in ("knee", "ankle")]
    review = judged(hidden(track, *leg, to=0.1), "bird_dog")
    assert (review.counted, rejections(review)) == (1, [])


def test_the_arm_without_the_leg_is_no_attempt():
    arm_only = DOG.keys(top={"leg": -44, "knee": 90, "arm": 2})
    assert judged(DOG.film(arm_only), "bird_dog").repetitions == ()


def test_a_bent_knee_kick_is_not_counted():
    kick = DOG.keys(top={"leg": 10, "knee": 95, "arm": 2})
    assert judged(DOG.film(kick), "bird_dog").counted == 0


# --- hamstring stretch: which leg --------------------------------------------------------------


@pytest.mark.parametrize("near", list(Side))
def test_each_leg_is_counted_by_itself(near):
    keys = [key for side in (*Side, Side.LEFT) for key in LYING.keys(work=side)]
    review = judged(LYING.film(keys, camera=Camera(near=near)), "hamstring_stretch")
    assert [r.side for r in review.repetitions] == ["left", "right", "left"]
    assert review.counted == 3
    only = judged(LYING.film(keys, camera=Camera(near=near)), "hamstring_stretch", side=Side.LEFT)
    assert [r.side for r in only.repetitions] == ["left", "left"]


@pytest.mark.parametrize(("longer_s", "sides"), [(1.0, ["left"]), (8.0, ["left", "right"])])
def test_a_leg_that_rises_with_the_other_is_not_counted_separately(longer_s, sides):
    """Both legs rise together, the other one less. It comes down later, as the higher one."""
    up, hold, *_ = LYING.keys(top={"other_raise": 45}, hold_s=6.0)
    down = [
        Key(seconds=2.5, angles={"raise": 2}),
        Key(seconds=longer_s, angles={}),
        Key(seconds=1.5, angles={"other_raise": 1}),
        Key(seconds=2.0, angles={}),
    ]
    review = judged(LYING.film([up, hold, *down, *LYING.keys()]), "hamstring_stretch")
    assert [r.side for r in review.repetitions] == [*sides, "left"]
    assert rejections(review) == ["other_leg"] * (len(sides) - 1)
    assert review.counted == 2


UP = {"raise": 85, "other_raise": 85}
OTHER_LEG_MOVEMENTS = {
    "one leg lowered at a time": (UP, [({"raise": 4}, Side.LEFT), ({}, Side.LEFT)] * 2),
    "both legs raised": ({}, [(UP, None), ({"raise": 2, "other_raise": 2}, None)] * 2),
    "both legs raised half-way, one less": (
        {},
        [({"raise": 54, "other_raise": 44}, None), ({"raise": 2, "other_raise": 2}, None)] * 2,
    ),
    "scissors": (
        {"other_raise": 70},
        [({"raise": 70, "other_raise": 5}, None), ({"raise": 5, "other_raise": 70}, None)] * 3,
    ),
    "scissors above the floor, held": (
        {"raise": 15, "other_raise": 65},
        [
            (to, None)
            for to in (
                {"raise": 65, "other_raise": 15},
                {},
                {},
                {},
                {"raise": 15, "other_raise": 65},
                {},
            )
        ]
        * 2,
    ),
}


@pytest.mark.parametrize("name", OTHER_LEG_MOVEMENTS)
def test_a_movement_of_both_legs_is_no_stretch_and_says_so(name):
    start, positions = OTHER_LEG_MOVEMENTS[name]
    keys = [Key(seconds=1.5, angles={**start, **to}, work=work) for to, work in positions]
    held = [key for one in keys for key in (one, Key(seconds=0.8, angles={}, work=one.work))]
    review = judged(LYING.film(held, rest=start), "hamstring_stretch")
    assert review.counted == 0
    assert "other_leg" in rejections(review)
    assert set(rejections(review)) <= {"other_leg", "unfinished"}
    sentences = [reason_sentence(r.reason) for r in review.repetitions if r.rejected == "other_leg"]
    assert all("other leg was lifted too" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("rest", "top"),
    [
        # A knee hug: the other leg is hugged while this one is stretched out above the floor.
        ({"hip": 118, "knee": 58}, {"hip": 134, "knee": 156, "other_raise": 76, "other_knee": 45}),
        # A dead bug: the leg is stretched out low, the other thigh stays upright.
        (
            {"hip": 82, "knee": 60, "other_raise": 46, "other_knee": 60},
            {"hip": 155, "knee": 160, "other_raise": 46, "other_knee": 60},
        ),
        # The leg is put down.
        ({}, {"hip": 160, "knee": 165}),
        # A hugged knee is let go, and hugged again.
        ({"hip": 56, "knee": 62}, {"hip": 87, "knee": 92}),
    ],
)
def test_a_leg_stretched_out_low_is_no_90_90(rest, top):
    keys = NINETY.keys(rest=rest, top=top, hold_s=1.0) * 3
    assert judged(NINETY.film(keys, rest=rest), "hamstring_stretch_90_90").counted == 0


def test_lying_with_the_feet_on_the_floor_is_not_the_start_of_a_90_90():
    """Then the thigh goes up and stays there for a while, before the first repetition."""
    feet_down = {"hip": 132, "knee": 66}
    getting_up = [Key(seconds=1.5, angles={"hip": 92, "knee": 95}), Key(seconds=4, angles={})]
    track = NINETY.film([*getting_up, *NINETY.keys() * 2], rest=feet_down)
    review = judged(track, "hamstring_stretch_90_90")
    assert (review.counted, rejections(review)) == (2, [])
    assert review.repetitions[0].start_s > sum(key.seconds for key in getting_up)


def test_a_bridge_on_one_leg_is_rejected_as_such():
    up = {"other_knee": 174}
    one = BRIDGE.keys(top=up, rest=up)
    both = BRIDGE.keys(rest={"other_knee": 84}, top={"other_knee": 97})
    track = BRIDGE.film([*both, *both, *one, *one], rest={"other_knee": 84})
    review = judged(track, "bridge")
    assert review.counted == 2
    assert rejections(review) == ["other_leg"] * 2
    assert "both feet" in reason_sentence(review.repetitions[-1].reason)


@pytest.mark.parametrize(
    ("travel", "counted", "listed"), [(17, 2, 2), (25, 2, 2), (13.5, 0, 2), (8, 0, 0)]
)
def test_a_small_hinge_counts_and_a_smaller_one_is_listed(travel, counted, listed):
    """A stiff person hinges by 15 to 20 degrees; keeping still there is no new start position."""
    keys = SEATED.keys(top={"hip": 94 - travel}, hold_s=6.0) * 2
    review = judged(SEATED.film(keys), "hamstring_stretch_seated")
    assert (review.counted, len(review.repetitions)) == (counted, listed)
    assert set(rejections(review)) <= {"partial"}


@pytest.mark.parametrize("up", [34, 45, 60, 90])
def test_how_far_the_leg_goes_is_never_a_fault_and_costs_nothing(up):
    review = judged(LYING.film(LYING.keys(top={"raise": up})), "hamstring_stretch")
    assert review.counted == 1
    assert faults(review) == set()
    assert review.score == pytest.approx(100)


@pytest.mark.parametrize("knee", [128, 140, 170])
def test_how_straight_the_knee_gets_in_90_90_costs_nothing(knee):
    review = judged(NINETY.film(NINETY.keys(top={"knee": knee})), "hamstring_stretch_90_90")
    assert (review.counted, faults(review)) == (1, set())
    assert review.score == pytest.approx(100)


@pytest.mark.parametrize("hip", [35, 50, 60])
def test_how_far_the_hinge_goes_costs_nothing(hip):
    review = judged(SEATED.film(SEATED.keys(top={"hip": hip})), "hamstring_stretch_seated")
    assert (review.counted, faults(review)) == (1, set())
    assert review.score == pytest.approx(100)


def test_the_start_position_may_have_bent_knees():
    """People begin with both feet on the floor; the leg is straightened on its way up."""
    bent = {"raise": 0, "knee": 95, "other_raise": 0, "other_knee": 95}
    keys = LYING.keys(rest=bent, top={"other_raise": 0, "other_knee": 95})
    review = judged(LYING.film(keys, rest=bent), "hamstring_stretch")
    assert (review.counted, faults(review)) == (1, set())


def test_pulling_a_bent_knee_to_the_chest_is_no_stretch():
    to_chest = LYING.keys(top={"raise": 70, "knee": 50}, hold_s=3)
    assert judged(LYING.film(to_chest), "hamstring_stretch").counted == 0


def test_the_stretch_on_a_chair_is_counted():
    """Leg sloping from the seat to the floor."""
    chair = {"leg": -30, "hip": 115}
    keys = SEATED.keys(rest=chair, top={"leg": -30, "hip": 75})
    review = judged(SEATED.film(keys, rest=chair), "hamstring_stretch_seated")
    assert (review.counted, faults(review)) == (1, set())
