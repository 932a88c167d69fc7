"""The person's own start position: what a movement is compared with, measured at every rest."""

from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from formcheck.assessment.repetitions.samples import Sample

__all__ = ["Departure", "StartPosition"]

KEEP_S = 3.0
"""How much of the rest position is remembered as the level to compare with."""
NEAR_REST_DEG = 6.0
"""Samples this near the lowest level at rest are what a movement is compared with."""
ONSET_DEG = 2.5
"""A movement starts when the level at rest is left by this much; lying still sways less."""
LEVEL_SPAN_S = 0.2


class Departure(NamedTuple):
    """The start position as it was left.

    `baseline` are the samples it is known by, `level` their median of the driving signal, `onset`
    the samples that already belong to the movement.
    """

    baseline: tuple[Sample, ...]
    level: float
    onset: tuple[Sample, ...]


class StartPosition:
    """Follows the level of the driving signal at rest; `usual_level` stands for one not yet seen.

    `level` is what travel is counted from, `since_s` when the rest under way began.
    """

    def __init__(self, usual_level: float) -> None:
        self._usual_level = usual_level
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.level = self._usual_level
        self._samples: deque[Sample] = deque()
        self._believed_next: list[Sample] = []
        self._last_drives: deque[tuple[float, float]] = deque()

    @property
    def since_s(self) -> float:
        """When the first remembered sample of this rest was; there is one."""
        return self._samples[0].time_s

    def wait(self, sample: Sample, *, at_rest: bool) -> None:
        """A sample before the start position is believed to be taken."""
        self._believed_next = [*self._believed_next, sample] if at_rest else []

    def interrupt(self) -> None:
        """What was waited for is not seen any more."""
        self._believed_next = []

    def lose(self) -> None:
        """The person's own level is not known any more."""
        self.level = self._usual_level

    def take(self, samples: Sequence[Sample] | None = None) -> None:
        """The start position is taken: by `samples`, or by those waited for."""
        taken = self._believed_next if samples is None else samples
        self._samples.clear()
        self._last_drives.clear()
        drives = sorted(s.signal_value for s in taken)
        self.level = drives[len(drives) // 2]
        for sample in taken:
            self.keep(sample)
        self._believed_next = []

    def keep(self, sample: Sample) -> None:
        """A sample of the start position; lower ones lower its level."""
        self._samples.append(sample)
        while sample.time_s - self._samples[0].time_s > KEEP_S:
            self._samples.popleft()
        self._last_drives.append((sample.time_s, sample.signal_value))
        while sample.time_s - self._last_drives[0][0] > LEVEL_SPAN_S + 1e-9:
            self._last_drives.popleft()
        last = sorted(signal_value for _, signal_value in self._last_drives)
        self.level = min(self.level, last[len(last) // 2])

    def leave(self) -> Departure:
        """A movement begins."""
        samples = tuple(self._samples)
        low = tuple(s for s in samples if s.signal_value <= self.level + NEAR_REST_DEG)
        baseline = low or samples
        level = median(s.signal_value for s in baseline)
        quiet = [i for i, s in enumerate(samples) if s.signal_value <= level + ONSET_DEG]
        return Departure(baseline, level, samples[quiet[-1] if quiet else 0 :])
