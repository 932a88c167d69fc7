"""What the history gives back: values only, of which nothing is tied to the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from formcheck.assessment.types import Band, RepResult
from formcheck.errors import StoreError
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.poses.plan import PlanItem, PlanSide
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import Event as SafetyEvent

__all__ = [
    "Event",
    "ExerciseSession",
    "ExerciseSet",
    "JudgedAnswer",
    "PainRecord",
    "PlanItem",
    "PlanSide",
    "SessionState",
    "Setting",
    "Skeleton",
    "StoredRepetition",
]


class SessionState(StrEnum):
    """How far a training or a set has come."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # by the person
    INTERRUPTED = "interrupted"  # the program or the page went away


class Setting(StrEnum):
    """The names under which the pages keep what the person chose."""

    VOICE = "voice"  # true or false
    VOICE_RATE = "voice_rate"
    KEEP_LANDMARKS = "keep_landmarks"  # true or false; nothing else counts as leave to keep them
    DISCLAIMER = "disclaimer"  # {"accepted_at": ISO text, "version": whole number}
    PRESCRIBED = "prescribed"  # {name of an exercise: ISO date on which it was confirmed}


@dataclass(frozen=True, kw_only=True, slots=True)
class Skeleton:
    """Where the 33 landmarks were at one instant, without the picture.

    `xy` are pixels, x to the right and y down, in a picture `size` = (width, height); a landmark
    that was not known is (NaN, NaN). Raises `StoreError` when there are not 33 of them.
    """

    xy: tuple[tuple[float, float], ...]
    size: tuple[int, int]

    def __post_init__(self) -> None:
        """Check the number of points, so that an index into them is a landmark."""
        if len(self.xy) != LANDMARKS or any(len(point) != 2 for point in self.xy):
            raise StoreError(f"Expected {LANDMARKS} landmarks of (x, y), got {len(self.xy)}.")

    @classmethod
    def of(cls, pose: Pose) -> "Skeleton":
        """Return the skeleton of a pose; visibility and the positions in space are left out."""
        return cls(
            xy=tuple((float(x), float(y)) for x, y in pose.xy),
            size=(int(pose.size[0]), int(pose.size[1])),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRepetition:
    """A judged repetition as it was kept.

    `result` is what the judge said, NaN and None where it said so. `pose` is the skeleton at the
    turning point, None unless the person allowed keeping landmarks.
    """

    id: int
    set_id: int
    result: RepResult
    pose: Skeleton | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseSet:
    """One set of a training, `number` counting from 1.

    Times are aware and in UTC; they are labels only, since a clock may be set back: the order is
    that of `id`. `ended_at` is None while it runs and when nobody saw its end (interrupted).
    `counted` is the number of repetitions that count, so far when it runs. `score` (0..100),
    `band`, `assessable` (0..1) and `main_fault` are None where nothing was said. `repetitions` is
    None when they were not asked for, else in the order done.
    """

    id: int
    session_id: int
    number: int
    started_at: datetime
    ended_at: datetime | None
    state: SessionState
    counted: int
    score: float | None
    band: Band | None
    assessable: float | None
    main_fault: str | None
    repetitions: tuple[StoredRepetition, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseSession:
    """One exercise done once: the dose it was done with, and its sets in the order done.

    `source` is "camera" or the name of a sample clip. Times as in `ExerciseSet`.
    """

    id: int
    item: PlanItem
    source: str
    started_at: datetime
    ended_at: datetime | None
    state: SessionState
    sets: tuple[ExerciseSet, ...] = ()

    @property
    def exercise(self) -> str:
        """The name of the exercise."""
        return self.item.exercise


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened in a training, such as "paused", "cue" or "camera_lost".

    `set_id` is None between sets; `at` is aware, UTC, a label; `time_s` is the session clock in
    seconds, None when it did not run. `data` is a JSON object; what was NaN in it is None.
    """

    id: int
    session_id: int
    set_id: int | None
    at: datetime
    time_s: float | None
    kind: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PainRecord:
    """A question or an answer about pain or warning signs, and what followed from it.

    `at` is the event's own time, aware, UTC, a label: the order is that of `id`. `exercise` and
    `session_id` say what it is about, None where it is about none, such as the answers before
    exercising. `decision` is None where nothing was decided, `rules` are those that applied, the
    gravest first.
    """

    id: int
    at: datetime
    exercise: str | None
    session_id: int | None
    event: SafetyEvent
    decision: Decision | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedAnswer:
    """What is to be kept with an event: what followed (None = nothing), and what it is about."""

    judgement: Judgement | None
    exercise: str | None = None
    session_id: int | None = None
