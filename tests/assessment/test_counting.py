"""What counts as a repetition, what does not and why."""

import numpy as np
import pytest

from formcheck.assessment.types import Rejection
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.texts.labels import reason_sentence
from tests.assessment.counting_examples import BRIDGE, EXERCISES, HALF, QUICK
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    NEAR_TOP_S,
    faults,
    hidden,
    judged,
    rejections,
    wobbling,
)
from tests.support.stick_figure import Camera, Key


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
    # The time near the top belongs to the hold and to the ways.
    times_s = repetition.out_s + repetition.hold_s + repetition.back_s
    whole_s = repetition.end_s - repetition.start_s
    assert times_s == pytest.approx(whole_s + NEAR_TOP_S, abs=0.3)


@pytest.mark.parametrize(
    ("exercise", "rom_deg"),
    [("bridge", 41), ("bird_dog", 83), ("hamstring_stretch", 70), ("hamstring_stretch_90_90", 65)],
)
def test_the_range_of_motion_is_how_far_the_primary_signal_travels(exercise, rom_deg):
    (repetition,) = judged(GOOD_REPETITIONS[exercise].good(), exercise).repetitions
    assert repetition.rom_deg == pytest.approx(rom_deg, abs=1.5)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_attempt_that_does_not_reach_the_end_position_is_partial(exercise):
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
def test_several_partial_attempts_in_a_row_are_all_listed(fps):
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
def test_a_clip_that_starts_at_the_top_counts_nothing_until_the_start_position_is_seen(exercise):
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


@pytest.mark.parametrize("exercise", EXERCISES)
def test_ordinary_landmark_noise_changes_no_count(exercise):
    track = wobbling(GOOD_REPETITIONS[exercise].good(2), px=1.5, seed=11)
    assert judged(track, exercise).counted == 2


def test_a_movement_that_does_not_end_is_rejected_as_too_long():
    """Two minutes at the top of a bridge: the person does not return in time."""
    out, hold, back, rest = BRIDGE.keys(hold_s=125)
    review = judged(BRIDGE.film([out, hold, back, rest], fps=5), "bridge")
    assert rejections(review) == [Rejection.TOO_LONG]
    assert review.counted == 0


def test_every_rejection_says_why_in_a_sentence():
    half, quick = BRIDGE.keys(top=HALF["bridge"]), BRIDGE.keys(**QUICK["bridge"])
    review = judged(BRIDGE.film([*half, *quick, *BRIDGE.keys()[:2]]), "bridge")
    assert rejections(review) == ["partial", "too_fast", "unfinished"]
    for repetition in review.repetitions:
        sentence = reason_sentence(repetition.reason)
        assert sentence.endswith(".")
        assert len(sentence.split()) >= 4
    assert review.score is None
    assert review.main_fault is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_movement_with_an_unseen_foot_gets_no_score(exercise):
    """The visibility of the feet is always too low for a score."""
    feet = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    review = judged(hidden(GOOD_REPETITIONS[exercise].good(2), *feet, to=0.27), exercise)
    assert review.score is None
    assert review.band is None
    for repetition in review.repetitions:
        assert repetition.score is None
        assert repetition.band is None
