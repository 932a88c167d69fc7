"""The way through an exercise: when it counts, when it waits, and that nothing is lost."""

import math

import pytest

from formcheck.assessment.types import CheckName
from formcheck.kinematics.track import PoseTrack
from formcheck.live.session.events import Paused, Resumed, SessionEnded, SetEnded, SetStarted
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Stage
from formcheck.review.review import review_track
from formcheck.safety.events import QuestionReason
from tests.support.good_repetitions import PLAYS, exercise_named
from tests.support.live_listener import Listener, nobody, still
from tests.support.stick_figure import Key

BRIDGE, DOG = PLAYS["bridge"], PLAYS["bird_dog"]
LEAD_S = 5.0
SETUP, COUNTDOWN, SET = Stage.SETUP, Stage.COUNTDOWN, Stage.SET
PAUSED, REST, DONE = Stage.PAUSED, Stage.REST, Stage.DONE


def good(play=BRIDGE, repetitions: int = 1, **changes):
    return play.film(play.keys(**changes) * repetitions, fps=30, lead_s=0.4)


def started(exercise: str = "bridge", **dose) -> Listener:
    """A listener whose set has just begun."""
    listener = Listener(exercise, **dose)
    listener.watch(still(PLAYS[exercise], LEAD_S))
    assert listener.controller.stage is SET
    return listener


# --- setting up ------------------------------------------------------------------------------


def test_the_start_position_kept_leads_through_a_countdown_into_the_set():
    told = started().told
    assert told.stages == [SETUP, COUNTDOWN, SET]
    assert told.said == ["Three.", "Two.", "One.", "Go. Lift your hips."]
    counts = [s.countdown for s in told.at(COUNTDOWN)]
    assert sorted(set(counts), reverse=True) == [3, 2, 1]
    assert counts == sorted(counts, reverse=True)
    assert len(told.all_of(SetStarted)) == 1


def test_nothing_is_counted_before_the_countdown_is_over():
    told = Listener("bridge", repetitions=2).watch(good(repetitions=3, rest_s=0.6))
    assert SET not in told.stages
    assert {s.count for s in told.scenes} == {0}
    assert told.events == []


def test_moving_off_during_the_countdown_starts_it_again():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 2.5))
    assert listener.controller.stage is COUNTDOWN
    told = listener.watch(good())
    assert told.stages[:3] == [SETUP, COUNTDOWN, SETUP]
    assert told.events == []


def test_each_shut_gate_is_shown_on_its_rung_and_said_after_a_moment():
    listener = Listener("bridge")
    told = listener.watch(nobody(BRIDGE, 2.0))
    rungs = {step.name: step.done for step in told.scenes[-1].ladder}
    assert rungs == {"seen": False, "side": None, "joints": None, "start": None}
    assert told.said == ["I can't see anyone. Move so that the camera sees all of you."]
    told = listener.watch(still(BRIDGE, 0.6))
    assert all(step.done for step in told.scenes[-1].ladder)


def test_another_position_is_answered_with_what_to_do():
    told = Listener("bridge").watch(still(DOG, 2.0))
    assert told.scenes[-1].snapshot.readiness.failed is CheckName.POSTURE
    assert told.said == ["Lie on your back, side-on to the camera."]


def test_a_message_is_repeated_only_after_a_while():
    told = Listener("bridge").watch(nobody(BRIDGE, 12.0))
    assert len(told.said) == 2


def test_a_second_person_is_said():
    listener = Listener("bridge")
    told = listener.watch(still(DOG, 3.0), second_person=True)
    assert told.scenes[-1].message.startswith("I see someone else.")
    assert told.said[0].startswith("I see someone else.")


