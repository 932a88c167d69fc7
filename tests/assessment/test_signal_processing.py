"""Signal processing of samples with irregular times and unknown values."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.repetitions.signal_processing import (
    count_reversals,
    derivative,
    despike,
    find_runs,
    median_filter,
    outlier_share,
    sample_durations,
)

NAN = np.nan


def test_a_sample_stands_for_half_the_interval_to_each_neighbour():
    time_s = np.array([0.0, 0.1, 0.3, 0.4])
    assert sample_durations(time_s) == pytest.approx([0.05, 0.15, 0.15, 0.05])


def test_a_gap_is_not_seen_time():
    time_s = np.array([0.0, 0.4, 10.0, 10.2])
    assert sample_durations(time_s).sum() == pytest.approx(0.6)
    assert sample_durations(time_s, unseen=True).sum() == pytest.approx(10.2)


def test_a_single_sample_stands_for_no_time():
    assert sample_durations(np.array([3.0])).tolist() == [0]


def test_smoothing_removes_an_outlier_and_keeps_plateaus_and_unknown_values():
    time_s = [i / 10 for i in range(9)]
    value = [1.0, 1, 1, 50, 1, NAN, 1, 5, 5]
    smoothed = median_filter(time_s, value, span_s=0.2)
    assert smoothed[3] == 1
    assert np.isnan(smoothed[5])
    assert smoothed[-1] == 5


def test_smoothing_uses_time_and_not_the_number_of_samples():
    assert median_filter([0.0, 1.0, 2.0], [0.0, 9.0, 0.0], span_s=0.5) == [0, 9, 0]


@given(
    start=st.floats(-100, 100),
    per_s=st.floats(-90, 90),
    steps=st.lists(st.floats(0.02, 0.2), min_size=4, max_size=20),
)
def test_smoothing_and_slope_leave_a_steady_movement_as_it_is(start, per_s, steps):
    time_s = list(accumulate(steps))
    slopes = derivative(time_s, [start + per_s * t for t in time_s], span_s=0.3)
    assert slopes == pytest.approx([per_s] * len(steps), abs=1e-6)
    even = [i / 30 for i in range(len(steps))]
    values = [start + per_s * t for t in even]
    assert median_filter(even, values, span_s=0.2) == pytest.approx(values)


@given(
    steps=st.lists(st.floats(0.02, 0.2), min_size=2, max_size=30),
    data=st.data(),
)
def test_the_smoothing_while_a_movement_goes_on_agrees_with_numpy(steps, data):
    """Plain floats and numpy give the same to the last bit, for all samples and for a few."""
    known = st.one_of(st.just(NAN), st.floats(-180, 180))
    time_s = np.cumsum(steps)
    value = np.array(data.draw(st.lists(known, min_size=len(steps), max_size=len(steps))))
    near = np.abs(time_s - time_s[:, None]) <= 0.1 + 1e-9
    medians, slopes = np.full((2, len(steps)), NAN)
    seen = np.isfinite(value)
    for i in np.flatnonzero(seen):
        reach = min(near[i, :i].sum(), near[i, i + 1 :].sum())
        medians[i] = np.nanmedian(value[i - reach : i + reach + 1])
    if seen.sum() > 1:
        t, v = time_s[seen], value[seen]
        low, high = np.maximum(t - 0.15, t[0]), np.minimum(t + 0.15, t[-1])
        slopes[seen] = (np.interp(high, t, v) - np.interp(low, t, v)) / (high - low)
    times, values = time_s.tolist(), value.tolist()
    np.testing.assert_array_equal(median_filter(times, values, span_s=0.2), medians)
    np.testing.assert_array_equal(derivative(times, values, span_s=0.3), slopes)
    rows = range(len(steps) // 2, len(steps))
    np.testing.assert_array_equal(
        median_filter(times, values, span_s=0.2, rows=rows), medians[rows]
    )
    np.testing.assert_array_equal(derivative(times, values, span_s=0.3, rows=rows), slopes[rows])


def test_a_slope_needs_two_known_values():
    assert np.isnan(derivative([0.0, 1.0, 2.0], [NAN, 1.0, NAN], span_s=1)).all()


def test_runs_are_joined_over_short_breaks_only():
    time_s = np.arange(10) / 10
    mask = np.array([0, 1, 1, 0, 0, 1, 0, 0, 0, 1], dtype=bool)
    assert find_runs(mask, time_s, bridge_s=0.0) == [(1, 2), (5, 5), (9, 9)]
    assert find_runs(mask, time_s, bridge_s=0.3) == [(1, 5), (9, 9)]
    assert find_runs(mask, time_s, bridge_s=0.4) == [(1, 9)]
    assert find_runs(~mask & mask, time_s, bridge_s=1.0) == []


def wave(size: float, waves: int, period_s: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    time_s = np.arange(int(waves * period_s * 30) + 1) / 30
    return time_s, 50 + size / 2 * np.sin(2 * np.pi * time_s / period_s)


def test_waves_larger_than_the_size_are_bounces_smaller_ones_are_not():
    assert count_reversals(*wave(6.0, 3), size=4.0, within_s=3.0) >= 4
    assert count_reversals(*wave(3.0, 3), size=4.0, within_s=3.0) == 0


def test_only_bounces_close_together_are_counted_together():
    fast, slow = wave(8.0, 6, 0.5), wave(8.0, 6, 8.0)
    assert count_reversals(*fast, size=4.0, within_s=3.0) >= 10
    assert count_reversals(*slow, size=4.0, within_s=3.0) == 1


def test_one_direction_is_no_bounce_and_unknown_values_are_skipped():
    time_s = np.arange(60) / 30
    assert count_reversals(time_s, np.linspace(0, 90, 60), size=4.0, within_s=3.0) == 0
    assert count_reversals(time_s, np.full(60, NAN), size=4.0, within_s=3.0) == 0


def test_a_jump_that_comes_back_is_unknown_and_one_that_stays_is_a_movement():
    time_s = [i / 30 for i in range(8)]
    there_and_back = [10.0, 10, 60, 62, 10, 11, 11, 11]
    known = despike(time_s, there_and_back, rate_deg_per_s=250)
    assert known == pytest.approx([10, 10, NAN, NAN, 10, 11, 11, 11], nan_ok=True)
    stays = [10.0, 10, 60, 62, 63, 63, 63, 63]
    assert despike(time_s, stays, rate_deg_per_s=250) == stays


def test_the_end_of_a_fast_movement_is_no_jump():
    """The last part of a fast arm movement: the arm slows down and stays near its place."""
    time_s = [i / 30 for i in range(14)]
    swing = [-60.0, -75, -85, -89, *[-89] * 10]
    assert despike(time_s, swing, rate_deg_per_s=250) == swing


def test_samples_far_from_their_neighbours_are_outliers():
    time_s = np.arange(90) / 30
    value = 30 * time_s  # a steady movement
    assert outlier_share(time_s, value, by=20, span_s=0.6) == 0
    value[[20, 40, 41, 70]] += [50, -60, -60, 15]
    assert outlier_share(time_s, value, by=20, span_s=0.6) == pytest.approx(3 / 90)


def test_a_lasting_step_is_no_outlier():
    time_s = np.arange(90) / 30
    value = np.where(time_s < 1.5, 0.0, 80.0)
    assert outlier_share(time_s, value, by=20, span_s=0.6) == 0


def test_unknown_samples_are_no_outliers():
    time_s = np.arange(30) / 30
    value = np.zeros(30)
    value[10:20] = NAN
    value[5] = 60
    assert outlier_share(time_s, value, by=20, span_s=0.6) == pytest.approx(1 / 20)
    assert np.isnan(outlier_share(time_s, np.full(30, NAN), by=20, span_s=0.6))
