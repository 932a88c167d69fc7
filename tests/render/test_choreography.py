"""Timing and faults of a movement agree with its labels."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.render.choreography import build_settings, lay_out_clip
from tools.render.errors import RecipeError
from tools.render.exercises import EXERCISES
from tools.render.recipe import Recipe
from tools.render.timing import minimum_jerk

from .conftest import SHORT


def planned(man, **changes):
    movement = {**SHORT["movement"], **changes.pop("movement", {})}
    recipe = Recipe.model_validate({**SHORT, **changes, "movement": movement})
    kind = EXERCISES[recipe.exercise]
    return lay_out_clip(recipe, kind(man, build_settings(recipe, kind)))


@given(st.floats(-1, 2), st.floats(-1, 2))
def test_eased_curve_rises_from_nothing_to_all(first, second):
    low, high = sorted([first, second])
    assert 0 <= minimum_jerk(low) <= minimum_jerk(high) <= 1


def test_same_seed_same_movement_other_seed_another(man):
    assert planned(man) == planned(man)
    assert planned(man).repetitions != planned(man, seed=4).repetitions


def test_primary_is_at_rest_before_and_after_and_at_the_top_between(man):
    clip = planned(man, movement={"sway_deg": 0.0})
    [repetition] = clip.repetitions
    rest, top = clip.rest["hip_deg"], repetition.top["hip_deg"]
    moments = {
        0.0: rest,
        repetition.start_s: rest,
        (repetition.top_s + repetition.leave_s) / 2: top,
        repetition.end_s: rest,
        clip.duration_s: rest,
    }
    for time_s, expected in moments.items():
        assert clip.at(time_s)[0]["hip_deg"] == pytest.approx(expected, abs=0.13)


def test_hold_is_never_shorter_than_asked(man):
    clip = planned(man, movement={"sides": ["both"] * 12, "variation": 0.3})
    assert all(each.leave_s - each.top_s >= 1.0 - 1e-9 for each in clip.repetitions)


@pytest.mark.parametrize(
    ("rule", "size", "primary_at_top", "counted"),
    [("over_arched", 198.0, 198.0, 1), ("hips_low", 150.0, 150.0, 1), ("partial", 0.5, None, 0)],
)
def test_fault_of_a_size(man, rule, size, primary_at_top, counted):
    clip = planned(man, fault=[{"rule": rule, "size": size}], movement={"sway_deg": 0.0})
    [repetition], [fault] = clip.repetitions, clip.faults
    values, _ = clip.at((repetition.top_s + repetition.leave_s) / 2)
    assert clip.counted == counted
    assert (fault.rule, fault.size) == (rule, size)
    if primary_at_top is not None:
        assert values["hip_deg"] == pytest.approx(primary_at_top, abs=0.13)


def test_drop_lowers_the_hips_within_its_span_only(man):
    clip = planned(
        man,
        fault=[{"rule": "drop_in_hold", "size": 15}],
        movement={"sway_deg": 0.0, "hold_s": 5.0},
    )
    [repetition], [fault] = clip.repetitions, clip.faults
    top = repetition.top["hip_deg"]
    middle, before = (fault.start_s + fault.end_s) / 2, (repetition.top_s + fault.start_s) / 2
    assert clip.at(middle)[0]["hip_deg"] == pytest.approx(top - 15, abs=0.3)
    assert clip.at(before)[0]["hip_deg"] == pytest.approx(top, abs=0.13)


def test_too_fast_takes_the_time_it_says(man):
    clip = planned(man, fault=[{"rule": "lowered_too_fast", "size": 0.4}])
    [repetition] = clip.repetitions
    assert math.isclose(repetition.end_s - repetition.leave_s, 0.4, abs_tol=0.002)


def test_clip_that_stops_early_leaves_its_repetition_incomplete(man):
    clip = planned(man, movement={"stop_at_s": 1.8})
    assert clip.duration_s == 1.8
    assert [each.complete for each in clip.repetitions] == [False]


def test_unknown_fault_is_named_with_what_there_is(man):
    with pytest.raises(RecipeError, match=r"no fault 'bouncing'.*over_arched"):
        planned(man, fault=[{"rule": "bouncing", "size": 5}])


def test_unknown_posture_setting_is_named_with_what_there_is(man):
    with pytest.raises(RecipeError, match=r"no posture setting knees.*start_knee_deg"):
        planned(man, posture={"knees": 90.0})


def ways(clip):
    [repetition] = clip.repetitions
    return repetition.start_s, repetition.top_s, repetition.leave_s, repetition.end_s


def test_skewed_curve_is_the_same_movement_at_another_pace(man):
    still = {"sway_deg": 0.0, "variation": 0.0}
    plain, skewed = planned(man, movement=still), planned(man, movement={**still, "skew": 0.6})
    start_s, top_s, *_ = ways(plain)
    assert ways(skewed) == ways(plain)
    middle_s = (start_s + top_s) / 2
    assert skewed.at(middle_s)[0]["hip_deg"] != plain.at(middle_s)[0]["hip_deg"]
    assert skewed.at(top_s) == plain.at(top_s)


def test_hold_sinks_by_no_more_than_its_drift(man):
    clip = planned(man, movement={"sway_deg": 0.0, "hold_drift_deg": 3.0, "hold_s": 5.0})
    _, top_s, leave_s, end_s = ways(clip)
    sunk = clip.at(top_s)[0]["hip_deg"] - clip.at(leave_s)[0]["hip_deg"]
    assert 0.5 < sunk <= 3.13
    assert clip.at(end_s)[0]["hip_deg"] == pytest.approx(clip.rest["hip_deg"], abs=0.13)


def test_left_side_goes_less_far_where_sides_differ(man):
    movement = {"sides": ["right", "left"], "variation": 0.0, "asymmetry": 0.2}
    right, left = planned(man, exercise="bird_dog", movement=movement).repetitions
    assert right.top["leg_deg"] - left.top["leg_deg"] == pytest.approx(4.0)
    assert left.end_s - left.leave_s > left.top_s - left.start_s


def test_spread_moves_what_moves_besides_the_primary(man):
    movement = {"sides": ["right"] * 4, "variation": 0.0, "spread_deg": 4.0}
    clip = planned(man, exercise="bird_dog", movement=movement)
    assert len({each.top["arm_deg"] for each in clip.repetitions}) == 4
    assert len({each.top["leg_deg"] for each in clip.repetitions}) == 1
    assert all(each.top["knee_deg"] <= 178 for each in clip.repetitions)


def test_rejected_repetitions_say_why(man):
    faults = [
        {"rule": "partial", "size": 0.3, "repetitions": [1]},
        {"rule": "too_fast", "size": 0.8, "repetitions": [3]},
    ]
    clip = planned(man, fault=faults, movement={"sides": ["both"] * 4})
    assert [each.rejected for each in clip.repetitions] == ["partial", "", "too_fast", ""]
    assert clip.counted == 2
    short = planned(man, movement={"stop_at_s": 1.8})
    assert [each.rejected for each in short.repetitions] == ["unfinished"]
