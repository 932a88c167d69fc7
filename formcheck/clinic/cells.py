"""Single values as they are written to JSON and CSV."""

import math

__all__ = ["cell", "harmless", "number"]


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
