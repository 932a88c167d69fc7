"""The tables of a batch, as CSV and as Parquet: clips, repetitions, and clips without a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from formcheck.batch.clip_result import ClipResult
from formcheck.batch.columns import CLIP_COLUMNS, REPETITION_COLUMNS, Row, Value
from formcheck.batch.parquet import build_parquet_file
from formcheck.export.csv_file import Column, build_csv_file
from formcheck.output_path import write_all
from formcheck.texts.formatting import csv_text
from formcheck.texts.safety import DISCLAIMER_LINE

__all__ = ["Table", "build_tables", "write_tables"]

_CLIP = {"clip": str}
_HOW = {"chosen_by": str, "confidence": float}
_LAST = {"disclaimer": str}


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table: its name, the type of each column, and the rows. None is a value not known."""

    name: str
    kinds: Mapping[str, type]
    rows: tuple[Row, ...]


def build_tables(results: Sequence[ClipResult]) -> tuple[Table, Table, Table]:
    """Return the tables `clips`, `repetitions` and `failed`, in the order of the results."""
    judged = [result for result in results if result.verdict is not None]
    end = {"disclaimer": DISCLAIMER_LINE}
    clips = Table(
        name="clips",
        kinds=_CLIP | {column.name: column.kind for column in CLIP_COLUMNS} | _HOW | _LAST,
        rows=tuple({**one.describe(), **(one.verdict or {}), **end} for one in judged),
    )
    repetitions = Table(
        name="repetitions",
        kinds=_CLIP
        | {"exercise": str}
        | {column.name: column.kind for column in REPETITION_COLUMNS}
        | _LAST,
        rows=tuple(
            {"clip": one.clip, "exercise": (one.verdict or {}).get("exercise"), **row, **end}
            for one in judged
            for row in one.repetitions
        ),
    )
    failed = Table(
        name="failed",
        kinds=_CLIP | {"reason": str},
        rows=tuple(
            {"clip": one.clip, "reason": one.failed} for one in results if one.failed is not None
        ),
    )
    return clips, repetitions, failed


def write_tables(results: Sequence[ClipResult], folder: Path) -> tuple[Path, ...]:
    """Write every table to `folder` as CSV and as Parquet; return the files.

    All are written, or none. Raises `OutputError`.
    """
    contents: dict[Path, bytes] = {}
    for table in build_tables(results):
        contents[folder / f"{table.name}.csv"] = _to_csv(table)
        contents[folder / f"{table.name}.parquet"] = build_parquet_file(table.kinds, table.rows)
    write_all(contents)
    return tuple(contents)


def _to_csv(table: Table) -> bytes:
    columns = [_csv_column(name) for name in table.kinds]
    return build_csv_file(columns, table.rows)


def _csv_column(name: str) -> Column[Row]:
    return Column(name, lambda row: _to_field(row.get(name)))


def _to_field(value: Value) -> object:
    """Return a field of a CSV file: empty where the value is not known, yes or no for a bool."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return csv_text(value) if isinstance(value, str) else f"{value:g}"
