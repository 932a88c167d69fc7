"""What every exercise tells the choreography."""

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
    """A value that is changed between `low` and `high` until a reading has the fault's size.

    `reading` is a signal of `tools.render.side_view_signals` on the body side in `role`; `change`
    takes how far it is from its level in the start position: "rise" with its sign, "change"
    without.
    """

    value: str
    reading: str
    role: Role
    low: float
    high: float
    change: Literal["value", "rise", "change"] = "value"


@dataclass(frozen=True, kw_only=True)
class FaultKind:
    """How a fault of a given size is brought into a repetition.

    - `top`: at the end position the values in `sets` hold (None stands for the fault's size), and
      the one of `tuned` is what gives its reading the fault's size;
    - `setting`: `sets` for the whole clip, through the exercise's settings;
    - `raise_time`, `hold_time`, `lower_time`: that part takes the size in seconds; `pause_time`
      the rest before the repetition, `whole_time` the whole repetition;
    - `dip`: in the middle of the hold the primary value drops by the size;
    - `bounce`: during the hold the primary value swings by the size, twice a second;
    - `wander`: during the hold the steady value strays slowly, the size is its standard deviation;
    - `jerk`: on the way out the primary value reaches the size, in degrees a second over 0.3 s;
    - `range`: only this share of the way is gone;
    - `fall`: the hold breaks off early and all is let fall within the size in seconds;
    - `stop_out`, `stop_back`: half-way out or back all stands still for the size in seconds.

    `least` and `most` bound the size. `when` names a setting and the range it must lie in for the
    fault to mean anything. A repetition with a kind that does not count is `rejected`. A kind with
    a `sign` is no fault but that sign that something may hurt.
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

    `rest` and `top` are the values at the start and at the end position; everything between is
    their eased mixture. Values that neither of them names are 0 and may still be given: `posture`
    knows them. `primary` names the value that sway, dips and bounces act on, `steady` the one that
    strays in an unsteady hold. `fidgets` are values and how far somebody idle moves them,
    `set_up` the positions on the way to the start position, `negatives` the end positions of
    movements that are not this exercise; all three are differences from `rest`.
    """

    primary: ClassVar[str]
    steady: ClassVar[str]
    nods: ClassVar[bool]
    faults: ClassVar[Mapping[str, FaultKind]]
    settings: ClassVar[Mapping[str, float]]
    fidgets: ClassVar[Mapping[str, float]]

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None: ...

    @property
    def body(self) -> Body:
        """Whose postures these are."""
        ...

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        ...

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
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
        """Return the posture for these values, `side` working."""
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
    """Return the kinds every exercise has; a repetition shorter than `shortest_s` is too fast."""
    return {
        **SIGNS,
        "hold_short": HOLD_TIME,
        "partial": FaultKind(how="range", unit="share", least=0, most=1, counts=False),
        "too_fast": FaultKind(how="whole_time", unit="s", least=0.4, most=shortest_s, counts=False),
    }
