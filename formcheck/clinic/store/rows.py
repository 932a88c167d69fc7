"""From rows to values and back; private to the history store.

SQLite keeps any type in any column, so what comes out is converted and not trusted: a text where a
number belongs raises ValueError or TypeError, which reading turns into `StoreError`.
"""

import math
import struct
from typing import cast

from formcheck.clinic.store.jsons import load_object
from formcheck.clinic.store.models import (
    EventRow,
    FaultRow,
    PlanRow,
    RepetitionRow,
    SetRow,
    TrainingRow,
)
from formcheck.clinic.store.types import (
    Event,
    PlanItem,
    PlanSide,
    Skeleton,
    State,
    StoredRepetition,
    Training,
    TrainingSet,
)
from formcheck.coach.reasons import RepetitionReason
from formcheck.coach.types import Band, Fault, Rejection, RepResult
from formcheck.motion.pose import LANDMARKS
from formcheck.texts.formatting import is_number
from formcheck.texts.labels import reason_sentence

__all__ = ["dose", "event", "item", "repetition", "repetition_row", "training", "training_set"]

_POINTS = struct.Struct(f"<{2 * LANDMARKS}d")  # x, y of one landmark after the other; keeps NaN


def dose(value: PlanItem) -> dict[str, object]:
    """Return the columns of a plan's item."""
    return {
        "exercise": value.exercise,
        "sets_planned": value.sets,
        "repetitions_planned": value.repetitions,
        "hold_s": value.hold_s,
        "rest_s": value.rest_s,
        "side": value.side,
        "target_deg": value.target_deg,
    }


def item(row: PlanRow | TrainingRow) -> PlanItem:
    """Return a plan's item. Raises `StoreError` for a dose nobody can do."""
    return PlanItem(
        exercise=_text(row.exercise),
        sets=row.sets_planned,
        repetitions=row.repetitions_planned,
        hold_s=row.hold_s,
        rest_s=row.rest_s,
        side=cast("PlanSide", row.side),  # the item itself checks it
        target_deg=row.target_deg,
    )


def training(row: TrainingRow, *, with_repetitions: bool) -> Training:
    """Return a training with its sets, and their repetitions where they were read."""
    return Training(
        id=row.id,
        item=item(row),
        source=_text(row.source),
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=State(row.state),
        sets=tuple(training_set(one, with_repetitions=with_repetitions) for one in row.sets),
    )


def training_set(row: SetRow, *, with_repetitions: bool) -> TrainingSet:
    """Return a set, with its repetitions where they were read."""
    repetitions = tuple(repetition(one) for one in row.repetitions) if with_repetitions else None
    return TrainingSet(
        id=row.id,
        training_id=row.training_id,
        number=int(row.number),
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=State(row.state),
        counted=int(row.counted),
        score=_or_none(row.score),
        band=None if row.band is None else Band(row.band),
        assessable=_or_none(row.assessable),
        main_fault=None if row.main_fault is None else _text(row.main_fault),
        repetitions=repetitions,
    )


def repetition_row(set_id: int, result: RepResult, pose: Skeleton | None) -> RepetitionRow:
    """Return the row of a judged repetition with its faults."""
    return RepetitionRow(
        set_id=set_id,
        index=result.index,
        side=result.side,
        start_s=_or_null(result.start_s),
        turn_s=_or_null(result.turn_s),
        end_s=_or_null(result.end_s),
        rom_deg=_or_null(result.rom_deg),
        out_s=_or_null(result.out_s),
        hold_s=_or_null(result.hold_s),
        back_s=_or_null(result.back_s),
        rejected=result.rejected,
        score=_or_null(result.score),
        band=result.band,
        assessable=_or_null(result.assessable),
        mode=result.mode,
        reason=reason_sentence(result.reason),
        pose_xy=None if pose is None else _POINTS.pack(*(v for point in pose.xy for v in point)),
        pose_width=None if pose is None else pose.size[0],
        pose_height=None if pose is None else pose.size[1],
        faults=[_fault_row(fault) for fault in result.faults],
    )


def repetition(row: RepetitionRow) -> StoredRepetition:
    """Return a repetition as it was kept."""
    result = RepResult(
        index=int(row.index),
        side=_text(row.side),
        start_s=_or_nan(row.start_s),
        turn_s=_or_nan(row.turn_s),
        end_s=_or_nan(row.end_s),
        rom_deg=_or_nan(row.rom_deg),
        out_s=_or_nan(row.out_s),
        hold_s=_or_nan(row.hold_s),
        back_s=_or_nan(row.back_s),
        rejected=None if row.rejected is None else Rejection(row.rejected),
        score=_or_none(row.score),
        band=None if row.band is None else Band(row.band),
        assessable=_or_nan(row.assessable),
        faults=tuple(_fault(fault) for fault in row.faults),
        mode=None if row.mode is None else _text(row.mode),
        reason=RepetitionReason.written(_text(row.reason)),
    )
    return StoredRepetition(id=row.id, set_id=row.set_id, result=result, pose=_skeleton(row))


def event(row: EventRow) -> Event:
    """Return an event; its data is read as JSON and nothing else."""
    return Event(
        id=row.id,
        training_id=row.training_id,
        set_id=row.set_id,
        at=row.at,
        time_s=_or_none(row.time_s),
        kind=_text(row.kind),
        data=load_object(row.data),
    )


def _fault_row(fault: Fault) -> FaultRow:
    return FaultRow(
        rule=fault.rule,
        start_s=_or_null(fault.start_s),
        end_s=_or_null(fault.end_s),
        worst=_or_null(fault.worst),
        limit=_or_null(fault.limit),
        excess=_or_null(fault.excess),
        safety=fault.safety,
    )


def _fault(row: FaultRow) -> Fault:
    return Fault(
        rule=_text(row.rule),
        start_s=_or_nan(row.start_s),
        end_s=_or_nan(row.end_s),
        worst=_or_nan(row.worst),
        limit=_or_nan(row.limit),
        excess=_or_nan(row.excess),
        safety=row.safety,
    )


def _skeleton(row: RepetitionRow) -> Skeleton | None:
    if row.pose_xy is None or row.pose_width is None or row.pose_height is None:
        return None
    xy: object = row.pose_xy
    if not isinstance(xy, bytes) or len(xy) != _POINTS.size:
        raise ValueError("a skeleton of another length")
    values = _POINTS.unpack(xy)
    return Skeleton(
        xy=tuple(zip(values[::2], values[1::2], strict=True)),
        size=(int(row.pose_width), int(row.pose_height)),
    )


def _or_null(value: float | None) -> float | None:
    return float(value) if is_number(value) else None


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _or_none(value: float | None) -> float | None:
    return None if value is None else float(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a text belongs")
    return value
