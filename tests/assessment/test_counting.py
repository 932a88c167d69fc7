"""What counts as a repetition, what does not and why, and what is no try at all."""

import numpy as np
import pytest

from formcheck.assessment.types import Rejection
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from formcheck.texts.labels import reason_sentence
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    faults,
    hidden,
    judged,
    rejections,
    wobbling,
)
from tests.support.stick_figure import Camera, Key

EXERCISES = list(GOOD_REPETITIONS)
DOG, LYING, NINETY, SEATED = (
    GOOD_REPETITIONS["bird_dog"],
    GOOD_REPETITIONS["hamstring_stretch"],
    GOOD_REPETITIONS["hamstring_stretch_90_90"],
    GOOD_REPETITIONS["hamstring_stretch_seated"],
)
BRIDGE = GOOD_REPETITIONS["bridge"]

# Angles that start a try but do not reach the end position, and a return too quick to be judged.
HALF = {
    "bridge": {"hip": 151},
    "bird_dog": {"leg": -39, "knee": 165, "arm": 0},
    "hamstring_stretch": {"raise": 25},
    "hamstring_stretch_90_90": {"knee": 116},
    "hamstring_stretch_seated": {"hip": 72},
}
QUICK = {
    "bridge": {"out_s": 0.25, "hold_s": 0.2, "back_s": 0.25},
    "bird_dog": {"out_s": 0.25, "hold_s": 0.3, "back_s": 0.25},
    "hamstring_stretch": {"out_s": 0.4, "hold_s": 0.35, "back_s": 0.4},
    "hamstring_stretch_90_90": {"out_s": 0.3, "hold_s": 0.4, "back_s": 0.3},
    "hamstring_stretch_seated": {"out_s": 0.3, "hold_s": 0.4, "back_s": 0.3},
}


def still(exercise: str, seconds: float = 6.0, **angles: float) -> PoseTrack:
    return GOOD_REPETITIONS[exercise].film([Key(seconds=seconds, angles={})], rest=angles, lead_s=0)


