"""Choosing on the Exercise page: the plan, the cards of all exercises, and the chosen one."""

import streamlit as st

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.texts import exercise as exercise_texts
from formcheck.texts.formatting import escape
from formcheck.ui.components import page_start
from formcheck.ui.pages.exercise.choice import ExerciseChoice
from formcheck.ui.pages.exercise.exercise_details import show_details
from formcheck.ui.pages.exercise.form_pictures import show_still
from formcheck.ui.pages.exercise.plan_list import show_plan

__all__ = ["show"]


def show(store: Store, safety: SafetyService) -> ExerciseChoice | None:
    """Show the choice and return what the person started, None before that."""
    name = st.session_state.get("exercise_chosen")
    if name in exercise_names():
        return show_details(store, safety, load_exercise(name))
    page_start.start_at_top(exercise_texts.TITLE, state="choose")
    started = show_plan(store, safety)
    _show_cards()
    return started


def _show_cards() -> None:
    st.subheader(exercise_texts.CHOOSE_TITLE, anchor=False)
    names = exercise_names()
    with st.container(key="samples"):
        for name, column in zip(names, st.columns(len(names)), strict=True):
            exercise = load_exercise(name)
            with column, st.container(border=True, key=f"card-{name}"):
                show_still(name, exercise.title)
                st.caption(escape(exercise.summary))
                if st.button(escape(exercise.title), key=f"choose-{name}", width="stretch"):
                    st.session_state["exercise_chosen"] = name
                    st.rerun()