# --- a set -----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", PLAYS)
def test_good_repetitions_are_counted_aloud_and_the_set_ends_itself(exercise):
    play = PLAYS[exercise]
    side = "left" if exercise in {"hamstring_stretch", "hamstring_stretch_90_90"} else "auto"
    legs = {"bird_dog": 2}.get(exercise, 1)
    listener = started(exercise, repetitions=2, hold_s=play.hold_s - 1, side=side)
    near = None
    if exercise == "bird_dog":
        from formcheck.kinematics.landmarks import Side

        for number in range(2 * legs):
            near = (Side.LEFT, Side.RIGHT)[number % 2]
            listener.watch(good(play, work=near))
    else:
        listener.watch(good(play, repetitions=2))
    told = listener.told
    assert told.stages == [SETUP, COUNTDOWN, SET, DONE]
    assert len(told.counted) == 2 * legs
    assert told.said[-1].endswith("That was the last set. Well done.")
    assert [type(h) for h in told.events[-2:]] == [SetEnded, SessionEnded]
    assert told.all_of(SessionEnded)[0].state == "finished"
    assert all(one.pose is not None for one in told.counted)


def test_the_hold_is_timed_aloud_its_last_seconds_and_the_way_back():
    told = started(repetitions=3, hold_s=4).watch(good(hold_s=5.0))
    after_go = told.said[4:]
    assert after_go[:5] == ["Hold.", "Three.", "Two.", "One.", "Lower slowly."]
    assert after_go[5] == "One."


def test_a_short_hold_asked_for_is_no_fault():
    told = started(repetitions=3, hold_s=2).watch(good(hold_s=2.2))
    assert [c.result.faults for c in told.counted] == [()]


def test_a_fault_is_cued_while_it_lasts_and_shown():
    told = started(repetitions=3, hold_s=4).watch(good(top={"hip": 205, "knee": 97}))
    cues = [s.cue.text for s in told.scenes if s.cue is not None]
    assert set(cues) == {"Lower hips a little"}
    assert "Lower hips a little" in told.said


def test_what_did_not_count_is_said_with_the_reason():
    told = started(repetitions=3).watch(good(top={"hip": 152, "knee": 90}))
    assert "That one was too small to count." in told.said
    assert told.counted == []


def test_sets_are_parted_by_a_rest_and_set_up_again():
    listener = started(sets=2, repetitions=1, rest_s=3.0)
    told = listener.watch(good())
    assert told.stages[-1] is REST
    assert told.said[-1].startswith("One. Set 1 of 2 done. Rest for 3 seconds. Does it hurt")
    assert told.scenes[-1].planned.number == 2
    assert 0 < told.scenes[-1].rest_left_s <= 3.0
    told = listener.watch(still(BRIDGE, 9.0))
    assert told.stages[-4:] == [REST, SETUP, COUNTDOWN, SET]
    assert [begun.planned.number for begun in told.all_of(SetStarted)] == [1, 2]


def test_a_rest_can_be_skipped():
    listener = started(sets=2, repetitions=1, rest_s=60.0)
    listener.watch(good())
    listener.controller.skip_rest()
    assert listener.controller.stage is SETUP


def test_where_each_leg_counts_by_itself_the_other_leg_gets_its_own_set():
    listener = started("hamstring_stretch", repetitions=1, rest_s=1.0, hold_s=4)
    play = PLAYS["hamstring_stretch"]
    listener.watch(good(play, hold_s=5.0))
    told = listener.watch(still(play, 3.0))
    assert "Now the other leg." in told.said
    assert told.scenes[-1].planned.side.value == "right"


# --- pausing ---------------------------------------------------------------------------------


def test_leaving_pauses_and_the_start_position_resumes_after_a_countdown():
    listener = started(repetitions=2)
    listener.watch(good())
    listener.watch(nobody(BRIDGE, 4.0))
    assert listener.controller.stage is PAUSED
    told = listener.watch(still(BRIDGE, LEAD_S))
    assert told.stages == [SETUP, COUNTDOWN, SET, PAUSED, COUNTDOWN, SET]
    assert told.scenes[-1].count == 1
    told = listener.watch(good())
    assert told.stages[-1] is DONE
    assert [type(h) for h in told.events if isinstance(h, Paused | Resumed)] == [Paused, Resumed]
    assert "Paused. Your count is kept. Is something hurting?" in told.said
    assert "Resuming." in told.said


def test_a_short_loss_pauses_nothing():
    listener = started(repetitions=2)
    told = listener.watch(nobody(BRIDGE, 1.5))
    assert told.stages[-1] is SET


