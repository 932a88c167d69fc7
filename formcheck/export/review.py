"""A review as JSON (a stable contract with a published schema) and as CSV."""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from formcheck.assessment.types import Band, Fault, Rejection, RepResult
from formcheck.export.csv_file import Column, build_csv_file
from formcheck.export.repetition_columns import REPETITION_COLUMNS
from formcheck.review.types import Review
from formcheck.texts.formatting import csv_text, json_number
from formcheck.texts.safety import DISCLAIMER_LINE

__all__ = ["SCHEMA_VERSION", "ReviewJson", "build_fault_entry", "build_schema", "to_csv", "to_json"]

SCHEMA_VERSION = "formcheck-review/2"

# Each of these is null when it was not measured.
Seconds = Annotated[float, Field(description="seconds from the start of the clip")] | None
Length = Annotated[float, Field(ge=0, description="seconds")] | None
Share = Annotated[float, Field(ge=0, le=1)] | None
Points = Annotated[float, Field(ge=0, le=100)] | None


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ViewJson(_Part):
    """How the camera sees the person."""

    yaw_deg: float | None = Field(description="degrees off side-on; null when not known")
    facing: Literal["left", "right"] | None
    near_side: Literal["left", "right"] | None
    ok: bool


class FaultJson(_Part):
    """A broken rule and its moment; worst, limit and excess in the unit of the rule's signal."""

    rule: str
    start_s: Seconds
    end_s: Seconds
    worst: float | None
    limit: float | None
    excess: Annotated[float, Field(ge=0)] | None
    safety: bool


class RepetitionJson(_Part):
    """One repetition, counted or rejected."""

    index: Annotated[int, Field(ge=1)]
    side: Literal["left", "right", "both"]
    start_s: Seconds
    turn_s: Seconds
    end_s: Seconds
    rom_deg: float | None
    hold_s: Length
    counted: bool
    rejected: Rejection | None
    score: Points
    band: Band | None
    assessable: Share
    faults: tuple[FaultJson, ...]


class ReviewJson(_Part):
    """The verdict on a clip. Unknown numbers are null, never 0."""

    schema_: Annotated[Literal["formcheck-review/2"], Field(alias="schema")]
    exercise: str
    source: str
    duration_s: Length
    frames: Annotated[int, Field(ge=1)]
    view: ViewJson
    assessable: Share
    counted: Annotated[int, Field(ge=0)]
    repetitions: tuple[RepetitionJson, ...]
    score: Points
    band: Band | None
    main_fault: str | None
    warnings: tuple[str, ...]
    pain: Annotated[
        tuple[dict[str, Any], ...] | None,
        Field(
            description="not written: a clip is not known to show the person who answers here; "
            "files of earlier versions may hold it",
            json_schema_extra={"deprecated": True},
        ),
    ] = None
    disclaimer: str


def build_schema() -> dict[str, Any]:
    """Return the JSON Schema of the output of `to_json`."""
    return ReviewJson.model_json_schema(by_alias=True)


def to_json(review: Review) -> str:
    """Return the review as JSON text, checked against the model of the schema."""
    table = ReviewJson.model_validate(
        {
            "schema": SCHEMA_VERSION,
            "exercise": review.exercise,
            "source": review.source,
            "duration_s": json_number(review.duration_s),
            "frames": review.frames,
            "view": {
                "yaw_deg": json_number(review.view.yaw_deg),
                "facing": review.view.facing,
                "near_side": review.view.near_side,
                "ok": review.view.ok,
            },
            "assessable": json_number(review.assessable, 4),
            "counted": review.counted,
            "repetitions": [_repetition(rep) for rep in review.repetitions],
            "score": json_number(review.score, 1),
            "band": review.band,
            "main_fault": review.main_fault,
            "warnings": review.warnings,
            "disclaimer": DISCLAIMER_LINE,
        }
    )
    values = table.model_dump(mode="json", by_alias=True, exclude={"pain"})
    return json.dumps(values, indent=2, allow_nan=False)


def _repetition(rep: RepResult) -> dict[str, Any]:
    return {
        "index": rep.index,
        "side": rep.side,
        "start_s": json_number(rep.start_s),
        "turn_s": json_number(rep.turn_s),
        "end_s": json_number(rep.end_s),
        "rom_deg": json_number(rep.rom_deg, 1),
        "hold_s": json_number(rep.hold_s),
        "counted": rep.counted,
        "rejected": rep.rejected,
        "score": json_number(rep.score, 1),
        "band": rep.band,
        "assessable": json_number(rep.assessable, 4),
        "faults": [build_fault_entry(fault) for fault in rep.faults],
    }


def build_fault_entry(fault: Fault) -> dict[str, Any]:
    """Return a broken rule, as every JSON export writes it; unknown numbers are None."""
    return {
        "rule": fault.rule,
        "start_s": json_number(fault.start_s),
        "end_s": json_number(fault.end_s),
        "worst": json_number(fault.worst),
        "limit": json_number(fault.limit),
        "excess": json_number(fault.excess),
        "safety": fault.safety,
    }


_COLUMNS: tuple[Column[tuple[Review, RepResult]], ...] = (
    Column("source", lambda row: csv_text(row[0].source)),
    Column("exercise", lambda row: row[0].exercise),
    Column("repetition", lambda row: row[1].index),
    *(column.read_from(lambda row: row[1]) for column in REPETITION_COLUMNS),
    Column("disclaimer", lambda _: DISCLAIMER_LINE),
)


def to_csv(review: Review) -> bytes:
    """Return a CSV file with a header and one row per repetition; unknown numbers are empty fields.

    A leading apostrophe makes text harmless that a spreadsheet would run as a formula.
    """
    return build_csv_file(_COLUMNS, ((review, rep) for rep in review.repetitions))
