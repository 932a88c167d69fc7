"""JSON in and out of the history: plain values only, whatever the file contains."""

import json
from collections.abc import Mapping

from formcheck.errors import StoreError
from formcheck.texts.formatting import number_or_none

__all__ = ["LONGEST_TEXT", "dump", "load", "load_object"]

LONGEST_TEXT = 100_000
"""Most characters of one JSON text; events and settings are never longer."""


def dump(value: object) -> str:
    """Return the JSON text of a value made of mappings, lists, tuples, text, numbers, None.

    NaN means "missing" in FormCheck and becomes null, because JSON has no NaN. Raises `StoreError`
    for anything else, such as infinity, other objects, or more than `LONGEST_TEXT` characters.
    """
    try:
        text = json.dumps(_plain(value), allow_nan=False, ensure_ascii=True)
    except (ValueError, RecursionError) as error:
        raise StoreError(
            f"Expected a value that JSON can express, got one with {error}. "
            "Use text, numbers, lists and mappings."
        ) from error
    if len(text) > LONGEST_TEXT:
        raise StoreError(
            f"Expected at most {LONGEST_TEXT} characters of JSON for the history, got "
            f"{len(text)}. Store less at once."
        )
    return text


def load(text: object) -> object:
    """Return the value of a JSON text. Raises `StoreError` when it is not JSON, or too long."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise StoreError(
            f"Expected at most {LONGEST_TEXT} characters of JSON in the history, got something "
            "else. Move the file away to start a new one."
        )
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise StoreError(
            f"Expected JSON in the history, got something else ({error}). Move the file away to "
            "start a new one."
        ) from error


def load_object(text: object) -> Mapping[str, object]:
    """Return the JSON object of a text. Raises `StoreError` when the text is not one."""
    value = load(text)
    if not isinstance(value, dict):
        raise StoreError(
            f"Expected a JSON object in the history, got {type(value).__name__}. Move the file "
            "away to start a new one."
        )
    return value


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return number_or_none(value)
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("keys that are not text")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise ValueError(f"a {type(value).__name__} in it")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
