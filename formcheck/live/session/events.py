"""What happens in a session, as values; the recorder writes them to the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from formcheck.assessment.pain_signs.detector import PainSign
from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import RepResult
from formcheck.kinematics.pose import Pose
from formcheck.live.session.types import Ending
from formcheck.poses.plan import PlannedSet
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptAnswer, PromptReason

__all__ = [
    "PainReported",
    "Paused",
    "QuestionAnswered",
    "QuestionAsked",
    "Recorder",
    "RepetitionFinished",
    "Resumed",
    "SessionEnded",
    "SessionEvent",
    "SetEnded",
    "SetStarted",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class SetStarted:
    """A set begins, or continues if it was started in an earlier session."""

    planned: PlannedSet


@dataclass(frozen=True, kw_only=True, slots=True)
class RepetitionFinished:
    """A repetition ended, counted or not; `pose` is at its turning point, None when not seen."""

    result: RepResult
    pose: Pose | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Paused:
    """The set pauses; `reason` is a sentence, `by_person` says whether the person paused it."""

    reason: str
    by_person: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Resumed:
    """The set continues."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetEnded:
    """A set is over: "finished" when its goal was reached, otherwise "stopped"."""

    planned: PlannedSet
    state: str
    summary: SetSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAsked:
    """The coach asked whether something hurts; `seen` is the pain sign that led to it, if any."""

    why: PromptReason
    seen: PainSign | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswered:
    """The question was answered, or the time to answer ran out; `how` says which."""

    why: PromptReason
    how: PromptAnswer


@dataclass(frozen=True, kw_only=True, slots=True)
class PainReported:
    """Something hurts: the set pauses until the person has been asked where and how much."""

    why: QuestionReason


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionEnded:
    """The session is over, "finished" or "stopped"; `why` is what to ask about, None if nothing."""

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


class Recorder(Protocol):
    """Where the session writes what happens."""

    def record(self, time_s: float, events: Sequence[SessionEvent]) -> None:
        """Write what happened."""
        ...

    def record_note(self, kind: str, time_s: float, /, **data: object) -> None:
        """Write something that the page reports, such as a lost camera."""
        ...

    def finish(self, ending: Ending | None, *, within_s: float) -> bool:
        """Return whether `ending` is written within `within_s`; None means that the last set ended.

        If it is not, the caller writes it.
        """
        ...
