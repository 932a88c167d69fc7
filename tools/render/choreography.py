"""When what happens: repetitions with human timing, sway and faults, all from one seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tools.render.errors import RecipeError
from tools.render.exercises import Exercise, FaultKind, Values
from tools.render.recipe import Fault, Recipe

STEP_DEG = 0.25
HEAD_STEP_DEG = 0.5
HEAD_SWAY_DEG = 1.5
BOUNCE_HZ = 2.0
SWAY_HZ = (0.23, 0.41)


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """One repetition as it truly happens; seconds from the clip's start."""

    index: int
    side: str
    start_s: float
    top_s: float
    leave_s: float
    end_s: float
    complete: bool
    top: Values = field(repr=False)

    def progress(self, time_s: float) -> float:
        """Return the share of the way to the end position, 0..1, moving with minimum jerk."""
        if time_s <= self.top_s:
            return minimum_jerk((time_s - self.start_s) / (self.top_s - self.start_s))
        return minimum_jerk((self.end_s - time_s) / (self.end_s - self.leave_s))


@dataclass(frozen=True, kw_only=True)
class FaultSpan:
    """A fault as it truly happens."""

    rule: str
    repetition: int
    start_s: float
    end_s: float
    size: float
    unit: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole clip: what values hold at what time."""

    duration_s: float
    rest: Values
    driver: str
    repetitions: tuple[Repetition, ...]
    faults: tuple[FaultSpan, ...]
    sway_deg: float
    phases: tuple[float, ...]

    @property
    def counted(self) -> int:
        """How many repetitions a fair judge counts."""
        return sum(repetition.complete for repetition in self.repetitions)

    def at(self, time_s: float) -> tuple[Values, str]:
        """Return the values at a time, in steps of `STEP_DEG`, and the working side."""
        current = self.repetitions[0]
        for repetition in self.repetitions:
            if time_s >= repetition.start_s:
                current = repetition
        share = current.progress(time_s)
        values = {
            name: start + share * (current.top[name] - start) for name, start in self.rest.items()
        }
        values[self.driver] += share * self._disturbance(time_s)
        steps = {name: round(value / STEP_DEG) * STEP_DEG for name, value in values.items()}
        head = HEAD_SWAY_DEG * self._wave(time_s, 2)
        steps["head_deg"] = round(head / HEAD_STEP_DEG) * HEAD_STEP_DEG
        return steps, current.side

    def _disturbance(self, time_s: float) -> float:
        total = self.sway_deg * self._wave(time_s, 0)
        for fault in self.faults:
            if not fault.start_s <= time_s <= fault.end_s:
                continue
            passed = (time_s - fault.start_s) / (fault.end_s - fault.start_s)
            if fault.how == "dip":
                total -= fault.size * minimum_jerk(2 * min(passed, 1 - passed) * 1.6)
            elif fault.how == "bounce":
                total -= fault.size * math.sin(math.pi * BOUNCE_HZ * (time_s - fault.start_s)) ** 2
        return total

    def _wave(self, time_s: float, first: int) -> float:
        """Return a slow swing in -1..1."""
        slow, fast = (
            math.sin(2 * math.pi * hertz * time_s + self.phases[first + number])
            for number, hertz in enumerate(SWAY_HZ)
        )
        return 0.6 * slow + 0.4 * fast


def minimum_jerk(share: float) -> float:
    """Return the eased way for a share of the time (Flash and Hogan 1985), clipped to 0..1."""
    s = max(0.0, min(1.0, share))
    return s**3 * (10 - 15 * s + 6 * s**2)


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
    return settings


def plan(recipe: Recipe, exercise: Exercise) -> Plan:
    """Return the clip's plan. Raises `RecipeError` for a fault the exercise does not know."""
    rng = np.random.default_rng(recipe.seed)
    movement, rest = recipe.movement, exercise.rest
    repetitions: list[Repetition] = []
    spans: list[FaultSpan] = []
    clock = movement.lead_s
    for index, side in enumerate(movement.sides, start=1):
        mine = [
            (fault, kind)
            for fault, kind in _kinds(recipe, exercise.faults)
            if not fault.repetitions or index in fault.repetitions
        ]
        vary = 1 + movement.variation * rng.uniform(-1, 1, size=4)
        vary[1] = 1 + abs(vary[1] - 1) / 2  # people tend to count slowly; a hold is never short
        raise_s, hold_s, lower_s, rest_s = (
            np.array([movement.raise_s, movement.hold_s, movement.lower_s, movement.rest_s]) * vary
        )
        top = dict(exercise.top)
        top[exercise.driver] += 20 * movement.variation * rng.uniform(-1, 1)
        share, counts = 1.0, True
        for fault, kind in mine:
            counts &= kind.counts
            raise_s = fault.size if kind.how == "raise_time" else raise_s
            hold_s = fault.size if kind.how == "hold_time" else hold_s
            lower_s = fault.size if kind.how == "lower_time" else lower_s
            share = fault.size if kind.how == "range" else share
            if kind.how == "top":
                top.update(_sized(kind, fault.size))
        top = {name: rest[name] + share * (value - rest[name]) for name, value in top.items()}
        times = np.round(clock + np.cumsum([0.0, raise_s, hold_s, lower_s]), 3)
        repetition = Repetition(
            index=index, side=side, complete=counts, top=top,
            start_s=times[0], top_s=times[1], leave_s=times[2], end_s=times[3],
        )  # fmt: skip
        repetitions.append(repetition)
        spans += [_span(fault, kind, repetition) for fault, kind in mine]
        clock = times[3] + rest_s
    duration = repetitions[-1].end_s + movement.tail_s
    whole = Plan(
        duration_s=float(duration),
        rest=rest,
        driver=exercise.driver,
        repetitions=tuple(repetitions),
        faults=tuple(spans),
        sway_deg=movement.sway_deg,
        phases=tuple(rng.uniform(0, 2 * math.pi, size=4)),
    )
    return _cut(whole, movement.stop_at_s) if movement.stop_at_s else whole


