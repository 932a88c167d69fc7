"""The limit of the next day: no more than last time, while it is clearly worse than before that.

Clinical notes 2.1, rule 8: worse by 2 or more on the next day blocks doing more. "Last time" is the
last day on which an exercise was done. What was not done then is more than last time, and is left
out; so is what was done then already, once as much of it was done today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from formcheck.safety.day import Day, date_of_day
from formcheck.safety.day_state import DayState
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.pain_rules import Change, judge_next_day

__all__ = ["BOTH", "Amount", "AmountDone", "Beyond", "Limit", "limit_in_force"]

BOTH = "auto"
"""The side of an amount that is for both legs, or for the whole body."""
_LEGS = ("left", "right")


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """How much of an exercise: `sets` of `repetitions`, each held for `hold_s` seconds.

    `side` is "left" or "right" where it is for that leg only, else "auto".
    """

    sets: int
    repetitions: int
    hold_s: float
    side: str = BOTH

    def at_most(self, most: "Amount") -> "Amount":
        """This amount where it is within `most`, else as much of it as is."""
        return Amount(
            sets=min(self.sets, most.sets),
            repetitions=min(self.repetitions, most.repetitions),
            hold_s=min(self.hold_s, most.hold_s),
            side=most.side if self.side == BOTH else self.side,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountDone:
    """Sets of one training that were begun on one day, for one leg or for both.

    `at` is when the first of them was begun. `amount.sets` is 0 for a training in which none was.
    `running` says that the training is not over.
    """

    session_id: int
    exercise: str
    at: datetime
    amount: Amount
    running: bool = False


class Beyond(StrEnum):
    """Why anything of an exercise would be more than last time."""

    NOT_LAST_TIME = "not_last_time"  # it was not done then
    ENOUGH = "enough"  # as much as then was done
    GOING_ON = "going_on"  # another training of it is not over, and would be done beside this one


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The limit that is in force for an exercise, and the judgement it rests on.

    `most` is what may still be begun today, at once; None where the exercise was not part of last
    time. Its `sets` are 0 where as much as last time was done. `going_on` says that another
    training of the exercise is not over, which would be done beside this one.
    """

    most: Amount | None
    judgement: Judgement
    going_on: bool = False

    @property
    def stands_against(self) -> Beyond | None:
        """Why nothing of the exercise may begin; None where something may."""
        if self.most is None:
            return Beyond.NOT_LAST_TIME
        if self.going_on:
            return Beyond.GOING_ON
        return Beyond.ENOUGH if self.most.sets == 0 else None


def limit_in_force(
    day_state: DayState,
    exercise: str,
    done: Collection[AmountDone],
    *,
    zone: tzinfo,
    side: str = BOTH,
    usual: Amount | None = None,
    session_id: int | None = None,
) -> Limit | None:
    """The limit for `exercise` on the journey's day; None where none is in force.

    `done` are the sets of the last days and the trainings that are not over. `side` is what is
    wanted. `usual` is the exercise's own amount, taken where it was asked about last time without
    its amount being known. `session_id` is the training to take up again, whose own sets of today
    are part of what it may do; None for a new one.
    """
    last = day_state.last_day(date_of_day(one.at, zone) for one in done if one.amount.sets > 0)
    if last is None:
        return None
    last_day = day_state.days.get(last, Day())
    judgement = _worse_than(last_day, day_state)
    if judgement is None:
        return None
    mine = [one for one in done if one.exercise == exercise]
    on_it = [one.amount for one in mine if date_of_day(one.at, zone) == last]
    if not on_it and exercise in last_day.exercised and usual is not None:
        on_it = [usual]
    others = [one for one in mine if one.session_id != session_id]
    today = [one.amount for one in others if date_of_day(one.at, zone) == day_state.day]
    return Limit(
        most=_most([one for one in on_it if one.sets > 0], today, side=side),
        judgement=judgement,
        going_on=any(one.running for one in others),
    )


def _worse_than(last_day: Day, day_state: DayState) -> Judgement | None:
    """The judgement that it is clearly worse than before the exercises of `last_day`, or None."""
    lowest, here = last_day.lowest, day_state.here
    judged = [] if here.next_day is None else [here.next_day]
    if lowest is not None:
        judged += [judge_next_day(Change(before=lowest, now=pain)) for pain in here.pains]
    return next((one for one in judged if one.decision is Decision.HOLD_BACK), None)


def _most(then: Sequence[Amount], today: Sequence[Amount], *, side: str) -> Amount | None:
    """As much as `then` at once, and no more in all of the day; each leg counts by itself."""
    wanted = _LEGS if side == BOTH else (side,)
    legs = [leg for leg in wanted if _sets(then, leg) > 0]
    if not legs:
        return None
    left = {leg: _sets(then, leg) - _sets(today, leg) for leg in legs}
    ready = [leg for leg in legs if left[leg] > 0]
    return Amount(
        sets=min([max(one.sets for one in then), *(left[leg] for leg in ready)]) if ready else 0,
        repetitions=max(one.repetitions for one in then),
        hold_s=max(one.hold_s for one in then),
        side=side if len(ready or legs) == len(wanted) else (ready or legs)[0],
    )


def _sets(amounts: Iterable[Amount], leg: str) -> int:
    return sum(one.sets for one in amounts if one.side in {BOTH, leg})
