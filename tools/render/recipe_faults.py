"""The faults that a recipe asks for, and when each of them can be seen."""

from collections.abc import Mapping

import numpy as np

from tools.render.clip_timeline import FaultSpan, Repetition
from tools.render.errors import RecipeError
from tools.render.exercises import FaultKind, Values
from tools.render.pain_signs import find_standstill
from tools.render.recipe import Fault, Recipe
from tools.render.timing import wandering

__all__ = ["FaultsWithKind", "find_faults", "find_span", "size_values"]

FaultsWithKind = list[tuple[Fault, FaultKind]]
"""Faults of a recipe, each with how it is shown."""


def find_faults(recipe: Recipe, known: Mapping[str, FaultKind]) -> FaultsWithKind:
    """Return the recipe's faults with how each is shown; `known` are those of the exercise.

    Raises `RecipeError` for a fault that is not known, or with a size or repetitions it cannot
    have.
    """
    for fault in recipe.fault:
        if fault.rule not in known:
            raise RecipeError(
                f"{recipe.name}: {recipe.exercise} has no fault {fault.rule!r}; "
                f"it has {', '.join(sorted(known))}."
            )
        kind = known[fault.rule]
        if not kind.least <= fault.size <= kind.most:
            raise RecipeError(
                f"{recipe.name}: {fault.rule} = {fault.size:g} {kind.unit} is more than can be "
                f"shown; choose a size from {kind.least:g} to {kind.most:g}."
            )
        if kind.how == "pause_time" and 1 in fault.repetitions:
            raise RecipeError(
                f"{recipe.name}: {fault.rule} is the rest before a repetition; "
                "the first one has none: choose repetitions from 2."
            )
        if kind.how == "setting" and fault.repetitions:
            raise RecipeError(
                f"{recipe.name}: {fault.rule} holds for the whole clip; leave repetitions out."
            )
    return [(fault, known[fault.rule]) for fault in recipe.fault]


def size_values(kind: FaultKind, size: float) -> Values:
    """Return the values that show a fault of this size."""
    return {name: size if value is None else value for name, value in kind.sets.items()}


def find_span(
    fault: Fault, kind: FaultKind, repetition: Repetition, human: np.random.Generator
) -> FaultSpan:
    """Return when the fault can be seen: in the hold, in one phase, or in the whole repetition."""
    top_s, leave_s = repetition.top_s, repetition.leave_s
    hold_s = leave_s - top_s
    start, end = {
        "top": (top_s, leave_s),
        "hold_time": (top_s, leave_s),
        "wander": (top_s, leave_s),
        "bounce": (top_s + 0.15 * hold_s, leave_s - 0.15 * hold_s),
        "dip": (top_s + 0.3 * hold_s, leave_s - 0.2 * hold_s),
        "raise_time": (repetition.start_s, top_s),
        "jerk": (repetition.start_s, top_s),
        "lower_time": (leave_s, repetition.end_s),
        "pause_time": (repetition.start_s - fault.size, repetition.start_s),
        "fall": (leave_s, repetition.end_s),
        "stop_out": find_standstill(repetition.start_s, top_s, fault.size),
        "stop_back": find_standstill(leave_s, repetition.end_s, fault.size),
    }.get(kind.how, (repetition.start_s, repetition.end_s))
    wander = wandering(float(hold_s), fault.size, human) if kind.how == "wander" else None
    return FaultSpan(
        rule=fault.rule, repetition=repetition.index, start_s=round(start, 3),
        end_s=round(end, 3), size=fault.size, unit=kind.unit, how=kind.how, wander=wander,
        sign=kind.sign or "",
    )  # fmt: skip
