"""What a session shows at one instant, and all that comes of one step of it: values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from formcheck.assessment.types import Phase, Snapshot
from formcheck.live.session.events import SessionEvent
from formcheck.live.session.types import ChecklistItem, Prompt, Question, Stage
from formcheck.poses.plan import PlannedSet

__all__ = ["LiveState", "Prompts", "SessionUpdate"]


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveState:
    """All that the screen needs for one instant.

    `counts` are the repetitions done of `planned`, which is one of `sets` sets, by counter.
    `hold_s` is the hold clock, None outside a hold; `hold_goal_s` what it should reach. `message`
    is a sentence to act on, empty when there is none; `cue` the one cue to show, at most four
    words; `countdown` the number to show before the start; `rest_left_s` seconds left of a rest.
    `question` is open, with `answer_left_s` seconds to answer it, None for no hurry. `snapshot` is
    None where no picture was judged.
    """

    time_s: float
    stage: Stage
    planned: PlannedSet
    sets: int
    counts: Mapping[str, int]
    hold_goal_s: float
    hold_s: float | None = None
    ladder: tuple[ChecklistItem, ...] = ()
    message: str = ""
    cue: Prompt | None = None
    countdown: int | None = None
    rest_left_s: float | None = None
    question: Question | None = None
    answer_left_s: float | None = None
    snapshot: Snapshot | None = None

    @property
    def count(self) -> int:
        """Repetitions done in this set, of all sides."""
        return sum(self.counts.values())

    @property
    def phase(self) -> Phase:
        """Where the movement is."""
        return Phase.WAITING if self.snapshot is None else self.snapshot.phase


@dataclass(frozen=True, kw_only=True, slots=True)
class Prompts:
    """What could be said now; `clears` says that what waited until now is not said any more."""

    lines: tuple[Prompt, ...] = ()
    clears: bool = False


class SessionUpdate(NamedTuple):
    """One step: the state goes to the page, the events to the history, the prompts to the voice."""

    state: LiveState
    events: tuple[SessionEvent, ...]
    prompts: Prompts
