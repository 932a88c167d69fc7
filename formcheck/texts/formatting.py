"""Numbers and names as people and files read them. No other module formats them.

Every function accepts a number that was not measured (None, NaN, or not finite) and says so;
none turns it into 0. A person reads `UNKNOWN`, a JSON report has null, a CSV field is empty.
"""

import math
import unicodedata
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import TypeGuard

__all__ = [
    "UNKNOWN",
    "capitalised",
    "clock",
    "countdown",
    "csv_number",
    "csv_text",
    "duration",
    "escape",
    "interval",
    "is_known",
    "is_number",
    "json_number",
    "known",
    "number_or_none",
    "plain_name",
    "points",
    "quantity",
    "seconds_out_and_back",
    "share",
    "shown_span",
    "time_of_day",
]

UNKNOWN = "–"
"""The text for a number that was not measured."""

_UNITS = {"deg": "°", "deg_per_s": "°/s", "s": " s", "count": "", "share": ""}
_DIGITS = {"deg": 0, "count": 0, "deg_per_s": 1, "s": 1}


def is_known(value: float | None) -> TypeGuard[float]:
    """Return whether `value` was measured: a finite number."""
    return value is not None and math.isfinite(value)


def is_number(value: float | None) -> TypeGuard[float]:
    """Return whether `value` is a number.

    Unlike in `is_known` it may be infinite, as a limit can be.
    """
    return value is not None and not math.isnan(value)


def number_or_none(value: float | None) -> float | None:
    """`value` as a float; None where it was not measured (None or NaN).

    The one place where NaN becomes None. Infinity stays, although JSON cannot hold it.
    """
    return float(value) if is_number(value) else None


def known(values: Iterable[float | None]) -> list[float]:
    """Return the measured values among `values`, in their order."""
    return [value for value in values if is_known(value)]


# --- In words ---------------------------------------------------------------------------------


def clock(time_s: float | None) -> str:
    """Return a moment of the clip as a video player shows it: 0:14, 1:02:03."""
    if not is_known(time_s):
        return UNKNOWN
    minutes, seconds = divmod(max(0, int(time_s)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def countdown(seconds: float) -> str:
    """Return the time left, such as 4:05, rounded up to whole seconds."""
    return clock(math.ceil(seconds - 0.001))


def time_of_day(at: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """Return the time of day, such as 18:05 or 18:05:09; `zone` None = this machine's time zone."""
    local = at.astimezone(zone)
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def interval(start_s: float | None, end_s: float | None) -> str:
    """Return the known part of an interval: "0:14 to 0:20", "from 0:14", "until 0:20"."""
    if is_known(start_s):
        return (
            f"{clock(start_s)} to {clock(end_s)}" if is_known(end_s) else f"from {clock(start_s)}"
        )
    return f"until {clock(end_s)}" if is_known(end_s) else "time not known"


def duration(seconds: float | None) -> str:
    """Return a length of time for people: 17 s, 3 min 5 s."""
    if not is_known(seconds):
        return UNKNOWN
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def quantity(value: float | None, unit: str, *, digits: int | None = None) -> str:
    """Return a measured value with its unit.

    `unit` is one that `kinematics.signals.unit_of` returns, such as "deg", "s" or "trunk"
    (lengths of the trunk). `digits` is the number of decimals, None = the usual one for the unit.
    """
    if not is_known(value):
        return UNKNOWN
    places = _DIGITS.get(unit, 2) if digits is None else digits
    number = f"{value:.{places}f}"
    if float(number) == 0:
        number = number.removeprefix("-")
    suffix = _UNITS.get(unit, f" {unit} lengths")
    return f"{number}{suffix}".replace("-", "\N{MINUS SIGN}")


def points(score: float | None) -> str:
    """Return a score from 0 to 100."""
    return f"{score:.0f}" if is_known(score) else UNKNOWN


def share(value: float | None) -> str:
    """Return a share 0..1 in percent."""
    return f"{100 * value:.0f} %" if is_known(value) else UNKNOWN


def seconds_out_and_back(out_s: float | None, back_s: float | None) -> str:
    """Return the seconds of a repetition's phases out and back: "1.3 / 1.1"."""
    return " / ".join(f"{way:.1f}" if is_known(way) else UNKNOWN for way in (out_s, back_s))


def capitalised(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def plain_name(name: str, *, longest: int = 60) -> str:
    """Return a file name to show: short, without path and invisible or direction-changing signs."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(
        sign if unicodedata.category(sign)[0] != "C" else "\N{REPLACEMENT CHARACTER}"
        for sign in last
    )
    if len(visible) <= longest:
        return visible
    half = (longest - 1) // 2
    return f"{visible[:half]}…{visible[-half:]}"


_MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]()<>#+-.!|~$:^&=@\"'/"})


def escape(text: str) -> str:
    """`text` with its Markdown escaped, so that it shows exactly as it is."""
    return text.translate(_MARKDOWN)


# --- In files ---------------------------------------------------------------------------------


def json_number(value: float | None, digits: int | None = 3) -> float | None:
    """Return a number for JSON, rounded to `digits` (None = not rounded).

    An unknown number becomes None, which is null in JSON.
    """
    number = number_or_none(value) if is_known(value) else None
    return number if number is None or digits is None else round(number, digits)


def csv_number(value: float | None) -> str:
    """Return a number as a field of a CSV file; empty where it is not known."""
    number = json_number(value)
    return "" if number is None else f"{number:g}"


def csv_text(text: str) -> str:
    """`text` with a leading apostrophe where a spreadsheet would read it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


# --- On a time axis ---------------------------------------------------------------------------


def shown_span(start_s: float | None, end_s: float | None) -> tuple[float, float] | None:
    """Return where to draw an interval: whole, at its one known end, or None = nowhere."""
    ends = known((start_s, end_s))
    return (ends[0], ends[-1]) if ends else None
