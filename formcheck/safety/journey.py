"""From everything that was answered to what may run now: one fold over the events.

The state is never kept, only the events are; so what a person said cannot be undone by loading a
page again, by a second window or by an address. All of it is of one day: the next one begins with
being asked anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from formcheck.safety.answers import EMERGENCIES, BeforeAnswers, Flag, Pain
from formcheck.safety.before import judge_before
from formcheck.safety.during import (
    ASK_AGAIN_AFTER,
    Change,
    During,
    judge_after,
    judge_during,
    judge_next_day,
)
from formcheck.safety.events import Asked, AskedAgain, Checked, Event, SignsCorrected, Told, Why
from formcheck.safety.tables import Decision, Judgement

__all__ = ["CHECK_HOLDS_FOR", "Journey", "follow", "step"]

CHECK_HOLDS_FOR = timedelta(hours=2)
"""How long the answers before an exercise stay good for the next one (engineering choice: one visit
to the mat; a later one asks anew)."""
DAY_BEGINS = timedelta(hours=3)
"""A day ends when people sleep, not at midnight in the middle of an exercise."""
_SLACK = timedelta(minutes=1)
"""A clock that was set back a little has not undone what was answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """Where a person stands today.

    `check` are the answers before the exercises and `start` the judgement on them, None while they
    were not asked or no longer hold. `question` is what has to be answered now; `stopped` the
    exercise whose stop is to be asked about again, `stopped_at` since when. `closed` are exercises
    that are over for today, `ban` why no exercise runs today; `other_ban` is the same without the
    emergency signs. `signs` are the emergency signs that were ticked and neither taken back nor, on
    a later day, denied; `signs_at` is when. `eased` are the exercises that were eased. `earlier` is
    how it was before the exercises of the last day with any, `next_day` what followed from that
    today. `last` is the newest judgement.
    """

    day: date | None = None
    check: Checked | None = None
    start: Judgement | None = None
    question: Asked | None = None
    stopped: str | None = None
    stopped_at: datetime | None = None
    closed: Mapping[str, Judgement] = field(default_factory=dict)
    ban: Judgement | None = None
    other_ban: Judgement | None = None
    signs: frozenset[Flag] = frozenset()
    signs_at: datetime | None = None
    eased: frozenset[str] = frozenset()
    earlier: Pain | None = None
    next_day: Judgement | None = None
    exercised: bool = False
    last: Judgement | None = None

    @property
    def before(self) -> Pain:
        """How it was before the exercises of today; nothing known where it was not asked."""
        return Pain() if self.check is None else self.check.answers.pain

    @property
    def emergency(self) -> bool:
        """Whether an emergency sign stands, of today or of an earlier day."""
        return bool(self.signs) or self.emergency_today

    @property
    def emergency_today(self) -> bool:
        """Whether an emergency sign bans the exercises of today."""
        return self.ban is not None and self.ban.decision is Decision.EMERGENCY

    def today(self, now: datetime, zone: tzinfo) -> "Journey":
        """The same as seen at `now`: on another day only what was asked and not answered stays."""
        return _on(self, now, zone)

    def holds(self, now: datetime) -> bool:
        """Whether the answers before an exercise still count at `now`."""
        if self.check is None or self.start is None:
            return False
        return -_SLACK <= now - self.check.at <= CHECK_HOLDS_FOR

    def asks_again_in(self, now: datetime) -> timedelta | None:
        """How long until a stop is asked about again; None where none was. Never negative."""
        if self.stopped_at is None:
            return None
        passed = max(now - self.stopped_at, timedelta(0))
        return max(ASK_AGAIN_AFTER - passed, timedelta(0))


def follow(events: Iterable[Event], *, zone: tzinfo) -> Journey:
    """The journey after all `events`, given in the order they happened."""
    journey = Journey()
    for event in events:
        journey = step(journey, event, zone=zone)
    return journey


def step(journey: Journey, event: Event, *, zone: tzinfo) -> Journey:
    """One event further; `last` is then the judgement on it, None where nothing is decided."""
    journey = _on(journey, event.at, zone)
    match event:
        case Checked():
            return _checked(journey, event)
        case Asked():
            return replace(journey, question=event, exercised=True, last=None)
        case Told():
            return _told(journey, event)
        case AskedAgain():
            return _asked_again(journey, event)
        case SignsCorrected():
            return _signs_corrected(journey, event)


