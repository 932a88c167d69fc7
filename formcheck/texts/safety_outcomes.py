"""What a person reads after an answer about pain: one table, by the moment and what follows.

The reasons come from the decision tables and are true at every moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.pain_rules import AFTER, DURING, NEXT_DAY
from formcheck.safety.screening import BEFORE
from formcheck.texts import safety as safety_texts

__all__ = ["OUTCOMES", "Moment", "Outcome", "find_outcome", "find_reasons"]


class Moment(Enum):
    """When the answer was given."""

    RUNNING = auto()  # the exercise is paused and can continue, as after a restart
    OVER = auto()  # the exercise has ended
    LATER = auto()  # some minutes after a stop


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The heading, and what to do now."""

    title: str
    advice: str


_BANS: Mapping[Decision, Outcome] = {
    Decision.NOT_TODAY: Outcome(
        title="No exercise today",
        advice=(
            "Rest a day or two, moving about gently: short walks, changing position often. If it "
            "is no better after that, or gets worse, call your clinician."
        ),
    ),
    Decision.CLINICIAN: Outcome(
        title="Please ask a clinician first",
        advice=(
            "Call your doctor or physiotherapist and tell them what you answered here; it is "
            "saved under History. Until then, just move about gently."
        ),
    ),
    Decision.EMERGENCY: Outcome(title="This needs help now", advice=safety_texts.EMERGENCY),
}
OUTCOMES: Mapping[tuple[Moment, Decision], Outcome] = {
    (Moment.RUNNING, Decision.GO): Outcome(
        title="You can continue",
        advice="Continue when you like. Stop at once if it gets worse.",
    ),
    (Moment.RUNNING, Decision.EASE): Outcome(
        title="Take it easy from here",
        advice="Shorter holds and 10 degrees less far. I will ask again after the next repetition.",
    ),
    (Moment.OVER, Decision.GO): Outcome(
        title="Thank you",
        advice="This exercise has ended and is saved. You can do it again, or choose another one.",
    ),
    (Moment.OVER, Decision.EASE): Outcome(
        title="Take it easy today",
        advice=(
            "Rest now. If you do this exercise again today, it will be the gentle version: shorter "
            "holds and 10 degrees less far."
        ),
    ),
    (Moment.OVER, Decision.END): Outcome(
        title="This exercise is over for today",
        advice="Another exercise is fine if it does not hurt. You can do this one again tomorrow.",
    ),
    (Moment.OVER, Decision.STOP): Outcome(
        title="Rest now",
        advice="Lie or sit in the position that eases it most.",
    ),
    (Moment.LATER, Decision.END): Outcome(
        title="This exercise is over for today",
        advice="Another exercise is fine if it does not hurt. You can do this one again tomorrow.",
    ),
    **{(moment, one): text for moment in Moment for one, text in _BANS.items()},
}
"""Every combination that can occur; the tests try all answers to make sure."""

_WHY = {
    (row.rule, row.decision): row.why
    for table in (BEFORE, DURING, AFTER, NEXT_DAY)
    for row in table
}


def find_outcome(decision: Decision, moment: Moment) -> Outcome:
    """Return the text for `decision` at `moment`.

    Raises `KeyError` for one that cannot occur then.
    """
    return OUTCOMES[moment, decision]


def find_reasons(judged: Judgement) -> tuple[str, ...]:
    """Return the reasons for the decision, as sentences.

    Milder reasons would confuse and are left out.
    """
    asked = [(rule, judged.decision) for rule in judged.rules]
    return tuple(_WHY[one] for one in asked if one in _WHY)
