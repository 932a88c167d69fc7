"""The words a live session is told in: stages, endings, questions, prompts. Values only."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from formcheck.safety.prompts import PromptReason

__all__ = [
    "ChecklistItem",
    "Ending",
    "Priority",
    "Prompt",
    "Question",
    "Stage",
    "Utterance",
]


class Stage(StrEnum):
    """Where the exercise stands."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    SET = "set"
    PAUSED = "paused"
    REST = "rest"
    PAIN_REPORTED = "pain_reported"  # nothing goes on before the questions are answered
    DONE = "done"


class Ending(StrEnum):
    """How a person ends the exercise: one word for it in page, socket, session and script."""

    STOP = "stop"  # the STOP button or any key: it is over, and asked about
    REPORT_PAIN = "report_pain"  # "It hurts": it stands still until it was asked about
    LEAVE = "leave"  # Back: over, and asked about where something was done


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question that is open; `until_s` is when it is too late to answer, None for no hurry."""

    why: PromptReason
    text: str
    until_s: float | None


class Priority(IntEnum):
    """What is said, the most urgent first (clinical notes, 3)."""

    SAFETY = 0
    HOLD = 1
    COUNT = 2
    GUIDE = 3
    FORM = 4
    PRAISE = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompt:
    """Something that could be said now. Prompts of one `key` are not repeated too soon."""

    kind: Priority
    text: str
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """Something to say now; `interrupt` cuts off what is being said. `number` counts from 1."""

    number: int
    kind: Priority
    text: str
    interrupt: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecklistItem:
    """A rung of the set-up ladder; `done` is None while it cannot be known yet."""

    name: str
    title: str
    done: bool | None
