"""The questions about pain and what follows: the pages between choosing and exercising.

Each function returns what the person wants next, None while they are still reading.
"""

from datetime import UTC, datetime, timedelta

import streamlit as st

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import EMERGENCIES, Pain
from formcheck.safety.replay import DayState
from formcheck.safety.screening import judge_screening
from formcheck.texts import safety as safety_texts
from formcheck.texts.formatting import countdown, escape, time_of_day
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.texts.safety_outcomes import Moment, Outcome, find_outcome, find_reasons
from formcheck.ui import theme
from formcheck.ui.components import page_start
from formcheck.ui.components.body import read_aloud
from formcheck.ui.pages.safety import inputs

__all__ = ["ask_before", "ask_now", "show_ban", "show_decision", "show_wait"]


def ask_before(safety: SafetyService, day_state: DayState) -> str | None:
    """Ask the questions before an exercise; return "answered", "emergency" or "back".

    A ticked emergency sign counts at once: nobody has to scroll down and save first.
    """
    _head(safety_texts.BEFORE_TITLE, state="before")
    st.markdown(safety_texts.BEFORE_LEAD)
    if day_state.earlier is not None and day_state.earlier.complete:
        st.caption(
            safety_texts.COMPARED.format(back=day_state.earlier.back, leg=day_state.earlier.leg)
        )
    answers = inputs.ask_screening("asked-before")
    left, right = st.columns(2)
    with right:
        back = st.button(safety_texts.BACK_BUTTON, key="before-back", width="stretch")
    with left:
        go_on = st.button(safety_texts.CONTINUE, type="primary", key="before-send", width="stretch")
    if back:
        return "back"
    emergency = bool((answers.flags or frozenset()) & EMERGENCIES)
    if not go_on and not emergency:
        return None
    missing = inputs.find_missing(answers)
    if missing and judge_screening(answers).decision is Decision.UNANSWERED:
        inputs.say_missing(missing)
        return None
    safety.record_answer(ScreeningAnswered(at=datetime.now(UTC), answers=answers))
    inputs.forget("asked-before")
    return "emergency" if emergency else "answered"


def ask_now(store: Store, safety: SafetyService, question: PainQuestionAsked) -> Judgement | None:
    """Ask where it hurts, how much and how it feels; return the judgement after the answer."""
    title, spoken = {
        QuestionReason.FINISHED: (safety_texts.END_TITLE, safety_texts.END_SPOKEN),
        QuestionReason.NO_ANSWER: (safety_texts.NO_ANSWER_TITLE, safety_texts.NO_ANSWER_SPOKEN),
    }.get(question.why, (safety_texts.STOP_TITLE, safety_texts.STOP_SPOKEN))
    key = f"told-{question.at.timestamp():.0f}"
    _head(title, state=key)
    exercise = load_exercise(question.exercise).title
    when = time_of_day(question.at)
    st.markdown(
        f"{escape(safety_texts.stopped_line(exercise, when))} {safety_texts.NOT_THE_STRETCH}"
    )
    read_aloud(store, spoken, key=key)
    now = inputs.ask_pain(key, sensations_title=safety_texts.NEW_SENSATIONS)
    # STOP means that it hurts, so no question asks whether it does; a checkbox corrects that.
    other = question.why is QuestionReason.STOP and inputs.ask_other_reason(key)
    if not _sent(now, key="told-send"):
        return None
    because = False if other else None
    judged = safety.record_answer(
        PainAnswered(at=datetime.now(UTC), pain=now, because_of_pain=because)
    )
    inputs.forget(key)
    return judged


def show_wait(store: Store, safety: SafetyService, day_state: DayState) -> Judgement | None:
    """After a stop, show what to do now and the clock, and then ask the same questions again."""
    left = day_state.asks_again_in(datetime.now(UTC))
    if left is not None and left > timedelta(0):
        _waiting(store, day_state)
        return None
    key = f"again-{0 if day_state.stopped_at is None else day_state.stopped_at.timestamp():.0f}"
    _head(safety_texts.AGAIN_TITLE, state=key)
    read_aloud(store, safety_texts.AGAIN_SPOKEN, key=key)
    now = inputs.ask_pain(key, sensations_title=safety_texts.NEW_SENSATIONS)
    if not _sent(now, key="again-send"):
        return None
    judged = safety.record_answer(FollowUpAnswered(at=datetime.now(UTC), pain=now))
    inputs.forget(key)
    return judged


def show_decision(judged: Judgement, moment: Moment) -> str | None:
    """Show what follows, and why; return "continue", "end" or "done"."""
    text = find_outcome(judged.decision, moment)
    _head(text.title, state=f"decided-{moment.name.lower()}-{judged.decision.name.lower()}")
    _advice(judged, text)
    with st.container(horizontal=True):
        if moment is Moment.RUNNING and judged.decision.runs:
            if st.button(safety_texts.CONTINUE, type="primary", key="decided-continue"):
                return "continue"
            if st.button(safety_texts.END_IT, key="decided-end"):
                return "end"
        elif st.button(safety_texts.DONE, type="primary", key="decided-done"):
            return "done"
    st.caption(DISCLAIMER_LINE)
    return None


def show_ban(judged: Judgement) -> None:
    """Show why there is no exercise today, and what to do instead."""
    text = find_outcome(judged.decision, Moment.OVER)
    _head(text.title, state=f"banned-{judged.decision.name.lower()}")
    _advice(judged, text)
    st.caption(DISCLAIMER_LINE)


# --- pieces -----------------------------------------------------------------------------------


def _head(title: str, *, state: str) -> None:
    theme.apply("safety")
    page_start.show_title(title, state=state)


def _sent(now: Pain, *, key: str) -> bool:
    """Return whether the answer is complete and was saved; name what is missing."""
    sent = st.button(safety_texts.SEND, type="primary", key=key, width="stretch")
    st.caption(safety_texts.EMERGENCY_LINE)
    missing = inputs.find_missing_pain(now)
    if sent and missing:
        inputs.say_missing(missing)
    return sent and not missing


def _advice(judged: Judgement, text: Outcome) -> None:
    grave = judged.decision >= Decision.STOP
    with st.container(border=True, key="urgent" if grave else "notice"):
        st.markdown(text.advice)
        why = " ".join(escape(one) for one in find_reasons(judged))
        if why:
            label = "" if judged.decision is Decision.GO else f"**{safety_texts.WHY_TITLE}.** "
            st.markdown(label + why)
    if Decision.END <= judged.decision < Decision.EMERGENCY:
        st.caption(safety_texts.EMERGENCY_LINE)


def _waiting(store: Store, day_state: DayState) -> None:
    text = find_outcome(Decision.STOP, Moment.OVER)
    _head(text.title, state="wait")
    judged = day_state.closed.get(day_state.stopped or "")
    if judged is not None:
        _advice(judged, text)
    st.markdown(safety_texts.WAIT_LEAD)
    _clock(store)


@st.fragment(run_every=1.0)
def _clock(store: Store) -> None:
    """Show the time left; when it is over, show the whole page again.

    It is read again each second, so that a change of the system clock is noticed.
    """
    left = SafetyService(store).day_state().asks_again_in(datetime.now(UTC))
    if left is None or left <= timedelta(0):
        st.rerun()
    else:
        with st.container(key="wait-clock"):
            st.markdown(countdown(left.total_seconds()))
