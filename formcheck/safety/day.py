"""What was said on one day, and what of it counts on that day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import ScreeningAnswered
from formcheck.safety.questionnaire import Pain, RedFlag

__all__ = ["DAY_BEGINS", "Day", "close_exercises", "date_of_day", "graver_judgement", "join_days"]

DAY_BEGINS = timedelta(hours=3)
"""A day ends when people sleep, not at midnight in the middle of an exercise."""


def date_of_day(at: datetime, zone: tzinfo) -> date:
    """The day that `at` (aware) belongs to, for somebody who lives in `zone`."""
    return (at.astimezone(zone) - DAY_BEGINS).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What was said on one day.

    `check` are the newest answers before exercises and `start` the judgement on them, None while
    they were not given or no longer hold. `pains` are how it was at every check. `closed` are
    exercises that are over for the day. `ban` says why no exercise runs, None where one may;
    `other_ban` is the same without the emergency signs. `signs` are the emergency signs that were
    ticked, `signs_at` when. `eased` are the exercises that were eased, `exercised` those that were
    asked about. `next_day` is what followed from how it was against the last day with exercises.
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
        """How it was at its lowest, in the back and in the leg; None where it was never asked.

        A later check of the day, after exercises, must not raise what the next day is compared
        with.
        """
        lowest: Pain | None = None
        for pain in self.pains:
            lowest = pain if lowest is None else _lower(lowest, pain)
        return lowest


def join_days(here: Day, next_one: Day) -> Day:
    """`here` with the restrictions of the day after it, which was said with a clock set back since.

    What allows an exercise is taken from `here`, where anything was answered on it.
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
    """The exercises that are over after `more` of them are, each with its gravest judgement."""
    joined = dict(closed)
    for exercise, judgement in more.items():
        before = joined.get(exercise)
        graver_one = graver_judgement(before, judgement)
        if graver_one is not None:
            joined[exercise] = graver_one
    return joined


def graver_judgement(one: Judgement | None, other: Judgement | None) -> Judgement | None:
    """The graver of two judgements, the first where neither is; None where there is none."""
    if one is None or other is None:
        return one or other
    return one if one.decision >= other.decision else other


def _lower(one: Pain, other: Pain) -> Pain:
    whole = one if one.complete else other
    return replace(whole, back=_least(one.back, other.back), leg=_least(one.leg, other.leg))


def _least(one: int | None, other: int | None) -> int | None:
    known = [value for value in (one, other) if value is not None]
    return min(known, default=None)
