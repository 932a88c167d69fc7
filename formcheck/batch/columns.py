"""The columns of a batch's tables, and the rows of one clip. A new column is one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from formcheck.assessment.types import RepResult
from formcheck.review.types import Review
from formcheck.texts.formatting import json_number

__all__ = [
    "CLIP_COLUMNS",
    "REPETITION_COLUMNS",
    "Row",
    "TableColumn",
    "Value",
    "build_clip_row",
    "build_repetition_rows",
]

Value = str | int | float | bool | None
Row = Mapping[str, Value]
Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[Of]):
    """A column: its name, the type of its values, and the value of a row; None is unknown."""

    name: str
    kind: type[str | int | float | bool]
    value: Callable[[Of], Value]


CLIP_COLUMNS: tuple[TableColumn[Review], ...] = (
    TableColumn("exercise", str, lambda review: review.exercise),
    TableColumn("counted", int, lambda review: review.counted),
    TableColumn("not_counted", int, lambda review: len(review.repetitions) - review.counted),
    TableColumn("score", float, lambda review: json_number(review.score, 1)),
    TableColumn("band", str, lambda review: None if review.band is None else review.band.value),
    TableColumn("main_fault", str, lambda review: review.main_fault),
    TableColumn("faults", str, lambda review: _join_faults(review.repetitions)),
    TableColumn("assessable", float, lambda review: json_number(review.assessable, 4)),
    TableColumn("view_deg", float, lambda review: json_number(review.view.yaw_deg, 1)),
    TableColumn("duration_s", float, lambda review: json_number(review.duration_s)),
    TableColumn("frames", int, lambda review: review.frames),
    TableColumn("warnings", str, lambda review: " ".join(review.warnings)),
)

REPETITION_COLUMNS: tuple[TableColumn[RepResult], ...] = (
    TableColumn("repetition", int, lambda rep: rep.index),
    TableColumn("side", str, lambda rep: rep.side),
    TableColumn("counted", bool, lambda rep: rep.counted),
    TableColumn("rejected", str, lambda rep: None if rep.rejected is None else rep.rejected.value),
    TableColumn("start_s", float, lambda rep: json_number(rep.start_s)),
    TableColumn("turn_s", float, lambda rep: json_number(rep.turn_s)),
    TableColumn("end_s", float, lambda rep: json_number(rep.end_s)),
    TableColumn("rom_deg", float, lambda rep: json_number(rep.rom_deg, 1)),
    TableColumn("out_s", float, lambda rep: json_number(rep.out_s)),
    TableColumn("hold_s", float, lambda rep: json_number(rep.hold_s)),
    TableColumn("back_s", float, lambda rep: json_number(rep.back_s)),
    TableColumn("score", float, lambda rep: json_number(rep.score, 1)),
    TableColumn("band", str, lambda rep: None if rep.band is None else rep.band.value),
    TableColumn("assessable", float, lambda rep: json_number(rep.assessable, 4)),
    TableColumn("variant", str, lambda rep: rep.variant),
    TableColumn("faults", str, lambda rep: _join_faults((rep,))),
)


def build_clip_row(review: Review) -> Row:
    """Return the row of a clip, by the names of `CLIP_COLUMNS`."""
    return {column.name: column.value(review) for column in CLIP_COLUMNS}


def build_repetition_rows(review: Review) -> tuple[Row, ...]:
    """Return the rows of a clip's repetitions, by the names of `REPETITION_COLUMNS`."""
    return tuple(
        {column.name: column.value(rep) for column in REPETITION_COLUMNS}
        for rep in review.repetitions
    )


def _join_faults(repetitions: tuple[RepResult, ...]) -> str:
    return " ".join(sorted({fault.rule for rep in repetitions for fault in rep.faults}))
