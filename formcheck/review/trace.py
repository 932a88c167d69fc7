"""Records the primary signal over a clip for plots, in a few bytes per frame."""

import math
from array import array
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from formcheck.assessment.types import Snapshot
from formcheck.kinematics.seen_time import Gap, is_seen
from formcheck.kinematics.signals import SIGNALS, unit_of
from formcheck.poses.exercise import Exercise
from formcheck.review.types import Span, Threshold, Trace

__all__ = ["TraceRecorder"]


class _Spans:
    """Joins frames of the same kind into intervals; short breaks are bridged."""

    def __init__(self, *, shortest_s: float) -> None:
        self._shortest_s = shortest_s
        self._found: list[tuple[float, float]] = []

    def add(self, time_s: float, *, holds: bool) -> None:
        if not holds:
            return
        if self._found and is_seen(time_s - self._found[-1][1]):
            self._found[-1] = (self._found[-1][0], time_s)
        else:
            self._found.append((time_s, time_s))

    def build_spans(self, gaps: Sequence[Gap]) -> tuple[Span, ...]:
        """Return the intervals and the `gaps`, joined where they touch."""
        joined: list[Span] = []
        for a, b in sorted([*self._found, *((gap.start_s, gap.end_s) for gap in gaps)]):
            if joined and a <= joined[-1].end_s:
                start_s = joined[-1].start_s
                joined[-1] = Span(start_s=start_s, end_s=max(b, joined[-1].end_s))
            else:
                joined.append(Span(start_s=a, end_s=b))
        return tuple(span for span in joined if span.end_s - span.start_s >= self._shortest_s)


class TraceRecorder:
    """Collects snapshots into a `Trace`."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._time_s = array("d")
        self._primary_by_side: dict[str, array[float]] = {}
        self._dark = _Spans(shortest_s=0.2)

    def add(self, snapshot: Snapshot) -> None:
        """Add one frame; unseen time is a break in the curve."""
        if snapshot.repeated:
            return
        last_s = self._time_s[-1] if self._time_s else snapshot.time_s
        if not is_seen(snapshot.time_s - last_s):
            self._time_s.append((last_s + snapshot.time_s) / 2)
            for column in self._primary_by_side.values():
                column.append(math.nan)
        self._time_s.append(snapshot.time_s)
        for side, value in snapshot.primary_by_side.items():
            if side not in self._primary_by_side:
                self._primary_by_side[side] = array("f", [math.nan] * (len(self._time_s) - 1))
            self._primary_by_side[side].append(value)
        self._dark.add(snapshot.time_s, holds=not snapshot.assessable)

    def build_trace(
        self,
        holds: Sequence[tuple[float, float]],
        gaps: Sequence[Gap] = (),
        *,
        own_offsets: Mapping[str, float] = MappingProxyType({}),
    ) -> Trace:
        """Return the trace so far.

        `holds` are starts and ends in seconds, `gaps` are unseen time. `own_offsets` is by how much
        the limits of a rule were moved for the person's own body, by the rule's name.
        """
        signal = self._exercise.primary_signal.signal.partition(".")[2]
        return Trace(
            time_s=np.array(self._time_s),
            primary_by_side={
                side: np.array(column) for side, column in self._primary_by_side.items()
            },
            unit=unit_of(signal),
            label=SIGNALS[signal].label,
            thresholds=_thresholds(self._exercise, own_offsets),
            not_assessable=self._dark.build_spans(gaps),
            holds=tuple(Span(start_s=start_s, end_s=end_s) for start_s, end_s in holds),
        )


def _thresholds(exercise: Exercise, own_offsets: Mapping[str, float]) -> tuple[Threshold, ...]:
    """Return the limits that apply to the primary signal itself, as they were used."""
    found = []
    for kind, conditions in (("start", exercise.phases.start), ("end", exercise.phases.end)):
        for condition in conditions:
            value = condition.at_least if condition.at_least is not None else condition.at_most
            if condition.signal == exercise.primary_signal.signal and value is not None:
                label = "start position" if kind == "start" else "end position"
                found.append(Threshold(label=label, value=value, kind=kind))
    for rule in exercise.rules:
        limits = exercise.limits(rule)
        if (
            rule.signal != exercise.primary_signal.signal
            or rule.relative_to_start is not None
            or limits is None
        ):
            continue
        for kind, limit in zip(("amber", "fault"), limits, strict=True):
            value = limit + own_offsets.get(rule.name, 0.0)
            found.append(Threshold(label=rule.title, value=value, kind=kind))
    return tuple(found)
