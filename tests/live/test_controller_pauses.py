"""A session is paused, stopped and resumed, and its verdict is that of a review."""

import math

import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.live.session.events import Paused, Resumed, SessionEnded, SetEnded, SetStarted
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.review.review import review_track
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptReason
from formcheck.texts import coach as coach_texts
from tests.live.controller_examples import (
    BRIDGE,
    COUNTDOWN,
    DONE,
    LEAD_S,
    PAUSED,
    SET,
    SETUP,
    film_repetitions,
    listener_in_set,
)
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.live_listener import Listener, nobody, still
from tests.support.stick_figure import Key

# --- pausing ---------------------------------------------------------------------------------


def test_leaving_pauses_and_the_start_position_resumes_after_a_countdown():
    listener = listener_in_set(repetitions=2)
    listener.watch(film_repetitions())
    listener.watch(nobody(BRIDGE, 4.0))
    assert listener.controller.stage is PAUSED
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages == [SETUP, COUNTDOWN, SET, PAUSED, COUNTDOWN, SET]
    assert transcript.moments[-1].count == 1
    transcript = listener.watch(film_repetitions())
    assert transcript.stages[-1] is DONE
    assert [type(h) for h in transcript.events if isinstance(h, Paused | Resumed)] == [
        Paused,
        Resumed,
    ]
    assert coach_texts.QUESTIONS[PromptReason.LOST] in transcript.spoken
    assert coach_texts.RESUME in transcript.spoken


def test_a_short_loss_pauses_nothing():
    listener = listener_in_set(repetitions=2)
    transcript = listener.watch(nobody(BRIDGE, 1.5))
    assert transcript.stages[-1] is SET


def test_a_person_who_continues_at_once_after_a_pause_loses_no_repetition():
    listener = listener_in_set(repetitions=2)
    listener.watch(nobody(BRIDGE, 3.0))
    listener.watch(still(BRIDGE, 2.0))
    assert listener.controller.stage is COUNTDOWN
    transcript = listener.watch(film_repetitions(rest_s=2.0))
    assert transcript.moments[-1].count == 1


def test_during_a_pause_by_the_person_nothing_is_judged():
    listener = listener_in_set(repetitions=3)
    listener.controller.pause()
    listener.take(listener.controller.take_update())
    transcript = listener.watch(film_repetitions(repetitions=2))
    assert transcript.stages[-1] is PAUSED
    assert transcript.counted == []
    assert transcript.moments[-1].snapshot is None
    listener.controller.resume()
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-1] is SET
    transcript = listener.watch(film_repetitions())
    assert transcript.moments[-1].count == 1


def test_resuming_without_a_pause_does_nothing():
    listener = listener_in_set()
    listener.controller.resume()
    assert listener.controller.stage is SET


# --- stopping and going on later ---------------------------------------------------------------


@pytest.mark.parametrize("after", ["setup", "countdown", "set", "paused", "break"])
def test_stopping_ends_every_stage_and_nothing_more_is_spoken(after):
    listener = Listener("bridge", sets=2, repetitions=1)
    listener.watch(still(BRIDGE, {"setup": 0.5, "countdown": 2.0}.get(after, LEAD_S)))
    if after == "paused":
        listener.watch(nobody(BRIDGE, 3.0))
    if after == "break":
        listener.watch(film_repetitions())
    assert listener.controller.stage.value == after
    listener.controller.stop()
    spoken_before = len(listener.transcript.spoken)
    listener.take(listener.controller.take_update())
    transcript = listener.watch(film_repetitions(repetitions=2))
    assert transcript.stages[-1] is DONE
    assert len(transcript.spoken) == spoken_before
    assert transcript.all_of(SessionEnded) == [
        SessionEnded(state="stopped", why=QuestionReason.STOP)
    ]
    ended = [one.state for one in transcript.all_of(SetEnded)]
    assert ended == {"set": ["stopped"], "paused": ["stopped"], "break": ["finished"]}.get(
        after, []
    )


def test_stopping_in_a_repetition_reports_the_counted_ones():
    listener = listener_in_set(repetitions=3)
    listener.watch(film_repetitions())
    listener.watch(BRIDGE.film(BRIDGE.keys()[:2], lead_s=0.2))
    listener.controller.stop()
    transcript = listener.transcript
    listener.take(listener.controller.take_update())
    [ended] = transcript.all_of(SetEnded)
    assert [r.counted for r in ended.summary.results] == [True, False]


def test_an_interrupted_set_continues_with_its_count():
    listener = Listener("bridge", start=ResumePoint(counts={"both": 2}), repetitions=3)
    listener.watch(still(BRIDGE, LEAD_S))
    assert listener.transcript.moments[-1].count == 2
    transcript = listener.watch(film_repetitions())
    assert transcript.stages[-1] is DONE


def test_a_later_set_is_resumed():
    listener = Listener("bridge", start=ResumePoint(number=2), sets=3)
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.all_of(SetStarted)[0].planned.number == 2


# --- the same verdict ------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["bridge", "hamstring_stretch_seated"])
def test_a_set_has_the_verdict_a_review_of_its_frames_gives(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    listener = listener_in_set(exercise, repetitions=3, hold_s=good_rep.hold_s - 1)
    listener.watch(film_repetitions(good_rep, repetitions=2))
    listener.watch(nobody(good_rep, 3.0))
    listener.watch(still(good_rep, LEAD_S))
    transcript = listener.watch(film_repetitions(good_rep))
    [ended] = transcript.all_of(SetEnded)
    judged = [s for s in transcript.moments if s.snapshot is not None and s.stage is not SETUP]
    poses = [moment.snapshot.pose for moment in judged]
    last = poses[0].time_s
    track = PoseTrack.from_poses([p for p in poses if p.time_s >= last])
    exercise_ = exercise_named(exercise).with_hold_goal(good_rep.hold_s - 1)
    review = review_track(track, exercise_)
    assert len(review.repetitions) == len(ended.summary.results) == 3
    for mine, theirs in zip(ended.summary.results, review.repetitions, strict=True):
        assert mine.counted == theirs.counted
        assert mine.score == theirs.score
        assert mine.hold_s == pytest.approx(theirs.hold_s, abs=1e-6)
        assert mine.rom_deg == pytest.approx(theirs.rom_deg, abs=0.01)
    assert not math.isnan(ended.summary.score)
    assert ended.summary.score == pytest.approx(review.score)


def test_a_half_finished_lift_before_the_countdown_leaves_no_trace():
    listener = Listener("bridge", repetitions=1)
    keys = [Key(seconds=1.0, angles={"hip": 160}), Key(seconds=1.0, angles={"hip": 137})]
    listener.watch(BRIDGE.film(keys))
    listener.watch(still(BRIDGE, LEAD_S))
    transcript = listener.watch(film_repetitions())
    assert len(transcript.all_of(SetEnded)[0].summary.results) == 1
