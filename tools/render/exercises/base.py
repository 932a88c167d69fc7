"""What every exercise tells the choreography."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol, runtime_checkable

from tools.render.body import Body, Posed, Posture
from tools.render.geometry import Vector

Values = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class FaultKind:
    """How a fault of a given size is brought into a repetition.

    - `top`: at the end position the values in `sets` hold (None stands for the fault's size);
    - `setting`: the same for the whole clip, through the exercise's settings;
    - `raise_time`, `hold_time`, `lower_time`: that part takes the size in seconds;
    - `dip`: in the middle of the hold the driving value drops by the size;
    - `bounce`: during the hold the driving value swings by the size, twice a second;
    - `range`: only this share of the way is gone.
    """

    how: Literal[
        "top", "setting", "raise_time", "hold_time", "lower_time", "dip", "bounce", "range"
    ]
    unit: Literal["deg", "s", "trunk_pct", "share"]
    sets: Mapping[str, float | None] = field(default_factory=dict)
    counts: bool = True


class Exercise(Protocol):
    """One exercise done by one body.

    `rest` and `top` are the values at the start and at the end position; everything between is
    their eased mixture. `driver` names the value that sway, dips and bounces act on.
    """

    driver: ClassVar[str]
    faults: ClassVar[Mapping[str, FaultKind]]
    settings: ClassVar[Mapping[str, float]]

    def __init__(self, body: Body, settings: Mapping[str, float]) -> None: ...

    @property
    def rest(self) -> Values:
        """The values at the start and between repetitions."""
        ...

    @property
    def top(self) -> Values:
        """The values at the end position of a good repetition."""
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


TOO_FAST = FaultKind(how="raise_time", unit="s")
BACK_TOO_FAST = FaultKind(how="lower_time", unit="s")
BOUNCING = FaultKind(how="bounce", unit="deg")
COMMON_FAULTS = {
    "hold_short": FaultKind(how="hold_time", unit="s"),
    "partial": FaultKind(how="range", unit="share", counts=False),
}
