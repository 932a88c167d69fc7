"""Values as they are written to JSON and CSV, and the CSV file they become."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from formcheck.encoding import printable

__all__ = ["cell", "csv_file", "harmless", "number"]


def number(value: float | None, digits: int = 3) -> float | None:
    """A rounded number; None for None and for what is not finite."""
    if value is None or not math.isfinite(value):
        return None
    return round(value, digits)


def cell(value: float | None) -> str:
    """A number as a field of a CSV file; empty where it is not known."""
    known = number(value)
    return "" if known is None else f"{known:g}"


def harmless(text: str) -> str:
    """`text` with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def csv_file(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The content of a CSV file with a header.

    It is UTF-8 with a byte-order mark: without it Excel takes UTF-8 for the system's old encoding.
    Python reads it as "utf-8-sig".
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return printable(out.getvalue()).encode("utf-8-sig")
