"""What every exercise offers to the modules that lay out a clip."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol, runtime_checkable

from tools.render.body import Body, Posed, Posture
from tools.render.geometry import Vector

Values = dict[str, float]
Role = Literal["near", "work", "other", "raised"]
How = Literal[
    "top", "setting", "raise_time", "hold_time", "lower_time", "pause_time", "whole_time",
    "dip", "bounce", "wander", "jerk", "range", "fall", "stop_out", "stop_back",
]  # fmt: skip
OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """A value that is changed between `low` and `high` until a signal has the fault's size.

    `reading` is that signal, one of `tools.render.side_view_signals` on the body side in `role`.
    `change` says how it is compared: "value" as it is, "rise" as the signed difference from its
    level in the start position, "change" as the difference without a sign.
    """

    value: str
    reading: str
    role: Role
    low: float
    high: float
    change: Literal["value", "rise", "change"] = "value"


@dataclass(frozen=True, kw_only=True)
class FaultKind:
    """How a repetition shows a fault of a given size.

    `how` is one of these:

    - `top`: the end position has the values in `sets` (None stands for the fault's size), and the
      value of `tuned` that gives its signal the fault's size;
    - `setting`: the exercise's settings in `sets` have other values for the whole clip;
    - `raise_time`, `hold_time`, `lower_time`: that part takes the size in seconds; `pause_time` is
      the time before the repetition, `whole_time` the whole repetition;
    - `dip`: in the middle of the hold the primary value drops by the size;
    - `bounce`: during the hold the primary value swings by the size, twice a second;
    - `wander`: during the hold the steady value drifts slowly; the size is its standard deviation;
    - `jerk`: on the way out the primary value moves at the size, in degrees a second, for 0.3 s;
    - `range`: the movement covers only this share of its range;
    - `fall`: the hold ends early, and the body falls back within the size in seconds;
    - `stop_out`, `stop_back`: half-way out or back nothing moves for the size in seconds.

    `least` and `most` bound the size. `when` names a setting, and the range in which the fault can
    be shown. A repetition with a fault whose `counts` is False is rejected. A kind with a `sign`
    shows that pain sign instead of a fault.
    """

    how: How
    unit: Literal["deg", "s", "trunk", "shank", "share", "deg_per_s"]
    sets: Mapping[str, float | None] = field(default_factory=dict)
    tuned: Tuned | None = None
    least: float = -360.0
    most: float = 360.0
    when: tuple[str, float, float] | None = None
    counts: bool = True
    sign: Literal["collapse", "freeze", "range_drop"] | None = None


class Exercise(Protocol):
    """One exercise done by one body.

    `rest` and `top` are the values in the start position and in the end position. In between, the
    values go smoothly from one to the other. Values that neither of them names are 0, unless they
    are given to `posture`. `primary` names the value that sway, dips and bounces act on, `steady`
    the one that drifts in an unsteady hold. `breaths` are the values that breathing moves, with
    their sizes for a turn of the trunk by one degree. `fidgets` says how far an idle person moves
    each value. `set_up` are the positions before the start position, `negatives` the end positions
    of movements that are not this exercise. These three are differences from `rest`.
    """

    primary: ClassVar[str]
    steady: ClassVar[str]
    nods: ClassVar[bool]
    faults: ClassVar[Mapping[str, FaultKind]]
    settings: ClassVar[Mapping[str, float]]
    fidgets: ClassVar[Mapping[str, float]]
    breaths: ClassVar[Mapping[str, float]]

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None: ...

    @property
    def body(self) -> Body:
        """The body that does the exercise."""
        ...

    @property
    def rest(self) -> Values:
        """The values in the start position."""
        ...

    @property
    def top(self) -> Values:
        """The values in the end position of a good repetition."""
        ...

    @property
    def set_up(self) -> tuple[Values, ...]:
        """The positions before the start position, first to last."""
        ...

    @property
    def negatives(self) -> Mapping[str, Values]:
        """Movements that must not be counted, by name."""
        ...

    def posture(self, values: Values, side: str) -> Posture:
        """Return the posture for these values; `side` is the working side."""
        ...


@runtime_checkable
class Strapped(Protocol):
    """An exercise that uses a strap."""

    strap_pieces: ClassVar[int]

    def strap(self, posed: Posed, side: str) -> list[tuple[Vector, Vector]]:
        """Return the ends of the strap's straight pieces."""
        ...


TOO_FAST = FaultKind(how="raise_time", unit="s", least=0.2)
BACK_TOO_FAST = FaultKind(how="lower_time", unit="s", least=0.2)
BOUNCING = FaultKind(how="bounce", unit="deg", least=0)
UNSTEADY = FaultKind(how="wander", unit="deg", least=0, most=15)
JERKED = FaultKind(how="jerk", unit="deg_per_s", least=0)
HOLD_TIME = FaultKind(how="hold_time", unit="s", least=0)


SIGNS: Mapping[str, FaultKind] = {
    "collapse": FaultKind(how="fall", unit="s", least=0.2, most=1, sign="collapse"),
    "freeze_out": FaultKind(how="stop_out", unit="s", least=1, most=20, sign="freeze"),
    "freeze_back": FaultKind(how="stop_back", unit="s", least=1, most=20, sign="freeze"),
    "range_drop": FaultKind(how="range", unit="share", least=0.2, most=0.9, sign="range_drop"),
}


def common_faults(shortest_s: float) -> dict[str, FaultKind]:
    """Return the faults of every exercise; a repetition shorter than `shortest_s` is too fast."""
    return {
        **SIGNS,
        "hold_short": HOLD_TIME,
        "partial": FaultKind(how="range", unit="share", least=0, most=1, counts=False),
        "too_fast": FaultKind(how="whole_time", unit="s", least=0.4, most=shortest_s, counts=False),
    }
