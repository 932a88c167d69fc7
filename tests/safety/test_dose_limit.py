"""The dose limit: while the pain is clearly worse, no more than last time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from formcheck.safety.clearance import Requirement, check_clearance
from formcheck.safety.dose_limit import Amount, AmountDone
from formcheck.safety.events import QuestionReason
from formcheck.safety.replay import replay
from tests.safety.examples import NOON, ZONE, after, pain, pain_answer, question, screening

TODAY = after(days=1)
LAST_TIME = Amount(sets=2, repetitions=8, hold_s=5.0)
USUAL = Amount(sets=3, repetitions=10, hold_s=5.0)
YESTERDAY = (screening(NOON, pain(1)), question(QuestionReason.FINISHED), pain_answer(pain(1)))
WORSE = (*YESTERDAY, screening(TODAY, pain(3)))


def done(amount=LAST_TIME, at=NOON, exercise="bridge", session_id=1, **more):
    return AmountDone(session_id=session_id, exercise=exercise, at=at, amount=amount, **more)


def allowed(*sets, events=WORSE, now=TODAY, exercise="bridge", **more):
    day_state = replay(events, zone=ZONE)
    more = {"usual": USUAL} | more
    return check_clearance(day_state, exercise, now=now, zone=ZONE, done=sets, **more)


def test_no_more_than_last_time_while_it_is_clearly_worse():
    allowed_item = allowed(done())
    assert allowed_item.runs
    assert allowed_item.most == LAST_TIME
    assert allowed_item.limit.judgement.rules == ("worse_next_day",)
    assert allowed(done(), events=(*YESTERDAY, screening(TODAY, pain(2)))).limit is None


def test_the_limit_is_known_while_something_else_comes_first():
    checked_long_ago = allowed(done(), now=TODAY + timedelta(hours=3))
    assert checked_long_ago.need is Requirement.CHECK
    assert checked_long_ago.most == LAST_TIME
    assert allowed(done(), events=(*WORSE, question(at=TODAY))).need is Requirement.ANSWER


def test_the_limit_is_from_the_last_day_with_the_exercise():
    before = done(replace(LAST_TIME, sets=9), at=NOON - timedelta(days=2))
    assert allowed(before, done()).most == LAST_TIME
    # One session: at most the longest of that day. All sessions: at most the sum of that day.
    small, large = done(replace(LAST_TIME, sets=1)), done(LAST_TIME, session_id=2)
    assert allowed(small, large).most == LAST_TIME
    first = done(at=TODAY, session_id=3)
    assert allowed(small, large, first).most == replace(LAST_TIME, sets=1)


def test_an_exercise_not_done_last_time_is_not_allowed():
    other = allowed(done(), exercise="bird_dog")
    assert other.need is Requirement.NOT_LAST_TIME
    assert other.most is None
    earlier = done(exercise="bird_dog", at=NOON - timedelta(days=2))
    assert allowed(done(), earlier, exercise="bird_dog").need is Requirement.NOT_LAST_TIME
    begun = done(replace(LAST_TIME, sets=0))  # begun, but no set of it
    assert allowed(begun).need is Requirement.NOT_LAST_TIME


def test_without_a_known_amount_the_limit_is_the_usual_amount():
    assert allowed().most == USUAL
    assert allowed(usual=None).need is Requirement.NOT_LAST_TIME


def test_as_much_as_last_time_is_enough_for_today():
    assert allowed(done(), done(at=TODAY, session_id=2)).need is Requirement.ENOUGH
    one = done(replace(LAST_TIME, sets=1), at=TODAY, session_id=2)
    assert allowed(done(), one).most == replace(LAST_TIME, sets=1)
    # A continued session may still do the amount it was begun with.
    assert allowed(done(), one, session_id=2).most == LAST_TIME


def test_two_sessions_of_an_exercise_cannot_run_at_once():
    open_one = done(replace(LAST_TIME, sets=0), at=TODAY, session_id=2, running=True)
    assert allowed(done(), open_one).need is Requirement.GOING_ON
    assert allowed(done(), open_one, session_id=2).runs
    assert allowed(done(), replace(open_one, exercise="bird_dog")).runs


def test_each_leg_counts_by_itself():
    left = done(replace(LAST_TIME, side="left"))
    assert allowed(left).most == replace(LAST_TIME, side="left")
    assert allowed(left, side="right").need is Requirement.NOT_LAST_TIME
    both = (left, done(replace(LAST_TIME, side="right")))
    assert allowed(*both).most == LAST_TIME
    left_today = done(replace(LAST_TIME, side="left"), at=TODAY, session_id=2)
    assert allowed(*both, left_today).most == replace(LAST_TIME, side="right")
    assert allowed(*both, left_today, side="left").need is Requirement.ENOUGH


def test_an_exercise_without_a_question_counts_too():
    """The program ended in the middle of the exercise."""
    cut_short = (screening(NOON, pain(1)), screening(TODAY, pain(3)))
    assert allowed(done(), events=cut_short).most == LAST_TIME


def test_a_screening_with_the_clock_ahead_does_not_remove_the_limit():
    ahead = (*WORSE, screening(TODAY + timedelta(days=1), pain(1)), screening(TODAY, pain(1)))
    assert allowed(done(), events=ahead).most == LAST_TIME


@pytest.mark.parametrize(
    ("wanted", "may"),
    [
        (Amount(sets=4, repetitions=12, hold_s=9.0), LAST_TIME),
        (Amount(sets=1, repetitions=3, hold_s=2.0), Amount(sets=1, repetitions=3, hold_s=2.0)),
        (replace(LAST_TIME, side="left"), replace(LAST_TIME, side="left")),
    ],
)
def test_the_requested_amount_is_reduced_to_the_limit(wanted, may):
    assert wanted.at_most(LAST_TIME) == may


def test_a_session_under_way_needs_no_new_answers_but_stops_for_what_was_answered():
    late = TODAY + timedelta(hours=3)
    assert allowed(events=(screening(TODAY),), now=late).need is Requirement.CHECK
    assert allowed(events=(screening(TODAY),), now=late, under_way=True).runs
    assert (
        allowed(events=(screening(TODAY), question(at=TODAY)), under_way=True).need
        is Requirement.ANSWER
    )
    tomorrow = TODAY + timedelta(days=1)
    assert (
        allowed(events=(screening(TODAY),), now=tomorrow, under_way=True).need is Requirement.CHECK
    )
