"""The values that the judge returns, read by pages, drawings, reports and the history."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from formcheck.assessment.reasons import RepetitionReason
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.pose import Pose

__all__ = [
    "Arc",
    "Band",
    "CameraView",
    "CheckName",
    "Cue",
    "Fault",
    "Phase",
    "PosturePart",
    "ReadinessCheck",
    "Rejection",
    "RepResult",
    "Snapshot",
]


class CheckName(StrEnum):
    """The readiness checks."""

    PICTURE = "picture"
    LIGHT = "light"
    PERSON = "person"
    IN_PICTURE = "in_picture"
    POSTURE = "posture"
    VIEW = "view"
    MEASURABLE = "measurable"
    FOLLOWED = "followed"  # a limb is seen, but it jumped, and is not believed yet
    START = "start"


class PosturePart(StrEnum):
    """The part of the exercise's position that is missing where `CheckName.POSTURE` failed."""

    BODY = "body"  # lying, kneeling, sitting
    LIMBS = "limbs"


class Phase(StrEnum):
    """Where a tracker is in a repetition."""

    WAITING = "waiting"  # for the start position, which has not been seen yet
    START = "rest"
    OUT = "out"  # on the way to the end position
    HOLD = "hold"  # in the end position
    BACK = "back"  # on the way to the start position


class Rejection(StrEnum):
    """Why a repetition was not counted."""

    PARTIAL = "partial"
    TOO_FAST = "too_fast"
    TOO_LONG = "too_long"
    SAME_SIDE = "same_side"
    LEG_ONLY = "leg_only"
    OTHER_LEG = "other_leg"
    UNFINISHED = "unfinished"
    NOT_ASSESSABLE = "not_assessable"


class Band(StrEnum):
    """A score in words; the limits follow the levels of the EXAS scale (clinical notes 5.4)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    NEEDS_WORK = "needs_work"
    POOR = "poor"


@dataclass(frozen=True, kw_only=True, slots=True)
class CameraView:
    """How the camera sees the person.

    `yaw_deg` is how far from side-on (0 = exactly side-on, NaN = not known), `facing` the side of
    the picture ("left" or "right") to which the head (lying, on all fours) or the face (sitting)
    points, `near_side` the body side nearer the camera; `ok` whether it may be judged.
    """

    yaw_deg: float
    facing: str | None
    near_side: Side | None
    ok: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadinessCheck:
    """The first check that failed, or `failed=None` when all passed.

    `landmarks` are those concerned: one for each part of the body, such as the ankle for the whole
    foot. `part` says which part of the position is missing where `POSTURE` failed.
    `texts.labels.readiness_sentence` has the words.
    """

    failed: CheckName | None = None
    landmarks: tuple[Landmark, ...] = ()
    part: PosturePart | None = None

    @property
    def ok(self) -> bool:
        """Whether every check passed."""
        return self.failed is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """A rule that is broken now. Its words are its `cue` in the exercise. `safety` comes first."""

    rule: str
    safety: bool
    since_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Arc:
    """A judged angle to draw: at `vertex` between the rays to `a` and `b`.

    `value_deg` is the value shown, NaN when not measured; `allowed_deg` is the green range or None.
    The angle counts from the ray to `a`, or from that ray's extension where `from_extension`.
    `turn` is the direction in which it grows in the picture, +1 clockwise; None where not known.
    """

    a: Landmark
    vertex: Landmark
    b: Landmark
    value_deg: float
    allowed_deg: tuple[float, float] | None
    from_extension: bool = False
    turn: int | None = None

    @property
    def drawn_deg(self) -> tuple[float, float] | None:
        """The green range within 0..360; None without one, or where an end of it is not known."""
        if self.allowed_deg is None or not all(map(_is_number, self.allowed_deg)):
            return None
        low, high = (min(max(limit, 0.0), 360.0) for limit in self.allowed_deg)
        return low, high


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A broken rule and when it was broken, in seconds; both ends inclusive.

    `worst` and `limit` are in the unit of the rule's signal. `excess` is how far `worst` lies
    beyond the limit, always positive.
    """

    rule: str
    start_s: float
    end_s: float
    worst: float
    limit: float
    excess: float
    safety: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RepResult:
    """A judged repetition.

    Times are seconds in the clip, both ends inclusive: `start_s` leaves the start position,
    `turn_s` is the furthest point, `end_s` is back at the start position (or the last moment seen,
    when unfinished). `out_s` and `back_s` are the times out and back, NaN when not measured;
    `hold_s` is the time held in the end position. `rejected` is None when it counts. `score` is
    0..100, or None when it cannot be given; `assessable` is the share 0..1 of the time in which all
    joints for the score were measured. `variant` is the variant done (such as the other leg bent),
    None where there is only one or it was not seen; never compare ranges of different variants.
    `reason` says why it does not count or has no score, None where there is nothing to say.
    """

    index: int
    side: str
    start_s: float
    turn_s: float
    end_s: float
    rom_deg: float
    out_s: float
    hold_s: float
    back_s: float
    rejected: Rejection | None
    score: float | None
    band: Band | None
    assessable: float
    faults: tuple[Fault, ...] = ()
    variant: str | None = None
    reason: RepetitionReason | None = None

    @property
    def counted(self) -> bool:
        """Whether it counts as a repetition."""
        return self.rejected is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """Everything a screen needs for one frame.

    `ready` says that a movement made now is followed, `assessable` that it could also be scored.
    `signals` maps names to values (NaN = not measurable). `measured` says for each of the 33
    landmarks whether it may be used. `hold_s` is the hold timer of the current repetition, None
    outside a hold. `finished` are the repetitions that ended with this frame. `primary_by_side` is
    the value of the primary signal of each tracker ("left", "right" or "both"; NaN = not measured).
    `repeated` says that the frame shows nothing new: what was known before still holds, and no
    angle is measured.
    """

    time_s: float
    pose: Pose
    readiness: ReadinessCheck
    view: CameraView
    phase: Phase
    side: str | None
    counted: int
    counted_by_side: Mapping[str, int]
    hold_s: float | None
    assessable: bool
    ready: bool
    measured: tuple[bool, ...]
    signals: Mapping[str, float] = field(default_factory=dict)
    primary_by_side: Mapping[str, float] = field(default_factory=dict)
    arcs: tuple[Arc, ...] = ()
    cues: tuple[Cue, ...] = ()
    finished: tuple[RepResult, ...] = ()
    repeated: bool = False


def _is_number(value: float | None) -> bool:
    return value is not None and not math.isnan(value)
