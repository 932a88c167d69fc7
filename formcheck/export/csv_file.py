"""Makes every CSV file, from a list of columns, each with its name and its value."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from formcheck.encoding import printable

__all__ = ["Column", "build_csv_file"]

Row = TypeVar("Row")
Whole = TypeVar("Whole")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its header, and a function from a row to its field."""

    name: str
    value: Callable[[Row], object]

    def read_from(self, part: Callable[[Whole], Row]) -> "Column[Whole]":
        """Return the same column for a larger row.

        `part` takes from it the row that this column reads.
        """
        return Column(self.name, lambda whole: self.value(part(whole)))


def build_csv_file(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> bytes:
    """Return the content of a CSV file with a header.

    It is UTF-8 with a byte-order mark. Without the mark, Excel reads UTF-8 as the system's old
    encoding. Python reads the file as "utf-8-sig".
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    writer.writerows([column.value(row) for column in columns] for row in rows)
    return printable(out.getvalue()).encode("utf-8-sig")