def _on(journey: Journey, at: datetime, zone: tzinfo) -> Journey:
    """The journey on the day of `at`; a clock set back does not bring back an earlier day."""
    day = (at.astimezone(zone) - DAY_BEGINS).date()
    if journey.day is None:
        return replace(journey, day=day)
    # A day back is a clock set back; more, one that was far ahead, which must not lock for years.
    if timedelta(0) <= journey.day - day <= timedelta(days=1):
        return journey
    earlier = journey.before if journey.exercised else journey.earlier
    # A question that was not answered and a warning sign are not forgotten; all else begins anew.
    check = None if journey.question is None else journey.check
    return Journey(
        day=day,
        question=journey.question,
        check=check,
        signs=journey.signs,
        signs_at=journey.signs_at,
        earlier=earlier,
    )


def _checked(journey: Journey, event: Checked) -> Journey:
    judgement = judge_before(event.answers)
    next_day = journey.next_day
    if next_day is None and journey.earlier is not None and event.answers.pain.complete:
        next_day = judge_next_day(Change(before=journey.earlier, now=event.answers.pain))
    told = (
        judgement
        if next_day is None or next_day is journey.next_day
        else _both(judgement, next_day)
    )
    return replace(
        _with_signs(journey, event),
        check=event,
        start=judgement,
        next_day=next_day,
        ban=_graver(journey.ban, _banning(judgement)),
        other_ban=_graver(journey.other_ban, _banning(judge_before(_without_signs(event.answers)))),
        last=told,
    )


def _with_signs(journey: Journey, event: Checked) -> Journey:
    """The signs after `event`: more of them, or none where those of an earlier day were denied."""
    if event.answers.flags is None:
        return journey
    ticked = event.answers.flags & EMERGENCIES
    if ticked:
        return replace(journey, signs=journey.signs | ticked, signs_at=event.at)
    # On the same day they stay: only being asked once more about them takes them back.
    return journey if journey.emergency_today else replace(journey, signs=ticked, signs_at=None)


def _without_signs(answers: BeforeAnswers) -> BeforeAnswers:
    flags = None if answers.flags is None else answers.flags - EMERGENCIES
    return replace(answers, flags=flags)


def _signs_corrected(journey: Journey, event: SignsCorrected) -> Journey:
    """Without signs the day's other bans stay, and everything has to be answered anew."""
    if not journey.emergency:
        return replace(journey, last=None)
    signs = event.flags & EMERGENCIES
    if not signs:
        other = journey.other_ban
        return replace(journey, signs=signs, signs_at=None, ban=other, start=None, last=other)
    judgement = judge_before(BeforeAnswers(pain=Pain(), flags=signs))
    return replace(
        journey,
        signs=signs,
        signs_at=event.at,
        ban=_graver(journey.ban, judgement),
        last=judgement,
    )


def _told(journey: Journey, event: Told) -> Journey:
    asked = journey.question
    if asked is None:
        return replace(journey, last=None)
    change = Change(before=journey.before, now=event.pain)
    stopped = asked.why is Why.STOP and event.because_of_pain is not False
    eased = asked.exercise in journey.eased
    judgement = judge_during(During(change=change, stopped=stopped, eased=eased))
    told = replace(journey, last=judgement)
    if judgement.decision is Decision.UNANSWERED:
        return told  # the question stays open
    told = replace(told, question=None)
    if judgement.decision is Decision.EASE:
        return replace(told, eased=told.eased | {asked.exercise})
    if judgement.decision >= Decision.END:
        told = replace(told, closed={**told.closed, asked.exercise: judgement})
    if judgement.decision >= Decision.STOP:
        told = replace(told, stopped=asked.exercise, stopped_at=event.at, start=None)
    return told


def _asked_again(journey: Journey, event: AskedAgain) -> Journey:
    if journey.stopped is None:
        return replace(journey, last=None)
    judgement = judge_after(Change(before=journey.before, now=event.pain))
    again = replace(journey, last=judgement)
    if judgement.decision is Decision.UNANSWERED:
        return again
    again = replace(again, stopped=None, stopped_at=None)
    if judgement.decision > Decision.END:
        again = replace(
            again,
            ban=_graver(again.ban, judgement),
            other_ban=_graver(again.other_ban, judgement),
        )
    return again


def _banning(judgement: Judgement) -> Judgement | None:
    """The judgement where it bans every exercise of the day, else None."""
    return judgement if judgement.decision > Decision.UNANSWERED else None


def _both(one: Judgement, other: Judgement) -> Judgement:
    return Judgement(decision=max(one.decision, other.decision), rules=one.rules + other.rules)


def _graver(one: Judgement | None, other: Judgement | None) -> Judgement | None:
    if one is None or other is None:
        return one or other
    return one if one.decision >= other.decision else other
