"""The next day's limit: no more than last time, while pain is clearly worse than before it.

Clinical notes 2.1, rule 8: pain that is worse by 2 or more on the next day forbids doing more.
"Last time" is the last day on which an exercise was done. An exercise that was not done then would
be more than last time, so it may not run. Any other exercise may run until as much was done today
as last time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from formcheck.safety.day import Day, date_of_day
from formcheck.safety.day_state import DayState
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.pain_rules import Change, judge_next_day

__all__ = ["BOTH", "Amount", "AmountDone", "Beyond", "Limit", "find_limit"]

BOTH = "auto"
"""The side of an amount for both legs or for the whole body."""
_LEGS = ("left", "right")


@dataclass(frozen=True, kw_only=True, slots=True)
class Amount:
    """How much of an exercise: `sets` of `repetitions`, each held for `hold_s` seconds.

    `side` is "left" or "right" when it is for that leg only, otherwise "auto".
    """

    sets: int
    repetitions: int
    hold_s: float
    side: str = BOTH

    def at_most(self, most: "Amount") -> "Amount":
        """Return this amount, reduced to `most` where it is larger."""
        return Amount(
            sets=min(self.sets, most.sets),
            repetitions=min(self.repetitions, most.repetitions),
            hold_s=min(self.hold_s, most.hold_s),
            side=most.side if self.side == BOTH else self.side,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountDone:
    """The sets of one session that began on one day, for one leg or for both.

    `at` is when the first of them began. `amount.sets` is 0 for a session without a set. `running`
    says that the session is not over.
    """

    session_id: int
    exercise: str
    at: datetime
    amount: Amount
    running: bool = False


class Beyond(StrEnum):
    """Why doing any more of an exercise would be more than last time."""

    NOT_LAST_TIME = "not_last_time"  # the exercise was not done last time
    ENOUGH = "enough"  # as much as last time was done today
    GOING_ON = "going_on"  # another session of it is not over; its sets would be added


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The limit that applies to an exercise, and the judgement behind it.

    `most` is what may still begin today in one session; None when the exercise was not done last
    time. Its `sets` are 0 when as much as last time was done today. `going_on` says that another
    session of the exercise is not over; its sets would be added to this one's.
    """

    most: Amount | None
    judgement: Judgement
    going_on: bool = False

    @property
    def stands_against(self) -> Beyond | None:
        """Why the exercise may not begin; None when it may."""
        if self.most is None:
            return Beyond.NOT_LAST_TIME
        if self.going_on:
            return Beyond.GOING_ON
        return Beyond.ENOUGH if self.most.sets == 0 else None


def find_limit(
    day_state: DayState,
    exercise: str,
    done: Collection[AmountDone],
    *,
    zone: tzinfo,
    side: str = BOTH,
    usual: Amount | None = None,
    session_id: int | None = None,
) -> Limit | None:
    """Return the limit for `exercise` on the day of `day_state`; None when no limit applies.

    `done` are the sets of the last days and the sessions that are not over. `side` is the side the
    person wants to do. `usual` is the exercise's own amount; it is used when the exercise was asked
    about last time but its amount is unknown. `session_id` is the session to continue, None for a
    new one; its own sets of today are not subtracted from the limit.
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
    """Return the judgement that pain is clearly worse than before `last_day`, or None."""
    lowest, here = last_day.lowest, day_state.here
    judged = [] if here.next_day is None else [here.next_day]
    if lowest is not None:
        judged += [judge_next_day(Change(before=lowest, now=pain)) for pain in here.pains]
    return next((one for one in judged if one.decision is Decision.HOLD_BACK), None)


def _most(then: Sequence[Amount], today: Sequence[Amount], *, side: str) -> Amount | None:
    """Return as much as `then` in one session and in the whole day; each leg counts separately."""
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
