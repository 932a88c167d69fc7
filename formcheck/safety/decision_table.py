"""The decision tables: every row a condition, what follows, why, and where it is written.

All rows that apply count; the gravest decide. A row reads only what was answered: what was not is
the business of the rows `unanswered`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

__all__ = ["Decision", "DecisionRule", "Judgement", "decide"]

Facts = TypeVar("Facts")


class Decision(IntEnum):
    """What follows, the mildest first. Nothing above `EASE` lets an exercise run."""

    GO = 0
    HOLD_BACK = 1  # go on, but not more than last time
    EASE = 2  # less far, shorter holds
    UNANSWERED = 3  # nothing runs until it is answered
    END = 4  # this exercise is over for today
    STOP = 5  # all exercise stands still; asked again after a while
    NOT_TODAY = 6  # no exercise today
    CLINICIAN = 7  # no exercise before a clinician was asked
    EMERGENCY = 8  # help, now

    @property
    def runs(self) -> bool:
        """Whether an exercise may run after it."""
        return self <= Decision.EASE


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRule(Generic[Facts]):
    """One row: when `when` holds, at least `decision` follows; `why` is told to the person."""

    rule: str
    when: Callable[[Facts], bool]
    decision: Decision
    why: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A decision and the rules that led to it."""

    decision: Decision
    rules: tuple[str, ...] = ()


def decide(table: Sequence[DecisionRule[Facts]], facts: Facts) -> Judgement:
    """The gravest decision of the rows that apply, `GO` where none does, and its rows' names.

    Milder rows that apply as well are not named: beside the graver one they would contradict it.
    """
    fired = [row for row in table if row.when(facts)]
    worst = max((row.decision for row in fired), default=Decision.GO)
    return Judgement(
        decision=worst, rules=tuple(row.rule for row in fired if row.decision is worst)
    )
