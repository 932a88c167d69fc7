"""The onset and the end of a movement are found in eased paths whose times are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.repetitions.onset import find_onset_and_offset

NAN = math.nan


def minimum_jerk(share: np.ndarray) -> np.ndarray:
    s = np.clip(share, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)


def raised_cosine(share: np.ndarray) -> np.ndarray:
    return (1 - np.cos(np.pi * np.clip(share, 0, 1))) / 2


# Paths, and the allowed error as a share of the movement's time. The first is how people move; the
# second starts faster, so it seems longer.
SHAPES = {"minimum jerk": (minimum_jerk, 0.01), "raised cosine": (raised_cosine, 0.08)}


def path(shape, *, fps=30.0, begin_s=1.0, way_s=2.0, low=130.0, high=175.0):
    time_s = np.arange(0, begin_s + way_s + 1.5, 1 / fps)
    return time_s, low + (high - low) * shape((time_s - begin_s) / way_s)


@pytest.mark.parametrize(("shape", "share_off"), SHAPES.values(), ids=SHAPES)
@given(
    fps=st.floats(12, 60),
    begin_s=st.floats(0.5, 2),
    way_s=st.floats(0.7, 6),
    low=st.floats(-90, 90),
    rise=st.floats(15, 120),
)
def test_the_times_of_an_eased_movement_are_found_within_a_few_percent(
    shape, share_off, *, fps, begin_s, way_s, low, rise
):
    time_s, drive = path(shape, fps=fps, begin_s=begin_s, way_s=way_s, low=low, high=low + rise)
    begun_s, ended_s = find_onset_and_offset(time_s, drive, low=low, high=low + rise)
    assert begun_s == pytest.approx(begin_s, abs=share_off * way_s + 0.03)
    assert ended_s == pytest.approx(begin_s + way_s, abs=share_off * way_s + 0.03)


@pytest.mark.parametrize(("shape", "share_off"), SHAPES.values(), ids=SHAPES)
def test_the_noise_of_a_pose_model_moves_the_times_little(shape, share_off):
    rng = np.random.default_rng(5)
    exact = np.array(find_onset_and_offset(*path(shape), low=130, high=175))
    assert exact == pytest.approx((1, 3), abs=2 * share_off + 0.03)
    off_s = []
    for _ in range(50):
        time_s, drive = path(shape)
        noisy = drive + rng.normal(0, 0.5, len(drive))
        begun_s, ended_s = find_onset_and_offset(time_s, noisy, low=130, high=175)
        off_s += list(np.array([begun_s, ended_s]) - exact)
    assert np.mean(np.abs(off_s)) < 0.12
    assert np.max(np.abs(off_s)) < 0.35


def test_the_last_of_several_movements_up_is_used():
    time_s, first = path(minimum_jerk, begin_s=1, way_s=1)
    later_s, second = path(minimum_jerk, begin_s=1, way_s=2)
    time_s = np.concatenate([time_s, time_s[-1] + 0.1 + later_s])
    begun_s, ended_s = find_onset_and_offset(
        time_s, np.concatenate([first, second]), low=130, high=175
    )
    assert (begun_s, ended_s) == pytest.approx((4.6, 6.6), abs=0.15)


def test_a_stop_on_the_way_does_not_make_the_onset_earlier():
    """A fifth of the way up, two seconds of waiting, then the remaining way."""
    time_s = np.arange(0, 8, 1 / 30)
    drive = 100 + 10 * minimum_jerk((time_s - 1) / 1) + 40 * minimum_jerk((time_s - 4) / 2)
    begun_s, ended_s = find_onset_and_offset(time_s, drive, low=100, high=150)
    assert 0.5 <= begun_s <= 1.5
    assert ended_s == pytest.approx(6, abs=0.15)


def test_an_unseen_end_is_unknown():
    time_s, drive = path(minimum_jerk)
    begun_s, ended_s = find_onset_and_offset(
        time_s[time_s > 2.1], drive[time_s > 2.1], low=130, high=175
    )
    assert (begun_s, ended_s) == pytest.approx((NAN, NAN), nan_ok=True)
    seen = time_s < 2.2
    begun_s, ended_s = find_onset_and_offset(time_s[seen], drive[seen], low=130, high=175)
    assert begun_s == pytest.approx(1, abs=0.15)
    assert math.isnan(ended_s)


def test_what_was_not_measured_is_left_out():
    time_s, drive = path(minimum_jerk)
    drive[::3] = NAN
    times = find_onset_and_offset(time_s, drive, low=130, high=175)
    assert times == pytest.approx((1, 3), abs=0.12)


@pytest.mark.parametrize(("low", "high"), [(175, 130), (130, 130), (NAN, 175), (130, NAN)])
def test_without_a_movement_up_there_are_no_times(low, high):
    time_s, drive = path(minimum_jerk)
    assert all(math.isnan(t) for t in find_onset_and_offset(time_s, drive, low=low, high=high))


def test_nothing_measured_has_no_times():
    time_s, drive = path(minimum_jerk)
    assert all(math.isnan(t) for t in find_onset_and_offset(time_s, drive * NAN, low=130, high=175))
