"""What the live coach says to screen, voice and store: values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from formcheck.coach.signs import SignSeen
from formcheck.coach.summary import SetSummary
from formcheck.coach.types import Phase, RepResult, Snapshot
from formcheck.motion.pose import Pose
from formcheck.poses.plan import Round
from formcheck.safety.events import Why
from formcheck.safety.prompts import Doubt, How

__all__ = [
    "Answered",
    "Asked",
    "Begun",
    "Counted",
    "Done",
    "Ended",
    "Halted",
    "Happening",
    "Kind",
    "Line",
    "Paused",
    "Question",
    "Resumed",
    "Scene",
    "ScreenCue",
    "Stage",
    "Step",
    "Utterance",
]


class Stage(StrEnum):
    """Where the exercise stands."""

    SETUP = "setup"
    COUNTDOWN = "countdown"
    SET = "set"
    PAUSED = "paused"
    REST = "rest"
    HALTED = "halted"  # something hurts: nothing goes on before the questions are answered
    DONE = "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question that is open; `until_s` is when it is too late to answer, None for no hurry."""

    why: Doubt
    text: str
    until_s: float | None


class Kind(IntEnum):
    """What is said, the most urgent first (clinical notes, 3)."""

    SAFETY = 0
    HOLD = 1
    COUNT = 2
    GUIDE = 3
    FORM = 4
    PRAISE = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Something that could be said now. Lines of one `key` are not repeated too soon."""

    kind: Kind
    text: str
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """Something to say now; `interrupt` cuts off what is being said. `number` counts from 1."""

    number: int
    kind: Kind
    text: str
    interrupt: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A rung of the set-up ladder; `done` is None while it cannot be known yet."""

    name: str
    title: str
    done: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenCue:
    """The one cue on the screen: at most four words, and what colour, icon and word it gets."""

    text: str
    kind: Kind


# --- What happens, for the store ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A set begins (or goes on, where it was begun before)."""

    round: Round


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
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
class Ended:
    """A set is over: "finished" when its goal was reached, else "stopped"."""

    round: Round
    state: str
    summary: SetSummary


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Whether something hurts was asked; `seen` is the sign that led to it, if one did."""

    why: Doubt
    seen: SignSeen | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """That question was answered, or nobody did."""

    why: Doubt
    how: How


@dataclass(frozen=True, kw_only=True, slots=True)
class Halted:
    """Something hurts: the set stands still until the person was asked where and how much."""

    why: Why


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """The exercise is over: "finished" or "stopped", and what is to be asked about then, if any."""

    state: str
    why: Why | None = None


Happening = Begun | Counted | Paused | Resumed | Asked | Answered | Halted | Ended | Done


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """All that screen, voice and store need for one instant.

    `count` of `goal` repetitions are done in this set, `counts` of them by side. `hold_s` is the
    hold clock, None outside a hold; `hold_goal_s` what it should reach. `message` is a sentence to
    act on, empty when there is none; `countdown` the number to show before the start;
    `rest_left_s` seconds left of a rest. `question` is open, with `answer_left_s` seconds to answer
    it, None for no hurry. `snapshot` is None where no picture was judged.
    """

    time_s: float
    stage: Stage
    round: Round
    rounds: int
    count: int
    goal: int
    counts: Mapping[str, int]
    hold_goal_s: float
    hold_s: float | None = None
    phase: Phase = Phase.WAITING
    ladder: tuple[Step, ...] = ()
    message: str = ""
    cue: ScreenCue | None = None
    countdown: int | None = None
    rest_left_s: float | None = None
    question: Question | None = None
    answer_left_s: float | None = None
    say: Utterance | None = None
    snapshot: Snapshot | None = None
    happened: tuple[Happening, ...] = field(default=())
