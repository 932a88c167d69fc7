"""The coach asks whether something hurts; it never takes no answer for "nothing hurts"."""

import pytest

from formcheck.live.session.events import (
    PainReported,
    Paused,
    QuestionAnswered,
    QuestionAsked,
    Resumed,
    SessionEnded,
    SetEnded,
)
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Stage
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptAnswer, PromptReason
from formcheck.texts import coach as coach_texts
from tests.live.controller_examples import (
    BREAK,
    BRIDGE,
    COUNTDOWN,
    DOG,
    DONE,
    LEAD_S,
    PAUSED,
    PROMPTS,
    SET,
    SETUP,
    listener_in_set,
)
from tests.support.good_repetitions import exercise_named
from tests.support.live_listener import Listener, nobody, still
from tests.support.stick_figure import Key

PAIN_REPORTED = Stage.PAIN_REPORTED


def good(repetitions: int = 1, **changes):
    return BRIDGE.film(BRIDGE.keys(**changes) * repetitions, lead_s=0.4)


def started(**dose) -> Listener:
    return listener_in_set(**{"repetitions": 20, **dose})


def asked(listener: Listener) -> list[PromptReason]:
    return [one.why for one in listener.transcript.all_of(QuestionAsked)]


def answers(listener: Listener) -> list[PromptAnswer]:
    return [one.how for one in listener.transcript.all_of(QuestionAnswered)]


def take_command_prompts(listener: Listener) -> None:
    """Take the prompts of the last command."""
    listener.take(listener.controller.take_update())


# --- leaving the position ------------------------------------------------------------------------


def test_another_position_pauses_at_once_cuts_off_the_voice_and_asks():
    listener = started()
    listener.watch(good())
    before_s = listener.transcript.moments[-1].time_s
    transcript = listener.watch(still(DOG, 1.0))
    paused = transcript.first(PAUSED)
    assert paused.time_s - before_s < 0.35
    assert paused.question.why is PromptReason.LEFT
    assert transcript.spoken[-1] == coach_texts.QUESTIONS[PromptReason.LEFT]
    assert asked(listener) == [PromptReason.LEFT]


def test_the_question_interrupts_the_voice():
    listener = started(hold_s=4)
    film = BRIDGE.film(BRIDGE.keys(hold_s=4.0)[:2], lead_s=0.2)
    listener.watch(film)
    listener.speaks_until_s = 1e9  # the voice is in the middle of a long sentence
    transcript = listener.watch(still(DOG, 0.5))
    text = coach_texts.QUESTIONS[PromptReason.LEFT]
    [question] = [s.say for s in transcript.moments if s.say is not None and s.say.text == text]
    assert question.interrupt


def test_taking_the_start_position_again_is_an_answer():
    listener = started()
    listener.watch(still(DOG, 3.0))
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-3:] == [PAUSED, COUNTDOWN, SET]
    assert answers(listener) == [PromptAnswer.CARRIED_ON]


def test_without_an_answer_within_fifteen_seconds_the_session_ends_and_asks_later():
    listener = started()
    listener.watch(good())
    transcript = listener.watch(still(DOG, 14.0))
    assert transcript.stages[-1] is PAUSED
    transcript = listener.watch(still(DOG, 2.0))
    assert transcript.stages[-1] is DONE
    assert answers(listener) == [PromptAnswer.NONE]
    assert transcript.all_of(SessionEnded) == [
        SessionEnded(state="stopped", why=QuestionReason.NO_ANSWER)
    ]
    assert [one.state for one in transcript.all_of(SetEnded)] == ["stopped"]
    assert [type(one) for one in transcript.events[-3:]] == [
        QuestionAnswered,
        SetEnded,
        SessionEnded,
    ]  # beside its set
    assert transcript.spoken[-1] == coach_texts.NO_ANSWER
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-1] is DONE


def test_the_answer_fine_gives_time_to_return():
    listener = started()
    listener.watch(nobody(BRIDGE, 5.0))
    listener.controller.answer_fine()
    transcript = listener.watch(nobody(BRIDGE, 30.0))
    assert transcript.stages[-1] is PAUSED
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-1] is SET
    assert answers(listener) == [PromptAnswer.FINE]


def test_a_flicker_of_another_position_pauses_nothing():
    listener = started()
    transcript = listener.watch(list(still(DOG, 2.0).poses())[:4])
    assert transcript.stages[-1] is SET


# --- signs ---------------------------------------------------------------------------------------


def fall() -> list[Key]:
    """Up, a short hold, and down very fast."""
    up, held, *_ = BRIDGE.keys(hold_s=1.5)
    rest = BRIDGE.keys()[-1]
    return [up, held, Key(seconds=0.15, angles=rest.angles), Key(seconds=1.0, angles=rest.angles)]


def collapsed() -> Listener:
    listener = started(hold_s=5)
    listener.watch(good())
    transcript = listener.watch(BRIDGE.film(fall(), lead_s=0.2))
    assert transcript.stages[-1] is PAUSED
    assert asked(listener) == [PromptReason.COLLAPSE]
    return listener


def test_a_fall_out_of_a_hold_pauses_the_set_and_the_question_has_its_measurements():
    seen = collapsed().transcript.all_of(QuestionAsked)[0].seen
    assert seen is not None
    assert seen.before_deg > seen.after_deg


def test_lying_still_is_no_answer_after_a_fall():
    transcript = collapsed().watch(still(BRIDGE, 16.0))
    assert transcript.stages[-2:] == [PAUSED, DONE]
    assert transcript.all_of(SessionEnded)[0].why is QuestionReason.NO_ANSWER


