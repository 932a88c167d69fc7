"""Rows for the charts of a person's progress, computed from the history's values."""

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
"""The least share of repetitions that must be measured, so that their mean is shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendRow:
    """One session as a point of a chart.

    `label` is its date, such as "2026-03-04"; rows are never sorted by it. `counted` is the number
    of repetitions that count. `score` is the mean of its sets' scores (0..100), None when no set
    has one. `hold_s` (seconds) and `rom_deg` (degrees, by side) are means over the counted
    repetitions that were measured, NaN when these are fewer than half. `variant` is the variant of
    each side, None when the exercise has only one or none was seen. Ranges of different variants
    cannot be compared, so a side with several has NaN as its range and None as its variant. A side
    without counted repetitions is in neither.
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
    """Return one row per session, oldest first: a chart's points from left to right.

    `zone` is the person's time zone, for the dates. Raises `StoreError` when the sessions were read
    without their repetitions.
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
                "Expected sessions with their repetitions, got one without. Read them with "
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
