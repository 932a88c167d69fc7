"""What a rule or a rejection reads of a movement: its signals, and how long a condition holds."""

import math
from collections.abc import Callable
from statistics import median
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.repetitions.samples import Attempt
from formcheck.assessment.repetitions.signal_processing import median_filter
from formcheck.assessment.repetitions.timing import RepetitionTiming
from formcheck.poses.rules import EndCondition, Rule

__all__ = ["MOST_SHARE", "RuleSignals", "compare_with_start", "find_own_offset", "spreads"]

FloatArray = NDArray[np.float64]

RULE_SMOOTH_S = 0.2
MOST_SHARE = 0.5
"""Further evidence must be there for more than this share of the time."""


Values = TypeVar("Values", float, FloatArray)


def find_own_offset(rule: Rule, base: Callable[[str], float]) -> float:
    """Return how much the person's own body adds to the rule's signal; 0 where it adds nothing.

    `base` is as for `compare_with_start`.
    """
    return 0.0 if rule.own_offset is None else rule.own_offset.at(base(rule.own_offset.signal))


def compare_with_start(rule: Rule, value: Values, base: Callable[[str], float]) -> Values:
    """Return what `rule` judges of its signal's `value`, a number or an array (n,).

    That is the value, or its difference from the start position, less what the person's own body
    adds. `base` returns a signal's level in the start position, NaN where it is not known; what
    depends on it is then NaN.
    """
    value = value - find_own_offset(rule, base)
    if rule.relative_to_start is None:
        return value
    rise = value - base(rule.signal)
    match rule.relative_to_start:
        case "rise":
            return rise
        case "fall":
            return -rise
        case _:
            return abs(rise)


def spreads(value: FloatArray, most: float | None) -> bool:
    """Say whether the middle 80 % of the known values (n,) spread over more than `most`."""
    if most is None or not value.size:
        return False
    low, high = np.quantile(value, (0.1, 0.9)).tolist()
    return bool(high - low > most)


class RuleSignals:
    """The signals of a movement that rules use, by name; each is computed once."""

    def __init__(
        self, attempt: Attempt, movement: RepetitionTiming, signals: tuple[str, ...]
    ) -> None:
        self.movement = movement
        self.start_times_s = tuple(s.time_s for s in attempt.start_samples)
        self._start_samples = attempt.start_samples
        self._index = {signal: i for i, signal in enumerate(signals)}
        self._columns: dict[str, FloatArray] = {}
        self._bases: dict[str, float] = {}

    def base(self, signal: str) -> float:
        """Return the median in the start position; NaN where it was not measured."""
        if signal not in self._bases:
            known = [value for value in self._start_values(signal) if math.isfinite(value)]
            self._bases[signal] = median(known) if known else math.nan
        return self._bases[signal]

    def start_share(self, signal: str) -> float:
        """Return the share of the start position's samples in which the signal was measured."""
        return float(np.isfinite(self._start_values(signal)).mean())

    def column(self, signal: str) -> FloatArray:
        """Return the smoothed values (n,) over the movement, NaN where not measured."""
        if signal not in self._columns:
            index, samples = self._index[signal], self.movement.samples
            self._columns[signal] = np.array(
                median_filter(
                    [s.time_s for s in samples],
                    [s.values[index] for s in samples],
                    span_s=RULE_SMOOTH_S,
                )
            )
        return self._columns[signal]

    def _start_values(self, signal: str) -> list[float]:
        """Return the values in the start position, NaN where not measured."""
        index = self._index[signal]
        return [s.values[index] for s in self._start_samples]

    def from_start(self, signal: str) -> tuple[FloatArray, FloatArray]:
        """Return the values and their seconds (n,) in the start position and the movement.

        A value is NaN where it was not measured.
        """
        value = np.concatenate([self._start_values(signal), self.column(signal)])
        start_s = np.array(self.start_times_s, dtype=float)
        lasting_s = np.diff(start_s, append=start_s[-1:])
        return value, np.concatenate([lasting_s, self.movement.weight_s])

    def judged_values(self, rule: Rule) -> FloatArray:
        """Return the values (n,) that the rule judges (`compare_with_start`)."""
        return compare_with_start(rule, self.column(rule.signal), self.base)

    def mostly_hold(self, condition: EndCondition | None) -> bool:
        """Say whether the condition holds for most of the measured time of the end position.

        Where that was not measured, `if_measured` of the condition decides. None always holds.
        """
        if condition is None:
            return True
        share = self.share_held(condition)
        return condition.if_measured if math.isnan(share) else share > MOST_SHARE

    def share_held(self, condition: EndCondition, *, phase: Literal["end", "rep"] = "end") -> float:
        """Return the share of the measured time in which the condition holds.

        The time is that of the end position, or of the whole repetition with the start position
        before it. NaN where less than a quarter of it was measured, or the values spread too much.
        """
        if phase == "rep":
            value, weight_s = self.from_start(condition.signal)
        else:
            value = self.column(condition.signal)[self.movement.end]
            weight_s = self.movement.weight_s[self.movement.end]
        if condition.from_start_of is not None:
            value = value - self.base(condition.from_start_of)
        known = np.isfinite(value)
        total_s, known_s = float(weight_s.sum()), float(weight_s[known].sum())
        if total_s <= 0 or known_s < 0.25 * total_s or spreads(value[known], condition.most_spread):
            return math.nan
        holds = np.array([condition.holds(v) for v in value[known].tolist()])
        return float(weight_s[known][holds].sum()) / known_s
