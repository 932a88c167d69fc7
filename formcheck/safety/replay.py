"""Computes the current `DayState` from all events, one after the other.

Only the events are stored, never the state. Reloading a page, a second window or a typed address
therefore cannot undo an answer. Each day is separate: an answer of another day, or one given with a
clock that was ahead, takes back no answer of this day. Three things last beyond a day: an open
question, a stop that needs a follow-up question, and an emergency sign.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from formcheck.safety.day import Day, close_exercises, graver_judgement
from formcheck.safety.day_state import CHECK_HOLDS_FOR, GRAVITY, ONE_DAY, DayState, Question, Stop
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    ClockSetBack,
    Event,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.pain_rules import Change, PainFacts, judge_after, judge_during, judge_next_day
from formcheck.safety.questionnaire import EMERGENCIES, Pain, ScreeningAnswers
from formcheck.safety.screening import judge_screening

__all__ = ["CHECK_HOLDS_FOR", "DayState", "apply", "replay"]

UNDER_WAY_FOR = timedelta(hours=6)
"""When an exercise runs past 3 a.m., it is compared with answers that are at most this old."""


def replay(events: Iterable[Event], *, zone: tzinfo) -> DayState:
    """Return the state after all `events`, which must be in the order they happened.

    `zone` is the person's time zone; it decides when a day begins.
    """
    day_state = DayState()
    for event in events:
        day_state = apply(day_state, event, zone=zone)
    return day_state


def apply(day_state: DayState, event: Event, *, zone: tzinfo) -> DayState:
    """Return the state after one more event; `last` is the judgement on it, None without one."""
    day_state = day_state.today(event.at, zone)
    match event:
        case ScreeningAnswered():
            return _apply_screening(day_state, event)
        case PainQuestionAsked():
            return _apply_question(day_state, event)
        case PainAnswered():
            return _apply_answer(day_state, event)
        case FollowUpAnswered():
            return _apply_follow_up(day_state, event)
        case SignsCorrected():
            return _apply_correction(day_state, event)
        case ClockSetBack():
            return _apply_clock_set_back(day_state, event)


def _with_day(day_state: DayState, day: Day) -> DayState:
    """Return the state with `day` as the answers of its current day."""
    assert day_state.day is not None  # noqa: S101 - `apply` sets the state to the event's day
    return replace(day_state, days={**day_state.days, day_state.day: day})


def _own_day(day_state: DayState) -> Day:
    """Return the answers of the state's own day."""
    return Day() if day_state.day is None else day_state.days.get(day_state.day, Day())


# --- before an exercise --------------------------------------------------------------------------


def _apply_screening(day_state: DayState, event: ScreeningAnswered) -> DayState:
    judgement = judge_screening(event.answers)
    known, compared = day_state.next_day, None
    if day_state.earlier is not None and event.answers.pain.complete:
        compared = judge_next_day(Change(before=day_state.earlier, now=event.answers.pain))
    news = compared is not None and graver_judgement(known, compared) is compared
    last = _join_judgements(judgement, compared) if news and compared is not None else judgement
    other = judge_screening(_remove_signs(event.answers))
    day = _own_day(day_state)
    # An answer that is still owed is compared with the pain before the exercise, not with now.
    owed = bool(day_state.questions) or day_state.stop is not None
    day = replace(
        day,
        check=day.check if owed else event,
        start=day.start if owed else judgement,
        pains=(*day.pains, event.answers.pain),
        next_day=graver_judgement(day.next_day, compared),
        ban=graver_judgement(day.ban, _as_ban(judgement)),
        other_ban=graver_judgement(day.other_ban, _as_ban(other)),
    )
    return replace(
        _with_day(_update_signs(day_state, event), _add_day_signs(day, event)), last=last
    )


def _update_signs(day_state: DayState, event: ScreeningAnswered) -> DayState:
    """Return the state with the signs after `event`: more, or none if they were denied later."""
    if event.answers.flags is None:
        return day_state
    ticked = event.answers.flags & EMERGENCIES
    if ticked:
        standing = day_state.standing_signs | ticked
        return replace(day_state, standing_signs=standing, standing_since=event.at)
    # On the same day they stay. Only the emergency question, asked again, takes them back.
    if day_state.emergency_today:
        return day_state
    return replace(day_state, standing_signs=ticked, standing_since=None)


def _add_day_signs(day: Day, event: ScreeningAnswered) -> Day:
    ticked = (event.answers.flags or frozenset()) & EMERGENCIES
    return replace(day, signs=day.signs | ticked, signs_at=event.at) if ticked else day


def _remove_signs(answers: ScreeningAnswers) -> ScreeningAnswers:
    flags = None if answers.flags is None else answers.flags - EMERGENCIES
    return replace(answers, flags=flags)


def _apply_correction(day_state: DayState, event: SignsCorrected) -> DayState:
    """Correct the signs; without any, the day's other bans stay and screening must be repeated."""
    if not day_state.emergency:
        return replace(day_state, last=None)
    signs = event.flags & EMERGENCIES
    day = _own_day(day_state)
    if signs:
        judgement = judge_screening(ScreeningAnswers(pain=Pain(), flags=signs))
        day = replace(day, ban=graver_judgement(day.ban, judgement), signs=signs, signs_at=event.at)
        day_state = replace(day_state, standing_signs=signs, standing_since=event.at)
        return replace(_with_day(day_state, day), last=judgement)
    counting = [day_state.day, None if day_state.day is None else day_state.day + ONE_DAY]
    days = {
        date_: replace(one, ban=one.other_ban, start=None, signs=signs, signs_at=None)
        if date_ in counting
        else one
        for date_, one in day_state.days.items()
    }
    day_state = replace(day_state, days=days, standing_signs=signs, standing_since=None)
    return replace(day_state, last=day_state.ban)


