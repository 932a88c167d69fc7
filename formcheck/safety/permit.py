"""Whether an exercise may run now, and if not, what comes first."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from formcheck.safety.journey import Journey
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """`need` is what comes first; `judgement` what it rests on, None where nothing was judged.

    `gentle` says that only the gentle version may run.
    """

    need: Need
    gentle: bool = False
    judgement: Judgement | None = None

    @property
    def runs(self) -> bool:
        """Whether the exercise may run."""
        return self.need is Need.NOTHING


def permit(
    journey: Journey,
    exercise: str,
    *,
    now: datetime,
    zone: tzinfo,
    contested: bool = False,
    prescribed: bool = False,
) -> Permit:
    """Whether `exercise` may run at `now`.

    `contested` says that clinicians disagree about it (clinical notes 0.1); such a one also needs a
    clinician's word (`prescribed`), and is left out when it hurts at 4 or 5.
    """
    journey = journey.today(now, zone)
    first = _first(journey, exercise, now)
    if first is not None:
        return first
    if not journey.holds(now):
        return Permit(need=Need.CHECK)
    start = journey.start
    if start is None or not start.decision.runs:
        return Permit(need=Need.CHECK, judgement=start)
    sore = start.decision is Decision.EASE
    if contested and not prescribed:
        return Permit(need=Need.PRESCRIPTION)
    if contested and sore:
        return Permit(need=Need.TOO_SORE, judgement=start)
    return Permit(need=Need.NOTHING, gentle=sore or exercise in journey.eased, judgement=start)


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


def eased_hold_s(hold_s: float, *, times: int = 1) -> float:
    """The hold of the gentle version in seconds, eased `times` over."""
    return max(min(hold_s, LEAST_HOLD_S), hold_s - times * EASE_S)
