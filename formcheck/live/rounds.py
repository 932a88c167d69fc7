"""The sets an order makes, one after the other."""

from formcheck.clinic.store.types import PlanItem
from formcheck.live.types import Round
from formcheck.motion.landmarks import Side
from formcheck.poses.model import Exercise

__all__ = ["item_of", "rounds_of"]


def item_of(exercise: Exercise) -> PlanItem:
    """The exercise's usual amount, both sides."""
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


def rounds_of(item: PlanItem, exercise: Exercise) -> tuple[Round, ...]:
    """The sets of `item`.

    Where each leg counts by itself, both legs mean a set of the left and one of the right in turn:
    a person turns round in between, as the camera sees one of them better. Where sides alternate
    within a set, each gets its own goal.
    """
    side = None if item.side == "auto" or exercise.lanes == "body" else Side(item.side)
    sides: tuple[Side | None, ...] = (side,)
    counters: tuple[str, ...] = ("both",) if exercise.lanes == "body" else ()
    if exercise.lanes == "legs" and side is None:
        sides = (Side.LEFT, Side.RIGHT)
    elif exercise.lanes == "higher_leg" and side is None:
        counters = (Side.LEFT.value, Side.RIGHT.value)
    works = [work for _ in range(item.sets) for work in sides]
    return tuple(
        Round(
            number=number,
            side=work,
            goal=item.repetitions,
            counters=counters or (work.value if work is not None else "both",),
        )
        for number, work in enumerate(works, start=1)
    )
