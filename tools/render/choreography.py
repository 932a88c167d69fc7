"""Lays out a clip: repetitions with human timing, sway and faults, all from one seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tools.render.clip_timeline import STEP_DEG, ClipTimeline, FaultSpan, FillerSpan, Repetition
from tools.render.errors import RecipeError
from tools.render.exercises import Exercise, FaultKind, Values
from tools.render.exercises.solver import tuned_value
from tools.render.fillers import FillerTimeline
from tools.render.pain_signs import falling, standstill, stopping
from tools.render.recipe import Fault, Movement, Recipe
from tools.render.timing import PhaseCurve, jerked_curve, minimum_jerk, wandering

__all__ = [
    "STEP_DEG",
    "ClipTimeline",
    "FaultSpan",
    "FillerSpan",
    "Repetition",
    "minimum_jerk",
    "plan",
    "settings_of",
]

Kinds = list[tuple[Fault, FaultKind]]
LEFT_LESS_DEG, VARIED_DEG = 20.0, 20.0
WHOLE_PARTS = (0.45, 0.1, 0.45)  # of a repetition done too fast: out, hold, back


def settings_of(recipe: Recipe, exercise: type[Exercise]) -> Mapping[str, float]:
    """Return the exercise's settings with the recipe's own and those of clip-long faults.

    Raises `RecipeError` for a setting or a fault the exercise does not know.
    """
    unknown = sorted(set(recipe.posture) - set(exercise.settings))
    if unknown:
        raise RecipeError(
            f"{recipe.name}: {recipe.exercise} has no posture setting {', '.join(unknown)}; "
            f"it has {', '.join(sorted(exercise.settings))}."
        )
    settings = {**exercise.settings, **recipe.posture}
    for fault, kind in _kinds(recipe, exercise.faults):
        if kind.how == "setting":
            settings.update(_sized(kind, fault.size))
        if kind.when and not kind.when[1] <= settings[kind.when[0]] <= kind.when[2]:
            name, low, high = kind.when
            raise RecipeError(
                f"{recipe.name}: {fault.rule} means nothing with {name} = {settings[name]:g}; "
                f"set posture.{name} from {low:g} to {high:g}."
            )
    return settings


def plan(recipe: Recipe, exercise: Exercise) -> ClipTimeline:
    """Return the clip's timeline.

    Raises `RecipeError` for a fault, part or negative the exercise does not know, or a size the
    body cannot do.
    """
    chance = _Chance(
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
            for fault, kind in _kinds(recipe, exercise.faults)
            if not fault.repetitions or index in fault.repetitions
        ]
        draft = _drafted(movement, exercise, side, mine, chance)
        draft.tire((index - 1) / max(1, len(movement.sides) - 1), movement, exercise)
        if repetitions:
            rested = fillers.after(repetitions[-1])
            clock = rested + (clock if draft.rest_s is None else draft.rest_s)
        repetition = draft.repetition(index, side, clock)
        if negative is not None:
            repetition = replace(repetition, top=negative, complete=False, rejected="negative")
        repetitions.append(repetition)
        spans += [_span(fault, kind, repetition, chance.human) for fault, kind in mine]
        clock = draft.next_rest_s
    whole = ClipTimeline(
        duration_s=fillers.end(repetitions[-1]),
        rest=exercise.rest,
        driver=exercise.driver,
        repetitions=tuple(repetitions),
        faults=tuple(spans),
        sway_deg=movement.sway_deg,
        phases=tuple(chance.times.uniform(0, 2 * math.pi, size=4)),
        parts=tuple(fillers.parts),
        negative=movement.negative or "",
        steady=exercise.steady,
        nods=exercise.nods,
    )
    return _cut(whole, movement.stop_at_s) if movement.stop_at_s else whole


@dataclass(frozen=True, kw_only=True)
class _Chance:
    """Two random streams, so that drawing more from one does not change the other."""

    times: np.random.Generator
    human: np.random.Generator


@dataclass
class _Draft:
    """A repetition that is being laid out: its times in s and the values at its end position."""

    out_s: float
    hold_s: float
    back_s: float
    next_rest_s: float
    top: Values
    out: PhaseCurve
    back: PhaseCurve
    drift_deg: float
    rest_s: float | None = None
    rejected: str = ""

    def tire(self, share: float, movement: Movement, exercise: Exercise) -> None:
        """Move less far and slower, as after this share of the set."""
        if not share:
            return
        driver = exercise.driver
        curve = self.top[driver] - exercise.rest[driver]
        self.top[driver] -= math.copysign(share * movement.tiring_deg, curve)
        self.out_s *= 1 + share * movement.slowing
        self.back_s *= 1 + share * movement.slowing

    def repetition(self, index: int, side: str, start_s: float) -> Repetition:
        """Return the repetition, starting at a time in s."""
        times = np.round(start_s + np.cumsum([0.0, self.out_s, self.hold_s, self.back_s]), 3)
        return Repetition(
            index=index, side=side, complete=not self.rejected, rejected=self.rejected,
            top=self.top, start_s=times[0], top_s=times[1], leave_s=times[2], end_s=times[3],
            out=self.out, back=self.back, drift_deg=self.drift_deg,
        )  # fmt: skip


def _drafted(
    movement: Movement,
    exercise: Exercise,
    side: str,
    mine: Kinds,
    chance: _Chance,
) -> _Draft:
    """Return a repetition with human variation and its faults."""
    rng, human = chance.times, chance.human
    vary = 1 + movement.variation * rng.uniform(-1, 1, size=4)
    vary[1] = 1 + abs(vary[1] - 1) / 2  # people tend to count slowly; a hold is never short
    times = np.array([movement.raise_s, movement.hold_s, movement.lower_s, movement.rest_s]) * vary
    rest, top = exercise.rest, dict(exercise.top)
    top[exercise.driver] += VARIED_DEG * movement.variation * rng.uniform(-1, 1)
    skews, lean, drift = human.uniform(-1, 1, size=2), human.uniform(0.5, 1), human.uniform(0.3, 1)
    for name, value in top.items():
        spread = human.uniform(-1, 1)
        if name != exercise.driver and value != rest[name]:
            top[name] = min(value + movement.spread_deg * spread, 178.0)
    out_sign = math.copysign(1, top[exercise.driver] - rest[exercise.driver])
    if side == "left":
        top[exercise.driver] -= out_sign * LEFT_LESS_DEG * movement.asymmetry
    draft = _Draft(
        out_s=times[0],
        hold_s=times[1],
        back_s=times[2] * (1 + movement.asymmetry * lean),
        next_rest_s=times[3],
        top=top,
        out=PhaseCurve(skew=movement.skew * skews[0]),
        back=PhaseCurve(skew=movement.skew * skews[1]),
        drift_deg=-out_sign * movement.hold_drift_deg * drift,
    )
    for fault, kind in mine:
        _bring_in(draft, fault, kind, exercise, side)
    shares = [fault.size for fault, kind in mine if kind.how == "range"]
    share = shares[-1] if shares else 1.0
    draft.top = {
        name: rest.get(name, 0.0) + share * (value - rest.get(name, 0.0))
        for name, value in draft.top.items()
    }
    for fault, kind in mine:
        if kind.how == "jerk":
            draft.out = _jerked(draft, exercise, fault)
    return draft


def _bring_in(draft: _Draft, fault: Fault, kind: FaultKind, exercise: Exercise, side: str) -> None:
    """Apply one of the repetition's faults to a draft."""
    size = fault.size
    if not kind.counts:
        draft.rejected = fault.rule
    match kind.how:
        case "raise_time":
            draft.out_s = size
        case "hold_time":
            draft.hold_s = size
        case "lower_time":
            draft.back_s = size
        case "pause_time":
            draft.rest_s = size
        case "whole_time":
            draft.out_s, draft.hold_s, draft.back_s = (size * part for part in WHOLE_PARTS)
        case "top":
            draft.top.update(_sized(kind, size))
            if kind.tuned:
                draft.top[kind.tuned.value] = tuned_value(
                    exercise, kind.tuned, size, draft.top, side, what=fault.rule
                )
        case _:
            _show_sign(draft, kind, size)


