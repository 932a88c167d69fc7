"""Decides whether an exercise may run now, and if not, what must come first."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from formcheck.safety.day_state import DayState
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.dose_limit import BOTH, Amount, AmountDone, Beyond, Limit, find_limit

__all__ = [
    "EASE_DEG",
    "EASE_S",
    "LEAST_HOLD_S",
    "Clearance",
    "Requirement",
    "check_clearance",
    "eased_hold_s",
]

EASE_DEG = 10.0
EASE_S = 5.0
"""The gentle version reduces range and hold by this much (clinical notes 2.1, rules 2, 4)."""
LEAST_HOLD_S = 3.0
"""A hold is never shortened below this; a shorter one is not a hold (clinical notes 1.3: 3 s)."""


class Requirement(StrEnum):
    """What must come before the exercise."""

    NOTHING = "nothing"
    ANSWER = "answer"  # a question is open
    WAIT = "wait"  # after a stop
    ASK_AGAIN = "ask_again"  # the wait is over
    BANNED = "banned"  # no exercise today
    CLOSED = "closed"  # this exercise is over for today
    CHECK = "check"  # the questions before an exercise
    PRESCRIPTION = "prescription"  # a clinician must allow a prescription_only exercise
    TOO_SORE = "too_sore"  # a prescription_only exercise, with pain of 4 or 5
    NOT_LAST_TIME = Beyond.NOT_LAST_TIME.value  # the limit of the next day; see `Beyond`
    ENOUGH = Beyond.ENOUGH.value
    GOING_ON = Beyond.GOING_ON.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearance:
    """What may run now.

    `need` is what must come first; `judgement` is the reason, None when nothing was judged.
    `gentle` says that only the gentle version may run. `limit` is the limit that applies to the
    exercise, also while something else must come first; None when there is none.
    """

    need: Requirement
    gentle: bool = False
    judgement: Judgement | None = None
    limit: Limit | None = None

    @property
    def runs(self) -> bool:
        """Whether the exercise may run."""
        return self.need is Requirement.NOTHING

    @property
    def most(self) -> Amount | None:
        """The most that may begin now; None when no limit applies, or nothing may begin."""
        return None if self.limit is None else self.limit.most


def check_clearance(
    day_state: DayState,
    exercise: str,
    *,
    now: datetime,
    zone: tzinfo,
    prescription_only: bool = False,
    prescribed: bool = False,
    done: Collection[AmountDone] = (),
    side: str = BOTH,
    usual: Amount | None = None,
    session_id: int | None = None,
    under_way: bool = False,
) -> Clearance:
    """Decide whether `exercise` may run at `now`, and how much of it.

    `prescription_only` marks an exercise that clinicians disagree about (clinical notes 0.1). It
    also needs a clinician's permission (`prescribed`), and must not run with pain of 4 or 5. The
    next day's limit uses `done`, `side`, `usual` and `session_id`; see `find_limit`.
    `under_way` asks about the next set of a session that has begun: the answers given before it are
    then valid for the whole day.
    """
    day_state = day_state.today(now, zone)
    limit = find_limit(
        day_state, exercise, done, zone=zone, side=side, usual=usual, session_id=session_id
    )
    first = _check_obstacles(day_state, exercise, now) or _check_answers(
        day_state, now, under_way=under_way
    )
    sore = day_state.start is not None and day_state.start.decision is Decision.EASE
    if first is None and prescription_only and not prescribed:
        first = Clearance(need=Requirement.PRESCRIPTION)
    if first is None and prescription_only and sore:
        first = Clearance(need=Requirement.TOO_SORE, judgement=day_state.start)
    if first is None and limit is not None and limit.stands_against is not None:
        first = Clearance(need=Requirement(limit.stands_against.value), judgement=limit.judgement)
    if first is not None:
        return replace(first, limit=limit)
    gentle = sore or exercise in day_state.eased
    return Clearance(
        need=Requirement.NOTHING, gentle=gentle, judgement=day_state.start, limit=limit
    )


def _check_obstacles(day_state: DayState, exercise: str, now: datetime) -> Clearance | None:
    """Return what forbids the exercise, whatever the screening answers were; None for nothing."""
    if day_state.question is not None:
        return Clearance(need=Requirement.ANSWER)
    left = day_state.asks_again_in(now)
    if left is not None:
        waits = Requirement.WAIT if left > timedelta(0) else Requirement.ASK_AGAIN
        return Clearance(need=waits, judgement=day_state.closed.get(day_state.stopped or ""))
    if day_state.ban is not None:
        return Clearance(need=Requirement.BANNED, judgement=day_state.ban)
    if exercise in day_state.closed:
        return Clearance(need=Requirement.CLOSED, judgement=day_state.closed[exercise])
    return None


def _check_answers(day_state: DayState, now: datetime, *, under_way: bool) -> Clearance | None:
    """Return what the screening answers forbid: they are missing, old or serious; or None."""
    if not (day_state.holds(now) or (under_way and day_state.check is not None)):
        return Clearance(need=Requirement.CHECK)
    start = day_state.start
    if start is None or not start.decision.runs:
        return Clearance(need=Requirement.CHECK, judgement=start)
    return None


def eased_hold_s(hold_s: float) -> float:
    """Return the hold of the gentle version, in seconds, for a hold of `hold_s` seconds."""
    return max(min(hold_s, LEAST_HOLD_S), hold_s - EASE_S)
