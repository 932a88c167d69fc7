"""The stages of a session: when it counts, when it waits, and that nothing is lost."""

import math

import pytest

from formcheck.assessment.types import CheckName
from formcheck.kinematics.track import PoseTrack
from formcheck.live.session.events import Paused, Resumed, SessionEnded, SetEnded, SetStarted
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Stage
from formcheck.review.review import review_track
from formcheck.safety.events import QuestionReason
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.live_listener import Listener, nobody, still
from tests.support.stick_figure import Key

BRIDGE, DOG = GOOD_REPETITIONS["bridge"], GOOD_REPETITIONS["bird_dog"]
LEAD_S = 5.0
SETUP, COUNTDOWN, SET = Stage.SETUP, Stage.COUNTDOWN, Stage.SET
PAUSED, BREAK, DONE = Stage.PAUSED, Stage.BREAK, Stage.DONE


def good(good_rep=BRIDGE, repetitions: int = 1, **changes):
    return good_rep.film(good_rep.keys(**changes) * repetitions, fps=30, lead_s=0.4)


def started(exercise: str = "bridge", **dose) -> Listener:
    """A listener whose set has just begun."""
    listener = Listener(exercise, **dose)
    listener.watch(still(GOOD_REPETITIONS[exercise], LEAD_S))
    assert listener.controller.stage is SET
    return listener


# --- setting up ------------------------------------------------------------------------------


def test_the_start_position_kept_leads_through_a_countdown_into_the_set():
    transcript = started().transcript
    assert transcript.stages == [SETUP, COUNTDOWN, SET]
    assert transcript.said == ["Three.", "Two.", "One.", "Go. Lift your hips."]
    counts = [s.countdown for s in transcript.at(COUNTDOWN)]
    assert sorted(set(counts), reverse=True) == [3, 2, 1]
    assert counts == sorted(counts, reverse=True)
    assert len(transcript.all_of(SetStarted)) == 1


def test_nothing_is_counted_before_the_countdown_is_over():
    transcript = Listener("bridge", repetitions=2).watch(good(repetitions=3, rest_s=0.6))
    assert SET not in transcript.stages
    assert {s.count for s in transcript.moments} == {0}
    assert transcript.events == []


def test_moving_off_during_the_countdown_starts_it_again():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 2.5))
    assert listener.controller.stage is COUNTDOWN
    transcript = listener.watch(good())
    assert transcript.stages[:3] == [SETUP, COUNTDOWN, SETUP]
    assert transcript.events == []


def test_each_failed_check_is_shown_at_its_checklist_step_and_said_after_a_moment():
    listener = Listener("bridge")
    transcript = listener.watch(nobody(BRIDGE, 2.0))
    checklist = {step.name: step.done for step in transcript.moments[-1].checklist}
    assert checklist == {"seen": False, "side": None, "joints": None, "start": None}
    assert transcript.said == ["I can't see anyone. Move so that the camera sees all of you."]
    transcript = listener.watch(still(BRIDGE, 0.6))
    assert all(step.done for step in transcript.moments[-1].checklist)


def test_another_position_is_answered_with_what_to_do():
    transcript = Listener("bridge").watch(still(DOG, 2.0))
    assert transcript.moments[-1].snapshot.readiness.failed is CheckName.POSTURE
    assert transcript.said == ["Lie on your back, side-on to the camera."]


def test_a_message_is_repeated_only_after_a_while():
    transcript = Listener("bridge").watch(nobody(BRIDGE, 12.0))
    assert len(transcript.said) == 2


def test_a_second_person_is_said():
    listener = Listener("bridge")
    transcript = listener.watch(still(DOG, 3.0), second_person=True)
    assert transcript.moments[-1].message.startswith("I see someone else.")
    assert transcript.said[0].startswith("I see someone else.")


