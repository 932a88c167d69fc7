"""Lays out a clip from its recipe and one seed: when each repetition, fault and filler comes."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tools.render.clip_timeline import ClipTimeline, FaultSpan, Repetition
from tools.render.errors import RecipeError
from tools.render.exercises import Exercise, Values
from tools.render.fillers import FillerTimeline
from tools.render.recipe import Recipe
from tools.render.recipe_faults import find_faults, find_span, size_values
from tools.render.repetition_draft import RandomStreams, draft_repetition
from tools.render.untidiness import draw_untidiness

__all__ = ["build_settings", "lay_out_clip"]

UNTIDY_STREAM = 3  # a random stream of its own, so that untidiness changes nothing else


def build_settings(recipe: Recipe, exercise: type[Exercise]) -> Mapping[str, float]:
    """Return the exercise's settings, changed by the recipe and by faults of the whole clip.

    Raises `RecipeError` for a setting or a fault that the exercise does not have.
    """
    unknown = sorted(set(recipe.posture) - set(exercise.settings))
    if unknown:
        raise RecipeError(
            f"{recipe.name}: {recipe.exercise} has no posture setting {', '.join(unknown)}; "
            f"it has {', '.join(sorted(exercise.settings))}."
        )
    settings = {**exercise.settings, **recipe.posture}
    for fault, kind in find_faults(recipe, exercise.faults):
        if kind.how == "setting":
            settings.update(size_values(kind, fault.size))
        if kind.when and not kind.when[1] <= settings[kind.when[0]] <= kind.when[2]:
            name, low, high = kind.when
            raise RecipeError(
                f"{recipe.name}: {fault.rule} means nothing with {name} = {settings[name]:g}; "
                f"set posture.{name} from {low:g} to {high:g}."
            )
    return settings


def lay_out_clip(recipe: Recipe, exercise: Exercise) -> ClipTimeline:
    """Return the clip's timeline: repetitions with human timing, sway and faults.

    Raises `RecipeError` for a fault, part or negative that the exercise does not have, or a size
    that the body cannot reach.
    """
    chance = RandomStreams(
        times=np.random.default_rng(recipe.seed), human=np.random.default_rng([recipe.seed, 1])
    )
    movement = recipe.movement
    negative = _negative(recipe, exercise)
    fillers = FillerTimeline(recipe, exercise)
    clock = fillers.before() + movement.lead_s
    repetitions: list[Repetition] = []
    spans: list[FaultSpan] = []
    for index, side in enumerate(movement.sides, start=1):
        mine = [
            (fault, kind)
            for fault, kind in find_faults(recipe, exercise.faults)
            if not fault.repetitions or index in fault.repetitions
        ]
        draft = draft_repetition(movement, exercise, side, mine, chance)
        draft.tire((index - 1) / max(1, len(movement.sides) - 1), movement, exercise)
        if repetitions:
            rested = fillers.after(repetitions[-1])
            clock = rested + (clock if draft.rest_s is None else draft.rest_s)
        repetition = draft.repetition(index, side, clock)
        if negative is not None:
            repetition = replace(repetition, top=negative, complete=False, rejected="negative")
        repetitions.append(repetition)
        spans += [find_span(fault, kind, repetition, chance.human) for fault, kind in mine]
        clock = draft.next_rest_s
    moving = {name for each in repetitions for name in each.top}
    whole = ClipTimeline(
        duration_s=fillers.end(repetitions[-1]),
        rest=exercise.rest,
        primary=exercise.primary,
        repetitions=tuple(repetitions),
        faults=tuple(spans),
        sway_deg=movement.sway_deg,
        phases=tuple(chance.times.uniform(0, 2 * math.pi, size=4)),
        parts=tuple(fillers.parts),
        negative=movement.negative or "",
        steady=exercise.steady,
        nods=exercise.nods,
        untidy=draw_untidiness(
            movement, _known(recipe, moving), exercise.breaths,
            np.random.default_rng([recipe.seed, UNTIDY_STREAM]),
        ),
    )  # fmt: skip
    return _cut(whole, movement.stop_at_s) if movement.stop_at_s else whole


def _known(recipe: Recipe, moving: set[str]) -> set[str]:
    """Return the values that move; raise `RecipeError` if `movement.ahead` names another."""
    unknown = sorted(recipe.movement.ahead.keys() - moving)
    if unknown:
        raise RecipeError(
            f"{recipe.name}: movement.ahead names {', '.join(unknown)}, which does not move here; "
            f"these do: {', '.join(sorted(moving))}."
        )
    return moving


def _negative(recipe: Recipe, exercise: Exercise) -> Values | None:
    """Return the end position of the `negative` movement; None if the exercise is shown."""
    name = recipe.movement.negative
    if name is None:
        return None
    if name not in exercise.negatives:
        raise RecipeError(
            f"{recipe.name}: {recipe.exercise} has no negative {name!r}; "
            f"it has {', '.join(sorted(exercise.negatives))}."
        )
    rest, offsets = exercise.rest, exercise.negatives[name]
    return {each: rest.get(each, 0.0) + offsets.get(each, 0.0) for each in rest.keys() | offsets}


def _cut(whole: ClipTimeline, stop_at_s: float) -> ClipTimeline:
    """End the clip early; a repetition that is cut off is incomplete."""
    kept = tuple(
        repetition
        if repetition.end_s <= stop_at_s
        else replace(repetition, complete=False, rejected="unfinished")
        for repetition in whole.repetitions
        if repetition.start_s < stop_at_s
    )
    faults = tuple(
        replace(fault, end_s=min(fault.end_s, stop_at_s))
        for fault in whole.faults
        if fault.start_s < stop_at_s
    )
    parts = tuple(
        replace(part, end_s=min(part.end_s, stop_at_s))
        for part in whole.parts
        if part.start_s < stop_at_s
    )
    duration_s = min(whole.duration_s, stop_at_s)
    return replace(whole, duration_s=duration_s, repetitions=kept, faults=faults, parts=parts)
