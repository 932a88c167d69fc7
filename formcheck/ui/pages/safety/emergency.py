"""After an emergency sign: what to do now, on its own page and above every other page."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.errors import FormCheckError
from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import SignsCorrected
from formcheck.safety.questionnaire import EMERGENCIES, Pain, RedFlag, ScreeningAnswers
from formcheck.safety.replay import DayState
from formcheck.safety.screening import judge_screening
from formcheck.texts import history as history_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.texts.safety_outcomes import Moment, find_outcome, find_reasons
from formcheck.ui import theme
from formcheck.ui.components import page_start
from formcheck.ui.pages.safety import inputs

__all__ = ["show", "show_banner"]

_CHECKING = "emergency_checking"
_KEY = "signs-again"


def show(safety: SafetyService, day_state: DayState) -> bool:
    """Show what to do now; True once the person has corrected the answer, or gone back."""
    theme.apply("safety")
    if st.session_state.get(_CHECKING):
        return _check_again(safety, day_state)
    text = find_outcome(Decision.EMERGENCY, Moment.OVER)
    page_start.show_title(text.title, state="emergency")
    with st.container(border=True, key="emergency"):
        st.markdown(text.advice)
        if day_state.signs:
            st.markdown(f"**{_ticked_line(day_state)}**")
            st.markdown("\n".join(f"- {escape(name)}" for name in _names(day_state.signs)))
        why = find_reasons(judge_screening(ScreeningAnswers(pain=Pain(), flags=EMERGENCIES)))
        st.markdown(f"{escape(' '.join(why))} {safety_texts.EMERGENCY_UNTIL}")
    if st.button(safety_texts.EMERGENCY_CORRECT, key="emergency-correct"):
        st.session_state[_CHECKING] = True
        inputs.preset_signs(_KEY, day_state.signs)
        st.rerun()
    st.caption(DISCLAIMER_LINE)
    return False


def show_banner(open_store: Callable[[], Store], exercise: StreamlitPage) -> None:
    """Say above a page what to do now while an emergency sign holds; otherwise show nothing.

    If the history cannot be used, the banner is left out; the pages that need it say why.
    """
    try:
        day_state = SafetyService(open_store()).day_state()
    except FormCheckError:
        return
    if not day_state.emergency:
        return
    with st.container(
        border=True, key="emergency-banner", horizontal=True, vertical_alignment="center"
    ):
        with st.container(gap="xsmall", key="emergency-words"):
            title = find_outcome(Decision.EMERGENCY, Moment.OVER).title
            st.markdown(f"**{safety_texts.STOP_SIGN} {title}.** {safety_texts.EMERGENCY_NOW}")
            if day_state.signs:
                names = "; ".join(_names(day_state.signs))
                st.markdown(f"{_ticked_line(day_state)} {escape(names)}.")
        if st.button(safety_texts.EMERGENCY_OPEN, key="emergency-open"):
            st.switch_page(exercise)


def _check_again(safety: SafetyService, day_state: DayState) -> bool:
    page_start.show_title(safety_texts.EMERGENCY_CHECK_TITLE, state="emergency-check")
    st.markdown(safety_texts.EMERGENCY_CHECK_LEAD)
    signs = inputs.ask_signs_again(_KEY)
    with st.container(horizontal=True):
        save = st.button(safety_texts.SEND, type="primary", key="signs-again-send")
        back = st.button(safety_texts.BACK_BUTTON, key="signs-again-back")
    st.caption(safety_texts.EMERGENCY_LINE)
    if save and signs is None:
        inputs.say_missing(("flags",))
    if not back and (signs is None or not save):
        return False
    if save and signs is not None and signs != day_state.signs:
        safety.record_answer(SignsCorrected(at=datetime.now(UTC), flags=signs))
    del st.session_state[_CHECKING]
    inputs.forget(_KEY)
    return True


def _ticked_line(day_state: DayState) -> str:
    """Return the line above the ticked signs; it names the day if that was an earlier one."""
    if day_state.emergency_today or day_state.signs_at is None:
        return safety_texts.EMERGENCY_TICKED
    return safety_texts.EMERGENCY_TICKED_ON.format(day=history_texts.day(day_state.signs_at))


def _names(signs: frozenset[RedFlag]) -> list[str]:
    return [name for flag, name in safety_labels.FLAGS.items() if flag in signs]
