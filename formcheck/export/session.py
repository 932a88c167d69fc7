"""Sessions of the history as files: one session as JSON, the repetitions of many as CSV.

The files have kept the older name of a session, `training`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from formcheck.assessment.types import RepResult
from formcheck.errors import StoreError
from formcheck.export.csv_file import Column, build_csv_file
from formcheck.export.pain import build_pain_entry
from formcheck.export.repetition_columns import REPETITION_COLUMNS
from formcheck.export.review import build_fault_entry
from formcheck.history import (
    Event,
    ExerciseSession,
    ExerciseSet,
    PainRecord,
    Skeleton,
    StoredRepetition,
)
from formcheck.texts.formatting import csv_text, json_number
from formcheck.texts.labels import reason_sentence
from formcheck.texts.safety import DISCLAIMER_LINE

__all__ = ["SESSION_VERSION", "build_session_json", "build_sessions_csv"]

SESSION_VERSION = "formcheck-training/2"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """A repetition with its session and set; `number` counts from 1 within the set."""

    session: ExerciseSession
    within: ExerciseSet
    number: int
    result: RepResult


_COLUMNS: tuple[Column[_Row], ...] = (
    Column("training", lambda row: row.session.id),
    Column("started_at", lambda row: _time(row.session.started_at)),
    Column("exercise", lambda row: csv_text(row.session.exercise)),
    Column("source", lambda row: csv_text(row.session.source)),
    Column("set", lambda row: row.within.number),
    Column("repetition", lambda row: row.number),
    *(column.read_from(lambda row: row.result) for column in REPETITION_COLUMNS),
    Column("reason", lambda row: csv_text(reason_sentence(row.result.reason))),
    Column("disclaimer", lambda _: DISCLAIMER_LINE),
)


def build_session_json(
    session: ExerciseSession, events: Sequence[Event], answers: Sequence[PainRecord] = ()
) -> str:
    """Return a whole session as JSON text; unknown values are null, never 0.

    `answers` are the answers about pain of this session, with the screening answers before it.
    Times of day are in UTC, durations in seconds, angles in degrees, skeletons in pixels of their
    frame. Raises `StoreError` when the session was read without its repetitions.
    """
    item = session.item
    table = {
        "schema": SESSION_VERSION,
        "training": session.id,
        "exercise": session.exercise,
        "source": session.source,
        "started_at": _time(session.started_at),
        "ended_at": _time(session.ended_at),
        "state": session.state.value,
        "plan": {
            "sets": item.sets,
            "repetitions": item.repetitions,
            "hold_s": json_number(item.hold_s),
            "rest_s": json_number(item.rest_s),
            "side": item.side,
            "target_deg": json_number(item.target_deg),
        },
        "sets": [_set(one) for one in session.sets],
        "events": [
            {
                "at": _time(event.at),
                "time_s": json_number(event.time_s),
                "set": _set_number(session, event.set_id),
                "kind": event.kind,
                "data": dict(event.data),
            }
            for event in events
        ],
        "pain": [build_pain_entry(answer) for answer in answers],
        "disclaimer": DISCLAIMER_LINE,
    }
    return json.dumps(table, indent=2, allow_nan=False)


def _set(one: ExerciseSet) -> dict[str, Any]:
    return {
        "set": one.number,
        "started_at": _time(one.started_at),
        "ended_at": _time(one.ended_at),
        "state": one.state.value,
        "counted": one.counted,
        "score": json_number(one.score, 1),
        "band": one.band,
        "assessable": json_number(one.assessable, 4),
        "main_fault": one.main_fault,
        "repetitions": [
            _repetition(n, repetition) for n, repetition in enumerate(_repetitions(one), 1)
        ],
    }


def _repetition(n: int, repetition: StoredRepetition) -> dict[str, Any]:
    result = repetition.result
    return {
        "repetition": n,
        "side": result.side,
        "start_s": json_number(result.start_s),
        "turn_s": json_number(result.turn_s),
        "end_s": json_number(result.end_s),
        "rom_deg": json_number(result.rom_deg, 1),
        "out_s": json_number(result.out_s),
        "hold_s": json_number(result.hold_s),
        "back_s": json_number(result.back_s),
        "counted": result.counted,
        "rejected": result.rejected,
        "reason": reason_sentence(result.reason),
        "score": json_number(result.score, 1),
        "band": result.band,
        "assessable": json_number(result.assessable, 4),
        "mode": result.variant,
        "faults": [build_fault_entry(fault) for fault in result.faults],
        "skeleton": None if repetition.pose is None else _skeleton(repetition.pose),
    }


def _skeleton(pose: Skeleton) -> dict[str, Any]:
    points = [(json_number(x, 1), json_number(y, 1)) for x, y in pose.xy]
    return {
        "size": list(pose.size),
        "xy": [None if None in point else list(point) for point in points],
    }


def build_sessions_csv(sessions: Iterable[ExerciseSession]) -> bytes:
    """Return a CSV file with one row per repetition, in the given order.

    Unknown numbers are empty fields. A leading apostrophe makes text harmless that a spreadsheet
    would run as a formula. Raises `StoreError` when a session was read without its repetitions.
    """
    rows = (
        _Row(session=session, within=one, number=n, result=repetition.result)
        for session in sessions
        for one in session.sets
        for n, repetition in enumerate(_repetitions(one), 1)
    )
    return build_csv_file(_COLUMNS, rows)


def _repetitions(one: ExerciseSet) -> tuple[StoredRepetition, ...]:
    if one.repetitions is None:
        raise StoreError(
            "Expected a session with its repetitions, got one without. Read it with "
            "with_repetitions=True."
        )
    return one.repetitions


def _set_number(session: ExerciseSession, set_id: int | None) -> int | None:
    return next((one.number for one in session.sets if one.id == set_id), None)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")
