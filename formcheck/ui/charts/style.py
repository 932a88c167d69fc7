"""What the charts share: colours with one meaning everywhere, and gaps for unknown values."""

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt

from formcheck.texts.formatting import json_number

__all__ = ["GRID", "INK", "LINE", "QUIET", "SIDE_STYLES", "to_inline_data"]

INK = "#1F2933"
QUIET = "#616E7C"
LINE = "#CBD2D9"
GRID = "#EDF0F3"
SIDE_STYLES = {
    "left": ("#0072B2", [1, 0]),
    "right": ("#7A3E9D", [7, 3]),
    "both": ("#0072B2", [1, 0]),
}
"""Colour and dashes of a side."""


def to_inline_data(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Return rows as the chart reads them.

    A value that is not finite becomes null, which is a gap.
    """
    # As a tuple: Altair copies a list's rows one by one, five times over, for each chart.
    return alt.InlineData(
        values=tuple(
            {
                key: json_number(value, None) if isinstance(value, float) else value
                for key, value in row.items()
            }
            for row in rows
        )
    )
