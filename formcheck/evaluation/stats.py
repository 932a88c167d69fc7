"""Rates and means with their uncertainty; the bootstrap draws clips, not frames."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

__all__ = ["DetectionCounts", "Estimate", "estimate", "mean_or_none"]

ROUNDS = 1000
SEED = 20
INTERVAL = (2.5, 97.5)

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval; all None without data."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class DetectionCounts:
    """Hits, misses and false alarms of one rule."""

    hits: int
    misses: int
    false_alarms: int

    @property
    def precision(self) -> float | None:
        """The share of the alarms that were right."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """The share of the faults that were found."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where no fault was shown."""
        if self.hits + self.misses == 0:
            return None
        return _share(2 * self.hits, 2 * self.hits + self.misses + self.false_alarms)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def mean_or_none(values: Sequence[float | None]) -> float | None:
    """Return the mean of the known values; None where none is known."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def estimate(clips: Sequence[T], statistic: Callable[[Sequence[T]], float | None]) -> Estimate:
    """Return `statistic` over `clips`, with its interval by bootstrap over whole clips.

    It is the percentile interval of Efron and Tibshirani 1993. The same clips always give the same
    interval.
    """
    value = statistic(clips)
    if value is None or len(clips) < 2:
        return Estimate(value=value)
    rng = np.random.default_rng(SEED)
    found = []
    for _ in range(ROUNDS):
        again = statistic([clips[i] for i in rng.integers(0, len(clips), len(clips))])
        if again is not None:
            found.append(again)
    low, high = np.percentile(found, INTERVAL) if found else (None, None)
    return Estimate(
        value=value,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
    )
