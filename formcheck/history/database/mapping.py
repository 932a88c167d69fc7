"""Rows to values and back; private to the history store.

`column_types` gives each column's value its type; this module builds whole values from them.
"""

import struct
from typing import cast

from formcheck.assessment.reasons import RepetitionReason
from formcheck.assessment.types import Fault, RepResult
from formcheck.history.database.json_values import load_object
from formcheck.history.database.schema import (
    EventRow,
    FaultRow,
    PlanRow,
    RepetitionRow,
    SessionRow,
    SetRow,
)
from formcheck.history.types import (
    Event,
    ExerciseSession,
    ExerciseSet,
    PlanItem,
    PlanSide,
    Skeleton,
    StoredRepetition,
)
from formcheck.kinematics.pose import LANDMARKS
from formcheck.texts.labels import reason_sentence

__all__ = [
    "to_dose_columns",
    "to_event",
    "to_plan_item",
    "to_repetition",
    "to_repetition_row",
    "to_session",
    "to_set",
]

_POINTS = struct.Struct(f"<{2 * LANDMARKS}d")  # x, y of one landmark after the other; keeps NaN


def to_dose_columns(value: PlanItem) -> dict[str, object]:
    """Return the columns of a plan item, by name."""
    return {
        "exercise": value.exercise,
        "sets_planned": value.sets,
        "repetitions_planned": value.repetitions,
        "hold_s": value.hold_s,
        "rest_s": value.rest_s,
        "side": value.side,
        "target_deg": value.target_deg,
    }


def to_plan_item(row: PlanRow | SessionRow) -> PlanItem:
    """Return a plan item. Raises `StoreError` for a dose outside the allowed range."""
    return PlanItem(
        exercise=row.exercise,
        sets=row.sets_planned,
        repetitions=row.repetitions_planned,
        hold_s=row.hold_s,
        rest_s=row.rest_s,
        side=cast("PlanSide", row.side),  # `PlanItem` checks it
        target_deg=row.target_deg,
    )


def to_session(row: SessionRow, *, with_repetitions: bool) -> ExerciseSession:
    """Return a session with its sets, and with their repetitions if they were read."""
    return ExerciseSession(
        id=row.id,
        item=to_plan_item(row),
        source=row.source,
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=row.state,
        sets=tuple(to_set(one, with_repetitions=with_repetitions) for one in row.sets),
    )


def to_set(row: SetRow, *, with_repetitions: bool) -> ExerciseSet:
    """Return a set, with its repetitions if they were read."""
    repetitions = tuple(to_repetition(one) for one in row.repetitions) if with_repetitions else None
    return ExerciseSet(
        id=row.id,
        session_id=row.session_id,
        number=row.number,
        started_at=row.started_at,
        ended_at=row.ended_at,
        state=row.state,
        counted=row.counted,
        score=row.score,
        band=row.band,
        assessable=row.assessable,
        main_fault=row.main_fault,
        repetitions=repetitions,
    )


def to_repetition_row(set_id: int, result: RepResult, pose: Skeleton | None) -> RepetitionRow:
    """Return the row of a judged repetition with its faults."""
    return RepetitionRow(
        set_id=set_id,
        index=result.index,
        side=result.side,
        start_s=result.start_s,
        turn_s=result.turn_s,
        end_s=result.end_s,
        rom_deg=result.rom_deg,
        out_s=result.out_s,
        hold_s=result.hold_s,
        back_s=result.back_s,
        rejected=result.rejected,
        score=result.score,
        band=result.band,
        assessable=result.assessable,
        variant=result.variant,
        reason=reason_sentence(result.reason),
        pose_xy=None if pose is None else _POINTS.pack(*(v for point in pose.xy for v in point)),
        pose_width=None if pose is None else pose.size[0],
        pose_height=None if pose is None else pose.size[1],
        faults=[_fault_row(fault) for fault in result.faults],
    )


def to_repetition(row: RepetitionRow) -> StoredRepetition:
    """Return a repetition as it was stored."""
    result = RepResult(
        index=row.index,
        side=row.side,
        start_s=row.start_s,
        turn_s=row.turn_s,
        end_s=row.end_s,
        rom_deg=row.rom_deg,
        out_s=row.out_s,
        hold_s=row.hold_s,
        back_s=row.back_s,
        rejected=row.rejected,
        score=row.score,
        band=row.band,
        assessable=row.assessable,
        faults=tuple(_fault(fault) for fault in row.faults),
        variant=row.variant,
        reason=RepetitionReason.written(row.reason),
    )
    return StoredRepetition(id=row.id, set_id=row.set_id, result=result, pose=_skeleton(row))


def to_event(row: EventRow) -> Event:
    """Return an event; its data is read only as JSON."""
    return Event(
        id=row.id,
        session_id=row.session_id,
        set_id=row.set_id,
        at=row.at,
        time_s=row.time_s,
        kind=row.kind,
        data=load_object(row.data),
    )


def _fault_row(fault: Fault) -> FaultRow:
    return FaultRow(
        rule=fault.rule,
        start_s=fault.start_s,
        end_s=fault.end_s,
        worst=fault.worst,
        limit=fault.limit,
        excess=fault.excess,
        safety=fault.safety,
    )


def _fault(row: FaultRow) -> Fault:
    return Fault(
        rule=row.rule,
        start_s=row.start_s,
        end_s=row.end_s,
        worst=row.worst,
        limit=row.limit,
        excess=row.excess,
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
        size=(row.pose_width, row.pose_height),
    )
