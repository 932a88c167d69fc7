"""The planned sets of an exercise."""

from dataclasses import replace

import pytest

from formcheck.poses.plan import planned_sets, usual_item
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named


def rounds(name: str, **dose):
    exercise = exercise_named(name)
    return planned_sets(replace(usual_item(exercise), **dose), exercise)


@pytest.mark.parametrize("name", GOOD_REPETITIONS)
def test_the_usual_amount_is_the_exercises_dose(name):
    exercise = exercise_named(name)
    item = usual_item(exercise)
    assert (item.sets, item.repetitions) == (exercise.dose.sets, exercise.dose.repetitions)
    assert (item.hold_s, item.rest_s) == (exercise.dose.hold_s, exercise.dose.rest_s)


def test_a_bridge_has_one_counter():
    first, second = rounds("bridge", sets=2, repetitions=8)
    assert (first.number, second.number) == (1, 2)
    assert first.counters == ("both",)
    assert first.total == 8


def test_a_bird_dog_counts_each_side_within_a_set():
    [only] = rounds("bird_dog", sets=1, repetitions=5)
    assert only.counters == ("left", "right")
    assert only.total == 10
    assert only.side is None


def test_a_bird_dog_of_one_side_counts_that_side():
    [only] = rounds("bird_dog", sets=1, repetitions=5, side="left")
    assert only.counters == ("left",)
    assert only.side.value == "left"


def test_a_stretch_of_both_legs_has_a_set_for_each():
    found = rounds("hamstring_stretch", sets=2, repetitions=3)
    assert [r.side.value for r in found] == ["left", "right", "left", "right"]
    assert [r.number for r in found] == [1, 2, 3, 4]
    assert all(r.total == 3 for r in found)


def test_a_stretch_of_one_leg_has_sets_of_that_leg_only():
    found = rounds("hamstring_stretch_90_90", sets=2, side="right")
    assert [r.side.value for r in found] == ["right", "right"]


def test_a_side_means_nothing_where_the_whole_body_moves():
    [only] = rounds("bridge", sets=1, side="left")
    assert only.side is None
    assert only.counters == ("both",)
