"""Decision tables. Every row has a condition, a decision, a reason and a source.

All rows that apply count; the most serious decision wins. A row reads only what was answered. The
rows named `unanswered` deal with missing answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

__all__ = ["Decision", "DecisionRule", "Judgement", "decide"]

Facts = TypeVar("Facts")


class Decision(IntEnum):
    """The decisions, the mildest first. No exercise may run after one above `EASE`."""

    GO = 0
    HOLD_BACK = 1  # continue, but do no more than last time
    EASE = 2  # smaller movements, shorter holds
    UNANSWERED = 3  # nothing runs until the question is answered
    END = 4  # this exercise is over for today
    STOP = 5  # all exercises stop; a follow-up question comes after a while
    NOT_TODAY = 6  # no exercise today
    CLINICIAN = 7  # no exercise until a clinician was asked
    EMERGENCY = 8  # get help now

    @property
    def runs(self) -> bool:
        """Whether an exercise may run after this decision."""
        return self <= Decision.EASE


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRule(Generic[Facts]):
    """One row: if `when` is true, at least `decision` follows; the person reads `why`."""

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
    """Return the most serious decision of the rows that apply and their names; `GO` for none.

    Milder rows that also apply are not named: they would contradict the more serious one.
    """
    fired = [row for row in table if row.when(facts)]
    worst = max((row.decision for row in fired), default=Decision.GO)
    return Judgement(
        decision=worst, rules=tuple(row.rule for row in fired if row.decision is worst)
    )
