"""What happens in a session, one value each, for whoever writes it down."""

from dataclasses import dataclass

from formcheck.assessment.pain_signs.detector import PainSign
from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import RepResult
from formcheck.kinematics.pose import Pose
from formcheck.poses.plan import PlannedSet
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptAnswer, PromptReason

__all__ = [
    "PainReported",
    "Paused",
    "QuestionAnswered",
    "QuestionAsked",
    "RepetitionFinished",
    "Resumed",
    "SessionEnded",
    "SessionEvent",
    "SetEnded",
    "SetStarted",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class SetStarted:
    """A set begins (or goes on, where it was begun before)."""

    planned: PlannedSet


@dataclass(frozen=True, kw_only=True, slots=True)
class RepetitionFinished:
    """A repetition ended, counted or not; `pose` is its turning point, None when not seen."""

    result: RepResult
    pose: Pose | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Paused:
    """The set stands still; `reason` is a sentence, `by_person` whether it was asked for."""

    reason: str
    by_person: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed:
    """The set goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetEnded:
    """A set is over: "finished" when its goal was reached, else "stopped"."""

    planned: PlannedSet
    state: str
    summary: SetSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAsked:
    """Whether something hurts was asked; `seen` is the sign that led to it, if one did."""

    why: PromptReason
    seen: PainSign | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswered:
    """That question was answered, or nobody did."""

    why: PromptReason
    how: PromptAnswer


@dataclass(frozen=True, kw_only=True, slots=True)
class PainReported:
    """Something hurts: the set stands still until the person was asked where and how much."""

    why: QuestionReason


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionEnded:
    """The exercise is over: "finished" or "stopped", and what is to be asked about then, if any."""

    state: str
    why: QuestionReason | None = None


SessionEvent = (
    SetStarted
    | RepetitionFinished
    | Paused
    | Resumed
    | QuestionAsked
    | QuestionAnswered
    | PainReported
    | SetEnded
    | SessionEnded
)
