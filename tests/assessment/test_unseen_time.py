"""Time without frames, or with one repeated frame, counts as not seen."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.pain_signs.detector import PainSignDetector
from formcheck.assessment.types import CheckName, Rejection
from formcheck.kinematics.seen_time import LONGEST_STEP_S
from tests.support.example_count import examples
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    NEAR_TOP_S,
    exercise_named,
    judged,
    rejections,
    with_repeated_frame,
    without_frames,
)
from tests.support.stick_figure import Key

BRIDGE = GOOD_REPETITIONS["bridge"]
TOP_S = 1.2 + BRIDGE.out_s
MIDDLE_S = TOP_S + 1.5
WAYS = {"without pictures": without_frames, "with the picture standing still": with_repeated_frame}


def gap_in(way: str, start_s: float, seconds: float, track=None):
    """A good bridge with a gap. Missing frames hide the movement; a frozen frame delays it."""
    track = BRIDGE.good() if track is None else track
    if way == "without pictures":
        return without_frames(track, start_s, start_s + seconds)
    return with_repeated_frame(track, start_s, seconds)


@pytest.mark.parametrize("seconds", [3.0, 10.0, 60.0])
def test_a_frozen_frame_at_the_top_is_no_hold(seconds):
    review = judged(with_repeated_frame(BRIDGE.good(), MIDDLE_S, seconds), "bridge")
    (repetition,) = review.repetitions
    assert repetition.hold_s == pytest.approx(BRIDGE.hold_s + NEAR_TOP_S, abs=0.3)
    assert repetition.rejected is Rejection.NOT_ASSESSABLE
    assert review.score is None
    assert repetition.assessable <= 4.5 / (4.5 + seconds)
    (warning, *_) = review.warnings
    assert warning.startswith("The picture is frozen from 0:05 to ")


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_two_unseen_seconds_are_left_out_of_a_hold(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    middle_s = 1.2 + good_rep.out_s + 1.2
    for way in WAYS:
        track = gap_in(way, middle_s, 1.8, good_rep.good())
        (repetition,) = judged(track, exercise).repetitions
        seen_s = good_rep.hold_s + NEAR_TOP_S - (1.8 if way == "without pictures" else 0.0)
        assert repetition.hold_s == pytest.approx(seen_s, abs=0.4), way
        assert repetition.counted, way


def test_the_assessable_share_is_seen_time_divided_by_all_time():
    track = without_frames(BRIDGE.good(fps=30), TOP_S + 0.5, TOP_S + 3.5)
    review = judged(track, "bridge")
    assert rejections(review) == ["not_assessable"]
    assert review.repetitions[0].assessable <= 0.4
    assert review.assessable <= 0.4
    assert "There are no frames from 0:04 to 0:07 (3.0 s); that time was not seen." in (
        review.warnings
    )


def test_a_pause_of_a_minute_is_most_of_a_short_clip():
    track = BRIDGE.good()
    later = track.time_s + np.where(track.time_s > MIDDLE_S, 60.0, 0.0)
    review = judged(type(track)(**{**_fields(track), "time_s": later}), "bridge")
    assert review.assessable <= 0.2
    assert "There are no frames from 0:05 to 1:05 (60 s); that time was not seen." in (
        review.warnings
    )


def test_a_lone_frame_long_before_the_rest_costs_no_repetition():
    track = BRIDGE.good()
    later = track.time_s + np.where(track.time_s > 0, 2400.0, 0.0)
    review = judged(type(track)(**{**_fields(track), "time_s": later}), "bridge")
    assert review.counted == 1
    assert review.score == judged(track, "bridge").score
    assert review.assessable < 0.01
    assert review.warnings[0].startswith("There are no frames from 0:00 to 40:00 ")


@pytest.mark.parametrize("per_s", [0.5, 1.0, 1.7])
def test_too_few_frames_a_second_are_the_only_reason(per_s):
    review = judged(BRIDGE.good().resampled(per_s), "bridge")
    assert review.repetitions == ()
    assert review.assessable == 0
    assert review.summary.startswith("Not assessable: the clip shows a new frame less often")
    assert review.warnings[-1] == review.summary
    assert not any("no pictures from" in warning for warning in review.warnings)


@pytest.mark.parametrize("way", WAYS)
def test_a_partly_seen_phase_has_no_time(way):
    track = gap_in(way, 2.0, 0.9)
    (repetition,) = judged(track, "bridge").repetitions
    assert math.isnan(repetition.out_s)
    assert repetition.back_s == pytest.approx(BRIDGE.back_s, abs=0.4)


def test_the_curve_breaks_and_the_timeline_shows_what_was_not_seen():
    for way in WAYS:
        trace = judged(gap_in(way, MIDDLE_S, 1.5), "bridge").trace
        (values,) = trace.primary_by_side.values()
        lost = (trace.time_s > MIDDLE_S + 0.1) & (trace.time_s < MIDDLE_S + 1.4)
        assert lost.any(), way
        assert np.isnan(values[lost]).all(), way
        (span,) = trace.not_assessable
        assert (span.start_s, span.end_s) == pytest.approx((MIDDLE_S, MIDDLE_S + 1.5), abs=0.1)


def test_a_camera_that_shows_each_frame_twice_is_judged_like_one_that_does_not():
    once = BRIDGE.good(2, fps=15)
    rows = np.repeat(np.arange(len(once)), 2)
    fields = _fields(once)
    twice = {name: fields[name][rows] for name in ("xy", "visibility", "world")}
    track = type(once)(
        **{
            **fields,
            **twice,
            "time_s": np.arange(len(rows)) / 30,
            "repeated": np.arange(len(rows)) % 2 == 1,
        }
    )
    ours, theirs = judged(track, "bridge"), judged(once, "bridge")
    assert ours.repetitions == theirs.repetitions
    assert ours.assessable == theirs.assessable


def test_the_hold_clock_stops_while_the_frame_is_frozen_and_gives_the_reason():
    checker = FormChecker(exercise_named("bridge"))
    track = with_repeated_frame(BRIDGE.good(), MIDDLE_S, 5.0)
    shown = [checker.update(pose) for pose in track.poses()]
    still = [s for s in shown if s.repeated]
    assert {s.hold_s for s in still} == {still[0].hold_s}
    late = [s for s in still if s.time_s > MIDDLE_S + 0.6]
    assert {s.readiness.failed for s in late} == {CheckName.PICTURE}
    assert not any(s.ready or s.assessable for s in late)
    assert shown[-1].readiness.ok


def test_a_frozen_frame_half_way_is_no_stop_half_way():
    track = with_repeated_frame(BRIDGE.good(2), 1.2 + BRIDGE.out_s / 2, 8.0)
    checker, signs = (
        FormChecker(exercise_named("bridge")),
        PainSignDetector(exercise_named("bridge")),
    )
    seen = [signs.update(checker.update(pose)) for pose in track.poses()]
    assert [one for one in seen if one is not None] == []


def test_a_deliberate_pause_is_not_unseen_time():
    checker = FormChecker(exercise_named("bridge"))
    keys = BRIDGE.keys()
    track = BRIDGE.film([*keys, Key(seconds=2.0, angles={}), *keys])
    middle_s = 1.2 + sum(key.seconds for key in keys)
    for pose in without_frames(track, middle_s, middle_s + 1.9).poses():
        if middle_s < pose.time_s < middle_s + 2.0:
            checker.pause()
        checker.update(pose)
    assert checker.summary().gaps == ()


@settings(max_examples=examples(25))
@given(
    start_s=st.floats(0.2, 10.0),
    seconds=st.floats(0.6, 30.0),
    way=st.sampled_from(sorted(WAYS)),
)
def test_unseen_time_never_makes_a_hold_longer_or_the_share_larger(start_s, seconds, way):
    whole = judged(BRIDGE.good(), "bridge")
    review = judged(gap_in(way, start_s, seconds), "bridge")
    longest_s = max((r.hold_s for r in review.repetitions), default=0.0)
    # Just before a gap, slowing down cannot be distinguished from stopping.
    assert longest_s <= whole.repetitions[0].hold_s + LONGEST_STEP_S
    assert review.assessable <= whole.assessable + 1e-9
    assert review.counted <= whole.counted


def _fields(track) -> dict:
    names = ("time_s", "xy", "visibility", "world", "size", "meta")
    return {name: getattr(track, name) for name in names}
