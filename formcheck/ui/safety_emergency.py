"""An emergency sign was ticked: what to do now, on a page of its own and above every other page."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.errors import FormCheckError
from formcheck.safety.answers import EMERGENCIES, BeforeAnswers, Flag, Pain
from formcheck.safety.before import judge_before
from formcheck.safety.events import SignsCorrected
from formcheck.safety.journey import Journey
from formcheck.safety.tables import Decision
from formcheck.texts import history as history_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.texts.safety_outcomes import Moment, outcome, reasons
from formcheck.ui import page_start, safety_inputs, style

__all__ = ["banner", "show"]

_CHECKING = "emergency_checking"
_KEY = "signs-again"


def show(guard: Guard, journey: Journey) -> bool:
    """Show what to do now; True once the person answered something else than that."""
    style.apply("safety")
    if st.session_state.get(_CHECKING):
        return _check_again(guard, journey)
    text = outcome(Decision.EMERGENCY, Moment.OVER)
    page_start.title(text.title, state="emergency")
    with st.container(border=True, key="emergency"):
        st.markdown(text.advice)
        if journey.signs:
            st.markdown(f"**{_ticked_line(journey)}**")
            st.markdown("\n".join(f"- {escape(name)}" for name in _names(journey.signs)))
        why = reasons(judge_before(BeforeAnswers(pain=Pain(), flags=EMERGENCIES)))
        st.markdown(f"{escape(' '.join(why))} {safety_texts.EMERGENCY_UNTIL}")
    if st.button(safety_texts.EMERGENCY_CORRECT, key="emergency-correct"):
        st.session_state[_CHECKING] = True
        safety_inputs.preset_signs(_KEY, journey.signs)
        st.rerun()
    st.caption(DISCLAIMER_LINE)
    return False


def banner(open_store: Callable[[], Store], exercise: StreamlitPage) -> None:
    """Say above a page what to do now, while an emergency sign stands; else show nothing.

    A history that cannot be used says nothing here: the pages that need it say why.
    """
    try:
        journey = Guard(open_store()).journey()
    except FormCheckError:
        return
    if not journey.emergency:
        return
    with st.container(
        border=True, key="emergency-banner", horizontal=True, vertical_alignment="center"
    ):
        with st.container(gap="xsmall", key="emergency-words"):
            title = outcome(Decision.EMERGENCY, Moment.OVER).title
            st.markdown(f"**{safety_texts.STOP_SIGN} {title}.** {safety_texts.EMERGENCY_NOW}")
            if journey.signs:
                names = "; ".join(_names(journey.signs))
                st.markdown(f"{_ticked_line(journey)} {escape(names)}.")
        if st.button(safety_texts.EMERGENCY_OPEN, key="emergency-open"):
            st.switch_page(exercise)


def _check_again(guard: Guard, journey: Journey) -> bool:
    page_start.title(safety_texts.EMERGENCY_CHECK_TITLE, state="emergency-check")
    st.markdown(safety_texts.EMERGENCY_CHECK_LEAD)
    signs = safety_inputs.signs_again(_KEY)
    with st.container(horizontal=True):
        save = st.button(safety_texts.SEND, type="primary", key="signs-again-send")
        back = st.button(safety_texts.BACK_BUTTON, key="signs-again-back")
    st.caption(safety_texts.EMERGENCY_LINE)
    if save and signs is None:
        safety_inputs.say_missing(("flags",))
    if not back and (signs is None or not save):
        return False
    if save and signs is not None and signs != journey.signs:
        guard.tell(SignsCorrected(at=datetime.now(UTC), flags=signs))
    del st.session_state[_CHECKING]
    safety_inputs.forget(_KEY)
    return True


def _ticked_line(journey: Journey) -> str:
    """Who ticked it and when; the day is named where it was an earlier one."""
    if journey.emergency_today or journey.signs_at is None:
        return safety_texts.EMERGENCY_TICKED
    return safety_texts.EMERGENCY_TICKED_ON.format(day=history_texts.day(journey.signs_at))


def _names(signs: frozenset[Flag]) -> list[str]:
    return [name for flag, name in safety_labels.FLAGS.items() if flag in signs]