def _show_sign(draft: _Draft, kind: FaultKind, size: float) -> None:
    """Apply a pain sign to a draft."""
    match kind.how:
        case "fall":
            draft.hold_s, draft.back_s, draft.back = falling(draft.hold_s, size)
        case "stop_out":
            draft.out_s, draft.out = stopping(draft.out_s, size)
        case "stop_back":
            draft.back_s, draft.back = stopping(draft.back_s, size)
        case _:
            pass


def _jerked(draft: _Draft, exercise: Exercise, fault: Fault) -> PhaseCurve:
    length = draft.top[exercise.driver] - exercise.rest[exercise.driver]
    curve = jerked_curve(length_deg=length, time_s=draft.out_s, speed_deg_per_s=fault.size)
    if curve is None:
        raise RecipeError(
            f"{fault.rule} = {fault.size:g} cannot be reached over {abs(length):.0f} degrees in "
            f"{draft.out_s:.1f} s: choose a size nearer {1.9 * abs(length) / draft.out_s:.0f} to "
            f"{2.3 * abs(length):.0f}."
        )
    return curve


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


def _kinds(recipe: Recipe, known: Mapping[str, FaultKind]) -> Kinds:
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


def _sized(kind: FaultKind, size: float) -> Values:
    return {name: size if value is None else value for name, value in kind.sets.items()}


def _span(
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
        "stop_out": standstill(repetition.start_s, top_s, fault.size),
        "stop_back": standstill(leave_s, repetition.end_s, fault.size),
    }.get(kind.how, (repetition.start_s, repetition.end_s))
    wander = wandering(float(hold_s), fault.size, human) if kind.how == "wander" else None
    return FaultSpan(
        rule=fault.rule, repetition=repetition.index, start_s=round(start, 3),
        end_s=round(end, 3), size=fault.size, unit=kind.unit, how=kind.how, wander=wander,
        sign=kind.sign or "",
    )  # fmt: skip
