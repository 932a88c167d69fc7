"""From everything that was answered to what may run now: one fold over the events.

The state is never kept, only the events are; so what a person said cannot be undone by loading a
page again, by a second window or by an address. Each day stands by itself: what was said on another
day, or with a clock that was ahead, takes back nothing that was said on this one. Over the days
stands what has to be answered: an open question, a stop that is to be asked about again, and a
warning sign.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from formcheck.safety.answers import EMERGENCIES, BeforeAnswers, Pain
from formcheck.safety.before import judge_before
from formcheck.safety.day import Day, close, graver
from formcheck.safety.during import Change, During, judge_after, judge_during, judge_next_day
from formcheck.safety.events import (
    Asked,
    AskedAgain,
    Checked,
    ClockSetBack,
    Event,
    SignsCorrected,
    Told,
    Why,
)
from formcheck.safety.state import CHECK_HOLDS_FOR, GRAVITY, ONE_DAY, Journey, Question, Stop
from formcheck.safety.tables import Decision, Judgement

__all__ = ["CHECK_HOLDS_FOR", "Journey", "follow", "step"]

UNDER_WAY_FOR = timedelta(hours=6)
"""An exercise that goes on past three in the morning is compared with answers of up to this age."""


def follow(events: Iterable[Event], *, zone: tzinfo) -> Journey:
    """The journey after all `events`, given in the order they happened."""
    journey = Journey()
    for event in events:
        journey = step(journey, event, zone=zone)
    return journey


def step(journey: Journey, event: Event, *, zone: tzinfo) -> Journey:
    """One event further; `last` is then the judgement on it, None where nothing is decided."""
    journey = journey.today(event.at, zone)
    match event:
        case Checked():
            return _checked(journey, event)
        case Asked():
            return _asked(journey, event)
        case Told():
            return _told(journey, event)
        case AskedAgain():
            return _asked_again(journey, event)
        case SignsCorrected():
            return _signs_corrected(journey, event)
        case ClockSetBack():
            return _clock_set_back(journey, event)


def _said(journey: Journey, day: Day) -> Journey:
    """The journey with `day` as what was said on its day."""
    assert journey.day is not None  # noqa: S101 - `step` puts the journey on the event's day
    return replace(journey, days={**journey.days, journey.day: day})


def _on_its_day(journey: Journey) -> Day:
    """What was said on the journey's day itself."""
    return Day() if journey.day is None else journey.days.get(journey.day, Day())


# --- before an exercise --------------------------------------------------------------------------


def _checked(journey: Journey, event: Checked) -> Journey:
    judgement = judge_before(event.answers)
    known, compared = journey.next_day, None
    if journey.earlier is not None and event.answers.pain.complete:
        compared = judge_next_day(Change(before=journey.earlier, now=event.answers.pain))
    news = compared is not None and graver(known, compared) is compared
    told = _both(judgement, compared) if news and compared is not None else judgement
    other = judge_before(_without_signs(event.answers))
    day = _on_its_day(journey)
    # An answer that is still owed is compared with how it was before, and not with how it is now.
    owed = bool(journey.questions) or journey.stop is not None
    day = replace(
        day,
        check=day.check if owed else event,
        start=day.start if owed else judgement,
        pains=(*day.pains, event.answers.pain),
        next_day=graver(day.next_day, compared),
        ban=graver(day.ban, _banning(judgement)),
        other_ban=graver(day.other_ban, _banning(other)),
    )
    return replace(_said(_with_signs(journey, event), _with_signs_of(day, event)), last=told)


def _with_signs(journey: Journey, event: Checked) -> Journey:
    """The signs after `event`: more of them, or none where those of an earlier day were denied."""
    if event.answers.flags is None:
        return journey
    ticked = event.answers.flags & EMERGENCIES
    if ticked:
        standing = journey.standing_signs | ticked
        return replace(journey, standing_signs=standing, standing_since=event.at)
    # On the same day they stay: only being asked once more about them takes them back.
    if journey.emergency_today:
        return journey
    return replace(journey, standing_signs=ticked, standing_since=None)


def _with_signs_of(day: Day, event: Checked) -> Day:
    ticked = (event.answers.flags or frozenset()) & EMERGENCIES
    return replace(day, signs=day.signs | ticked, signs_at=event.at) if ticked else day


def _without_signs(answers: BeforeAnswers) -> BeforeAnswers:
    flags = None if answers.flags is None else answers.flags - EMERGENCIES
    return replace(answers, flags=flags)


def _signs_corrected(journey: Journey, event: SignsCorrected) -> Journey:
    """Without signs the day's other bans stay, and everything has to be answered anew."""
    if not journey.emergency:
        return replace(journey, last=None)
    signs = event.flags & EMERGENCIES
    day = _on_its_day(journey)
    if signs:
        judgement = judge_before(BeforeAnswers(pain=Pain(), flags=signs))
        day = replace(day, ban=graver(day.ban, judgement), signs=signs, signs_at=event.at)
        journey = replace(journey, standing_signs=signs, standing_since=event.at)
        return replace(_said(journey, day), last=judgement)
    counting = [journey.day, None if journey.day is None else journey.day + ONE_DAY]
    days = {
        date_: replace(one, ban=one.other_ban, start=None, signs=signs, signs_at=None)
        if date_ in counting
        else one
        for date_, one in journey.days.items()
    }
    journey = replace(journey, days=days, standing_signs=signs, standing_since=None)
    return replace(journey, last=journey.ban)


