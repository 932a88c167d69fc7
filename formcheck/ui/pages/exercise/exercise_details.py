"""One exercise before it starts: its picture, the camera, the dose, the voice and the buttons."""

import streamlit as st

from formcheck.history import Setting, Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.texts import exercise as exercise_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts.formatting import escape
from formcheck.ui.components import page_start
from formcheck.ui.pages.exercise.choice import ExerciseChoice, find_sample
from formcheck.ui.pages.exercise.dose_inputs import ask_dose
from formcheck.ui.pages.exercise.dose_limit import show_limit
from formcheck.ui.pages.exercise.form_pictures import show_film
from formcheck.ui.pages.exercise.plan_list import add_to_plan

__all__ = ["show_details"]

_RATES = (0.8, 0.9, 1.0, 1.15, 1.3)


def show_details(store: Store, safety: SafetyService, exercise: Exercise) -> ExerciseChoice | None:
    """Show the exercise; return what the person started, None before that.

    The sample clip is offered only if the exercise has one.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(exercise.title, anchor=False)
        if st.button(exercise_texts.OTHER, key="all-exercises", icon=":material/arrow_back:"):
            del st.session_state["exercise_chosen"]
            st.rerun()
    page_start.start_at_top(exercise.title, state=f"details-{exercise.name}")
    picture, amount = st.columns([3, 2], gap="large")
    with picture:
        show_film(exercise.name, exercise.title)
        st.markdown(escape(exercise.summary))
        st.markdown(f"**{exercise_texts.CAMERA_TITLE}.** {escape(exercise.camera)}")
        st.markdown(escape(exercise.caution))
    with amount:
        locked = _ask_for_prescription(safety, exercise)
        clearance = safety.check_clearance(exercise)
        limit = show_limit(clearance, exercise)
        item = ask_dose(exercise, None if limit.nothing else clearance.most)
        _ask_for_voice(store)
        stays = locked or limit.nothing
        if st.button(
            exercise_texts.START, type="primary", key="start", width="stretch", disabled=stays
        ):
            return ExerciseChoice(item=item, sample=None, limit_shown=limit.before)
        sample = find_sample(item)
        if sample is not None and st.button(
            exercise_texts.START_SAMPLE, key="start-sample", width="stretch"
        ):
            return sample
        if st.button(exercise_texts.ADD, key="add-to-plan", width="stretch"):
            add_to_plan(store, item)
            st.toast(exercise_texts.ADDED)
    return None


def _ask_for_prescription(safety: SafetyService, exercise: Exercise) -> bool:
    """Return whether the exercise still needs a confirmed prescription; if so, ask for it."""
    if exercise.prescription_only is None:
        return False
    given = safety.prescribed_on(exercise.name)
    if given is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(safety_texts.LOCKED_GIVEN.format(day=given.isoformat()))
            if st.button(safety_texts.LOCKED_WITHDRAW, key="withdraw", type="tertiary"):
                safety.withdraw(exercise.name)
                st.rerun()
        return False
    instead = load_exercise(exercise.prescription_only.instead)
    with st.container(border=True, key="notice"):
        st.markdown(f"**{safety_texts.LOCKED_TITLE}.** {escape(exercise.prescription_only.why)}")
        if st.checkbox(safety_texts.LOCKED_CONFIRM, key=f"prescribed-{exercise.name}"):
            safety.prescribe(exercise.name)
            st.rerun()
        label = safety_texts.LOCKED_INSTEAD.format(title=instead.title)
        if st.button(escape(label), key="instead"):
            st.session_state["exercise_chosen"] = instead.name
            st.rerun()
    return True


def _ask_for_voice(store: Store) -> None:
    """Ask for the voice, its speed, and whether to save stick figures; save each change."""
    on = store.setting(Setting.VOICE, default=True) is not False
    rate = store.setting(Setting.VOICE_RATE, 1.0)
    keep = store.setting(Setting.KEEP_LANDMARKS, default=False) is True
    chosen = st.toggle(exercise_texts.VOICE, value=on, key="voice-on")
    if chosen != on:
        store.save_setting(Setting.VOICE, chosen).result()
    speed = st.select_slider(
        exercise_texts.RATE, _RATES, value=rate if rate in _RATES else 1.0, key="voice-rate"
    )
    if speed != rate:
        store.save_setting(Setting.VOICE_RATE, speed).result()
    allowed = st.toggle(
        exercise_texts.KEEP, value=keep, help=exercise_texts.KEEP_HELP, key="keep-landmarks"
    )
    if allowed != keep:
        store.save_setting(Setting.KEEP_LANDMARKS, allowed).result()
