"""The answers before the exercises, and those of the next day, decide what may run."""

from datetime import timedelta

import pytest

from formcheck.safety.clearance import Requirement, check_clearance
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import QuestionReason
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag
from formcheck.safety.replay import DayState
from tests.safety.examples import (
    EXERCISES,
    NOON,
    ZONE,
    after,
    correction,
    day_state,
    follow_up,
    pain,
    pain_answer,
    question,
    required,
    screening,
)

# --- before --------------------------------------------------------------------------------------


def test_nothing_runs_before_the_questions_were_answered():
    assert check_clearance(DayState(), "bridge", now=NOON, zone=ZONE).need is Requirement.CHECK
    assert required(screening()) is Requirement.NOTHING


def test_the_answers_are_valid_for_two_hours():
    assert required(screening(), now=after(minutes=119)) is Requirement.NOTHING
    assert required(screening(), now=after(minutes=121)) is Requirement.CHECK
    assert required(screening(), now=after(days=1)) is Requirement.CHECK


def test_a_clock_set_back_does_not_keep_old_answers_valid():
    assert required(screening(), now=after(hours=-5)) is Requirement.CHECK


def test_a_red_flag_bans_every_exercise_until_tomorrow():
    flagged = screening(NOON, None, RedFlag.FOOT_DROP)
    for exercise in EXERCISES:
        assert required(flagged, exercise=exercise) is Requirement.BANNED
    assert (
        required(flagged, screening(after(minutes=5))) is Requirement.BANNED
    )  # another answer does not change it
    assert required(flagged, screening(after(days=1))) is Requirement.NOTHING


def test_signs_ticked_by_mistake_can_be_taken_back_and_all_is_asked_again():
    flagged = screening(NOON, Pain(), RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS)
    assert day_state(flagged).signs == {RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS}
    assert required(flagged, correction(RedFlag.FOOT_DROP)) is Requirement.BANNED
    assert day_state(flagged, correction(RedFlag.FOOT_DROP)).signs == {RedFlag.FOOT_DROP}
    free = (flagged, correction())
    assert not day_state(*free).emergency
    assert required(*free) is Requirement.CHECK
    assert required(*free, screening(after(minutes=6))) is Requirement.NOTHING


def test_correcting_signs_corrects_nothing_more():
    severe = screening(NOON, pain(7), RedFlag.FOOT_DROP)
    assert day_state(severe, correction()).last.decision is Decision.NOT_TODAY
    assert required(severe, correction(), screening(after(minutes=6))) is Requirement.BANNED
    warned = screening(NOON, None, RedFlag.FOOT_DROP, RedFlag.CANCER)
    assert day_state(warned, correction()).ban.decision is Decision.CLINICIAN
    stopped = (
        screening(),
        question(),
        pain_answer(pain(2)),
        screening(after(minutes=12), None, RedFlag.FOOT_DROP),
    )
    assert required(*stopped, correction(at=after(minutes=13))) is Requirement.WAIT
    assert (
        required(screening(NOON, pain(7)), correction()) is Requirement.BANNED
    )  # there was no sign


def test_a_sign_stands_until_it_is_taken_back_or_denied_on_a_later_day():
    flagged = screening(NOON, None, RedFlag.FOOT_DROP)
    tomorrow = after(days=1)
    stands = day_state(flagged).today(tomorrow, ZONE)
    assert stands.emergency
    assert stands.signs_at == NOON
    assert day_state(flagged, screening(after(minutes=5))).emergency
    assert not day_state(flagged, screening(tomorrow)).emergency
    assert day_state(flagged, screening(tomorrow, None, RedFlag.BOTH_LEGS)).emergency_today
    assert day_state(flagged, correction(RedFlag.FOOT_DROP, at=tomorrow)).emergency_today
    assert not day_state(flagged, correction(at=tomorrow)).emergency


def test_moderate_pain_allows_the_gentle_version_only():
    allowed = check_clearance(day_state(screening(NOON, pain(4))), "bridge", now=NOON, zone=ZONE)
    assert allowed.runs
    assert allowed.gentle


def test_a_prescription_only_exercise_needs_a_clinician_and_little_pain():
    assert required(screening(), prescription_only=True) is Requirement.PRESCRIPTION
    assert required(screening(), prescription_only=True, prescribed=True) is Requirement.NOTHING
    sore = screening(NOON, pain(4))
    assert required(sore, prescription_only=True, prescribed=True) is Requirement.TOO_SORE


def test_midnight_begins_no_new_day():
    late = NOON + timedelta(hours=11, minutes=50)
    events = (screening(late), question(at=late + timedelta(minutes=5)))
    events += (pain_answer(pain(2), late + timedelta(minutes=15)),)
    assert required(*events) is Requirement.WAIT
    closed = (*events, follow_up(pain(), late + timedelta(minutes=30)))
    assert required(*closed, screening(late + timedelta(hours=1))) is Requirement.CLOSED


def test_a_clock_that_was_years_ahead_does_not_lock_for_years():
    ahead = screening(after(days=900), None, RedFlag.FEVER)
    assert required(ahead, now=after(days=900)) is Requirement.BANNED
    assert required(ahead, now=NOON) is Requirement.CHECK
    assert required(ahead, screening(NOON)) is Requirement.NOTHING


def test_a_question_left_open_overnight_is_still_compared_with_how_it_was_before():
    events = (
        screening(NOON, pain(1)),
        question(),
        pain_answer(pain(3, 0, PainSite.BACK), after(days=1), because=False),
    )
    assert day_state(*events).last.decision is Decision.EASE


# --- the next day --------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "decision"), [(3, Decision.GO), (4, Decision.HOLD_BACK)])
def test_the_next_day_is_compared_with_how_it_was_before_the_exercises(now, decision):
    day = (screening(NOON, pain(2)), question(QuestionReason.FINISHED), pain_answer(pain(1)))
    today = day_state(*day, screening(after(days=1), pain(now)))
    assert today.next_day.decision is decision
    kept = {"pain_moderate", "worse_next_day"} if decision is Decision.HOLD_BACK else set()
    assert set(today.last.rules) == kept


def test_without_an_exercise_there_is_no_next_day_to_ask_about():
    assert day_state(screening(NOON, pain(2)), screening(after(days=1), pain(5))).next_day is None


@pytest.mark.parametrize("pains", [(4, 1), (1, 4)])
def test_the_next_day_the_worst_of_its_answers_counts(pains):
    events = (screening(NOON, pain(2)), question(QuestionReason.FINISHED), pain_answer(pain(1)))
    times = (after(days=1), after(days=1, hours=3))
    events += tuple(screening(at, pain(now)) for at, now in zip(times, pains, strict=True))
    assert day_state(*events).next_day.decision is Decision.HOLD_BACK


def test_a_later_check_does_not_raise_what_the_next_day_is_compared_with():
    events = (screening(NOON, pain(2)), question(QuestionReason.FINISHED), pain_answer(pain(1)))
    events += (screening(after(hours=3), pain(5)), screening(after(days=1), pain(4)))
    assert day_state(*events).earlier == pain(2)
    assert day_state(*events).next_day.decision is Decision.HOLD_BACK
