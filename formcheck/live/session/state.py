"""What a session shows at one moment, and everything one step of it produces: values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from formcheck.assessment.types import Phase, Snapshot
from formcheck.live.session.events import SessionEvent
from formcheck.live.session.types import ChecklistItem, Prompt, Question, Stage
from formcheck.poses.plan import PlannedSet

__all__ = ["LiveState", "PromptChanges", "SessionUpdate"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveState:
    """Everything the screen needs at one moment.

    `planned` is the current set, one of `sets`; `counts` are its repetitions done, by counter.
    `hold_s` is the hold clock, None outside a hold; `hold_goal_s` is its goal. `checklist` is the
    setup checklist, empty outside the setup and pauses. `message` is a sentence to act on, or
    empty. `cue` is the one cue to show, at most four words. `countdown` is the number to show
    before the start. `break_left_s` are the seconds left of a break. `question` is the open
    question; `answer_left_s` are the seconds left to answer it, None without a limit.
    `snapshot` is None when no frame was judged.
    """

    time_s: float
    stage: Stage
    planned: PlannedSet
    sets: int
    counts: Mapping[str, int]
    hold_goal_s: float
    hold_s: float | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    message: str = ""
    cue: Prompt | None = None
    countdown: int | None = None
    break_left_s: float | None = None
    question: Question | None = None
    answer_left_s: float | None = None
    snapshot: Snapshot | None = None

    @property
    def count(self) -> int:
        """Repetitions done in this set, on all sides."""
        return sum(self.counts.values())

    @property
    def phase(self) -> Phase:
        """The phase of the movement."""
        return Phase.WAITING if self.snapshot is None else self.snapshot.phase


@dataclass(frozen=True, kw_only=True, slots=True)
class PromptChanges:
    """The prompts that could be said now; `clears` drops those that waited before."""

    offered: tuple[Prompt, ...] = ()
    clears: bool = False


class SessionUpdate(NamedTuple):
    """One step: the state for the page, the events for the history, the prompts for the voice."""

    state: LiveState
    events: tuple[SessionEvent, ...]
    prompts: PromptChanges