def _cut(whole: Plan, stop_at_s: float) -> Plan:
    """End the clip early; a repetition that is cut off is not complete."""
    kept = tuple(
        repetition if repetition.end_s <= stop_at_s else replace(repetition, complete=False)
        for repetition in whole.repetitions
        if repetition.start_s < stop_at_s
    )
    faults = tuple(
        replace(fault, end_s=min(fault.end_s, stop_at_s))
        for fault in whole.faults
        if fault.start_s < stop_at_s
    )
    return replace(
        whole, duration_s=min(whole.duration_s, stop_at_s), repetitions=kept, faults=faults
    )


def _kinds(recipe: Recipe, known: Mapping[str, FaultKind]) -> list[tuple[Fault, FaultKind]]:
    for fault in recipe.fault:
        if fault.rule not in known:
            raise RecipeError(
                f"{recipe.name}: {recipe.exercise} has no fault {fault.rule!r}; "
                f"it has {', '.join(sorted(known))}."
            )
    return [(fault, known[fault.rule]) for fault in recipe.fault]


def _sized(kind: FaultKind, size: float) -> Values:
    return {name: size if value is None else value for name, value in kind.sets.items()}


def _span(fault: Fault, kind: FaultKind, repetition: Repetition) -> FaultSpan:
    """Return when the fault can be seen: in the hold, on the way, or all through the repetition."""
    hold = repetition.leave_s - repetition.top_s
    start, end = {
        "top": (repetition.top_s, repetition.leave_s),
        "hold_time": (repetition.top_s, repetition.leave_s),
        "bounce": (repetition.top_s + 0.15 * hold, repetition.leave_s - 0.15 * hold),
        "dip": (repetition.top_s + 0.3 * hold, repetition.leave_s - 0.2 * hold),
        "raise_time": (repetition.start_s, repetition.top_s),
        "lower_time": (repetition.leave_s, repetition.end_s),
        "setting": (repetition.start_s, repetition.end_s),
        "range": (repetition.start_s, repetition.end_s),
    }[kind.how]
    return FaultSpan(
        rule=fault.rule, repetition=repetition.index, start_s=round(start, 3),
        end_s=round(end, 3), size=fault.size, unit=kind.unit, how=kind.how,
    )  # fmt: skip
