"""After a stop, the answers decide what may run and when the patient is asked again."""

from datetime import timedelta

import pytest

from formcheck.safety.clearance import Requirement, check_clearance
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import ClockSetBack, QuestionReason
from formcheck.safety.questionnaire import Pain, RedFlag
from tests.safety.examples import (
    NOON,
    ZONE,
    after,
    day_state,
    follow_up,
    pain,
    pain_answer,
    question,
    required,
    screening,
)


@pytest.mark.parametrize("why", QuestionReason)
def test_an_open_question_comes_before_everything(why):
    assert required(screening(), question(why)) is Requirement.ANSWER
    assert required(screening(), question(why), exercise="bird_dog") is Requirement.ANSWER
    assert required(screening(), question(why), screening(after(minutes=20))) is Requirement.ANSWER
    assert required(screening(), question(why), now=after(days=2)) is Requirement.ANSWER


def test_half_an_answer_leaves_the_question_open():
    assert (
        required(screening(), question(), pain_answer(Pain(back=1), because=False))
        is Requirement.ANSWER
    )


def test_after_a_stop_for_pain_it_waits_five_minutes_then_asks_again():
    events = (screening(), question(), pain_answer(pain(2)))
    assert required(*events) is Requirement.WAIT
    assert required(*events, now=after(minutes=15, seconds=59)) is Requirement.WAIT
    assert required(*events, now=after(minutes=16)) is Requirement.ASK_AGAIN
    left = day_state(*events).asks_again_in(after(minutes=13))
    assert left == timedelta(minutes=3)


def test_a_clock_set_back_never_shortens_the_wait():
    left = day_state(screening(), question(), pain_answer(pain(2))).asks_again_in(after(hours=-1))
    assert left == timedelta(minutes=5)


def test_a_clock_that_was_ahead_at_a_stop_waits_five_minutes_from_when_it_was_set_right():
    ahead = (screening(), question(), pain_answer(pain(2), after(hours=3)))
    right = (*ahead, ClockSetBack(at=after(minutes=12)))
    assert day_state(*right).asks_again_in(after(minutes=12)) == timedelta(minutes=5)
    assert required(*right, now=after(minutes=16, seconds=59)) is Requirement.WAIT
    assert required(*right, now=after(minutes=17)) is Requirement.ASK_AGAIN
    later = (screening(), question(), pain_answer(pain(2)), ClockSetBack(at=after(minutes=13)))
    assert (
        required(*later, now=after(minutes=16)) is Requirement.ASK_AGAIN
    )  # it does not begin anew


@pytest.mark.parametrize("seconds", [0, 6, 299])
def test_a_follow_up_that_comes_too_early_does_not_end_the_stop(seconds):
    early = follow_up(pain(0), after(minutes=11, seconds=seconds))
    stopped = (screening(), question(), pain_answer(pain(2)))
    assert day_state(*stopped, early).last is None
    assert required(*stopped, early) is Requirement.WAIT
    assert required(*stopped, early, now=after(minutes=16)) is Requirement.ASK_AGAIN
    assert required(*stopped, early, follow_up(pain(1))) is Requirement.BANNED


def test_a_check_while_a_stop_stands_does_not_raise_what_it_is_compared_with():
    stopped = (screening(NOON, pain(1)), question(), pain_answer(pain(3)))
    late = screening(after(minutes=12), pain(3))
    for events in [(*stopped, late), (*stopped[:2], late, stopped[2])]:
        assert day_state(*events).before == pain(1)
        assert day_state(*events, follow_up(pain(3))).last.rules == ("still_worse",)
    # Nor does it count as the screening for the next exercise.
    assert required(*stopped, late, follow_up(pain(1)), exercise="bird_dog") is Requirement.CHECK
    flagged = screening(after(minutes=12), None, RedFlag.FOOT_DROP)
    assert (
        required(*stopped, flagged, follow_up(pain(1)), exercise="bird_dog") is Requirement.BANNED
    )


def test_a_second_question_does_not_replace_an_unanswered_stop():
    events = (
        screening(NOON, pain(1)),
        question(),
        question(QuestionReason.FINISHED, after(minutes=11), "bird_dog"),
    )
    assert day_state(*events).question.exercise == "bridge"
    answered = (*events, pain_answer(pain(1), after(minutes=12)))
    assert day_state(*answered).last.decision is Decision.STOP
    assert required(*answered) is Requirement.WAIT
    assert set(day_state(*answered).closed) == {"bridge"}


def test_one_answer_closes_every_open_question_and_the_gravest_counts():
    events = (
        screening(),
        question(QuestionReason.FINISHED),
        question(QuestionReason.HURTS, after(minutes=11), "bird_dog"),
    )
    answered = (*events, pain_answer(pain(), after(minutes=12)))
    assert day_state(*answered).last.decision is Decision.STOP
    assert day_state(*answered).stopped == "bird_dog"
    assert set(day_state(*answered).closed) == {"bird_dog"}
    # "Another reason" answers only the question that was shown.
    other = (*events, pain_answer(pain(), after(minutes=12), because=False))
    assert day_state(*other).last.decision is Decision.STOP
    half = (*events, pain_answer(Pain(back=0), after(minutes=12)))
    assert [one.asked.exercise for one in day_state(*half).questions] == ["bridge"]
    assert required(*half) is Requirement.ANSWER


