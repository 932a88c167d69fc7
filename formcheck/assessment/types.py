"""What the judge says: values only, read by pages, drawings, reports and stores."""

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
    """The ladder that must be climbed before anything is judged, in its order."""

    PICTURE = "picture"
    LIGHT = "light"
    PERSON = "person"
    IN_PICTURE = "in_picture"
    POSTURE = "posture"
    VIEW = "view"
    MEASURABLE = "measurable"
    START = "start"


class PosturePart(StrEnum):
    """The part of the exercise's position that `GateName.POSTURE` misses."""

    BODY = "body"  # lying, kneeling, sitting
    LIMBS = "limbs"


class Phase(StrEnum):
    """Where in a repetition a lane stands."""

    WAITING = "waiting"  # the start position has not been seen yet
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
    UNFINISHED = "unfinished"
    NOT_ASSESSABLE = "not_assessable"


class Band(StrEnum):
    """Score in words; the limits follow the levels of the EXAS scale (clinical notes, 5.4)."""

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
    """The first gate that is shut, or `failed=None` when all are open.

    `landmarks` are the ones concerned: one for each part of the body, such as the ankle for the
    whole foot. `part` says what `POSTURE` misses. `texts.labels.gate_sentence` has the words.
    """

    failed: CheckName | None = None
    landmarks: tuple[Landmark, ...] = ()
    part: PosturePart | None = None

    @property
    def ok(self) -> bool:
        """Whether every gate is open."""
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

    `value_deg` is what is shown, NaN when not measured; `allowed_deg` the green range or None.
    The angle counts from the ray to `a`, or from that ray's extension where `from_extension`.
    `turn` is the way round it grows on the picture, +1 clockwise; None where that is not known.
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
        """The green range within 0..360; None where it has none or an end of it is not known."""
        if self.allowed_deg is None or not all(map(_is_number, self.allowed_deg)):
            return None
        low, high = (min(max(limit, 0.0), 360.0) for limit in self.allowed_deg)
        return low, high


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A broken rule and the moment it was broken; both ends inclusive, seconds.

    `worst` and `limit` are in the unit of the rule's signal, `excess` = how far beyond the limit
    (always positive).
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
    when unfinished). `out_s`, `back_s` are the times of the two ways, NaN when not measured;
    `hold_s` the time still in the end position. `rejected` is None when it counts. `score` is
    0..100 or None when it cannot be given; `assessable` the share 0..1 of the time in which all
    joints needed for the score were measured. `variant` is the way it was done (such as the other
    leg bent), None where there is only one or it was not seen; never compare ranges across modes.
    `reason` says why it does not count or has no score, None where nothing needs saying.
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
    """All a screen needs for one instant.

    `ready` says that a movement made now is followed, `assessable` that it could also be scored;
    `signals` maps names to values (NaN = not measurable); `measured` says for each of the 33
    landmarks whether it may be used; `hold_s` is the hold clock of the repetition under way, None
    outside a hold; `finished` the repetitions that ended at this very instant; `primary_signal` the
    value of the driving signal per lane ("left", "right", or "both"). `repeated` says that the
    picture shows nothing new: what was known before it stands, and no angle is measured.
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
    driving: Mapping[str, float] = field(default_factory=dict)
    arcs: tuple[Arc, ...] = ()
    cues: tuple[Cue, ...] = ()
    finished: tuple[RepResult, ...] = ()
    repeated: bool = False


def _is_number(value: float | None) -> bool:
    return value is not None and not math.isnan(value)
