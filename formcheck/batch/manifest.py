"""Reads the manifest of a batch: a CSV file that says which exercise each clip shows."""

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from formcheck.errors import InputError
from formcheck.input_path import read_text_file
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.review.request import parse_side

__all__ = ["MANIFEST_COLUMNS", "ManifestRow", "read_manifest"]

MANIFEST_COLUMNS = ("file", "exercise", "side", "target_deg")
"""The columns of a manifest. Only the first is needed; others that a file has are not read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ManifestRow:
    """A row: `number` is its line in the file, `exercise` None where the movement shall decide.

    `side` is "auto", "left" or "right", `target_deg` a personal target in degrees or None.
    """

    number: int
    exercise: str | None = None
    side: str = "auto"
    target_deg: float | None = None


def read_manifest(file: Path) -> Mapping[str, ManifestRow]:
    """Return the rows of a manifest by the clip's path below the batch's folder.

    Commas or semicolons separate the columns. Raises `InputError`, with the line, for a file that
    cannot be read, a missing column, an unknown exercise or side, a wrong target, a clip named
    twice, and a path that leads out of the folder.
    """
    text = read_text_file(file)
    first = text.partition("\n")[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    rows: dict[str, ManifestRow] = {}
    try:
        table = csv.DictReader(io.StringIO(text), delimiter=comma, strict=True)
        if "file" not in (table.fieldnames or ()):
            raise InputError(
                f"Expected a first line with the columns {', '.join(MANIFEST_COLUMNS)} in "
                f"{file.name}; the column file is missing."
            )
        for values in table:
            number = table.line_num
            name = _read_name(values.get("file") or "", number)
            if name in rows:
                raise InputError(
                    f"Line {number} of the manifest names {name}, as line {rows[name].number} "
                    "does. Keep one of them."
                )
            rows[name] = _read_row(values, number)
    except csv.Error as error:
        raise InputError(f"Expected a CSV file in {file.name}, got one with {error}.") from error
    return rows


def _read_name(text: str, number: int) -> str:
    path = PurePosixPath(text.strip().replace("\\", "/"))
    if not path.name or path.is_absolute() or ".." in path.parts:
        raise InputError(
            f"Expected a clip's path below the folder in line {number} of the manifest, got "
            f"{text!r}."
        )
    return path.as_posix()


def _read_row(values: Mapping[str, str | None], number: int) -> ManifestRow:
    exercise = (values.get("exercise") or "").strip() or None
    side = (values.get("side") or "").strip() or "auto"
    target = (values.get("target_deg") or "").strip()
    where = f"line {number} of the manifest"
    if exercise is not None and exercise not in exercise_names():
        raise InputError(
            f"Expected one of {', '.join(exercise_names())} in {where}, got {exercise!r}."
        )
    try:
        parse_side(side)
        target_deg = float(target) if target else None
    except ValueError as error:
        raise InputError(f"Expected a target in degrees in {where}, got {target!r}.") from error
    except InputError as error:
        raise InputError(
            f"Expected the side auto, left or right in {where}, got {side!r}."
        ) from error
    if target_deg is not None:
        if exercise is None or not math.isfinite(target_deg):
            raise InputError(f"Expected an exercise and a number beside the target in {where}.")
        load_exercise(exercise).with_target(target_deg)
    return ManifestRow(number=number, exercise=exercise, side=side, target_deg=target_deg)
