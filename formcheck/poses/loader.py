"""Loading exercise definitions from TOML."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck.encoding import read_text
from formcheck.errors import ExerciseError, UnknownExerciseError
from formcheck.input_path import parse_toml, read_text_file
from formcheck.poses.exercise import Exercise
from formcheck.poses.renamed_keys import rename_old_keys

__all__ = ["exercise_names", "load_exercise", "parse_exercise"]


def exercise_names() -> tuple[str, ...]:
    """Return the names of all exercises that come with the program, sorted."""
    folder = files("formcheck.poses")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def load_exercise(name: str) -> Exercise:
    """Return the exercise called `name`.

    Raises `UnknownExerciseError` when there is none, `ExerciseError` when its file is wrong.
    """
    names = exercise_names()
    if name not in names:
        raise UnknownExerciseError(f"No exercise is called {name!r}; choose {', '.join(names)}.")
    text = read_text(files("formcheck.poses").joinpath(f"{name}.toml"))
    return parse_exercise(text, name=f"{name}.toml")


def parse_exercise(text: str | Path, *, name: str = "") -> Exercise:
    """Return the exercise that a TOML text or file defines.

    Old keys of the last release are read too, with a `RenamedKeyWarning` that names the new key.
    Raises `ExerciseError` with the file, the key, the value and what was expected.
    """
    if isinstance(text, Path):
        name = name or text.name
        text = read_text_file(text, error=ExerciseError)
    table = rename_old_keys(parse_toml(text, name=name, error=ExerciseError), name=name)
    try:
        return Exercise.model_validate(_as_strict(table))
    except ValidationError as error:
        raise ExerciseError(f"{name}: {_first_problem(error, table)}.") from error


def _as_strict(value: Any) -> Any:
    """Return TOML's lists as tuples, so that strict checking can pass."""
    if isinstance(value, Mapping):
        return {key: _as_strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_as_strict(item) for item in value)
    return value


def _first_problem(error: ValidationError, table: Mapping[str, Any]) -> str:
    """Return where the first problem is and what it is, in one sentence."""
    problems = error.errors(include_url=False)
    # A misspelt key is also a missing one; naming the misspelt one helps more.
    first = next((p for p in problems if p["type"] == "extra_forbidden"), problems[0])
    place: Any = table
    words = []
    for step in first["loc"]:
        place = _step(place, step)
        named = isinstance(place, Mapping) and isinstance(step, int) and "name" in place
        words.append(str(place["name"]) if named else str(step))
    message = first["msg"].removeprefix("Value error, ")
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    said = "got " in message
    got = "" if said or isinstance(place, Mapping | list | None) else f", got {place!r}"
    return f"{'.'.join(words) or 'the file'}: {message}{got}{more}"


def _step(place: Any, step: str | int) -> Any:
    try:
        return place[step]
    except (KeyError, IndexError, TypeError):
        return None
