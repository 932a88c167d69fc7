"""The person's own start position, measured before every movement and compared with it."""

from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from formcheck.assessment.repetitions.samples import Sample

__all__ = ["Departure", "StartPosition"]

KEEP_S = 3.0
"""How many seconds of the start position are kept."""
NEAR_START_DEG = 6.0
"""A movement is compared with the samples this near the lowest level of the start position."""
ONSET_DEG = 2.5
"""A movement starts when the signal leaves the start level by this much; lying still sways less."""
LEVEL_SPAN_S = 0.2


class Departure(NamedTuple):
    """The start position as it was left.

    `baseline` are the samples that describe it, `level` their median of the primary signal, `onset`
    the last samples, which already belong to the movement.
    """

    baseline: tuple[Sample, ...]
    level: float
    onset: tuple[Sample, ...]


class StartPosition:
    """Follows the level of the primary signal in the start position.

    `level` is what travel is counted from: `usual_level` until a start position has been seen.
    `since_s` is when the present start position began.
    """

    def __init__(self, usual_level: float) -> None:
        self._usual_level = usual_level
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.level = self._usual_level
        self._samples: deque[Sample] = deque()
        self._waiting: list[Sample] = []
        self._last_values: deque[tuple[float, float]] = deque()

    @property
    def since_s(self) -> float:
        """The time of the first sample kept of this start position; there is one."""
        return self._samples[0].time_s

    def wait(self, sample: Sample, *, at_start: bool) -> None:
        """Note a sample before the start position is accepted."""
        self._waiting = [*self._waiting, sample] if at_start else []

    def interrupt(self) -> None:
        """Forget the samples that were waiting; the start position is no longer seen."""
        self._waiting = []

    def lose(self) -> None:
        """Go back to the usual level; the person's own is no longer known."""
        self.level = self._usual_level

    def take(self, samples: Sequence[Sample] | None = None) -> None:
        """Accept the start position from `samples`, or from those that were waiting."""
        taken = self._waiting if samples is None else samples
        self._samples.clear()
        self._last_values.clear()
        values = sorted(s.signal_value for s in taken)
        self.level = values[len(values) // 2]
        for sample in taken:
            self.keep(sample)
        self._waiting = []

    def keep(self, sample: Sample) -> None:
        """Add a sample of the start position; a lower one lowers the level."""
        self._samples.append(sample)
        while sample.time_s - self._samples[0].time_s > KEEP_S:
            self._samples.popleft()
        self._last_values.append((sample.time_s, sample.signal_value))
        while sample.time_s - self._last_values[0][0] > LEVEL_SPAN_S + 1e-9:
            self._last_values.popleft()
        last = sorted(signal_value for _, signal_value in self._last_values)
        self.level = min(self.level, last[len(last) // 2])

    def leave(self) -> Departure:
        """Return the start position as a movement leaves it."""
        samples = tuple(self._samples)
        low = tuple(s for s in samples if s.signal_value <= self.level + NEAR_START_DEG)
        baseline = low or samples
        level = median(s.signal_value for s in baseline)
        quiet = [i for i, s in enumerate(samples) if s.signal_value <= level + ONSET_DEG]
        return Departure(baseline, level, samples[quiet[-1] if quiet else 0 :])