# --- in and after an exercise --------------------------------------------------------------------


def _asked(journey: Journey, event: Asked) -> Journey:
    """The question is owed; one that is open already keeps the gravest reason and its place."""
    day = _on_its_day(journey)
    journey = _said(journey, replace(day, exercised=day.exercised | {event.exercise}))
    journey = replace(journey, last=None)
    if not any(one.asked.exercise == event.exercise for one in journey.questions):
        question = Question(asked=event, before=_baseline(journey, event.at))
        return replace(journey, questions=(*journey.questions, question))
    questions = tuple(
        replace(one, asked=event)
        if one.asked.exercise == event.exercise and GRAVITY[event.why] > GRAVITY[one.asked.why]
        else one
        for one in journey.questions
    )
    return replace(journey, questions=questions)


def _baseline(journey: Journey, at: datetime) -> Pain:
    """How it was before the exercise that is asked about at `at`."""
    check = journey.check
    if check is None and journey.day is not None:
        night = journey.days.get(journey.day - ONE_DAY, Day()).check
        if night is not None and at - night.at <= UNDER_WAY_FOR:
            check = night
    return Pain() if check is None else check.answers.pain


def _told(journey: Journey, event: Told) -> Journey:
    """How it is now answers every open question; each exercise goes by its own judgement."""
    judged = [
        (one, _judge_told(journey, one, event, first=number == 0))
        for number, one in enumerate(journey.questions)
    ]
    last: Judgement | None = None
    still_open = []
    for question, judgement in judged:
        last = graver(last, judgement)
        if judgement.decision is Decision.UNANSWERED:
            still_open.append(question)
        else:
            journey = _follow_answer(journey, question, judgement, event.at)
    return replace(journey, questions=tuple(still_open), last=last)


def _judge_told(journey: Journey, question: Question, event: Told, *, first: bool) -> Judgement:
    asked = question.asked
    # Another reason is one of the question that was shown, and no word against "It hurts".
    other_reason = first and event.because_of_pain is False and asked.why is not Why.HURTS
    return judge_during(
        During(
            change=Change(before=question.before, now=event.pain),
            stopped=asked.why in {Why.STOP, Why.HURTS} and not other_reason,
            eased=asked.exercise in journey.eased,
        )
    )


def _follow_answer(
    journey: Journey, question: Question, judgement: Judgement, at: datetime
) -> Journey:
    """What follows for the exercise that was asked about."""
    exercise, day = question.asked.exercise, _on_its_day(journey)
    if judgement.decision is Decision.EASE:
        return _said(journey, replace(day, eased=day.eased | {exercise}))
    if judgement.decision < Decision.END:
        return journey
    journey = _said(journey, replace(day, closed=close(day.closed, {exercise: judgement})))
    if judgement.decision < Decision.STOP:
        return journey
    # A second stop waits from its own time on, and is compared with how it was before the first.
    before = question.before if journey.stop is None else journey.stop.before
    days = {date_: replace(one, start=None) for date_, one in journey.days.items()}
    return replace(journey, days=days, stop=Stop(exercise=exercise, at=at, before=before))


def _asked_again(journey: Journey, event: AskedAgain) -> Journey:
    stop, left = journey.stop, journey.asks_again_in(event.at)
    if stop is None or left is None or left > timedelta(0):
        return replace(journey, last=None)  # asked too early, the stop stands
    judgement = judge_after(Change(before=stop.before, now=event.pain))
    journey = replace(journey, last=judgement)
    if judgement.decision is Decision.UNANSWERED:
        return journey
    day = _on_its_day(journey)
    banning = judgement if judgement.decision > Decision.END else None
    day = replace(
        day,
        closed=close(day.closed, {stop.exercise: judgement}),
        ban=graver(day.ban, banning),
        other_ban=graver(day.other_ban, banning),
    )
    return replace(_said(journey, day), stop=None)


def _clock_set_back(journey: Journey, event: ClockSetBack) -> Journey:
    """A stop that lies ahead of the clock is waited for from now on."""
    stop = journey.stop
    if stop is not None and event.at < stop.at:
        stop = replace(stop, at=event.at)
    return replace(journey, stop=stop, last=None)


def _banning(judgement: Judgement) -> Judgement | None:
    """The judgement where it bans every exercise of the day, else None."""
    return judgement if judgement.decision > Decision.UNANSWERED else None


def _both(one: Judgement, other: Judgement) -> Judgement:
    return Judgement(decision=max(one.decision, other.decision), rules=one.rules + other.rules)