@pytest.mark.parametrize(
    "whys",
    [
        (QuestionReason.STOP, QuestionReason.FINISHED),
        (QuestionReason.FINISHED, QuestionReason.STOP),
    ],
)
def test_the_gravest_reason_of_an_exercise_is_kept(whys):
    events = (screening(), question(whys[0]), question(whys[1], after(minutes=11)))
    assert day_state(*events).question.why is QuestionReason.STOP
    assert len(day_state(*events).questions) == 1
    assert required(*events, pain_answer(pain(), after(minutes=12))) is Requirement.WAIT


@pytest.mark.parametrize("now", [pain(0), pain(2), pain(3)])
def test_both_ways_to_say_that_it_hurts_have_one_outcome(now):
    outcomes = {
        why: day_state(screening(NOON, pain(2)), question(why), pain_answer(now)).last
        for why in (QuestionReason.STOP, QuestionReason.HURTS)
    }
    assert outcomes[QuestionReason.STOP] == outcomes[QuestionReason.HURTS]
    assert outcomes[QuestionReason.STOP].decision is Decision.STOP
    # "It hurts" is not taken back by a reason that was not asked for.
    hurts = (
        screening(NOON, pain(2)),
        question(QuestionReason.HURTS),
        pain_answer(now, because=False),
    )
    assert required(*hurts) is Requirement.WAIT


def test_a_stop_stays_over_the_night_and_over_weeks_until_it_was_asked_about():
    late = NOON + timedelta(hours=14, minutes=58)  # two minutes before the day ends
    events = (screening(late), question(at=late), pain_answer(pain(2), late))
    for later in (late + timedelta(minutes=6), late + timedelta(days=40)):
        assert required(*events, now=later) is Requirement.ASK_AGAIN
        assert required(*events, screening(later)) is Requirement.ASK_AGAIN
        assert required(*events, follow_up(pain(1), later)) is Requirement.BANNED
        settled = (*events, follow_up(pain(), later), screening(later))
        assert required(*settled) is Requirement.CLOSED
        assert required(*settled, exercise="bird_dog") is Requirement.NOTHING


def test_what_is_dated_after_now_ends_no_ban_of_an_earlier_day():
    tomorrow = after(days=1)
    for banned in (screening(NOON, None, RedFlag.FOOT_DROP), screening(NOON, pain(7))):
        right_again = (banned, screening(tomorrow), screening(after(minutes=31)))
        assert required(*right_again) is Requirement.BANNED
        assert required(banned, screening(tomorrow), now=after(minutes=30)) is Requirement.BANNED
        assert required(banned, screening(tomorrow)) is Requirement.NOTHING
    flagged = (screening(NOON, None, RedFlag.FOOT_DROP), screening(tomorrow))
    assert day_state(*flagged).today(after(minutes=30), ZONE).signs == {RedFlag.FOOT_DROP}
    closed = (screening(), question(), pain_answer(pain(2)), follow_up(pain()), screening(tomorrow))
    assert required(*closed, screening(after(minutes=31))) is Requirement.CLOSED


def test_an_exercise_that_lasts_past_three_is_compared_with_the_pain_before_it():
    night = NOON + timedelta(hours=14, minutes=50)
    events = (
        screening(night, pain(1)),
        question(QuestionReason.FINISHED, night + timedelta(minutes=12)),
    )
    assert day_state(*events).before == pain(1)


def test_settled_pain_closes_the_exercise_and_leaves_another_after_new_questions():
    events = (screening(), question(), pain_answer(pain(2)), follow_up(pain(0)))
    assert required(*events) is Requirement.CLOSED
    assert required(*events, exercise="bird_dog") is Requirement.CHECK
    events += (screening(after(minutes=21)),)
    assert required(*events) is Requirement.CLOSED
    assert required(*events, exercise="bird_dog") is Requirement.NOTHING
    assert required(*events, screening(after(days=1))) is Requirement.NOTHING


def test_pain_that_stays_worse_closes_the_day_and_names_the_clinician():
    events = (screening(), question(), pain_answer(pain(2)), follow_up(pain(1)))
    assert required(*events, exercise="bird_dog") is Requirement.BANNED
    assert day_state(*events).ban.decision is Decision.CLINICIAN


def test_a_stop_for_another_reason_ends_the_session_and_nothing_else():
    events = (screening(), question(QuestionReason.STOP), pain_answer(pain(), because=False))
    assert day_state(*events).last.decision is Decision.GO
    assert required(*events) is Requirement.NOTHING


def test_a_stop_for_another_reason_with_new_pain_is_a_stop():
    events = (screening(), question(QuestionReason.STOP), pain_answer(pain(0, 3), because=False))
    assert required(*events) is Requirement.WAIT


def test_amber_eases_and_a_second_amber_ends_it():
    once = (screening(NOON, pain(4)), question(QuestionReason.FINISHED), pain_answer(pain(4)))
    now = once[-1].at
    allowed = check_clearance(day_state(*once), "bridge", now=now, zone=ZONE)
    assert allowed.runs
    assert allowed.gentle
    twice = (
        *once,
        question(QuestionReason.FINISHED, after(minutes=13)),
        pain_answer(pain(4), after(minutes=14)),
    )
    assert required(*twice) is Requirement.CLOSED
    assert required(*twice, exercise="bird_dog") is Requirement.NOTHING


def test_an_unrequested_answer_changes_nothing():
    assert day_state(screening(), pain_answer(pain(9))).last is None
    assert required(screening(), pain_answer(pain(9))) is Requirement.NOTHING
    assert required(screening(), follow_up(pain(9))) is Requirement.NOTHING
