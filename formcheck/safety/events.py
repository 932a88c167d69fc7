"""What happens between a person and their pain rules, as plain values in the order it happened."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from formcheck.safety.questionnaire import Pain, RedFlag, ScreeningAnswers

__all__ = [
    "ClockSetBack",
    "Event",
    "FollowUpAnswered",
    "PainAnswered",
    "PainQuestionAsked",
    "QuestionReason",
    "ScreeningAnswered",
    "SignsCorrected",
]


class QuestionReason(StrEnum):
    """What led to a question that has to be answered before anything goes on."""

    STOP = "stop"  # the person stopped it: the button "STOP, it hurts", or any key
    HURTS = "hurts"  # the person said that something hurts
    NO_ANSWER = "no_answer"  # nobody answered "Is something hurting?"
    FINISHED = "finished"  # the exercise is over


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningAnswered:
    """The answers before an exercise. `at` is aware."""

    at: datetime
    answers: ScreeningAnswers


@dataclass(frozen=True, kw_only=True, slots=True)
class PainQuestionAsked:
    """Something happened after which nothing goes on before the person has answered."""

    at: datetime
    exercise: str
    why: QuestionReason
    session_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PainAnswered:
    """The answer to the question that is open.

    Nobody is asked whether a stop was because of pain, so `because_of_pain` is None and counts as
    yes. It is False where the person said of their own accord that it was for another reason; that
    counts for the first open question only, and never after `Why.HURTS`.
    """

    at: datetime
    pain: Pain
    because_of_pain: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpAnswered:
    """The answer some minutes after a stop."""

    at: datetime
    pain: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class SignsCorrected:
    """The answer to "Is any of this new or getting worse?", asked once more in an emergency.

    `flags` are the emergency signs that apply; an empty set says that they were ticked by mistake,
    or are over.
    """

    at: datetime
    flags: frozenset[RedFlag]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSetBack:
    """The clock was seen to be before a stop that waits: it was set back, and shows `at` now."""

    at: datetime


Event = (
    ScreeningAnswered
    | PainQuestionAsked
    | PainAnswered
    | FollowUpAnswered
    | SignsCorrected
    | ClockSetBack
)
