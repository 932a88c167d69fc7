"""The questions and answers that the pain rules read, as plain values in the order of time."""

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
    """What led to a question that must be answered before anything continues."""

    STOP = "stop"  # the person stopped the exercise: the button "STOP, it hurts", or any key
    HURTS = "hurts"  # the person said that something hurts
    NO_ANSWER = "no_answer"  # nobody answered "Is something hurting?"
    FINISHED = "finished"  # the exercise is over


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningAnswered:
    """The screening answers before an exercise. `at` is aware."""

    at: datetime
    answers: ScreeningAnswers


@dataclass(frozen=True, kw_only=True, slots=True)
class PainQuestionAsked:
    """A question was asked; nothing continues until the person has answered."""

    at: datetime
    exercise: str
    why: QuestionReason
    session_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PainAnswered:
    """The answer to the open question.

    FormCheck does not ask whether a stop was because of pain, so `because_of_pain` is None and
    counts as yes. It is False when the person said, without being asked, that there was another
    reason. This counts only for the first open question, and never after `QuestionReason.HURTS`.
    """

    at: datetime
    pain: Pain
    because_of_pain: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpAnswered:
    """The answer to the follow-up question, some minutes after a stop."""

    at: datetime
    pain: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class SignsCorrected:
    """The answer to "Is any of this new or getting worse?" when it is asked again in an emergency.

    `flags` are the emergency signs that apply. An empty set means that they were ticked by mistake
    or are over.
    """

    at: datetime
    flags: frozenset[RedFlag]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSetBack:
    """The clock shows `at`, a time before a stop that still waits, so it was set back."""

    at: datetime


Event = (
    ScreeningAnswered
    | PainQuestionAsked
    | PainAnswered
    | FollowUpAnswered
    | SignsCorrected
    | ClockSetBack
)