# --- a set -----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_good_repetitions_are_counted_aloud_and_the_set_ends_itself(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    side = "left" if exercise in {"hamstring_stretch", "hamstring_stretch_90_90"} else "auto"
    legs = {"bird_dog": 2}.get(exercise, 1)
    listener = started(exercise, repetitions=2, hold_s=good_rep.hold_s - 1, side=side)
    near = None
    if exercise == "bird_dog":
        from formcheck.kinematics.landmarks import Side

        for number in range(2 * legs):
            near = (Side.LEFT, Side.RIGHT)[number % 2]
            listener.watch(good(good_rep, work=near))
    else:
        listener.watch(good(good_rep, repetitions=2))
    transcript = listener.transcript
    assert transcript.stages == [SETUP, COUNTDOWN, SET, DONE]
    assert len(transcript.counted) == 2 * legs
    assert transcript.said[-1].endswith("That was the last set. Well done.")
    assert [type(h) for h in transcript.events[-2:]] == [SetEnded, SessionEnded]
    assert transcript.all_of(SessionEnded)[0].state == "finished"
    assert all(one.pose is not None for one in transcript.counted)


def test_the_hold_is_timed_aloud_its_last_seconds_and_the_way_back():
    transcript = started(repetitions=3, hold_s=4).watch(good(hold_s=5.0))
    after_go = transcript.said[4:]
    assert after_go[:5] == ["Hold.", "Three.", "Two.", "One.", "Lower slowly."]
    assert after_go[5] == "One."


def test_a_short_hold_asked_for_is_no_fault():
    transcript = started(repetitions=3, hold_s=2).watch(good(hold_s=2.2))
    assert [c.result.faults for c in transcript.counted] == [()]


def test_a_fault_is_cued_while_it_lasts_and_shown():
    transcript = started(repetitions=3, hold_s=4).watch(good(top={"hip": 205, "knee": 97}))
    cues = [s.cue.text for s in transcript.moments if s.cue is not None]
    assert set(cues) == {"Lower hips a little"}
    assert "Lower hips a little" in transcript.said


def test_what_did_not_count_is_said_with_the_reason():
    transcript = started(repetitions=3).watch(good(top={"hip": 152, "knee": 90}))
    assert "That one was too small to count." in transcript.said
    assert transcript.counted == []


def test_sets_are_parted_by_a_rest_and_set_up_again():
    listener = started(sets=2, repetitions=1, rest_s=3.0)
    transcript = listener.watch(good())
    assert transcript.stages[-1] is BREAK
    assert transcript.said[-1].startswith("One. Set 1 of 2 done. Rest for 3 seconds. Does it hurt")
    assert transcript.moments[-1].planned.number == 2
    assert 0 < transcript.moments[-1].break_left_s <= 3.0
    transcript = listener.watch(still(BRIDGE, 9.0))
    assert transcript.stages[-4:] == [BREAK, SETUP, COUNTDOWN, SET]
    assert [begun.planned.number for begun in transcript.all_of(SetStarted)] == [1, 2]


def test_a_rest_can_be_skipped():
    listener = started(sets=2, repetitions=1, rest_s=60.0)
    listener.watch(good())
    listener.controller.skip_break()
    assert listener.controller.stage is SETUP


def test_where_each_leg_counts_by_itself_the_other_leg_gets_its_own_set():
    listener = started("hamstring_stretch", repetitions=1, rest_s=1.0, hold_s=4)
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    listener.watch(good(good_rep, hold_s=5.0))
    transcript = listener.watch(still(good_rep, 3.0))
    assert "Now the other leg." in transcript.said
    assert transcript.moments[-1].planned.side.value == "right"


# --- pausing ---------------------------------------------------------------------------------


def test_leaving_pauses_and_the_start_position_resumes_after_a_countdown():
    listener = started(repetitions=2)
    listener.watch(good())
    listener.watch(nobody(BRIDGE, 4.0))
    assert listener.controller.stage is PAUSED
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages == [SETUP, COUNTDOWN, SET, PAUSED, COUNTDOWN, SET]
    assert transcript.moments[-1].count == 1
    transcript = listener.watch(good())
    assert transcript.stages[-1] is DONE
    assert [type(h) for h in transcript.events if isinstance(h, Paused | Resumed)] == [
        Paused,
        Resumed,
    ]
    assert "Paused. Your count is kept. Is something hurting?" in transcript.said
    assert "Resuming." in transcript.said


