"""Example contents of a history."""

import dataclasses
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from formcheck.assessment.reasons import RepetitionReason
from formcheck.assessment.set_summary import SetSummary
from formcheck.assessment.types import Band, CameraView, Fault, RepResult
from formcheck.history import (
    ExerciseSession,
    ExerciseSet,
    PlanItem,
    SessionState,
    Skeleton,
    StoredRepetition,
)

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BRIDGE = PlanItem(exercise="bridge", sets=3, repetitions=8, hold_s=5.0, rest_s=30.0)
SMALL_BRIDGE = PlanItem(exercise="bridge", sets=2, repetitions=3, hold_s=5.0, rest_s=30.0)
STRETCH = PlanItem(
    exercise="hamstring_stretch",
    sets=2,
    repetitions=3,
    hold_s=20.0,
    rest_s=15.0,
    side="left",
    target_deg=62.5,
)
FAULT = Fault(
    rule="too_high", start_s=2.0, end_s=2.5, worst=191.0, limit=185.0, excess=6.0, safety=True
)
SKELETON = Skeleton(
    xy=((math.nan, math.nan), *((float(i), i / 3) for i in range(32))), size=(640, 480)
)


def repetition(index: int = 1, **changes: object) -> RepResult:
    """A counted repetition with `changes`; a `reason` may be given in words."""
    if isinstance(changes.get("reason"), str):
        changes["reason"] = RepetitionReason.written(changes["reason"])
    result = RepResult(
        index=index,
        side="left",
        start_s=1.0,
        turn_s=2.0,
        end_s=9.0,
        rom_deg=61.5,
        out_s=1.0,
        hold_s=5.0,
        back_s=1.5,
        rejected=None,
        score=92.0,
        band=Band.EXCELLENT,
        assessable=1.0,
    )
    return replace(result, **changes)


def summary(*results: RepResult, **changes: object) -> SetSummary:
    """The summary of a set of those repetitions with `changes`."""
    result = SetSummary(
        results=results,
        assessable=0.9,
        score=88.0,
        band=Band.GOOD,
        main_fault="too_high",
        view=CameraView(yaw_deg=4.0, facing="left", near_side=None, ok=True),
        seen_s=60.0,
        in_place_s=50.0,
        failed_checks={},
    )
    return replace(result, **changes)


def is_same(one: object, other: object) -> bool:
    """Equal, where NaN equals NaN and a number's type counts."""
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and all(
            is_same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one)
        )
    if isinstance(one, tuple):
        return (
            isinstance(other, tuple)
            and len(one) == len(other)
            and all(is_same(a, b) for a, b in zip(one, other, strict=True))
        )
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return one == other and type(one) is type(other)


def exercise_set(
    *results: RepResult,
    number: int = 1,
    score: float | None = 88.0,
    state: SessionState = SessionState.FINISHED,
) -> ExerciseSet:
    """A set with these repetitions, as the history returns it."""
    stored = tuple(
        StoredRepetition(id=n, set_id=number, result=result, pose=None)
        for n, result in enumerate(results, 1)
    )
    return ExerciseSet(
        id=number,
        session_id=1,
        number=number,
        started_at=NOON,
        ended_at=NOON,
        state=state,
        counted=sum(result.counted for result in results),
        score=score,
        band=None if score is None else Band.GOOD,
        assessable=1.0,
        main_fault=None,
        repetitions=stored,
    )


def exercise_session(
    *sets: ExerciseSet,
    number: int = 1,
    item: PlanItem = SMALL_BRIDGE,
    started_at: datetime = NOON,
    days: int = 0,
    state: SessionState = SessionState.FINISHED,
) -> ExerciseSession:
    """A session of nine minutes with these sets, begun `days` days after `started_at`."""
    started_at += timedelta(days=days)
    return ExerciseSession(
        id=number,
        item=item,
        source="camera",
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=9),
        state=state,
        sets=sets,
    )
