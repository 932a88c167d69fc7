"""The one way a CSV file is made."""

import csv
import io
from collections.abc import Iterable, Sequence

from formcheck.encoding import printable

__all__ = ["csv_file"]


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
