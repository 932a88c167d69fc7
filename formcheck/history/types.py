"""The values that the history returns; none of them depends on the database."""

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
    """The state of a session or a set."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"  # by the person
    INTERRUPTED = "interrupted"  # the program ended or the page was closed

    @classmethod
    def check_end(cls, state: str) -> "SessionState":
        """Return the state of a session or set that is over; raise `StoreError` for any other."""
        if state not in {cls.FINISHED, cls.STOPPED, cls.INTERRUPTED}:
            raise StoreError(f"Expected finished, stopped or interrupted as an end, got {state!r}.")
        return cls(state)


class Setting(StrEnum):
    """The names of the settings that the pages store."""

    VOICE = "voice"  # true or false
    VOICE_RATE = "voice_rate"
    KEEP_LANDMARKS = "keep_landmarks"  # true or false; only true allows keeping them
    DISCLAIMER = "disclaimer"  # {"accepted_at": ISO text, "version": whole number}
    PRESCRIBED = "prescribed"  # {name of an exercise: ISO date on which it was confirmed}


@dataclass(frozen=True, kw_only=True, slots=True)
class Skeleton:
    """The positions of the 33 landmarks in one frame, without its image.

    `xy` are pixels, x to the right and y down, in a frame of `size` = (width, height). An unknown
    landmark is (NaN, NaN). Raises `StoreError` when there are not 33 of them.
    """

    xy: tuple[tuple[float, float], ...]
    size: tuple[int, int]

    def __post_init__(self) -> None:
        """Check the number of points, so that every index is a landmark."""
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
    """A judged repetition as it was stored.

    `result` is the judge's result, with its NaN and None. `pose` is the skeleton at the turning
    point, None unless the person allowed keeping landmarks.
    """

    id: int
    set_id: int
    result: RepResult
    pose: Skeleton | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseSet:
    """One set of a session; `number` counts from 1.

    Times are aware and in UTC. They are labels only, because a clock may be set back; `id` gives
    the order. `ended_at` is None while the set runs and when its end was not recorded
    (interrupted). `counted` is the number of repetitions that count, up to now while the set runs.
    `score` (0..100), `band`, `assessable` (0..1) and `main_fault` are None when unknown.
    `repetitions` are in the order done, None when they were not asked for.
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
    """One session of one exercise: its dose, and its sets in the order done.

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
    """Something that happened in a session, such as "paused", "cue" or "camera_lost".

    `set_id` is None between sets. `at` is aware, UTC, a label. `time_s` is the session clock in
    seconds, None when it did not run. `data` is a JSON object; NaN in it became None.
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
    """A question or an answer about pain or warning signs, and the decision that followed.

    `at` is the event's own time, aware, UTC, a label; `id` gives the order. `exercise` and
    `session_id` say what it is about; None when it is about neither, as for screening answers.
    `decision` is None when nothing was decided. `rules` are the rules that applied, the most
    serious first.
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
    """What to store with an event: the judgement (None = none), and what the event is about."""

    judgement: Judgement | None
    exercise: str | None = None
    session_id: int | None = None
