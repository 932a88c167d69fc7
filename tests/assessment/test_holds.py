"""Holds are timed in seconds; a short loss of landmarks is bridged, a long one ends it."""

import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import Phase
from formcheck.kinematics.landmarks import Side
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    NEAR_TOP_S,
    exercise_named,
    faults,
    judged,
    lost,
    rejections,
    wobbling,
)
from tests.support.stick_figure import Key

BRIDGE, LYING = GOOD_REPETITIONS["bridge"], GOOD_REPETITIONS["hamstring_stretch"]
TOP_S = 1.2 + BRIDGE.out_s  # when the hips of the first bridge are up
MIDDLE_S = TOP_S + 1.5


def held(track, exercise: str) -> float:
    (repetition,) = judged(track, exercise).repetitions
    return repetition.hold_s


@pytest.mark.parametrize("seconds", [1.5, 3.0, 8.0, 12.0])
@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_hold_is_timed_within_03_seconds(exercise, seconds):
    good_rep = GOOD_REPETITIONS[exercise]
    track = good_rep.film(good_rep.keys(hold_s=seconds))
    assert held(track, exercise) == pytest.approx(seconds + NEAR_TOP_S, abs=0.3)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_movement_without_a_stop_is_held_only_while_it_turns(exercise):
    """A body that goes up and down evenly is within 8 degrees of its top for a quarter of that."""
    good_rep = GOOD_REPETITIONS[exercise]
    out, _, back, rest = good_rep.keys()
    assert held(good_rep.film([out, back, rest]), exercise) <= 0.25 * (out.seconds + back.seconds)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_landmark_noise_does_not_break_a_hold(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    track = wobbling(good_rep.film(good_rep.keys(hold_s=8.0)), px=1.0, seed=2)
    assert held(track, exercise) == pytest.approx(8.0 + NEAR_TOP_S, abs=0.5)


def test_landmarks_lost_for_a_moment_do_not_shorten_the_hold():
    track = lost(BRIDGE.good(), MIDDLE_S, MIDDLE_S + 0.4)
    assert held(track, "bridge") == pytest.approx(BRIDGE.hold_s + NEAR_TOP_S, abs=0.3)
    assert judged(track, "bridge").counted == 1


def test_landmarks_lost_for_longer_pause_the_clock_and_never_turn_it_back():
    track = lost(BRIDGE.good(), MIDDLE_S, MIDDLE_S + 1.5)
    review = judged(track, "bridge")
    assert review.counted == 1
    assert held(track, "bridge") == pytest.approx(BRIDGE.hold_s + NEAR_TOP_S - 1.5, abs=0.3)

    checker = FormChecker(exercise_named("bridge"))
    clock = [checker.update(pose).hold_s for pose in track.poses()]
    running = [s for s in clock if s is not None]
    assert running == sorted(running)
    assert max(running) == pytest.approx(BRIDGE.hold_s + NEAR_TOP_S - 1.5, abs=0.7)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_landmarks_lost_for_over_two_seconds_end_the_repetition(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    middle_s = 1.2 + good_rep.out_s + 0.8
    track = lost(
        good_rep.film(good_rep.keys(hold_s=6.0) + good_rep.keys()), middle_s, middle_s + 2.4
    )
    review = judged(track, exercise)
    assert rejections(review) == ["not_assessable"]
    assert review.counted == 1
    assert review.repetitions[0].score is None
    assert faults(review) == set()


def test_an_empty_start_position_is_no_repetition():
    track = lost(BRIDGE.good(2), 0.0, 0.9)
    assert judged(track, "bridge").counted == 2
    away = BRIDGE.film([Key(seconds=6.0, angles={}), *BRIDGE.keys()])
    review = judged(lost(away, 2.0, 5.0), "bridge")
    assert (review.counted, rejections(review)) == (1, [])


def test_phases_follow_each_other_and_repetitions_are_counted_as_they_end():
    checker = FormChecker(exercise_named("bridge"))
    seen = [checker.update(pose) for pose in BRIDGE.good(2).poses()]
    phases = [s.phase for s in seen]
    order = [phase for i, phase in enumerate(phases) if i == 0 or phase is not phases[i - 1]]
    cycle = [Phase.START, Phase.OUT, Phase.HOLD, Phase.BACK]
    assert order == [Phase.WAITING, *cycle, *cycle, Phase.START]
    assert [s.counted for s in seen if s.finished] == [1, 2]
    assert seen[-1].counted_by_side == {"both": 2}


# Just beyond the limit of the end position: outward, then back to where it would not be entered.
AT_THE_LIMIT = {
    "bridge": ({"hip": 155}, {"hip": 150.5}),
    "bird_dog": ({"leg": -37, "knee": 172, "arm": 2}, {"leg": -43}),
    "hamstring_stretch": ({"raise": 29}, {"raise": 22}),
    "hamstring_stretch_90_90": ({"knee": 124}, {"knee": 115}),
    "hamstring_stretch_seated": ({"hip": 68}, {"hip": 72}),
}


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_small_movement_does_not_leave_a_position(exercise):
    beyond, before = AT_THE_LIMIT[exercise]
    wave = [Key(seconds=0.4, angles=before), Key(seconds=0.4, angles=beyond)]
    keys = [Key(seconds=1.5, angles=beyond), Key(seconds=0.6, angles={}), *(wave * 4)]
    checker = FormChecker(exercise_named(exercise))
    phases = [checker.update(pose).phase for pose in GOOD_REPETITIONS[exercise].film(keys).poses()]
    order = [phase for i, phase in enumerate(phases) if i == 0 or phase is not phases[i - 1]]
    assert order == [Phase.WAITING, Phase.START, Phase.OUT, Phase.HOLD]


def test_a_position_seen_for_single_frames_is_not_taken():
    """Landmarks come and go: the end position is never seen for long enough to count."""
    track = LYING.good()
    for i in range(38):
        track = lost(track, 1.5 + 0.4 * i, 1.7 + 0.4 * i)
    review = judged(track, "hamstring_stretch")
    assert review.counted == 0
    assert review.score is None


def test_counts_are_kept_by_side():
    dog = GOOD_REPETITIONS["bird_dog"]
    keys = [key for side in (Side.LEFT, Side.RIGHT, Side.LEFT) for key in dog.keys(work=side)]
    checker = FormChecker(exercise_named("bird_dog"))
    seen = [checker.update(pose) for pose in dog.film(keys).poses()]
    assert seen[-1].counted_by_side == {"left": 2, "right": 1}
    assert seen[-1].counted == 3
