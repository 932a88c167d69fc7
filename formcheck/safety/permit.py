"""Whether an exercise may run now, and if not, what comes first."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from formcheck.safety.limits import BOTH, Amount, Beyond, Done, Limit, limit_in_force
from formcheck.safety.state import Journey
from formcheck.safety.tables import Decision, Judgement

__all__ = ["EASE_DEG", "EASE_S", "LEAST_HOLD_S", "Need", "Permit", "eased_hold_s", "permit"]

EASE_DEG = 10.0
EASE_S = 5.0
"""The gentle version: so much less far, held for so much less (clinical notes 2.1, rules 2, 4)."""
LEAST_HOLD_S = 3.0
"""A hold is not shortened below this, since a shorter one is none (clinical notes 1.3: 3 s)."""


class Need(StrEnum):
    """What has to come before the exercise."""

    NOTHING = "nothing"
    ANSWER = "answer"  # a question is open
    WAIT = "wait"  # after a stop
    ASK_AGAIN = "ask_again"  # the wait is over
    BANNED = "banned"  # no exercise today
    CLOSED = "closed"  # this exercise is over for today
    CHECK = "check"  # the questions before an exercise
    PRESCRIPTION = "prescription"  # a clinician's word for a contested exercise
    TOO_SORE = "too_sore"  # a contested exercise, with pain of 4 or 5
    NOT_LAST_TIME = Beyond.NOT_LAST_TIME.value  # the limit of the next day; see `Beyond`
    ENOUGH = Beyond.ENOUGH.value
    GOING_ON = Beyond.GOING_ON.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """`need` is what comes first; `judgement` what it rests on, None where nothing was judged.

    `gentle` says that only the gentle version may run. `limit` is the limit that is in force for
    the exercise, also while something else comes first; None where there is none.
    """

    need: Need
    gentle: bool = False
    judgement: Judgement | None = None
    limit: Limit | None = None

    @property
    def runs(self) -> bool:
        """Whether the exercise may run."""
        return self.need is Need.NOTHING

    @property
    def most(self) -> Amount | None:
        """The most that may be begun now; None where no limit is in force, or nothing may."""
        return None if self.limit is None else self.limit.most


def permit(
    journey: Journey,
    exercise: str,
    *,
    now: datetime,
    zone: tzinfo,
    contested: bool = False,
    prescribed: bool = False,
    done: Collection[Done] = (),
    side: str = BOTH,
    usual: Amount | None = None,
    training_id: int | None = None,
    under_way: bool = False,
) -> Permit:
    """Whether `exercise` may run at `now`, and how much of it.

    `contested` says that clinicians disagree about it (clinical notes 0.1); such a one also needs a
    clinician's word (`prescribed`), and is left out when it hurts at 4 or 5. `done`, `side`,
    `usual` and `training_id` are what the limit of the next day is taken from; see
    `limit_in_force`. `under_way` asks for the next set of a training that was begun: the answers
    before it then hold for the whole day.
    """
    journey = journey.today(now, zone)
    limit = limit_in_force(
        journey, exercise, done, zone=zone, side=side, usual=usual, training_id=training_id
    )
    first = _first(journey, exercise, now) or _answers(journey, now, under_way=under_way)
    sore = journey.start is not None and journey.start.decision is Decision.EASE
    if first is None and contested and not prescribed:
        first = Permit(need=Need.PRESCRIPTION)
    if first is None and contested and sore:
        first = Permit(need=Need.TOO_SORE, judgement=journey.start)
    if first is None and limit is not None and limit.stands_against is not None:
        first = Permit(need=Need(limit.stands_against.value), judgement=limit.judgement)
    if first is not None:
        return replace(first, limit=limit)
    gentle = sore or exercise in journey.eased
    return Permit(need=Need.NOTHING, gentle=gentle, judgement=journey.start, limit=limit)


def _first(journey: Journey, exercise: str, now: datetime) -> Permit | None:
    """What stands in the way whatever was answered before the exercise."""
    if journey.question is not None:
        return Permit(need=Need.ANSWER)
    left = journey.asks_again_in(now)
    if left is not None:
        waits = Need.WAIT if left > timedelta(0) else Need.ASK_AGAIN
        return Permit(need=waits, judgement=journey.closed.get(journey.stopped or ""))
    if journey.ban is not None:
        return Permit(need=Need.BANNED, judgement=journey.ban)
    if exercise in journey.closed:
        return Permit(need=Need.CLOSED, judgement=journey.closed[exercise])
    return None


def _answers(journey: Journey, now: datetime, *, under_way: bool) -> Permit | None:
    """What stands in the way where the answers before the exercise are missing, old or grave."""
    if not (journey.holds(now) or (under_way and journey.check is not None)):
        return Permit(need=Need.CHECK)
    start = journey.start
    if start is None or not start.decision.runs:
        return Permit(need=Need.CHECK, judgement=start)
    return None


def eased_hold_s(hold_s: float) -> float:
    """The hold of the gentle version in seconds."""
    return max(min(hold_s, LEAST_HOLD_S), hold_s - EASE_S)
