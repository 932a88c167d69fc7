"""The gentle version asks for less range, and never allows more of anything."""

import pytest

from formcheck.errors import ExerciseError
from formcheck.poses.loader import exercise_names, load_exercise


@pytest.mark.parametrize("name", exercise_names())
def test_a_reduced_range_only_loosens_limits_on_moving_too_little(name):
    usual = load_exercise(name).with_target(None)
    eased = usual.with_reduced_range(10.0)
    for rule in usual.rules:
        before, after = usual.limits(rule), eased.limits(rule)
        if before != after:
            assert rule.signal == usual.primary_signal.signal
            assert rule.above is not usual.primary_signal.rises
            assert {abs(a - b) for a, b in zip(after, before, strict=True)} == {10.0}
        if rule.safety and before is not None:
            assert after == before


def test_hips_ten_degrees_lower_are_good_enough_in_the_gentle_bridge():
    bridge = load_exercise("bridge")
    rule = bridge.rule("hips_low")
    amber, fault = bridge.limits(rule)
    assert bridge.with_reduced_range(10.0).limits(rule) == (amber - 10.0, fault - 10.0)


def test_a_personal_target_comes_ten_degrees_nearer_and_so_does_its_upper_limit():
    stretch = load_exercise("hamstring_stretch").with_target(60.0)
    rule = stretch.rule("past_target")
    amber, fault = stretch.limits(rule)
    assert stretch.with_reduced_range(10.0).limits(rule) == (amber - 10.0, fault - 10.0)


def test_a_negative_reduction_is_refused():
    with pytest.raises(ExerciseError):
        load_exercise("bridge").with_reduced_range(-1.0)
