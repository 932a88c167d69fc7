"""Keys and roles of exercise files that had another name in an earlier release.

Other people write exercise files. So a renamed word is still read under its old name for one
release, with a warning that names the new one.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from formcheck.errors import ExerciseError

__all__ = [
    "RENAMED_KEYS",
    "RENAMED_ROLES",
    "RenamedKey",
    "RenamedKeyWarning",
    "rename_old_keys",
]

Table = dict[str, Any]

ANYWHERE = "**"
"""As the first word of a path: in every table of the file."""


class RenamedKeyWarning(FutureWarning):
    """An exercise file uses a key or a role that the next release will not read.

    It is a `FutureWarning`, which Python shows by default, because people who write exercise files
    must see it.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RenamedKey:
    """One key that has another name now.

    `old` is the path to the key from the top of the file, its words joined by dots. An array of
    tables is one word and means each of them (`rule.grace_s`); `**.` before a single key means
    every table (`**.keep_at_least`). `new` is the key's present name, in the same table. With
    `unit` both may end in a unit, which is kept (`keep_at_least_deg`). `values` maps old values to
    new ones, where those were renamed too. `added` makes further keys at the top of the file from
    the old value; a key that the file already has is not changed. `note` is a further sentence in
    the warning.
    """

    old: str
    new: str
    unit: bool = False
    values: Mapping[Any, Any] | None = None
    added: Callable[[Any], Table] | None = None
    note: str = ""


def _add_hold(still_deg_per_s: float) -> Table:
    """Return the limit of a hold, which was a quarter of the old limit of stillness."""
    return {
        "hold": {
            "still_deg_per_s": still_deg_per_s / 4,
            "why": "A quarter of phases.still_deg_per_s, which was the limit of a hold before.",
            "source": "formcheck.poses.renamed_keys",
        }
    }


RENAMED_KEYS = (
    RenamedKey(
        old="lanes",
        new="counting_mode",
        values={"body": "whole_body", "legs": "per_leg", "higher_leg": "alternating"},
    ),
    RenamedKey(old="driving", new="primary_signal"),
    RenamedKey(old="primary_signal.still", new="stillness_signal"),
    RenamedKey(old="primary_signal.rest_deg", new="start_deg"),
    RenamedKey(old="phases.rest", new="start"),
    RenamedKey(old="phases.rest_dwell_s", new="start_dwell_s"),
    RenamedKey(old="mode", new="variant"),
    RenamedKey(old="rule.mode", new="variant"),
    RenamedKey(old="rule.reading", new="relative_to_start", values={"value": None}),
    RenamedKey(old="rule.grace_s", new="min_duration_s"),
    RenamedKey(old="spoken", new="prompts"),
    RenamedKey(old="contested", new="prescription_only"),
    RenamedKey(old="**.keep_at_least", new="exit_at_least", unit=True),
    RenamedKey(old="**.keep_at_most", new="exit_at_most", unit=True),
    RenamedKey(
        old="phases.still_deg_per_s",
        new="moving_deg_per_s",
        added=_add_hold,
        note="How still a hold must be is now in a table of its own, hold.still_deg_per_s.",
    ),
)
"""The order matters: after a table is renamed, the paths below begin with its new name."""

RENAMED_ROLES: Mapping[str, str] = {"drive": "primary"}
"""Old and new roles: the word before the dot of a `signal`, as in `primary.travel_deg`."""


def rename_old_keys(
    table: Table, *, name: str, renamed: tuple[RenamedKey, ...] = RENAMED_KEYS
) -> Table:
    """Return a copy of `table` with every old key and role under its new name.

    Warns (`RenamedKeyWarning`) once for each old word, however many tables have it. `name` is the
    file's name, for messages. Raises `ExerciseError` where a table has both names of a key.
    """
    table = _copy(table)
    for key in renamed:
        words = key.old.split(".")
        found: dict[str, str] = {}
        added: Table = {}
        for place in _tables(table, words[:-1]):
            for old in [old for old in place if _fits(old, words[-1], unit=key.unit)]:
                new = key.new + old[len(words[-1]) :]
                if new in place:
                    raise ExerciseError(
                        f"{name}: {old} is the old name of {new}; keep {new} and remove {old}."
                    )
                value = place[old]
                if key.added is not None:
                    added |= key.added(value)
                items = [
                    (new, _new_value(value, key.values)) if one == old else (one, kept)
                    for one, kept in place.items()
                ]
                place.clear()
                place.update(items)
                found[old] = new
        for old, new in found.items():
            warnings.warn(_message(name, words[:-1], old, new, key.note), stacklevel=3,
                          category=RenamedKeyWarning)  # fmt: skip
        table = added | table
    for old, new in _rename_roles(table).items():
        warnings.warn(
            f"{name or 'This exercise'}: the role {old} is called {new} now, as in "
            f"{new}.travel_deg; the next release will not read the old name.",
            stacklevel=3,
            category=RenamedKeyWarning,
        )
    return table


def _rename_roles(table: Table) -> dict[str, str]:
    """Rename the old roles of every signal in `table`; return those found, with their new names."""
    found: dict[str, str] = {}
    for place in _tables(table, [ANYWHERE]):
        signal = place.get("signal")
        role, dot, rest = signal.partition(".") if isinstance(signal, str) else ("", "", "")
        if dot and role in RENAMED_ROLES:
            found[role] = RENAMED_ROLES[role]
            place["signal"] = f"{found[role]}.{rest}"
    return found


def _fits(key: str, old: str, *, unit: bool) -> bool:
    return key == old or (unit and key.startswith(f"{old}_"))


def _new_value(value: Any, values: Mapping[Any, Any] | None) -> Any:
    if values is None or not isinstance(value, str | int | float):
        return value
    return values.get(value, value)


def _message(name: str, path: list[str], old: str, new: str, note: str) -> str:
    place = "" if path in ([], [ANYWHERE]) else ".".join(path) + "."
    sentence = (
        f"{name or 'This exercise'}: the key {place}{old} is called {place}{new} now; "
        "the next release will not read the old name."
    )
    return f"{sentence} {note}" if note else sentence


def _tables(table: Table, path: list[str]) -> Iterator[Table]:
    """Yield every table that the words of `path` lead to."""
    if path == [ANYWHERE]:
        yield table
        for value in list(table.values()):
            for inner in _inner(value):
                yield from _tables(inner, path)
    elif not path:
        yield table
    else:
        for inner in _inner(table.get(path[0])):
            yield from _tables(inner, path[1:])


def _inner(value: Any) -> list[Table]:
    """Return a table, or the tables of an array; empty for anything without keys."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value
