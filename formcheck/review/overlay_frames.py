"""Records what to draw over each frame, so that a page can draw it over the clip itself."""

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.types import Arc, Phase, ReadinessCheck, Snapshot
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import LANDMARKS

__all__ = ["OverlayArc", "OverlayFrames", "OverlayRecorder", "OverlayStatus"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OverlayArc:
    """A judged angle without its value: where it lies and its green range; see `Arc`."""

    at: tuple[int, int, int]
    allowed_deg: tuple[float, float] | None
    from_extension: bool
    turn: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OverlayStatus:
    """What the judge says from `start_s` on, until the next status.

    `cue` is the name of the first broken rule, None without one.
    """

    start_s: float
    counted: int
    phase: Phase
    readiness: ReadinessCheck
    cue: str | None
    safety: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class OverlayFrames:
    """What to draw over a clip of `size` (width, height in pixels), for each of its n frames.

    `time_s (n,)` rises. `xy (n, 33, 2)` are the landmarks in pixels, NaN where unknown; `measured
    (n, 33)` says which of them may be used. `near (n,)` is the nearer side, None where unknown.
    `hold_s (n,)` is the hold clock, NaN outside a hold. `arcs` are all judged angles of the clip;
    `values` has for each frame the numbers of its angles in `arcs`, with their values in degrees.
    """

    size: tuple[int, int]
    time_s: NDArray[np.float64]
    xy: NDArray[np.float32]
    measured: NDArray[np.bool_]
    near: tuple[Side | None, ...]
    hold_s: NDArray[np.float32]
    arcs: tuple[OverlayArc, ...]
    values: tuple[tuple[tuple[int, float], ...], ...]
    status: tuple[OverlayStatus, ...]

    def __len__(self) -> int:
        """The number of frames."""
        return len(self.time_s)


class OverlayRecorder:
    """Collects snapshots into `OverlayFrames`."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin a new clip."""
        self._size = (0, 0)
        self._time_s = array("d")
        self._xy = array("f")
        self._measured = bytearray()
        self._near: list[Side | None] = []
        self._hold_s = array("f")
        self._arcs: dict[OverlayArc, int] = {}
        self._values: list[tuple[tuple[int, float], ...]] = []
        self._status: list[OverlayStatus] = []
        self._said: tuple[object, ...] = ()

    def add(self, snapshot: Snapshot) -> None:
        """Add the next frame."""
        self._size = snapshot.pose.size
        self._time_s.append(snapshot.time_s)
        self._xy.extend(snapshot.pose.xy.ravel().tolist())
        self._measured.extend(snapshot.measured)
        self._near.append(snapshot.view.near_side)
        self._hold_s.append(float("nan") if snapshot.hold_s is None else snapshot.hold_s)
        self._values.append(tuple((self._number(arc), arc.value_deg) for arc in snapshot.arcs))
        self._add_status(snapshot)

    def frames(self) -> OverlayFrames:
        """What was recorded so far."""
        count = len(self._time_s)
        return OverlayFrames(
            size=self._size,
            time_s=np.array(self._time_s),
            xy=np.array(self._xy, dtype=np.float32).reshape(count, LANDMARKS, 2),
            measured=np.frombuffer(bytes(self._measured), dtype=bool).reshape(count, LANDMARKS),
            near=tuple(self._near),
            hold_s=np.array(self._hold_s, dtype=np.float32),
            arcs=tuple(self._arcs),
            values=tuple(self._values),
            status=tuple(self._status),
        )

    def _number(self, arc: Arc) -> int:
        kept = OverlayArc(
            at=(int(arc.a), int(arc.vertex), int(arc.b)),
            allowed_deg=arc.drawn_deg,
            from_extension=arc.from_extension,
            turn=arc.turn,
        )
        return self._arcs.setdefault(kept, len(self._arcs))

    def _add_status(self, snapshot: Snapshot) -> None:
        cue = snapshot.cues[0] if snapshot.cues else None
        status = OverlayStatus(
            start_s=snapshot.time_s,
            counted=snapshot.counted,
            phase=snapshot.phase,
            readiness=snapshot.readiness,
            cue=None if cue is None else cue.rule,
            safety=cue is not None and cue.safety,
        )
        said = (status.counted, status.phase, status.readiness, status.cue)
        if said != self._said:
            self._said = said
            self._status.append(status)