def test_a_whole_next_lift_is_an_answer_and_counts():
    listener = collapsed()
    count = listener.transcript.moments[-1].count
    listener.watch(still(BRIDGE, 3.5))
    transcript = listener.watch(good())
    assert transcript.stages[-1] is SET
    assert answers(listener) == [PromptAnswer.CARRIED_ON]
    assert transcript.moments[-1].count == count + 1
    assert isinstance(transcript.all_of(Resumed)[-1], Resumed)


def test_a_clearly_smaller_range_is_asked_about_and_never_called_pain():
    listener = started(hold_s=3)
    listener.watch(good(repetitions=3))
    transcript = listener.watch(good(repetitions=3, top={"hip": 155, "knee": 92}))
    assert PromptReason.RANGE_DROP in asked(listener)
    assert not [
        text for text in transcript.spoken if "hurting" in text and "Is something" not in text
    ]


def test_a_sample_clip_is_asked_nothing():
    listener = Listener("bridge", repetitions=20, asks=False)
    listener.watch(still(BRIDGE, LEAD_S))
    listener.watch(BRIDGE.film(fall(), lead_s=0.2))
    listener.watch(still(DOG, 20.0))
    transcript = listener.watch(still(BRIDGE, 70.0))
    assert asked(listener) == []
    assert transcript.stages[-1] is SET


# --- every minute, and after a set -------------------------------------------------------------


def test_every_minute_of_a_set_it_asks_and_carrying_on_is_an_answer():
    listener = started(hold_s=3)
    transcript = listener.watch(good(repetitions=15))
    assert asked(listener)[0] is PromptReason.MINUTE
    first = next(s for s in transcript.moments if s.question is not None)
    begun = transcript.first(SET).time_s
    assert 60 <= first.time_s - begun <= 76
    assert first.stage is SET  # the set continues
    assert PromptAnswer.CARRIED_ON in answers(listener)
    assert coach_texts.QUESTIONS[PromptReason.MINUTE] in transcript.spoken
    assert PAUSED not in transcript.stages


def test_the_end_of_a_set_is_asked_about_and_the_next_set_is_an_answer():
    listener = started(sets=2, repetitions=1, rest_s=3.0)
    transcript = listener.watch(good())
    assert transcript.moments[-1].question.why is PromptReason.SET_END
    assert transcript.moments[-1].answer_left_s is None
    listener.watch(still(BRIDGE, 9.0))
    assert answers(listener) == [PromptAnswer.CARRIED_ON]


def test_the_end_of_the_last_set_is_asked_about_by_the_page():
    transcript = started(repetitions=1).watch(good())
    assert transcript.all_of(SessionEnded) == [
        SessionEnded(state="finished", why=QuestionReason.FINISHED)
    ]


# --- something hurts -----------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [SETUP, COUNTDOWN, SET, PAUSED, BREAK])
def test_reporting_pain_stops_every_stage_and_nothing_more_is_spoken(stage):
    listener = Listener("bridge", sets=2, repetitions=1)
    listener.watch(still(BRIDGE, {SETUP: 0.5, COUNTDOWN: 2.0}.get(stage, LEAD_S)))
    if stage is PAUSED:
        listener.watch(still(DOG, 3.0))
    if stage is BREAK:
        listener.watch(good())
    assert listener.controller.stage is stage
    listener.controller.report_pain()
    take_command_prompts(listener)
    spoken_before = len(listener.transcript.spoken)
    transcript = listener.watch(good(repetitions=2))
    assert transcript.stages[-1] is PAIN_REPORTED
    assert len(transcript.spoken) == spoken_before
    assert transcript.all_of(PainReported) == [PainReported(why=QuestionReason.HURTS)]
    assert transcript.all_of(SessionEnded) == []  # the session may continue if the answers allow it
    listener.controller.resume()
    listener.controller.skip_break()
    listener.controller.answer_fine()
    assert listener.controller.stage is PAIN_REPORTED


def test_an_eased_exercise_asks_again_after_the_next_repetition():
    listener = Listener("bridge", repetitions=9, start=ResumePoint(eased=True))
    listener.watch(still(BRIDGE, LEAD_S))
    transcript = listener.watch(good())
    assert transcript.stages[-1] is PAUSED
    assert asked(listener) == [PromptReason.EASED]
    listener.controller.answer_fine()
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.stages[-1] is SET
    listener.watch(good(repetitions=2))
    assert asked(listener) == [PromptReason.EASED]


def test_a_gentle_exercise_says_so_at_its_start():
    listener = Listener(exercise_named("bridge").with_reduced_range(10.0))
    transcript = listener.watch(still(BRIDGE, LEAD_S))
    assert transcript.spoken[-1] == f"{coach_texts.GO} {coach_texts.EASY} {PROMPTS.begin}"


def test_leaving_before_the_first_set_asks_nothing():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 0.5))
    listener.controller.leave()
    take_command_prompts(listener)
    assert listener.transcript.all_of(SessionEnded) == [SessionEnded(state="stopped", why=None)]


def test_leaving_during_a_set_is_asked_about_like_a_stop():
    listener = started()
    listener.controller.leave()
    take_command_prompts(listener)
    assert listener.transcript.all_of(SessionEnded) == [
        SessionEnded(state="stopped", why=QuestionReason.STOP)
    ]
    assert listener.transcript.all_of(Paused) == []
