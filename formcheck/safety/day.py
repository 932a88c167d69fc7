"""The answers of one day, and what follows from them on that day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import ScreeningAnswered
from formcheck.safety.questionnaire import Pain, RedFlag

__all__ = ["DAY_BEGINS", "Day", "close_exercises", "date_of_day", "graver_judgement", "join_days"]

DAY_BEGINS = timedelta(hours=3)
"""A day changes at 3 a.m., when people sleep, and not at midnight during an exercise."""


def date_of_day(at: datetime, zone: tzinfo) -> date:
    """Return the day that `at` (aware) belongs to, in the time zone `zone`."""
    return (at.astimezone(zone) - DAY_BEGINS).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """The answers of one day.

    `check` are the newest screening answers, None while there are none. `start` is the judgement
    on them, None also when they are no longer valid. `pains` is the pain at every screening.
    `closed` are the exercises that are over for the day. `ban` says why no exercise may run, None
    when one may; `other_ban` is the same without the emergency signs. `signs` are the emergency
    signs that were ticked, `signs_at` is when. `eased` are the exercises that were made gentler.
    `exercised` are the exercises that were asked about. `next_day` is the judgement on the pain
    compared with the last day with exercises.
    """

    check: ScreeningAnswered | None = None
    start: Judgement | None = None
    pains: tuple[Pain, ...] = ()
    closed: Mapping[str, Judgement] = field(default_factory=dict)
    ban: Judgement | None = None
    other_ban: Judgement | None = None
    signs: frozenset[RedFlag] = frozenset()
    signs_at: datetime | None = None
    eased: frozenset[str] = frozenset()
    exercised: frozenset[str] = frozenset()
    next_day: Judgement | None = None

    @property
    def lowest(self) -> Pain | None:
        """The day's lowest pain, in the back and in the leg; None when it was never asked.

        The next day is compared with this. A later screening on the same day, after exercises, must
        not raise it.
        """
        lowest: Pain | None = None
        for pain in self.pains:
            lowest = pain if lowest is None else _lower(lowest, pain)
        return lowest


def join_days(here: Day, next_one: Day) -> Day:
    """Add the restrictions of the next day to `here`; the clock was set back since they were given.

    What allows an exercise comes from `here`, if there are screening answers on it.
    """
    asked = here if here.check is not None else next_one
    return Day(
        check=asked.check,
        start=asked.start,
        pains=here.pains,
        closed=close_exercises(next_one.closed, here.closed),
        ban=graver_judgement(here.ban, next_one.ban),
        other_ban=graver_judgement(here.other_ban, next_one.other_ban),
        signs=here.signs | next_one.signs,
        signs_at=next_one.signs_at if here.signs_at is None else here.signs_at,
        eased=here.eased | next_one.eased,
        exercised=here.exercised,
        next_day=graver_judgement(here.next_day, next_one.next_day),
    )


def close_exercises(
    closed: Mapping[str, Judgement], more: Mapping[str, Judgement]
) -> Mapping[str, Judgement]:
    """Join two sets of closed exercises, each exercise with its most serious judgement."""
    joined = dict(closed)
    for exercise, judgement in more.items():
        before = joined.get(exercise)
        graver_one = graver_judgement(before, judgement)
        if graver_one is not None:
            joined[exercise] = graver_one
    return joined


def graver_judgement(one: Judgement | None, other: Judgement | None) -> Judgement | None:
    """Return the more serious judgement, the first if they are equal; None if both are None."""
    if one is None or other is None:
        return one or other
    return one if one.decision >= other.decision else other


def _lower(one: Pain, other: Pain) -> Pain:
    whole = one if one.complete else other
    return replace(whole, back=_least(one.back, other.back), leg=_least(one.leg, other.leg))


def _least(one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return min(known, default=None)
