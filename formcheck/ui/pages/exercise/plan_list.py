"""The plan on the Exercise page: a person starts its exercises from here, or removes them."""

from collections.abc import Sequence

import streamlit as st

from formcheck.history import PlanItem, Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.texts import exercise as exercise_texts
from formcheck.texts.formatting import escape
from formcheck.ui.pages.exercise.choice import ExerciseChoice
from formcheck.ui.pages.exercise.dose_limit import show_limit

__all__ = ["add_to_plan", "show_plan"]


def show_plan(store: Store, safety: SafetyService) -> ExerciseChoice | None:
    """Show the plan; return what the person started from it, None before that."""
    st.subheader(exercise_texts.PLAN_TITLE, anchor=False)
    plan = store.plan()
    removed: PlanItem | None = st.session_state.get("plan_removed")
    if removed is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(exercise_texts.REMOVED)
            if st.button(exercise_texts.UNDO, key="plan-undo"):
                _save(store, [*plan, removed])
                del st.session_state["plan_removed"]
                st.rerun()
    if not plan:
        st.markdown(exercise_texts.PLAN_EMPTY)
        return None
    for index, item in enumerate(plan):
        exercise = load_exercise(item.exercise)
        with st.container(
            border=True, key=f"plan-{index}", horizontal=True, vertical_alignment="center"
        ):
            amount = exercise_texts.goal_line(item.sets, item.repetitions, item.hold_s)
            st.markdown(f"**{escape(exercise.title)}** · {amount}")
            clearance = safety.check_clearance(exercise, side=item.side)
            limit = show_limit(clearance, exercise)
            if st.button(
                exercise_texts.START,
                type="primary",
                key=f"plan-start-{index}",
                disabled=limit.nothing,
            ):
                return ExerciseChoice(item=item, sample=None, limit_shown=limit.before)
            if st.button(exercise_texts.REMOVE, key=f"plan-remove-{index}"):
                _save(store, [*plan[:index], *plan[index + 1 :]])
                st.session_state["plan_removed"] = item
                st.rerun()
    return None


def _save(store: Store, plan: Sequence[PlanItem]) -> None:
    store.save_plan(plan).result()


def add_to_plan(store: Store, item: PlanItem) -> None:
    """Add `item` at the end of the plan. Raises `StoreError`."""
    _save(store, [*store.plan(), item])
