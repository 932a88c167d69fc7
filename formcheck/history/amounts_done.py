"""How much of an exercise was done or is wanted, as the pain rules count it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import get_args

from formcheck.history import (
    ExerciseSession,
    ExerciseSet,
    PlanItem,
    PlanSide,
    SafetyRecord,
    SessionState,
)
from formcheck.poses.exercise import Exercise
from formcheck.safety.day import date_of_day
from formcheck.safety.dose_limit import BOTH, Amount, AmountDone

__all__ = ["count_done", "count_sets_begun", "reduce_to", "to_amount", "usual_amount"]


def to_amount(item: PlanItem) -> Amount:
    """Return the amount that `item` asks for."""
    return Amount(sets=item.sets, repetitions=item.repetitions, hold_s=item.hold_s, side=item.side)


def usual_amount(exercise: Exercise) -> Amount:
    """Return the exercise's own amount."""
    dose = exercise.dose
    return Amount(sets=dose.sets, repetitions=dose.repetitions, hold_s=dose.hold_s)


def reduce_to(item: PlanItem, most: Amount) -> PlanItem:
    """Return `item`, reduced to at most `most`."""
    amount = to_amount(item).at_most(most)
    return replace(
        item,
        sets=amount.sets,
        repetitions=amount.repetitions,
        hold_s=amount.hold_s,
        side=next(side for side in get_args(PlanSide) if side == amount.side),
    )


def count_sets_begun(item: PlanItem, exercise: Exercise, number: int) -> int:
    """Return how many sets of `item` have begun with set `number`, which counts each leg's sets."""
    return (number + 1) // 2 if _legs_in_turn(item, exercise) else number


def count_done(record: SafetyRecord, exercise: Exercise, zone: tzinfo) -> tuple[AmountDone, ...]:
    """Return the sets in `record`, by session, day and leg.

    The amounts are exact for `exercise`; for other exercises only the sets are counted. A set
    counts if at least one of its repetitions was stored. A finished session without a set in the
    history counts as completely done. Every session has at least one entry.
    """
    done = []
    for session in record.sessions:
        running = session.state is SessionState.RUNNING
        for at, amount in _amounts(session, record, exercise, zone):
            done.append(
                AmountDone(
                    session_id=session.id,
                    exercise=session.exercise,
                    at=at,
                    amount=amount,
                    running=running,
                )
            )
    return tuple(done)


def _amounts(
    session: ExerciseSession, record: SafetyRecord, exercise: Exercise, zone: tzinfo
) -> Iterator[tuple[datetime, Amount]]:
    whole = to_amount(session.item)
    if not session.sets and session.state is SessionState.FINISHED:
        yield session.started_at, whole
        return
    groups: dict[tuple[date, str], list[ExerciseSet]] = {}
    for one in session.sets:
        if one.counted > 0 or record.attempts.get(one.id, 0) > 0:
            side = _side(session, exercise, one.number)
            groups.setdefault((date_of_day(one.started_at, zone), side), []).append(one)
    if not groups:
        yield session.started_at, replace(whole, sets=0)
    for (_, side), sets in groups.items():
        yield (
            sets[0].started_at,
            Amount(
                sets=len({one.number for one in sets}),
                repetitions=_repetitions(session.item, exercise, sets),
                hold_s=whole.hold_s,
                side=side,
            ),
        )


def _side(session: ExerciseSession, exercise: Exercise, number: int) -> str:
    """Return the side of a set of `session`; when the legs take turns, the left one begins."""
    if session.exercise == exercise.name and _legs_in_turn(session.item, exercise):
        return "left" if number % 2 == 1 else "right"
    return session.item.side


def _repetitions(item: PlanItem, exercise: Exercise, sets: Sequence[ExerciseSet]) -> int:
    """Return the repetitions of the largest set, per side if sides alternate within a set."""
    if any(one.state is SessionState.FINISHED for one in sets):
        return item.repetitions
    sides = 2 if exercise.counting_mode == "alternating" and item.side == BOTH else 1
    counted = max(one.counted for one in sets)
    return max((counted + sides - 1) // sides, 1)


def _legs_in_turn(item: PlanItem, exercise: Exercise) -> bool:
    return exercise.counting_mode == "per_leg" and item.side == BOTH
