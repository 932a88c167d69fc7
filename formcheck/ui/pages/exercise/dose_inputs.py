"""The inputs for the dose of an exercise: sets, repetitions, hold, break and leg."""

from dataclasses import replace
from typing import get_args

import streamlit as st

from formcheck.history import PlanItem, PlanSide
from formcheck.history.amounts_done import reduce_to
from formcheck.poses.exercise import Exercise
from formcheck.poses.plan import usual_item
from formcheck.safety.dose_limit import BOTH, Amount
from formcheck.texts import exercise as exercise_texts

__all__ = ["MAX_HOLD_S", "MAX_REPETITIONS", "MAX_REST_S", "MAX_SETS", "ask_dose"]

MAX_SETS, MAX_REPETITIONS, MAX_HOLD_S, MAX_REST_S = 10, 30, 60, 300
_SIDES: tuple[PlanSide, ...] = get_args(PlanSide)


def ask_dose(exercise: Exercise, most: Amount | None) -> PlanItem:
    """Ask for the dose and return it; `most` limits it, None = no limit of the day."""
    usual = usual_item(exercise) if most is None else reduce_to(usual_item(exercise), most)
    highest = (
        (MAX_SETS, MAX_REPETITIONS, MAX_HOLD_S)
        if most is None
        else (most.sets, most.repetitions, max(round(most.hold_s), 1))
    )
    st.markdown(f"**{exercise_texts.DOSE_TITLE}**")
    left, right = st.columns(2)
    name = exercise.name
    repetitions = (
        exercise_texts.REPETITIONS
        if exercise.counting_mode == "whole_body"
        else exercise_texts.REPETITIONS_SIDE
    )
    _forget_above(highest, name)
    with left:
        sets = st.number_input(exercise_texts.SETS, 1, highest[0], usual.sets, key=f"sets-{name}")
        hold = st.number_input(
            exercise_texts.HOLD, 1, highest[2], round(usual.hold_s), key=f"hold-{name}"
        )
    with right:
        many = st.number_input(
            repetitions, 1, highest[1], usual.repetitions, key=f"repetitions-{name}"
        )
        rest = st.number_input(
            exercise_texts.REST, 0, MAX_REST_S, round(usual.rest_s), key=f"rest-{name}"
        )
    side: PlanSide = "auto"
    if exercise.counting_mode == "per_leg":
        side = st.segmented_control(
            exercise_texts.SIDE,
            _SIDES if most is None or most.side == BOTH else (usual.side,),
            default=usual.side,
            required=True,
            format_func=exercise_texts.SIDES.__getitem__,
            help=exercise_texts.SIDE_HELP,
            key=f"side-{name}",
        )
    return replace(
        usual,
        sets=int(sets),
        repetitions=int(many),
        hold_s=float(hold),
        rest_s=float(rest),
        side=side,
    )


def _forget_above(highest: tuple[int, int, int], name: str) -> None:
    """Forget a number that was chosen before the limit came, and is above it."""
    for field, number in zip(("sets", "repetitions", "hold"), highest, strict=True):
        key = f"{field}-{name}"
        if st.session_state.get(key, 0) > number:
            del st.session_state[key]
