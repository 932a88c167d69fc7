"""Finds the values that give a signal a wanted size, or says what the body can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tools.render.body import Body
from tools.render.errors import RecipeError
from tools.render.exercises.base import OTHER, Exercise, Tuned, Values
from tools.render.root_finding import find_root
from tools.render.side_view_signals import read_side_view

NEAR = "right"  # every exercise is solved with the person's right side near the camera


@dataclass(frozen=True, kw_only=True)
class TunedStart:
    """Settings along a `path` of 0..1 that give a signal of the near side its wanted value.

    The signal `reading` is measured in the start position, or with `at_top` in the end position of
    a good repetition.
    """

    reading: str
    path: Callable[[float], Mapping[str, float]]
    at_top: bool = False


def solve_settings(
    kind: Callable[[Body, Mapping[str, float]], Exercise],
    body: Body,
    settings: Mapping[str, float],
    starts: Mapping[str, TunedStart],
) -> dict[str, float]:
    """Return the settings; each that `starts` names is replaced by those that give that signal.

    Raises `RecipeError` when the body cannot do it.
    """
    found = {name: value for name, value in settings.items() if name not in starts}
    for name, start in starts.items():
        if name not in settings:
            continue
        base = dict(found)

        def reading(share: float, start: TunedStart = start, base: Any = base) -> float:
            exercise = kind(body, {**base, **start.path(share)})
            values = exercise.top if start.at_top else exercise.rest
            posed = body.pose(exercise.posture(values, NEAR))
            return read_side_view(posed, start.reading, NEAR)

        share = solve_for(reading, 0.0, 1.0, settings[name], what=f"{name} ({start.reading})")
        found.update(start.path(share))
    return found


def solve_value(
    exercise: Exercise, tuned: Tuned, size: float, top: Values, side: str, *, what: str
) -> float:
    """Return the value at which the signal in the end position `top` has the size.

    Raises `RecipeError` when the body cannot do it.
    """
    work = NEAR if side == "both" else side
    of = {"near": NEAR, "work": work, "other": OTHER[work], "raised": OTHER[work]}[tuned.role]

    def reading(values: Values) -> float:
        return read_side_view(exercise.body.pose(exercise.posture(values, work)), tuned.reading, of)

    start = 0.0 if tuned.change == "value" else reading(exercise.rest)

    def changed(value: float) -> float:
        found = reading({**top, tuned.value: value}) - start
        return abs(found) if tuned.change == "change" else found

    return solve_for(changed, tuned.low, tuned.high, size, what=f"{what} ({tuned.reading})")


def solve_for(
    function: Callable[[float], float], low: float, high: float, wanted: float, *, what: str
) -> float:
    """Return where a monotone function has a value; raise `RecipeError` where it never has."""
    first, last = function(low), function(high)
    if not min(first, last) - 0.05 <= wanted <= max(first, last) + 0.05:
        raise RecipeError(
            f"{what} = {wanted:g} is more than this body can do: "
            f"choose a size from {min(first, last):.2f} to {max(first, last):.2f}."
        )
    sign = 1 if last > first else -1
    return find_root(lambda value: sign * (function(value) - wanted), low, high)
