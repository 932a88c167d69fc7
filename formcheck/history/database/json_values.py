"""JSON in and out of the history: plain values only, whatever stands in the file."""

import json
from collections.abc import Mapping

from formcheck.errors import StoreError
from formcheck.texts.formatting import number_or_none

__all__ = ["LONGEST_TEXT", "dump", "load", "load_object"]

LONGEST_TEXT = 100_000
"""Characters of JSON in one place; what is longer was not meant for events or settings."""


def dump(value: object) -> str:
    """Return the JSON text of a value made of mappings, lists, tuples, text, numbers, None.

    NaN, "missing" everywhere else here, becomes null, since JSON has no NaN. Raises `StoreError`
    for anything else, such as infinity, other objects, or more than `LONGEST_TEXT` characters.
    """
    try:
        text = json.dumps(_plain(value), allow_nan=False, ensure_ascii=True)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"Expected a value JSON can hold, got one with {error}.") from error
    if len(text) > LONGEST_TEXT:
        raise StoreError(
            f"Expected at most {LONGEST_TEXT} characters of JSON for the history, got {len(text)}."
        )
    return text


def load(text: object) -> object:
    """Return the value of a JSON text. Raises `StoreError` when it is none, or too long."""
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
    """Return the JSON object of a text. Raises `StoreError` when it is none."""
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
            raise ValueError("keys that are no text")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise ValueError(f"a {type(value).__name__} in it")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
