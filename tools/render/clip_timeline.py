"""The timeline of a clip: which values apply at which time, and its repetitions and faults."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.render.exercises import Values
from tools.render.timing import PhaseCurve, Wander, bounce, dip, minimum_jerk
from tools.render.untidiness import TIDY, Untidiness

STEP_DEG = 0.25
HEAD_STEP_DEG = 0.5
HEAD_SWAY_DEG = 1.5
SWAY_HZ = (0.23, 0.41)

Knots = tuple[tuple[float, float], ...]
WHOLE = (0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """The exact times of one repetition, in seconds from the clip's start.

    `rejected` says why it must not be counted, empty if it must.
    """

    index: int
    side: str
    start_s: float
    top_s: float
    leave_s: float
    end_s: float
    complete: bool
    top: Values = field(repr=False)
    rejected: str = ""
    out: PhaseCurve = field(default=PhaseCurve(), repr=False)
    back: PhaseCurve = field(default=PhaseCurve(), repr=False)
    drift_deg: float = field(default=0.0, repr=False)

    def progress(self, time_s: float, window: tuple[float, float] = WHOLE) -> float:
        """Return the share of the distance to the end position, 0..1.

        The movement takes place within a `window` of the time out, and mirrored of that back.
        """
        first, last = window
        if time_s <= self.top_s:
            curve, share = self.out, (time_s - self.start_s) / (self.top_s - self.start_s)
        else:
            curve, share = self.back, (self.end_s - time_s) / (self.end_s - self.leave_s)
        return curve.progress((share - first) / (last - first))

    def drift(self, time_s: float) -> float:
        """Return how far the end position has drifted at a time."""
        if not self.drift_deg or self.leave_s <= self.top_s:
            return 0.0
        return self.drift_deg * minimum_jerk((time_s - self.top_s) / (self.leave_s - self.top_s))


@dataclass(frozen=True, kw_only=True)
class FaultSpan:
    """The exact times of a fault, or of a pain sign (`sign`)."""

    rule: str
    repetition: int
    start_s: float
    end_s: float
    size: float
    unit: str
    how: str
    sign: str = ""
    wander: Wander | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class FillerSpan:
    """A filler before, between or after the repetitions.

    `tracks` has, for each value, times and differences from the start position. In between, the
    value goes smoothly from one to the next.
    """

    kind: str
    start_s: float
    end_s: float
    tracks: Mapping[str, Knots] = field(repr=False)

    def offsets(self, time_s: float) -> Values:
        """Return the differences from the start position at a time."""
        return {name: _eased(knots, time_s) for name, knots in self.tracks.items()}

    @property
    def extremes_s(self) -> list[float]:
        """The times at which a value changes direction."""
        return sorted({time_s for knots in self.tracks.values() for time_s, _ in knots})


@dataclass(frozen=True, kw_only=True)
class ClipTimeline:
    """The whole clip: which values apply at which time."""

    duration_s: float
    rest: Values
    primary: str
    repetitions: tuple[Repetition, ...]
    faults: tuple[FaultSpan, ...]
    sway_deg: float
    phases: tuple[float, ...]
    parts: tuple[FillerSpan, ...] = ()
    negative: str = ""
    steady: str = ""
    nods: bool = True
    untidy: Untidiness = TIDY

    @property
    def counted(self) -> int:
        """The number of repetitions that a fair judge counts."""
        return sum(repetition.complete for repetition in self.repetitions)

    @property
    def extremes_s(self) -> list[float]:
        """Times within the clip at which fillers reach farthest."""
        turns = [time_s for part in self.parts for time_s in part.extremes_s]
        return [time_s for time_s in turns if 0 <= time_s < self.duration_s]

    @property
    def around(self) -> dict[str, object]:
        """The labels' extra tables beside repetitions and faults; empty for a plain clip."""
        said: dict[str, object] = {"negative": self.negative} if self.negative else {}
        if self.parts:
            names = ("kind", "start_s", "end_s")
            said["part"] = [{name: getattr(each, name) for name in names} for each in self.parts]
        return said

    def at(self, time_s: float) -> tuple[Values, str]:
        """Return the values at a time, in steps of `STEP_DEG`, and the working side.

        Values that are 0 and not among those of the start position are left out.
        """
        current = self.repetitions[0]
        for repetition in self.repetitions:
            if time_s >= repetition.start_s:
                current = repetition
        values = self._of_part(time_s) or self._of_repetition(current, time_s)
        for name, size in self.untidy.breaths.items():
            values[name] = values.get(name, 0.0) + size * self.untidy.breath(time_s)
        steps = {name: round(value / STEP_DEG) * STEP_DEG for name, value in values.items()}
        steps = {name: value for name, value in steps.items() if value or name in self.rest}
        if self.nods:
            head = HEAD_SWAY_DEG * self._wave(time_s, 2)
            steps["head_deg"] = round(head / HEAD_STEP_DEG) * HEAD_STEP_DEG
        return steps, current.side

    def _of_part(self, time_s: float) -> Values | None:
        for part in self.parts:
            if part.start_s <= time_s <= part.end_s:
                offsets = part.offsets(time_s)
                names = self.rest.keys() | offsets.keys()
                return {name: self.rest.get(name, 0.0) + offsets.get(name, 0.0) for name in names}
        return None

    def primary_at(self, current: Repetition, time_s: float) -> float:
        """Return the primary value at a time of a repetition, not rounded to steps."""
        return self._of_repetition(current, time_s)[self.primary]

    def _of_repetition(self, current: Repetition, time_s: float) -> Values:
        values, untidy = {}, self.untidy
        for name, top in current.top.items():
            rest = self.rest.get(name, 0.0)
            share = current.progress(time_s, untidy.windows.get(name, untidy.window))
            share = untidy.left_over(share, current.index, out=time_s <= current.leave_s)
            values[name] = rest + share * (top - rest)
            if top != rest:
                values[name] += share * untidy.tremor(name, time_s)
        share = current.progress(time_s, untidy.windows.get(self.primary, untidy.window))
        moved = self._disturbance(time_s)
        values[self.primary] += share * (moved + current.drift(time_s))
        for fault in self.faults:
            if fault.wander is not None and fault.start_s <= time_s <= fault.end_s:
                values[self.steady] += share * fault.wander.at(time_s - fault.start_s)
        return values

    def _disturbance(self, time_s: float) -> float:
        total = self.sway_deg * self._wave(time_s, 0)
        for fault in self.faults:
            if not fault.start_s <= time_s <= fault.end_s:
                continue
            if fault.how == "dip":
                passed = (time_s - fault.start_s) / (fault.end_s - fault.start_s)
                total -= fault.size * dip(passed)
            elif fault.how == "bounce":
                total -= fault.size * bounce(time_s - fault.start_s)
        return total

    def _wave(self, time_s: float, first: int) -> float:
        """Return a slow swing in -1..1."""
        slow, fast = (
            math.sin(2 * math.pi * hertz * time_s + self.phases[first + number])
            for number, hertz in enumerate(SWAY_HZ)
        )
        return 0.6 * slow + 0.4 * fast


def _eased(knots: Knots, time_s: float) -> float:
    after = bisect_right(knots, time_s, key=lambda knot: knot[0])
    if after == 0:
        return knots[0][1]
    if after == len(knots):
        return knots[-1][1]
    (first_s, first), (last_s, last) = knots[after - 1], knots[after]
    return first + (last - first) * minimum_jerk((time_s - first_s) / (last_s - first_s))
