"""One detector defines a hold: the clock that a patient hears is the verdict's hold."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.assessment.repetitions.hold import (
    CATCH_UP,
    DELAY_S,
    EDGE_S,
    STEP_S,
    HoldDetector,
)
from formcheck.assessment.repetitions.stay import BAND_DEG
from formcheck.assessment.types import Phase
from formcheck.kinematics.seen_time import seen_steps_s
from formcheck.kinematics.track import PoseTrack
from formcheck.review.review import review_track
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named

HELD = Path(__file__).resolve().parents[2] / "sample_videos" / "held"
KEPT = {
    "bridge": "bridge",
    "bird_dog": "dog",
    "hamstring_stretch": "straight",
    "hamstring_stretch_90_90": "ninety",
    "hamstring_stretch_seated": "seated",
}
STEP = 1 / 30
LIMITS = exercise_named("hamstring_stretch").hold
ARRIVAL_S, TOP_DEG = 2.0, 70.0


def tracks(exercise: str) -> list[PoseTrack]:
    """A stick figure, and a rendered person as the pose model saw them."""
    return [
        GOOD_REPETITIONS[exercise].good(2),
        PoseTrack.load(HELD / f"held_{KEPT[exercise]}_good_1.seen.npz"),
    ]


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_the_clock_runs_only_in_the_hold_and_ends_at_the_verdict(exercise):
    for track in tracks(exercise):
        seen = []
        review = review_track(track, exercise_named(exercise), on_snapshot=seen.append)
        assert {s.phase for s in seen if s.hold_s is not None} == {Phase.HOLD}
        assert review.counted == len(review.repetitions) >= 2
        for repetition in review.repetitions:
            heard = [
                s.hold_s
                for s in seen
                if s.hold_s is not None and repetition.start_s <= s.time_s <= repetition.end_s
            ]
            assert heard == sorted(heard)
            assert heard[-1] == pytest.approx(repetition.hold_s, abs=STEP)


def eased(share: np.ndarray) -> np.ndarray:
    s = np.clip(share, 0, 1)
    return s**3 * (10 - 15 * s + 6 * s**2)


def leg(
    time_s: np.ndarray, *, held_s: float, unrest_deg: float = 0.0, back_s: float = 2.0
) -> np.ndarray:
    """The elevation of a leg that is lifted in 2 s from 0, held and lowered in `back_s`.

    With `unrest` the leg swings once in 0.8 s in the middle third of the hold.
    """
    leave_s = ARRIVAL_S + held_s
    there = TOP_DEG * (eased(time_s / 2) - eased((time_s - leave_s) / back_s))
    swings = (time_s > ARRIVAL_S + held_s / 3) & (time_s < ARRIVAL_S + 2 * held_s / 3)
    return there - unrest_deg * swings * np.sin(2 * np.pi * time_s / 0.8)


def living(
    time_s: np.ndarray, *, held_s: float, tremor_deg: float, breath_deg: float, drift_deg: float
) -> np.ndarray:
    """The same leg, which in the hold trembles at 5 Hz, moves with the breath, and sinks."""
    leave_s = ARRIVAL_S + held_s
    inside = np.clip((time_s - ARRIVAL_S) / 0.3, 0, 1) * np.clip((leave_s - time_s) / 0.3, 0, 1)
    waves = tremor_deg * np.sin(10 * np.pi * time_s) + breath_deg * np.sin(0.54 * np.pi * time_s)
    sunk = drift_deg * np.clip((time_s - ARRIVAL_S) / held_s, 0, 1)
    return leg(time_s, held_s=held_s) + inside * waves - sunk * (1 - eased((time_s - leave_s) / 2))


def followed(value: np.ndarray, time_s: np.ndarray) -> tuple[HoldDetector, np.ndarray]:
    """The detector after all of it, and its clock at each instant."""
    detector, clock = HoldDetector(LIMITS), []
    detector.reset(start_deg=0.0)
    for t, v in zip(time_s.tolist(), value.tolist(), strict=True):
        detector.update(t, v, v, in_end_position=v >= 30)
        clock.append(detector.clock_s)
    return detector, np.array(clock)


def times(held_s: float, *, back_s: float = 2.0) -> np.ndarray:
    return np.arange(0, held_s + back_s + 3, STEP)


def near_top_s(value: np.ndarray) -> float:
    """How long the leg was in the band below its top."""
    return float((value >= value.max() - BAND_DEG).sum() * STEP)


def kept_s(held_s: float, *, back_s: float = 2.0) -> float:
    """How long a leg that keeps still is near its top; of each way at most `EDGE_S` counts."""
    share = 0.5
    for _ in range(40):  # the share of a way's time after which it is in the band
        share += (1 if TOP_DEG * (1 - eased(share)) > BAND_DEG else -1) * 0.5 ** (_ + 2)
    return held_s + sum(min((1 - share) * way_s, EDGE_S) for way_s in (2.0, back_s))


@pytest.mark.parametrize("held_s", [2.0, 4.0, 30.0])
def test_a_steady_hold_is_timed_and_heard_as_it_goes(held_s):
    time_s = times(held_s)
    detector, clock = followed(leg(time_s, held_s=held_s), time_s)
    hold = detector.result()
    assert hold is not None
    assert (hold.start_s, hold.end_s) == pytest.approx((ARRIVAL_S, ARRIVAL_S + held_s), abs=0.15)
    assert hold.held_s == pytest.approx(kept_s(held_s), abs=0.1)
    assert clock[-1] == pytest.approx(hold.held_s, abs=1e-9)
    under_way = (time_s > ARRIVAL_S + 1) & (time_s < ARRIVAL_S + held_s)
    begin_s = ARRIVAL_S - (kept_s(0.0)) / 2
    behind_s = time_s[under_way] - begin_s - clock[under_way]
    assert (behind_s <= DELAY_S + STEP_S + 2 * STEP + 1e-9).all()


@pytest.mark.parametrize("held_s", [0.0, 0.4, 0.8, 1.2, 1.6])
def test_of_a_short_hold_the_time_near_the_top_counts(held_s):
    time_s = times(held_s)
    value = leg(time_s, held_s=held_s)
    detector, clock = followed(value, time_s)
    hold = detector.result()
    assert hold is not None
    assert hold.held_s == pytest.approx(near_top_s(value), abs=0.2)
    assert clock[-1] == pytest.approx(hold.held_s, abs=1e-9)


@given(
    held_s=st.floats(2.0, 12.0),
    tremor_deg=st.floats(0.0, 2.5),
    breath_deg=st.floats(0.0, 2.0),
    drift_deg=st.floats(-5.0, 5.0),
)
@settings(max_examples=50)
def test_drift_tremor_and_breath_are_part_of_a_hold(held_s, tremor_deg, breath_deg, drift_deg):
    time_s = times(held_s)
    value = living(
        time_s, held_s=held_s, tremor_deg=tremor_deg, breath_deg=breath_deg, drift_deg=drift_deg
    )
    detector, clock = followed(value, time_s)
    hold = detector.result()
    assert hold is not None
    assert hold.held_s == pytest.approx(kept_s(held_s), abs=0.4)
    assert clock[-1] == pytest.approx(hold.held_s, abs=1e-9)
    assert np.diff(clock[time_s < ARRIVAL_S + held_s]).max() <= CATCH_UP * STEP + 1e-9


@pytest.mark.parametrize("back_s", [4.0, 6.0])
@pytest.mark.parametrize("held_s", [2.0, 5.0])
def test_a_slow_way_back_is_no_hold(held_s, back_s):
    time_s = times(held_s, back_s=back_s)
    value = leg(time_s, held_s=held_s, back_s=back_s)
    detector, _ = followed(value, time_s)
    assert detector.result().held_s == pytest.approx(kept_s(held_s, back_s=back_s), abs=0.25)
    assert near_top_s(value) - detector.result().held_s >= 0.09 * back_s


def test_a_pause_half_way_back_is_no_hold():
    time_s = np.arange(0, 20, STEP)
    value = TOP_DEG * (
        eased(time_s / 2) - 0.5 * eased((time_s - 5) / 2) - 0.5 * eased((time_s - 14) / 2)
    )
    detector, _ = followed(value, time_s)
    hold = detector.result()
    assert hold.held_s == pytest.approx(kept_s(3.0), abs=0.3)
    assert hold.end_s == pytest.approx(5.0, abs=0.3)


@given(
    held_s=st.floats(0.0, 6.0),
    unrest_deg=st.floats(0.0, 12.0),
    back_s=st.floats(0.5, 6.0),
    gap_at=st.floats(0.1, 0.9),
    gap_s=st.floats(0.6, 1.5),
)
@settings(max_examples=50)
def test_unseen_time_in_a_hold_adds_nothing(held_s, unrest_deg, back_s, gap_at, gap_s):
    time_s = times(held_s, back_s=back_s)
    value = leg(time_s, held_s=held_s, unrest_deg=unrest_deg, back_s=back_s)
    later_s = np.where(time_s > ARRIVAL_S + gap_at * held_s, time_s + gap_s, time_s)
    whole, parted = followed(value, time_s)[0].result(), followed(value, later_s)[0].result()
    seen_s = whole.held_s if whole is not None else 0.0
    assert (0.0 if parted is None else parted.held_s) <= seen_s + 0.5


def test_after_movement_the_clock_catches_up_without_a_jump():
    time_s = times(9.0)
    detector, clock = followed(leg(time_s, held_s=9.0, unrest_deg=6.0), time_s)
    hold = detector.result()
    assert hold is not None
    assert hold.held_s == pytest.approx(kept_s(9.0), abs=0.3)
    rising = np.diff(clock[time_s < hold.end_s])
    assert rising.max() <= CATCH_UP * STEP + 1e-9
    assert (rising >= 0).all()
    assert (rising == 0).sum() > 0.5 / STEP  # it did wait


@given(held_s=st.floats(0.0, 8.0), fps=st.integers(12, 60), later_s=st.floats(0.0, 1000.0))
@settings(max_examples=30)
def test_neither_the_frame_rate_nor_the_time_of_day_changes_a_hold(held_s, fps, later_s):
    holds = []
    for step_s, offset_s in ((STEP, 0.0), (1 / fps, later_s)):
        time_s = np.arange(0, held_s + 5, step_s)
        value = leg(time_s, held_s=held_s)
        hold = followed(value, time_s + offset_s)[0].result()
        holds.append(0.0 if hold is None else hold.held_s)
    assert holds[0] == pytest.approx(holds[1], abs=0.25)


def test_a_quick_turn_is_hardly_a_hold():
    time_s = np.arange(0, 4, STEP)
    value = TOP_DEG * (eased(time_s - 0.5) - eased(time_s - 1.5))
    detector, _ = followed(value, time_s)
    assert detector.result().held_s <= 0.5


def test_an_unmeasured_movement_has_no_hold():
    detector = HoldDetector(LIMITS)
    for i in range(60):
        detector.update(i * STEP, math.nan, math.nan, in_end_position=False)
    assert detector.clock_s == 0.0
    assert detector.result() is None


@given(
    steps=st.lists(st.floats(0.01, 0.8), min_size=1, max_size=80),
    values=st.lists(st.one_of(st.floats(-90, 90), st.just(math.nan)), min_size=80, max_size=80),
    start_deg=st.one_of(st.floats(-90, 90), st.just(math.nan)),
)
def test_the_clock_never_goes_back_and_never_counts_unseen_time(steps, values, start_deg):
    time_s = np.cumsum(steps)
    detector, clock = HoldDetector(LIMITS), []
    detector.reset(start_deg=start_deg, lag_s=0.1)
    for t, value in zip(time_s.tolist(), values, strict=False):
        detector.update(t, value, value, in_end_position=value > -30)
        clock.append(detector.clock_s)
    assert clock == sorted(clock)
    hold = detector.result()
    held_s = 0.0 if hold is None else hold.held_s
    assert 0.0 <= clock[-1] <= held_s + 1e-9
    in_end = time_s[[v > -30 for v in values[: len(steps)]]]
    assert held_s <= seen_steps_s(in_end).sum() + 1e-9
    if hold is not None:
        assert hold.start_s <= hold.end_s
        assert hold.still is None or hold.still[0] <= hold.still[1]
