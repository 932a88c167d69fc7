"""How much of an exercise to do, and the sets that follow from it."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from formcheck.errors import StoreError
from formcheck.kinematics.landmarks import Side
from formcheck.poses.exercise import Exercise

__all__ = ["PlanItem", "PlanSide", "PlannedSet", "planned_sets", "usual_item"]

PlanSide = Literal["auto", "left", "right"]
"""The side to exercise; "auto" = the one nearer the camera, or both in turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanItem:
    """One exercise of the plan and its dose.

    `repetitions` counts for each side where sides alternate. `hold_s` is the hold and `rest_s` the
    break between sets, in seconds. `target_deg` is the person's own target, None = the exercise's.

    Raises `StoreError` for an impossible dose: fewer than one set or repetition, a negative or
    unknown time, an unknown side, a target that is not a number.
    """

    exercise: str
    sets: int
    repetitions: int
    hold_s: float
    rest_s: float
    side: PlanSide = "auto"
    target_deg: float | None = None

    def __post_init__(self) -> None:
        """Check the dose once, so that all other code can rely on it."""
        if not self.exercise:
            raise StoreError("Expected the name of an exercise in the plan, got none.")
        for name, number in (("sets", self.sets), ("repetitions", self.repetitions)):
            if type(number) is not int or number < 1:
                raise StoreError(f"Expected {name} of 1 or more in the plan, got {number!r}.")
        for name, seconds in (("hold_s", self.hold_s), ("rest_s", self.rest_s)):
            if not _is_number(seconds) or seconds < 0:
                raise StoreError(
                    f"Expected {name} of 0 seconds or more in the plan, got {seconds!r}."
                )
        if self.side not in get_args(PlanSide):
            raise StoreError(f"Expected the side auto, left or right, got {self.side!r}.")
        if self.target_deg is not None and not _is_number(self.target_deg):
            raise StoreError(f"Expected target_deg in degrees or None, got {self.target_deg!r}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedSet:
    """One set to do.

    `side` is None where both sides or the whole body work. The goal is `goal` repetitions for each
    name in `counters` ("both", or "left" and "right").
    """

    number: int
    side: Side | None
    goal: int
    counters: tuple[str, ...]

    @property
    def total(self) -> int:
        """The goal for all sides together."""
        return self.goal * len(self.counters)


def usual_item(exercise: Exercise) -> PlanItem:
    """Return the exercise's usual amount, for both sides."""
    dose = exercise.dose
    return PlanItem(
        exercise=exercise.name,
        sets=dose.sets,
        repetitions=dose.repetitions,
        hold_s=dose.hold_s,
        rest_s=dose.rest_s,
        side="auto",
        target_deg=None,
    )


def planned_sets(item: PlanItem, exercise: Exercise) -> tuple[PlannedSet, ...]:
    """Return the sets of `item`.

    Where each leg counts by itself, "auto" gives a set for the left leg, then one for the right.
    The person turns round in between, because the camera sees the nearer leg better. Where sides
    alternate within a set, each side has its own goal.
    """
    side = (
        None if item.side == "auto" or exercise.counting_mode == "whole_body" else Side(item.side)
    )
    sides: tuple[Side | None, ...] = (side,)
    counters: tuple[str, ...] = ("both",) if exercise.counting_mode == "whole_body" else ()
    if exercise.counting_mode == "per_leg" and side is None:
        sides = (Side.LEFT, Side.RIGHT)
    elif exercise.counting_mode == "alternating" and side is None:
        counters = (Side.LEFT.value, Side.RIGHT.value)
    working_sides = [one for _ in range(item.sets) for one in sides]
    return tuple(
        PlannedSet(
            number=number,
            side=working_side,
            goal=item.repetitions,
            counters=counters or (working_side.value if working_side is not None else "both",),
        )
        for number, working_side in enumerate(working_sides, start=1)
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