def test_who_goes_on_at_once_after_a_pause_is_not_held_up():
    listener = started(repetitions=2)
    listener.watch(nobody(BRIDGE, 3.0))
    listener.watch(still(BRIDGE, 2.0))
    assert listener.controller.stage is COUNTDOWN
    told = listener.watch(good(rest_s=2.0))
    assert told.scenes[-1].count == 1


def test_the_person_pauses_and_nothing_is_judged_until_going_on():
    listener = started(repetitions=3)
    listener.controller.pause()
    listener.take(listener.controller.take_update())
    told = listener.watch(good(repetitions=2))
    assert told.stages[-1] is PAUSED
    assert told.counted == []
    assert told.scenes[-1].snapshot is None
    listener.controller.resume()
    told = listener.watch(still(BRIDGE, LEAD_S))
    assert told.stages[-1] is SET
    told = listener.watch(good())
    assert told.scenes[-1].count == 1


def test_resuming_does_nothing_where_nobody_paused():
    listener = started()
    listener.controller.resume()
    assert listener.controller.stage is SET


# --- stopping and going on later ---------------------------------------------------------------


@pytest.mark.parametrize("after", ["setup", "countdown", "set", "paused", "rest"])
def test_stopping_ends_it_from_anywhere_and_nothing_more_is_said(after):
    listener = Listener("bridge", sets=2, repetitions=1)
    listener.watch(still(BRIDGE, {"setup": 0.5, "countdown": 2.0}.get(after, LEAD_S)))
    if after == "paused":
        listener.watch(nobody(BRIDGE, 3.0))
    if after == "rest":
        listener.watch(good())
    assert listener.controller.stage.value == after
    listener.controller.stop()
    said = len(listener.told.said)
    listener.take(listener.controller.take_update())
    told = listener.watch(good(repetitions=2))
    assert told.stages[-1] is DONE
    assert len(told.said) == said
    assert told.all_of(SessionEnded) == [SessionEnded(state="stopped", why=QuestionReason.STOP)]
    ended = [one.state for one in told.all_of(SetEnded)]
    assert ended == {"set": ["stopped"], "paused": ["stopped"], "rest": ["finished"]}.get(after, [])


def test_stopping_in_a_repetition_tells_what_was_counted():
    listener = started(repetitions=3)
    listener.watch(good())
    listener.watch(BRIDGE.film(BRIDGE.keys()[:2], lead_s=0.2))
    listener.controller.stop()
    told = listener.told
    listener.take(listener.controller.take_update())
    [ended] = told.all_of(SetEnded)
    assert [r.counted for r in ended.summary.results] == [True, False]


def test_a_set_cut_short_goes_on_with_its_count():
    listener = Listener("bridge", start=ResumePoint(counts={"both": 2}), repetitions=3)
    listener.watch(still(BRIDGE, LEAD_S))
    assert listener.told.scenes[-1].count == 2
    told = listener.watch(good())
    assert told.stages[-1] is DONE


def test_a_later_set_is_taken_up_where_it_was():
    listener = Listener("bridge", start=ResumePoint(number=2), sets=3)
    told = listener.watch(still(BRIDGE, LEAD_S))
    assert told.all_of(SetStarted)[0].planned.number == 2


# --- the same verdict ------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["bridge", "hamstring_stretch_seated"])
def test_a_set_has_the_verdict_a_review_of_its_pictures_gives(exercise):
    play = PLAYS[exercise]
    listener = started(exercise, repetitions=3, hold_s=play.hold_s - 1)
    listener.watch(good(play, repetitions=2))
    listener.watch(nobody(play, 3.0))
    listener.watch(still(play, LEAD_S))
    told = listener.watch(good(play))
    [ended] = told.all_of(SetEnded)
    judged = [s for s in told.scenes if s.snapshot is not None and s.stage is not SETUP]
    poses = [scene.snapshot.pose for scene in judged]
    last = poses[0].time_s
    track = PoseTrack.from_poses([p for p in poses if p.time_s >= last])
    exercise_ = exercise_named(exercise).with_hold_goal(play.hold_s - 1)
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
    told = listener.watch(good())
    assert len(told.all_of(SetEnded)[0].summary.results) == 1