# --- in and after an exercise --------------------------------------------------------------------


def _apply_question(day_state: DayState, event: PainQuestionAsked) -> DayState:
    """Add a question; if one is open for the exercise, it only takes a more serious reason."""
    day = _own_day(day_state)
    day_state = _with_day(day_state, replace(day, exercised=day.exercised | {event.exercise}))
    day_state = replace(day_state, last=None)
    if not any(one.asked.exercise == event.exercise for one in day_state.questions):
        question = Question(asked=event, before=_find_baseline(day_state, event.at))
        return replace(day_state, questions=(*day_state.questions, question))
    questions = tuple(
        replace(one, asked=event)
        if one.asked.exercise == event.exercise and GRAVITY[event.why] > GRAVITY[one.asked.why]
        else one
        for one in day_state.questions
    )
    return replace(day_state, questions=questions)


def _find_baseline(day_state: DayState, at: datetime) -> Pain:
    """Return the pain before the exercise that is asked about at `at`."""
    check = day_state.check
    if check is None and day_state.day is not None:
        night = day_state.days.get(day_state.day - ONE_DAY, Day()).check
        if night is not None and at - night.at <= UNDER_WAY_FOR:
            check = night
    return Pain() if check is None else check.answers.pain


def _apply_answer(day_state: DayState, event: PainAnswered) -> DayState:
    """Return the pain now answers every open question; each exercise has its own judgement."""
    judged = [
        (one, _judge_answer(day_state, one, event, first=number == 0))
        for number, one in enumerate(day_state.questions)
    ]
    last: Judgement | None = None
    still_open = []
    for question, judgement in judged:
        last = graver_judgement(last, judgement)
        if judgement.decision is Decision.UNANSWERED:
            still_open.append(question)
        else:
            day_state = _follow_answer(day_state, question, judgement, event.at)
    return replace(day_state, questions=tuple(still_open), last=last)


def _judge_answer(
    day_state: DayState, question: Question, event: PainAnswered, *, first: bool
) -> Judgement:
    asked = question.asked
    # Another reason counts only for the question that was shown, and never against "It hurts".
    other_reason = (
        first and event.because_of_pain is False and asked.why is not QuestionReason.HURTS
    )
    return judge_during(
        PainFacts(
            change=Change(before=question.before, now=event.pain),
            stopped=asked.why in {QuestionReason.STOP, QuestionReason.HURTS} and not other_reason,
            eased=asked.exercise in day_state.eased,
        )
    )


def _follow_answer(
    day_state: DayState, question: Question, judgement: Judgement, at: datetime
) -> DayState:
    """Apply the judgement to the exercise that was asked about."""
    exercise, day = question.asked.exercise, _own_day(day_state)
    if judgement.decision is Decision.EASE:
        return _with_day(day_state, replace(day, eased=day.eased | {exercise}))
    if judgement.decision < Decision.END:
        return day_state
    day_state = _with_day(
        day_state, replace(day, closed=close_exercises(day.closed, {exercise: judgement}))
    )
    if judgement.decision < Decision.STOP:
        return day_state
    # A second stop waits from its own time, but is compared with the pain before the first.
    before = question.before if day_state.stop is None else day_state.stop.before
    days = {date_: replace(one, start=None) for date_, one in day_state.days.items()}
    return replace(day_state, days=days, stop=Stop(exercise=exercise, at=at, before=before))


def _apply_follow_up(day_state: DayState, event: FollowUpAnswered) -> DayState:
    stop, left = day_state.stop, day_state.asks_again_in(event.at)
    if stop is None or left is None or left > timedelta(0):
        return replace(day_state, last=None)  # answered too early: the stop stays
    judgement = judge_after(Change(before=stop.before, now=event.pain))
    day_state = replace(day_state, last=judgement)
    if judgement.decision is Decision.UNANSWERED:
        return day_state
    day = _own_day(day_state)
    banning = judgement if judgement.decision > Decision.END else None
    day = replace(
        day,
        closed=close_exercises(day.closed, {stop.exercise: judgement}),
        ban=graver_judgement(day.ban, banning),
        other_ban=graver_judgement(day.other_ban, banning),
    )
    return replace(_with_day(day_state, day), stop=None)


def _apply_clock_set_back(day_state: DayState, event: ClockSetBack) -> DayState:
    """Move a stop that lies in the future to now; the wait starts from here."""
    stop = day_state.stop
    if stop is not None and event.at < stop.at:
        stop = replace(stop, at=event.at)
    return replace(day_state, stop=stop, last=None)


def _as_ban(judgement: Judgement) -> Judgement | None:
    """Return the judgement if it bans every exercise of the day, otherwise None."""
    return judgement if judgement.decision > Decision.UNANSWERED else None


def _join_judgements(one: Judgement, other: Judgement) -> Judgement:
    return Judgement(decision=max(one.decision, other.decision), rules=one.rules + other.rules)
