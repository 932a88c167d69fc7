"""Stages, endings, questions and prompts of a live session. Values only."""

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
    """The stages of a session; `REST` is the break between two sets."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    SET = "set"
    PAUSED = "paused"
    BREAK = "break"  # between two sets
    PAIN_REPORTED = "pain_reported"  # nothing continues until the questions are answered
    DONE = "done"


class Ending(StrEnum):
    """How a person ends the exercise; page, websocket, session and script use these words."""

    STOP = "stop"  # the STOP button or any key: the session is over, and pain is asked about
    REPORT_PAIN = "report_pain"  # "It hurts": the session pauses until the questions are answered
    LEAVE = "leave"  # Back: the session is over; pain is asked about if a set was started


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """An open question; `until_s` is when the time to answer ends, None for no limit."""

    why: PromptReason
    text: str
    until_s: float | None


class Priority(IntEnum):
    """The kinds of prompt, the most urgent first (clinical notes, 3)."""

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
    """A step of the setup checklist; `done` is None while it cannot be known yet."""

    name: str
    title: str
    done: bool | None
