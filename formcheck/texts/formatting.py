"""Numbers and names as people and files read them: the one place that makes words or cells of them.

Every function here takes a number that was not measured (None, NaN, or not finite) and says so;
none makes a 0 of it. A person reads `UNKNOWN`, a JSON report has null, a CSV field is empty.
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
    "seconds_of_ways",
    "share",
    "shown_span",
    "time_of_day",
]

UNKNOWN = "–"
"""What stands where a number was not measured."""

_UNITS = {"deg": "°", "deg_per_s": "°/s", "s": " s", "count": "", "share": ""}
_DIGITS = {"deg": 0, "count": 0, "deg_per_s": 1, "s": 1}


def is_known(value: float | None) -> TypeGuard[float]:
    """Whether `value` was measured: a finite number."""
    return value is not None and math.isfinite(value)


def is_number(value: float | None) -> TypeGuard[float]:
    """Whether `value` is a number; unlike for `is_known` it may be without end, as a limit is."""
    return value is not None and not math.isnan(value)


def number_or_none(value: float | None) -> float | None:
    """`value` as a float; None where it was not measured (None or NaN).

    The one place where NaN becomes None. Infinity stays: it is a number, and no JSON.
    """
    return float(value) if is_number(value) else None


def known(values: Iterable[float | None]) -> list[float]:
    """The measured ones of `values`, in their order."""
    return [value for value in values if is_known(value)]


# --- In words ---------------------------------------------------------------------------------


def clock(time_s: float | None) -> str:
    """A moment of the clip as on a video player: 0:14, 1:02:03."""
    if not is_known(time_s):
        return UNKNOWN
    minutes, seconds = divmod(max(0, int(time_s)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def countdown(seconds: float) -> str:
    """A wait as a clock shows it, such as 4:05: a second that has begun still counts."""
    return clock(math.ceil(seconds - 0.001))


def time_of_day(at: datetime, zone: tzinfo | None = None, *, seconds: bool = False) -> str:
    """The time on a wall clock, such as 18:05, or 18:05:09; `zone` None = where this machine is."""
    local = at.astimezone(zone)
    return f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"


def interval(start_s: float | None, end_s: float | None) -> str:
    """An interval of the clip as far as it is known: "0:14 to 0:20", "from 0:14", "until 0:20"."""
    if is_known(start_s):
        return (
            f"{clock(start_s)} to {clock(end_s)}" if is_known(end_s) else f"from {clock(start_s)}"
        )
    return f"until {clock(end_s)}" if is_known(end_s) else "time not known"


def duration(seconds: float | None) -> str:
    """A length of time for people: 17 s, 3 min 5 s."""
    if not is_known(seconds):
        return UNKNOWN
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def quantity(value: float | None, unit: str, *, digits: int | None = None) -> str:
    """A measured value with its unit.

    `unit` is one of `motion.signals.unit_of`, such as "deg", "s" or "trunk" (lengths of the trunk);
    `digits` after the point, None = as many as the unit is measured to.
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
    """A score from 0 to 100."""
    return f"{score:.0f}" if is_known(score) else UNKNOWN


def share(value: float | None) -> str:
    """A share 0..1 in percent."""
    return f"{100 * value:.0f} %" if is_known(value) else UNKNOWN


def seconds_of_ways(out_s: float | None, back_s: float | None) -> str:
    """The seconds of a repetition's way out and way back: "1.3 / 1.1"."""
    return " / ".join(f"{way:.1f}" if is_known(way) else UNKNOWN for way in (out_s, back_s))


def capitalised(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def plain_name(name: str, *, longest: int = 60) -> str:
    """A file name fit for showing: no path, no invisible or direction-changing signs, not long."""
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
    """`text` for a place that reads Markdown, so that it shows exactly as it is."""
    return text.translate(_MARKDOWN)


# --- In files ---------------------------------------------------------------------------------


def json_number(value: float | None, digits: int | None = 3) -> float | None:
    """A number for JSON, rounded to `digits` (None = as it is); None (null) where not known."""
    number = number_or_none(value) if is_known(value) else None
    return number if number is None or digits is None else round(number, digits)


def csv_number(value: float | None) -> str:
    """A number as a field of a CSV file; empty where it is not known."""
    number = json_number(value)
    return "" if number is None else f"{number:g}"


def csv_text(text: str) -> str:
    """`text` with a leading apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


# --- On a time axis ---------------------------------------------------------------------------


def shown_span(start_s: float | None, end_s: float | None) -> tuple[float, float] | None:
    """Where an interval can be drawn: whole, at its one known end, or None = nowhere."""
    ends = known((start_s, end_s))
    return (ends[0], ends[-1]) if ends else None
