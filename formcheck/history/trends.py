"""How it went over time: rows for charts, from what the history gives back."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from formcheck.assessment.types import RepResult
from formcheck.errors import StoreError
from formcheck.history.types import ExerciseSession, StoredRepetition
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
    repetitions that were measured, NaN when those are fewer than half. `variant` is, by side, the
    way they were done, None where there is only one or none was seen; a side done in several ways
    has NaN as its range and None as its variant, since ranges of different ways do not compare. A
    side without counted repetitions is not in either.
    """

    session_id: int
    exercise: str
    label: str
    counted: int
    score: float | None
    hold_s: float
    rom_deg: Mapping[str, float]
    variant: Mapping[str, str | None]


def trend(sessions: Iterable[ExerciseSession], *, zone: tzinfo) -> tuple[TrendRow, ...]:
    """Return a row a training, oldest first: a chart's points from left to right.

    `zone` is where the person lives, for the dates. Raises `StoreError` when the trainings were
    read without their repetitions.
    """
    return tuple(
        _row(session, zone) for session in sorted(sessions, key=lambda session: session.id)
    )


def _row(session: ExerciseSession, zone: tzinfo) -> TrendRow:
    counted = [one.result for one in _repetitions(session) if one.result.counted]
    by_side: dict[str, list[RepResult]] = {}
    for result in counted:
        by_side.setdefault(result.side, []).append(result)
    scores = known(one.score for one in session.sets)
    return TrendRow(
        session_id=session.id,
        exercise=session.exercise,
        label=f"{session.started_at.astimezone(zone):%Y-%m-%d}",
        counted=sum(one.counted for one in session.sets),
        score=sum(scores) / len(scores) if scores else None,
        hold_s=_mean([result.hold_s for result in counted]),
        rom_deg={side: _range(results) for side, results in by_side.items()},
        variant={side: _variant(results) for side, results in by_side.items()},
    )


def _repetitions(session: ExerciseSession) -> list[StoredRepetition]:
    found: list[StoredRepetition] = []
    for one in session.sets:
        if one.repetitions is None:
            raise StoreError(
                "Expected trainings with their repetitions, got one without; ask for them with "
                "with_repetitions=True."
            )
        found += one.repetitions
    return found


def _range(results: Sequence[RepResult]) -> float:
    several = len({result.variant for result in results}) > 1
    return math.nan if several else _mean([result.rom_deg for result in results])


def _variant(results: Sequence[RepResult]) -> str | None:
    variants = {result.variant for result in results}
    return variants.pop() if len(variants) == 1 else None


def _mean(values: Sequence[float]) -> float:
    measured = known(values)
    if not measured or len(measured) < ENOUGH * len(values):
        return math.nan
    return sum(measured) / len(measured)
