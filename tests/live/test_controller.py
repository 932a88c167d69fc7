"""The stages of a session: when it counts, when it waits, and that nothing is lost."""

import pytest

from formcheck.assessment.types import CheckName, Rejection
from formcheck.live.session.events import SessionEnded, SetEnded, SetStarted
from formcheck.safety.prompts import PromptReason
from formcheck.texts import coach as coach_texts
from formcheck.texts.labels import REJECTION_SPOKEN
from tests.live.controller_examples import (
    BREAK,
    BRIDGE,
    COUNTDOWN,
    DOG,
    DONE,
    PROMPTS,
    SET,
    SETUP,
    film_repetitions,
    instruction,
    listener_in_set,
)
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.live_listener import Listener, nobody, still

COUNTDOWN_SPOKEN = [f"{coach_texts.number(left)}." for left in (3, 2, 1)]


# --- setting up ------------------------------------------------------------------------------


def test_keeping_the_start_position_starts_the_countdown_and_then_the_set():
    transcript = listener_in_set().transcript
    assert transcript.stages == [SETUP, COUNTDOWN, SET]
    assert transcript.spoken == [*COUNTDOWN_SPOKEN, f"{coach_texts.GO} {PROMPTS.begin}"]
    counts = [s.countdown for s in transcript.at(COUNTDOWN)]
    assert sorted(set(counts), reverse=True) == [3, 2, 1]
    assert counts == sorted(counts, reverse=True)
    assert len(transcript.all_of(SetStarted)) == 1


def test_nothing_is_counted_before_the_countdown_is_over():
    transcript = Listener("bridge", repetitions=2).watch(
        film_repetitions(repetitions=3, rest_s=0.6)
    )
    assert SET not in transcript.stages
    assert {s.count for s in transcript.moments} == {0}
    assert transcript.events == []


def test_moving_off_during_the_countdown_starts_it_again():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 2.5))
    assert listener.controller.stage is COUNTDOWN
    transcript = listener.watch(film_repetitions())
    assert transcript.stages[:3] == [SETUP, COUNTDOWN, SETUP]
    assert transcript.events == []


def test_a_failed_check_is_shown_in_the_checklist_and_spoken_after_a_moment():
    listener = Listener("bridge")
    transcript = listener.watch(nobody(BRIDGE, 2.0))
    checklist = {step.name: step.done for step in transcript.moments[-1].checklist}
    assert checklist == {"seen": False, "side": None, "joints": None, "start": None}
    assert transcript.spoken == [instruction(CheckName.PERSON)]
    transcript = listener.watch(still(BRIDGE, 0.6))
    assert all(step.done for step in transcript.moments[-1].checklist)


def test_another_position_is_answered_with_what_to_do():
    transcript = Listener("bridge").watch(still(DOG, 2.0))
    assert transcript.moments[-1].snapshot.readiness.failed is CheckName.POSTURE
    assert transcript.spoken == [instruction(CheckName.POSTURE)]


def test_a_message_is_repeated_only_after_a_while():
    transcript = Listener("bridge").watch(nobody(BRIDGE, 12.0))
    assert len(transcript.spoken) == 2


def test_a_second_person_is_announced():
    listener = Listener("bridge")
    transcript = listener.watch(still(DOG, 3.0), second_person=True)
    assert transcript.moments[-1].message == coach_texts.SECOND_PERSON
    assert transcript.spoken[0] == coach_texts.SECOND_PERSON


# --- a set -----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_good_repetitions_are_counted_aloud_and_the_set_ends_itself(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    side = "left" if exercise in {"hamstring_stretch", "hamstring_stretch_90_90"} else "auto"
    legs = {"bird_dog": 2}.get(exercise, 1)
    listener = listener_in_set(exercise, repetitions=2, hold_s=good_rep.hold_s - 1, side=side)
    near = None
    if exercise == "bird_dog":
        from formcheck.kinematics.landmarks import Side

        for number in range(2 * legs):
            near = (Side.LEFT, Side.RIGHT)[number % 2]
            listener.watch(film_repetitions(good_rep, work=near))
    else:
        listener.watch(film_repetitions(good_rep, repetitions=2))
    transcript = listener.transcript
    assert transcript.stages == [SETUP, COUNTDOWN, SET, DONE]
    assert len(transcript.counted) == 2 * legs
    assert transcript.spoken[-1].endswith(coach_texts.LAST_SET_DONE)
    assert [type(h) for h in transcript.events[-2:]] == [SetEnded, SessionEnded]
    assert transcript.all_of(SessionEnded)[0].state == "finished"
    assert all(one.pose is not None for one in transcript.counted)


def test_the_last_seconds_of_the_hold_and_the_way_back_are_spoken():
    transcript = listener_in_set(repetitions=3, hold_s=4).watch(film_repetitions(hold_s=5.0))
    after_go = transcript.spoken[4:]
    assert after_go[:5] == [PROMPTS.hold, *COUNTDOWN_SPOKEN, PROMPTS.back]
    assert after_go[5] == coach_texts.count_line(1, goal=3, side=None)


def test_a_short_hold_asked_for_is_no_fault():
    transcript = listener_in_set(repetitions=3, hold_s=2).watch(film_repetitions(hold_s=2.2))
    assert [c.result.faults for c in transcript.counted] == [()]


def test_a_fault_is_shown_and_spoken_while_it_lasts():
    transcript = listener_in_set(repetitions=3, hold_s=4).watch(
        film_repetitions(top={"hip": 205, "knee": 97})
    )
    cues = [s.cue.text for s in transcript.moments if s.cue is not None]
    cue = exercise_named("bridge").rule("over_arched").cue
    assert set(cues) == {cue}
    assert cue in transcript.spoken


def test_a_rejected_repetition_is_announced_with_its_reason():
    transcript = listener_in_set(repetitions=3).watch(
        film_repetitions(top={"hip": 152, "knee": 90})
    )
    assert REJECTION_SPOKEN[Rejection.PARTIAL] in transcript.spoken
    assert transcript.counted == []


def test_between_sets_there_are_a_break_and_a_new_setup():
    listener = listener_in_set(sets=2, repetitions=1, rest_s=3.0)
    transcript = listener.watch(film_repetitions())
    assert transcript.stages[-1] is BREAK
    for text in (
        coach_texts.set_done(1, sets=2),
        coach_texts.break_begins(3.0),
        coach_texts.QUESTIONS[PromptReason.SET_END],
    ):
        assert text in transcript.spoken[-1]
    assert transcript.moments[-1].planned.number == 2
    assert 0 < transcript.moments[-1].break_left_s <= 3.0
    transcript = listener.watch(still(BRIDGE, 9.0))
    assert transcript.stages[-4:] == [BREAK, SETUP, COUNTDOWN, SET]
    assert [begun.planned.number for begun in transcript.all_of(SetStarted)] == [1, 2]


def test_a_break_can_be_skipped():
    listener = listener_in_set(sets=2, repetitions=1, rest_s=60.0)
    listener.watch(film_repetitions())
    listener.controller.skip_break()
    assert listener.controller.stage is SETUP


def test_if_each_leg_counts_separately_the_other_leg_gets_its_own_set():
    listener = listener_in_set("hamstring_stretch", repetitions=1, rest_s=1.0, hold_s=4)
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    listener.watch(film_repetitions(good_rep, hold_s=5.0))
    transcript = listener.watch(still(good_rep, 3.0))
    assert coach_texts.OTHER_LEG in transcript.spoken
    assert transcript.moments[-1].planned.side.value == "right"
