"""Rates and means with their uncertainty; the bootstrap draws clips, not frames."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["DetectionCounts", "Estimate", "estimate_mean", "mean_or_none"]

ROUNDS = 1000
SEED = 20
INTERVAL = (2.5, 97.5)


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


def estimate_mean(by_clip: Sequence[Sequence[float | None]]) -> Estimate:
    """Return the mean of the known values of all clips, with its interval by bootstrap over clips.

    `by_clip` has the values of each clip; None is left out. The interval is the percentile interval
    of Efron and Tibshirani 1993. The same values always give the same interval.
    """
    known = [[value for value in values if value is not None] for values in by_clip]
    value = mean_or_none([value for values in known for value in values])
    if value is None or len(known) < 2:
        return Estimate(value=value)
    sums, counts = np.array([[sum(values), len(values)] for values in known], dtype=float).T
    again = np.random.default_rng(SEED).integers(0, len(known), (ROUNDS, len(known)))
    total, count = sums[again].sum(axis=1), counts[again].sum(axis=1)
    low, high = np.percentile(total[count > 0] / count[count > 0], INTERVAL)
    return Estimate(value=value, low=float(low), high=float(high))
