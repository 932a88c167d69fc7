"""How it went over time: rows for charts, from what the history gives back."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from formcheck.clinic.store.types import StoredRepetition, Training
from formcheck.coach.types import RepResult
from formcheck.errors import StoreError
from formcheck.texts.formatting import known

__all__ = ["TrendRow", "trend"]

ENOUGH = 0.5
"""The share of repetitions that must have been measured for their mean to speak for all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendRow:
    """One training as a point of a chart.

    `label` is its date, such as "2026-03-04"; rows are ordered, never by it. `counted` is the
    number of repetitions that count, `score` the mean of its sets' scores (0..100), None where no
    set has one. `hold_s` (seconds) and `rom_deg` (degrees, by side) are means over the counted
    repetitions that were measured, NaN when those are fewer than half. `mode` is, by side, the way
    they were done, None where there is only one or none was seen; a side done in several ways has
    NaN as its range and None as its mode, since ranges of different ways do not compare. A side
    without counted repetitions is not in either.
    """

    training_id: int
    exercise: str
    label: str
    counted: int
    score: float | None
    hold_s: float
    rom_deg: Mapping[str, float]
    mode: Mapping[str, str | None]


def trend(trainings: Iterable[Training], *, zone: tzinfo) -> tuple[TrendRow, ...]:
    """Return a row a training, oldest first: a chart's points from left to right.

    `zone` is where the person lives, for the dates. Raises `StoreError` when the trainings were
    read without their repetitions.
    """
    return tuple(
        _row(training, zone) for training in sorted(trainings, key=lambda training: training.id)
    )


def _row(training: Training, zone: tzinfo) -> TrendRow:
    counted = [one.result for one in _repetitions(training) if one.result.counted]
    by_side: dict[str, list[RepResult]] = {}
    for result in counted:
        by_side.setdefault(result.side, []).append(result)
    scores = known(one.score for one in training.sets)
    return TrendRow(
        training_id=training.id,
        exercise=training.exercise,
        label=f"{training.started_at.astimezone(zone):%Y-%m-%d}",
        counted=sum(one.counted for one in training.sets),
        score=sum(scores) / len(scores) if scores else None,
        hold_s=_mean([result.hold_s for result in counted]),
        rom_deg={side: _range(results) for side, results in by_side.items()},
        mode={side: _mode(results) for side, results in by_side.items()},
    )


def _repetitions(training: Training) -> list[StoredRepetition]:
    found: list[StoredRepetition] = []
    for one in training.sets:
        if one.repetitions is None:
            raise StoreError(
                "Expected trainings with their repetitions, got one without; ask for them with "
                "with_repetitions=True."
            )
        found += one.repetitions
    return found


def _range(results: Sequence[RepResult]) -> float:
    several = len({result.mode for result in results}) > 1
    return math.nan if several else _mean([result.rom_deg for result in results])


def _mode(results: Sequence[RepResult]) -> str | None:
    modes = {result.mode for result in results}
    return modes.pop() if len(modes) == 1 else None


def _mean(values: Sequence[float]) -> float:
    measured = known(values)
    if not measured or len(measured) < ENOUGH * len(values):
        return math.nan
    return sum(measured) / len(measured)
