"""No sequence of answers lets an exercise run that an answer has forbidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.history.database.event_json import from_dict, kind_of, to_dict
from formcheck.safety.clearance import check_clearance, eased_hold_s
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    ClockSetBack,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.pain_rules import ASK_AGAIN_AFTER
from formcheck.safety.replay import DayState, apply
from tests.safety.examples import EXERCISES, ZONE, event_lists
from tests.support.example_count import examples


def runs(here, event, exercise):
    return check_clearance(here, exercise, now=event.at, zone=ZONE, prescribed=True).runs


@settings(max_examples=examples(100))
@given(event_lists(clocks=True))
def test_no_exercise_runs_after_a_red_flag_a_stop_or_a_missing_answer(events):
    banned_on, closed_on, here = set(), set(), DayState()
    for event in events:
        was = here
        here = apply(here, event, zone=ZONE)
        last = here.last
        if last is not None and last.decision >= Decision.NOT_TODAY:
            banned_on.add(here.day)
        if (
            isinstance(event, PainAnswered)
            and len(was.questions) == 1
            and last.decision >= Decision.END
        ):
            closed_on.add((was.question.exercise, here.day))
        running = {exercise for exercise in EXERCISES if runs(here, event, exercise)}
        assert not (running and (here.question is not None or here.stopped is not None))
        assert not (running and here.day in banned_on)
        assert not {exercise for exercise in running if (exercise, here.day) in closed_on}
        if running:
            assert here.check is not None
            assert here.check.answers.complete
            assert here.start.decision.runs
            assert here.check.answers.pain.worst < 6


@settings(max_examples=examples(100))
@given(event_lists(clocks=True))
def test_no_stop_ends_early_and_no_question_is_dropped(events):
    """The test tracks each stop's time and each open question in its own way."""
    here, stopped_at, owed = DayState(), None, {}
    for event in events:
        here = apply(here, event, zone=ZONE)
        match event:
            case PainQuestionAsked():
                owed.setdefault(event.exercise, set()).add(event.why)
            case PainAnswered() if owed:
                if any(QuestionReason.HURTS in whys for whys in owed.values()):
                    assert here.last.decision >= Decision.STOP
                owed = {} if event.pain.complete else {e: owed[e] for e in _asked_about(here)}
                stopped_at = event.at if here.last.decision >= Decision.STOP else stopped_at
            case ClockSetBack() if stopped_at is not None:
                stopped_at = min(stopped_at, event.at)
            case FollowUpAnswered() if stopped_at is not None and here.stop is None:
                assert event.at - stopped_at >= ASK_AGAIN_AFTER
                stopped_at = None
        assert _asked_about(here) == set(owed)
        assert here.stopped_at == stopped_at
        if owed or stopped_at is not None:
            assert not any(runs(here, event, exercise) for exercise in EXERCISES)


def _asked_about(here):
    return {one.asked.exercise for one in here.questions}


@settings(max_examples=examples(200))
@given(event_lists(corrections=True, clocks=True))
def test_a_sign_lets_nothing_run_that_day_unless_taken_back_and_answered_again(events):
    here = DayState()
    for event in events:
        was, was_day = here.today(event.at, ZONE), here.day
        here = apply(here, event, zone=ZONE)
        allowed = [
            check_clearance(here, e, now=event.at, zone=ZONE, prescribed=True) for e in EXERCISES
        ]
        taken_back = was.emergency and isinstance(event, SignsCorrected)
        if here.emergency or taken_back:
            assert not any(one.runs for one in allowed)
        if was.emergency and not here.emergency:
            denied = isinstance(event, ScreeningAnswered) and not was.emergency_today
            assert denied or isinstance(event, SignsCorrected)
        if isinstance(event, SignsCorrected) and here.day == was_day:
            assert here.question == was.question
            assert here.stopped == was.stopped
            assert here.closed == was.closed


@given(event_lists(corrections=True, clocks=True))
def test_replaying_stored_events_gives_the_same_decisions(events):
    here, kept = DayState(), []
    for event in events:
        here = apply(here, event, zone=ZONE)
        row = {"at": event.at, "exercise": getattr(event, "exercise", None)}
        kept.append((kind_of(event), to_dict(event), row, here.last))
    back = DayState()
    for kind, plain, row, judged in kept:
        back = apply(back, from_dict(kind, plain, **row), zone=ZONE)
        assert back.last == judged
    assert back == here


@given(hold_s=st.floats(1, 60))
def test_the_gentle_hold_is_shorter_and_still_a_hold(hold_s):
    eased = eased_hold_s(hold_s)
    assert eased <= hold_s
    assert eased >= min(hold_s, 3.0)
    assert eased == pytest.approx(max(hold_s - 5, min(hold_s, 3.0)))