def test_a_short_loss_pauses_nothing():
    listener = started(repetitions=2)
    transcript = listener.watch(nobody(BRIDGE, 1.5))
    assert transcript.stages[-1] is SET


def test_who_goes_on_at_once_after_a_pause_is_not_held_up():
    listener = started(repetitions=2)
    listener.watch(nobody(BRIDGE, 3.0))
    listener.watch(still(BRIDGE, 2.0))
    assert listener.controller.stage is COUNTDOWN
    transcript = listener.watch(good(rest_s=2.0))
    assert transcript.moments[-1].count == 1


def test_the_person_pauses_and_nothing_is_judged_until_going_on():
    listener = started(repetitions=3)
    listener.controller.pause()
    listener.take(listener.controller.take_update())
    transcript = listener.watch(good(repetitions=2))
    assert transcript.stages[-1] is PAUSED
    assert transcript.counted == []
    assert transcript.moments[-1].snapshot is None
    listener.controller.resume()
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-1] is SET
    transcript = listener.watch(good())
    assert transcript.moments[-1].count == 1


def test_resuming_does_nothing_where_nobody_paused():
    listener = started()
    listener.controller.resume()
    assert listener.controller.stage is SET


# --- stopping and going on later ---------------------------------------------------------------


@pytest.mark.parametrize("after", ["setup", "countdown", "set", "paused", "break"])
def test_stopping_ends_it_from_anywhere_and_nothing_more_is_said(after):
    listener = Listener("bridge", sets=2, repetitions=1)
    listener.watch(still(BRIDGE, {"setup": 0.5, "countdown": 2.0}.get(after, LEAD_S)))
    if after == "paused":
        listener.watch(nobody(BRIDGE, 3.0))
    if after == "break":
        listener.watch(good())
    assert listener.controller.stage.value == after
    listener.controller.stop()
    said = len(listener.transcript.said)
    listener.take(listener.controller.take_update())
    transcript = listener.watch(good(repetitions=2))
    assert transcript.stages[-1] is DONE
    assert len(transcript.said) == said
    assert transcript.all_of(SessionEnded) == [
        SessionEnded(state="stopped", why=QuestionReason.STOP)
    ]
    ended = [one.state for one in transcript.all_of(SetEnded)]
    assert ended == {"set": ["stopped"], "paused": ["stopped"], "break": ["finished"]}.get(
        after, []
    )


def test_stopping_in_a_repetition_tells_what_was_counted():
    listener = started(repetitions=3)
    listener.watch(good())
    listener.watch(BRIDGE.film(BRIDGE.keys()[:2], lead_s=0.2))
    listener.controller.stop()
    transcript = listener.transcript
    listener.take(listener.controller.take_update())
    [ended] = transcript.all_of(SetEnded)
    assert [r.counted for r in ended.summary.results] == [True, False]


def test_a_set_cut_short_goes_on_with_its_count():
    listener = Listener("bridge", start=ResumePoint(counts={"both": 2}), repetitions=3)
    listener.watch(still(BRIDGE, LEAD_S))
    assert listener.transcript.moments[-1].count == 2
    transcript = listener.watch(good())
    assert transcript.stages[-1] is DONE


def test_a_later_set_is_taken_up_where_it_was():
    listener = Listener("bridge", start=ResumePoint(number=2), sets=3)
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.all_of(SetStarted)[0].planned.number == 2


# --- the same verdict ------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", ["bridge", "hamstring_stretch_seated"])
def test_a_set_has_the_verdict_a_review_of_its_frames_gives(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    listener = started(exercise, repetitions=3, hold_s=good_rep.hold_s - 1)
    listener.watch(good(good_rep, repetitions=2))
    listener.watch(nobody(good_rep, 3.0))
    listener.watch(still(good_rep, LEAD_S))
    transcript = listener.watch(good(good_rep))
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
    transcript = listener.watch(good())
    assert len(transcript.all_of(SetEnded)[0].summary.results) == 1
