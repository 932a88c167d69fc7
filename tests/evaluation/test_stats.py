"""Rates and their uncertainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.evaluation.stats import DetectionCounts, estimate_mean, mean_or_none


def test_precision_recall_and_f1_of_known_counts():
    scores = DetectionCounts(hits=8, misses=2, false_alarms=4)
    assert scores.precision == pytest.approx(8 / 12)
    assert scores.recall == pytest.approx(0.8)
    assert scores.f1 == pytest.approx(2 * (8 / 12) * 0.8 / (8 / 12 + 0.8))


def test_without_a_fault_shown_there_is_no_f1():
    scores = DetectionCounts(hits=0, misses=0, false_alarms=3)
    assert scores.f1 is None
    assert scores.recall is None
    assert scores.precision == 0


def test_a_mean_leaves_out_what_is_not_known():
    assert mean_or_none([1.0, None, 3.0]) == 2
    assert mean_or_none([None]) is None
    assert mean_or_none([]) is None


def test_a_single_clip_has_no_interval():
    found = estimate_mean([[5.0]])
    assert (found.value, found.low, found.high) == (5, None, None)


def test_nothing_known_is_no_estimate():
    assert estimate_mean([[None], [None]]).value is None
    assert estimate_mean([]).value is None


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide():
    clips = [float(i % 10) for i in range(100)]  # standard deviation 2.87, standard error 0.287
    found = estimate_mean([[value] for value in clips])
    assert found.value == pytest.approx(4.5)
    assert found.high - found.low == pytest.approx(4 * 0.287, rel=0.15)


@given(clips=st.lists(st.floats(-100, 100), min_size=2, max_size=30))
def test_an_interval_holds_its_value_and_is_always_the_same(clips):
    found = estimate_mean([[value] for value in clips])
    assert min(clips) - 1e-9 <= found.low <= found.high <= max(clips) + 1e-9
    assert found == estimate_mean([[value] for value in clips])


def test_a_clip_with_more_values_weighs_more_and_unknown_ones_are_left_out():
    assert estimate_mean([[1.0, None, 2.0, 3.0], [6.0], [None]]).value == 3.0
