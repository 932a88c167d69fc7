"""One detector defines a hold: the clock that a patient hears is the verdict's hold."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.repetitions.hold import CATCH_UP, DELAY_S, MARGIN_S, STEP_S, HoldDetector
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


def leg(time_s: np.ndarray, *, held_s: float, unrest_deg: float = 0.0) -> np.ndarray:
    """The elevation of a leg that is lifted in 2 s from 0, held and lowered in 2 s.

    With `unrest` the leg swings once in 0.8 s in the middle third of the hold.
    """
    leave_s = ARRIVAL_S + held_s
    there = TOP_DEG * (eased(time_s / 2) - eased((time_s - leave_s) / 2))
    swings = (time_s > ARRIVAL_S + held_s / 3) & (time_s < ARRIVAL_S + 2 * held_s / 3)
    return there - unrest_deg * swings * np.sin(2 * np.pi * time_s / 0.8)


def followed(value: np.ndarray, time_s: np.ndarray) -> tuple[HoldDetector, np.ndarray]:
    """The detector after all of it, and its clock at each instant."""
    detector, clock = HoldDetector(LIMITS), []
    detector.reset(start_deg=0.0)
    for t, v in zip(time_s.tolist(), value.tolist(), strict=True):
        detector.update(t, v, v, in_end_position=v >= 30)
        clock.append(detector.clock_s)
    return detector, np.array(clock)


def times(held_s: float) -> np.ndarray:
    return np.arange(0, held_s + 5, STEP)


@pytest.mark.parametrize("held_s", [1.0, 4.0, 30.0])
def test_a_steady_hold_is_timed_and_heard_as_it_goes(held_s):
    time_s = times(held_s)
    detector, clock = followed(leg(time_s, held_s=held_s), time_s)
    hold = detector.result()
    assert hold is not None
    assert (hold.start_s, hold.end_s) == pytest.approx((ARRIVAL_S, ARRIVAL_S + held_s), abs=0.15)
    assert hold.held_s == pytest.approx(held_s, abs=0.2)
    assert clock[-1] == pytest.approx(hold.held_s, abs=1e-9)
    under_way = (time_s > ARRIVAL_S + 1) & (time_s < ARRIVAL_S + held_s)
    behind_s = time_s[under_way] - hold.start_s - clock[under_way]
    assert (behind_s <= DELAY_S + MARGIN_S + STEP_S + STEP + 1e-9).all()


def test_after_movement_the_clock_catches_up_without_a_jump():
    time_s = times(9.0)
    detector, clock = followed(leg(time_s, held_s=9.0, unrest_deg=6.0), time_s)
    hold = detector.result()
    assert hold is not None
    assert hold.held_s == pytest.approx(9.0, abs=0.3)
    rising = np.diff(clock[time_s < hold.end_s])
    assert rising.max() <= CATCH_UP * STEP + 1e-9
    assert (rising >= 0).all()
    assert (rising == 0).sum() > 0.5 / STEP  # it did wait


def test_a_turn_without_a_stop_is_no_hold():
    time_s = times(0.0)
    detector, clock = followed(leg(time_s, held_s=0.0), time_s)
    assert detector.result() is None or clock[-1] <= 0.4


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
        assert hold.still_s <= hold.last_still_s
