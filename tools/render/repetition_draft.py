"""Lays out one repetition: its times and end position, with human variation and faults."""

import math
from dataclasses import dataclass

import numpy as np

from tools.render.clip_timeline import Repetition
from tools.render.errors import RecipeError
from tools.render.exercises import Exercise, FaultKind, Values
from tools.render.exercises.solver import solve_value
from tools.render.pain_signs import time_fall, time_stop
from tools.render.recipe import Fault, Movement
from tools.render.recipe_faults import FaultsWithKind, size_values
from tools.render.timing import PhaseCurve, jerked_curve

__all__ = ["RandomStreams", "RepetitionDraft", "draft_repetition"]

LEFT_LESS_DEG, VARIED_DEG = 20.0, 20.0
WHOLE_PARTS = (0.45, 0.1, 0.45)  # of a repetition done too fast: out, hold, back


@dataclass(frozen=True, kw_only=True)
class RandomStreams:
    """Two random streams, so that drawing more from one does not change the other."""

    times: np.random.Generator
    human: np.random.Generator


@dataclass
class RepetitionDraft:
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
        """Make the movement smaller and slower, as after this share of the set."""
        if not share:
            return
        primary = exercise.primary
        curve = self.top[primary] - exercise.rest[primary]
        self.top[primary] -= math.copysign(share * movement.tiring_deg, curve)
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


def draft_repetition(
    movement: Movement,
    exercise: Exercise,
    side: str,
    mine: FaultsWithKind,
    chance: RandomStreams,
) -> RepetitionDraft:
    """Return a repetition with human variation and its faults."""
    rng, human = chance.times, chance.human
    vary = 1 + movement.variation * rng.uniform(-1, 1, size=4)
    vary[1] = 1 + abs(vary[1] - 1) / 2  # people tend to count slowly; a hold is never short
    times = np.array([movement.raise_s, movement.hold_s, movement.lower_s, movement.rest_s]) * vary
    rest, top = exercise.rest, dict(exercise.top)
    top[exercise.primary] += VARIED_DEG * movement.variation * rng.uniform(-1, 1)
    skews, lean, drift = human.uniform(-1, 1, size=2), human.uniform(0.5, 1), human.uniform(0.3, 1)
    for name, value in top.items():
        spread = human.uniform(-1, 1)
        if name != exercise.primary and value != rest[name]:
            top[name] = min(value + movement.spread_deg * spread, 178.0)
    out_sign = math.copysign(1, top[exercise.primary] - rest[exercise.primary])
    if side == "left":
        top[exercise.primary] -= out_sign * LEFT_LESS_DEG * movement.asymmetry
    draft = RepetitionDraft(
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
        _apply_fault(draft, fault, kind, exercise, side)
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


def _apply_fault(
    draft: RepetitionDraft, fault: Fault, kind: FaultKind, exercise: Exercise, side: str
) -> None:
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
            draft.top.update(size_values(kind, size))
            if kind.tuned:
                draft.top[kind.tuned.value] = solve_value(
                    exercise, kind.tuned, size, draft.top, side, what=fault.rule
                )
        case _:
            _apply_sign(draft, kind, size)


def _apply_sign(draft: RepetitionDraft, kind: FaultKind, size: float) -> None:
    """Apply a pain sign to a draft."""
    match kind.how:
        case "fall":
            draft.hold_s, draft.back_s, draft.back = time_fall(draft.hold_s, size)
        case "stop_out":
            draft.out_s, draft.out = time_stop(draft.out_s, size)
        case "stop_back":
            draft.back_s, draft.back = time_stop(draft.back_s, size)
        case _:
            pass


def _jerked(draft: RepetitionDraft, exercise: Exercise, fault: Fault) -> PhaseCurve:
    length = draft.top[exercise.primary] - exercise.rest[exercise.primary]
    curve = jerked_curve(length_deg=length, time_s=draft.out_s, speed_deg_per_s=fault.size)
    if curve is None:
        raise RecipeError(
            f"{fault.rule} = {fault.size:g} cannot be reached over {abs(length):.0f} degrees in "
            f"{draft.out_s:.1f} s: choose a size nearer {1.9 * abs(length) / draft.out_s:.0f} to "
            f"{2.3 * abs(length):.0f}."
        )
    return curve
