"""Exercise files as texts that a test changes."""

from importlib.resources import files

import pytest

from formcheck.errors import ExerciseError
from formcheck.poses.loader import parse_exercise

BRIDGE = files("formcheck.poses").joinpath("bridge.toml").read_text(encoding="utf-8")
DOG = files("formcheck.poses").joinpath("bird_dog.toml").read_text(encoding="utf-8")


def with_replaced(old: str, new: str, *, text: str = BRIDGE) -> str:
    """The text with its first `old` replaced, which must be there."""
    assert old in text, f"the exercise file no longer has {old!r}; use its new text here"
    return text.replace(old, new, 1)


def refusal_message(text: str) -> str:
    """The message with which an exercise file is refused."""
    with pytest.raises(ExerciseError) as caught:
        parse_exercise(text, name="my_bridge.toml")
    message = str(caught.value)
    assert message.startswith("my_bridge.toml")
    assert "\n" not in message
    return message
