"""The timing and steadiness of one movement, from samples with known times."""

import math

import numpy as np
import pytest

from formcheck.assessment.repetitions.hold import HoldDetector
from formcheck.assessment.repetitions.samples import Attempt, Ending, Sample
from formcheck.assessment.repetitions.timing import (
    BOUNCE_DEG,
    LAG_S,
    RepetitionTiming,
    measure_repetition,
)
from tests.support.good_repetitions import NEAR_TOP_S, exercise_named

LIMITS = exercise_named("hamstring_stretch").hold
OUT_S, TOP_S, LEAVE_S, BACK_S = 2.0, 4.0, 10.0, 12.0  # rest, out, hold, back and rest again
TIME_S = np.arange(0, 14, 1 / 30)
LEVEL_DEG, END_DEG = 70.0, 30.0
LEAPING = ("sway_deg", "bounce_count", "speed_deg_per_s")


def eased(share: np.ndarray) -> np.ndarray:
    s = np.clip(share, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)


def leg() -> np.ndarray:
    """The elevation of a leg in each frame."""
    up, down = (TIME_S - OUT_S) / (TOP_S - OUT_S), (TIME_S - LEAVE_S) / (BACK_S - LEAVE_S)
    return LEVEL_DEG * (eased(up) - eased(down))


def measured(
    drive: np.ndarray, *, still: np.ndarray | None = None, lag_s: float = LAG_S
) -> RepetitionTiming:
    steady = drive if still is None else still
    made = [
        Sample(t, d, s, bool(truth >= END_DEG), True, None, ())
        for t, d, s, truth in zip(
            TIME_S.tolist(), drive.tolist(), steady.tolist(), leg().tolist(), strict=True
        )
    ]
    rest = tuple(made[:60])
    detector = HoldDetector(LIMITS)
    detector.reset(start_deg=float(drive[0]), lag_s=lag_s)
    for s in made[45:]:
        detector.update(s.time_s, s.signal_value, s.stillness_value, in_end_position=s.in_end)
    hold = detector.result()
    attempt = Attempt(start_samples=rest, samples=tuple(made[45:]), ending=Ending.BACK, hold=hold)
    return measure_repetition(attempt, lag_s=lag_s)


def leapt(share: float, *, by: float = 40.0, span_s: tuple[float, float] = (TOP_S, LEAVE_S)):
    """The leg, with a share of single frames within a span measured too low."""
    drive = leg()
    first_s, last_s = span_s
    rows = np.flatnonzero((first_s < TIME_S) & (last_s > TIME_S))
    drive[rows[:: round(1 / share)]] -= by
    return drive


def test_a_phase_begins_one_lag_before_it_is_seen_and_ends_when_its_end_is_seen():
    movement = measured(leg())
    found = (movement.start_s, movement.top_s, movement.leave_s, movement.end_s)
    assert found == pytest.approx((OUT_S - LAG_S, TOP_S, LEAVE_S - LAG_S, BACK_S), abs=0.05)
    assert movement.out_s == pytest.approx(TOP_S - OUT_S + LAG_S, abs=0.1)
    assert movement.hold_s == pytest.approx(LEAVE_S - TOP_S - LAG_S + NEAR_TOP_S, abs=0.15)
    assert movement.back_s == pytest.approx(BACK_S - LEAVE_S + LAG_S, abs=0.1)


def test_exact_positions_have_no_lag():
    movement = measured(leg(), lag_s=0.0)
    assert (movement.start_s, movement.leave_s) == pytest.approx((OUT_S, LEAVE_S), abs=0.05)


def test_the_start_of_a_movement_is_corrected_for_the_landmark_lag():
    """Every start of a movement is seen 0.1 s late."""
    late = (TIME_S < TOP_S - 0.5) | ((TIME_S > TOP_S + 1) & (TIME_S < BACK_S - 0.5))
    drive = np.where(late, np.interp(TIME_S - LAG_S, TIME_S, leg()), leg())
    movement = measured(drive)
    assert (movement.start_s, movement.leave_s) == pytest.approx((OUT_S, LEAVE_S), abs=0.05)


@pytest.mark.parametrize("which", ["drive", "still"])
def test_jumping_landmarks_leave_steadiness_and_speed_unknown(which):
    movement = measured(
        leapt(0.1) if which == "drive" else leg(), still=leapt(0.1) if which == "still" else leg()
    )
    assert all(math.isnan(movement.value(name)) for name in LEAPING)
    assert movement.hold_s == pytest.approx(LEAVE_S - TOP_S - LAG_S + NEAR_TOP_S, abs=0.3)
    assert movement.rom_deg == pytest.approx(LEVEL_DEG, abs=1)


@pytest.mark.parametrize(
    "drive",
    [leg(), leapt(0.004), leapt(0.1, by=15), leapt(0.2, span_s=(12.5, 14))],
    ids=["none", "one", "small", "while waiting for rest"],
)
def test_few_small_or_later_jumps_are_ignored(drive):
    movement = measured(drive)
    assert all(math.isfinite(movement.value(name)) for name in LEAPING)
    assert movement.sway_deg < 1
    assert movement.bounce_count <= 1  # the turn at the top
    assert movement.speed_deg_per_s == pytest.approx(1.875 * LEVEL_DEG / 2, rel=0.05)


@pytest.mark.parametrize(("swing_deg", "bounces"), [(5, False), (7.5, True), (16, True)])
def test_bounces_are_larger_than_the_landmark_noise_of_a_still_leg(swing_deg, bounces):
    assert 5 < BOUNCE_DEG < 7.5
    middle = np.clip((TIME_S - 6) / 2.7, 0, 1)
    drive = leg() - swing_deg / 2 * (1 - np.cos(2 * np.pi * 3 * middle))  # three, one a 0.9 s
    count = measured(drive).bounce_count
    assert count >= 3 if bounces else count <= 1  # the turn at the top