@pytest.mark.parametrize("near", list(Side))
@pytest.mark.parametrize("repetitions", [1, 3])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_good_repetitions_are_counted_exactly_and_have_no_faults(exercise, repetitions, near):
    review = judged(
        GOOD_REPETITIONS[exercise].good(repetitions, camera=Camera(near=near)), exercise
    )
    assert review.counted == repetitions
    assert len(review.repetitions) == repetitions
    assert faults(review) == set()
    assert review.score == pytest.approx(100)
    assert review.band == "excellent"
    assert review.warnings == ()
    assert review.view.near_side is near
    assert [r.index for r in review.repetitions] == list(range(1, repetitions + 1))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_repetition_starts_turns_and_ends_where_the_movement_does(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    (repetition,) = judged(good_rep.good(), exercise).repetitions
    top_s = 1.2 + good_rep.out_s
    leave_s = top_s + good_rep.hold_s
    assert repetition.start_s == pytest.approx(1.2, abs=0.6)
    assert top_s - 0.4 <= repetition.turn_s <= leave_s + 0.4
    assert repetition.end_s == pytest.approx(leave_s + good_rep.back_s, abs=0.6)
    assert repetition.out_s + repetition.hold_s + repetition.back_s == pytest.approx(
        repetition.end_s - repetition.start_s, abs=0.1
    )


@pytest.mark.parametrize(
    ("exercise", "rom_deg"),
    [("bridge", 41), ("bird_dog", 83), ("hamstring_stretch", 70), ("hamstring_stretch_90_90", 65)],
)
def test_the_range_of_motion_is_the_primary_signals_way(exercise, rom_deg):
    (repetition,) = judged(GOOD_REPETITIONS[exercise].good(), exercise).repetitions
    assert repetition.rom_deg == pytest.approx(rom_deg, abs=1.5)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_try_that_does_not_reach_the_end_position_is_partial(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    half = good_rep.keys(top=HALF[exercise], hold_s=1.0)
    review = judged(good_rep.film([*half, *good_rep.keys()]), exercise)
    assert rejections(review) == ["partial"]
    assert review.counted == 1
    rejected = review.repetitions[0]
    assert rejected.score is None
    assert rejected.faults == ()
    assert rejected.reason
    assert review.score == pytest.approx(100)


@pytest.mark.parametrize("fps", [12, 30])
def test_one_partial_try_after_the_other_is_listed(fps):
    good_rep = GOOD_REPETITIONS["bridge"]
    half = good_rep.keys(top={"hip": 151})
    review = judged(good_rep.film([*good_rep.keys(), *half * 3], fps=fps), "bridge")
    assert rejections(review) == ["partial"] * 3
    assert review.counted == 1


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_repetition_too_quick_to_judge_is_too_fast(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    review = judged(good_rep.film([*good_rep.keys(**QUICK[exercise]), *good_rep.keys()]), exercise)
    assert rejections(review) == ["too_fast"]
    assert review.counted == 1
    assert review.repetitions[0].faults == ()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_repetition_cut_off_by_the_end_of_the_clip_is_unfinished(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    review = judged(good_rep.film([*good_rep.keys(), *good_rep.keys()[:2]]), exercise)
    assert review.counted == 1
    assert rejections(review) == ["unfinished"]
    assert review.repetitions[-1].score is None
    assert np.isnan(review.repetitions[-1].back_s)
    assert "1 did not finish before the clip ended" in review.summary


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_repetition_that_is_back_when_the_clip_ends_counts(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    out_hold_back = good_rep.keys()[:3]
    review = judged(good_rep.film([*out_hold_back, Key(seconds=0.3, angles={})]), exercise)
    assert (review.counted, rejections(review)) == (1, [])


@pytest.mark.parametrize("exercise", EXERCISES)
def test_starting_at_the_top_counts_nothing_until_rest_was_seen(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    down = good_rep.keys()[2:]
    at_top = good_rep.film([Key(seconds=3.0, angles={}), *down], rest=good_rep.top, lead_s=0)
    assert judged(at_top, exercise).repetitions == ()
    then_one = [Key(seconds=3.0, angles={}), *down_to_start(exercise), *good_rep.keys()]
    review = judged(good_rep.film(then_one, rest=good_rep.top, lead_s=0), exercise)
    assert (review.counted, rejections(review)) == (1, [])
    assert faults(review) == set()


def down_to_start(exercise: str) -> list[Key]:
    good_rep = GOOD_REPETITIONS[exercise]
    return [Key(seconds=good_rep.back_s, angles=good_rep.rest), Key(seconds=1.5, angles={})]


# --- bird-dog: which limbs ---------------------------------------------------------------------


@pytest.mark.parametrize("near", list(Side))
def test_alternating_sides_are_counted_each(near):
    keys = [key for side in (*Side, *Side) for key in DOG.keys(work=side)]
    review = judged(DOG.film(keys, camera=Camera(near=near)), "bird_dog")
    assert [r.side for r in review.repetitions] == ["left", "right", "left", "right"]
    assert review.counted == 4


def test_only_the_wanted_side_is_listed():
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


@pytest.mark.parametrize("near", list(Side))
def test_the_leg_without_the_arm_is_rejected_as_such(near):
    alone = DOG.keys(top={"arm": -88})
    review = judged(DOG.film([*alone, *DOG.keys()], camera=Camera(near=near)), "bird_dog")
    assert rejections(review) == ["leg_only"]
    assert review.counted == 1


def test_the_arm_without_the_leg_is_no_try():
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
def test_a_leg_that_only_comes_along_is_no_repetition_of_its_own(longer_s, sides):
    """Both go up together, the other one less; it comes down later, and so is the higher one."""
    up, hold, *_ = LYING.keys(top={"other_raise": 45}, hold_s=6.0)
    down = [
        Key(seconds=2.5, angles={"raise": 2}),
        Key(seconds=longer_s, angles={}),
        Key(seconds=1.5, angles={"other_raise": 1}),
        Key(seconds=2.0, angles={}),
    ]
    review = judged(LYING.film([up, hold, *down, *LYING.keys()]), "hamstring_stretch")
    assert [r.side for r in review.repetitions] == [*sides, "left"]
    assert review.counted == len(sides) + 1


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


@pytest.mark.parametrize("exercise", EXERCISES)
def test_ordinary_landmark_noise_changes_no_count(exercise):
    track = wobbling(GOOD_REPETITIONS[exercise].good(2), px=1.5, seed=11)
    assert judged(track, exercise).counted == 2


def test_a_movement_without_end_is_given_up():
    """Two minutes at the top of a bridge: the start position was not taken again in time."""
    out, hold, back, rest = BRIDGE.keys(hold_s=125)
    review = judged(BRIDGE.film([out, hold, back, rest], fps=5), "bridge")
    assert rejections(review) == [Rejection.TOO_LONG]
    assert review.counted == 0


def test_every_rejection_says_why_in_a_sentence():
    half, quick = BRIDGE.keys(top=HALF["bridge"]), BRIDGE.keys(**QUICK["bridge"])
    review = judged(BRIDGE.film([*half, *quick, *BRIDGE.keys()[:2]]), "bridge")
    assert rejections(review) == ["partial", "too_fast", "unfinished"]
    for repetition in review.repetitions:
        said = reason_sentence(repetition.reason)
        assert said.endswith(".")
        assert len(said.split()) >= 4
    assert review.score is None
    assert review.main_fault is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_movement_without_its_foot_in_sight_is_not_called_good_or_bad(exercise):
    """Its visibility is too low to score all the time, so nothing that needs it is judged."""
    feet = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    review = judged(hidden(GOOD_REPETITIONS[exercise].good(2), *feet, to=0.27), exercise)
    assert review.score is None
    assert review.band is None
    for repetition in review.repetitions:
        assert repetition.score is None
        assert repetition.band is None
