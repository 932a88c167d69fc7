"""The Exercise page: choose an exercise, do it in front of the camera, read how it went.

The page shows one state at a time: exercising, a question about pain that has to be answered, the
wait after a stop, what follows from an answer, the summary, or choosing. It reads the answers about
pain again each time, so no path avoids them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from formcheck.errors import FormCheckError
from formcheck.history import ExerciseSession, Store
from formcheck.history.safety_service import SafetyService
from formcheck.live.server.live_sessions import (
    LIVE_PATH,
    SAMPLE_PATH,
    begin_exercise,
    begin_sample,
    end_exercise,
    find_resume_point,
    live_sessions,
    load_ahead,
)
from formcheck.live.session.types import Ending
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import PlanItem, planned_sets
from formcheck.texts import coach as coach_texts
from formcheck.texts import exercise as exercise_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.components.coach_component import show_coach
from formcheck.ui.components.page_safety import PageSafety
from formcheck.ui.components.speech import read_voice_settings
from formcheck.ui.pages.exercise import clearance, exercise_summary, picker
from formcheck.ui.pages.exercise.choice import ExerciseChoice, find_sample
from formcheck.ui.pages.exercise.clearance import PendingExercise
from formcheck.ui.pages.safety import safety_pages

__all__ = ["show"]

CONTINUED_WITHIN = timedelta(hours=12)
"""A session that was cut short can be continued for this long."""


@dataclass(kw_only=True)
class _Run:
    """The exercise under way on this page."""

    session_id: int
    token: str
    item: PlanItem
    sample: str | None


def show(open_store: Callable[[], Store]) -> None:
    """Show the state the exercise is in; `open_store` returns the process's history."""
    try:
        store = open_store()
        safety = PageSafety(store)
        if "exercise_run" in st.session_state:
            _exercising(store, st.session_state["exercise_run"])
        elif not clearance.show_pain_page(store, safety):
            _show_without_pain_page(store, safety)
    except FormCheckError as error:
        st.error(escape(str(error)))


def _show_without_pain_page(store: Store, safety: SafetyService) -> None:
    if "exercise_summary" in st.session_state:
        _summary(store, safety, st.session_state["exercise_summary"])
    elif clearance.WANTED in st.session_state:
        wanted: PendingExercise = st.session_state[clearance.WANTED]
        if clearance.may_run(safety, wanted):
            _start(store, safety, wanted)
    else:
        _choosing(store, safety)


def _ask_first(
    store: Store,
    safety: SafetyService,
    chosen: ExerciseChoice,
    *,
    session: ExerciseSession | None = None,
) -> None:
    """Start the exercise if it may start. A sample clip feels no pain and may always start."""
    wanted = PendingExercise(chosen=chosen, session_id=None if session is None else session.id)
    if chosen.sample is not None or clearance.runs_at_once(safety, wanted):
        _start(store, safety, wanted)
    else:
        st.session_state[clearance.WANTED] = wanted
        st.rerun()


# --- Choosing ---------------------------------------------------------------------------------


def _choosing(store: Store, safety: SafetyService) -> None:
    day_state = safety.day_state()
    if day_state.ban is not None:
        safety_pages.show_ban(day_state.ban)
        return
    st.title(exercise_texts.TITLE, anchor=False)
    st.markdown(exercise_texts.LEAD)
    st.caption(DISCLAIMER_LINE)
    notice = st.session_state.pop(clearance.NOTICE, None)
    if notice is not None:
        with st.container(border=True, key="notice"):
            st.markdown(escape(notice))
    for session in store.open_sessions():
        if abs(datetime.now(UTC) - session.started_at) > CONTINUED_WITHIN:
            store.interrupt(session.id)
        elif find_resume_point(session).number > _sets(session):
            # FormCheck was closed between the end of the last set and the end of the session.
            store.end_session(session.id, state="finished")
        else:
            _offer(store, safety, session)
    chosen = picker.show(store, safety)
    load_ahead()  # at the end, when the page is drawn
    if chosen is not None:
        _ask_first(store, safety, chosen)


def _sets(session: ExerciseSession) -> int:
    return len(planned_sets(session.item, load_exercise(session.item.exercise)))


def _offer(store: Store, safety: SafetyService, session: ExerciseSession) -> None:
    """Offer to continue a session that was cut short."""
    exercise = load_exercise(session.item.exercise)
    where = find_resume_point(session)
    line = exercise_texts.open_line(
        exercise.title, where.number, _sets(session), sum(where.counts.values())
    )
    elsewhere = live_sessions().is_connected(str(session.id))
    with st.container(border=True, key=f"open-{session.id}"):
        st.markdown(f"**{escape(line)}**" + (f" {exercise_texts.ELSEWHERE}" if elsewhere else ""))
        with st.container(horizontal=True):
            label = exercise_texts.CONTINUE_HERE if elsewhere else exercise_texts.CONTINUE
            if st.button(label, type="primary", key=f"continue-{session.id}"):
                sample = None if session.source == "camera" else session.source
                chosen = ExerciseChoice(item=session.item, sample=sample)
                _ask_first(store, safety, chosen, session=session)
            if st.button(exercise_texts.END_IT, key=f"end-{session.id}"):
                live_sessions().close(str(session.id))
                store.end_session(session.id, state="stopped").result()
                st.rerun()


def _start(store: Store, safety: SafetyService, wanted: PendingExercise) -> None:
    """Start or continue the wanted exercise as far as it is allowed; if it is not, ask again."""
    item, sample = wanted.chosen.item, wanted.chosen.sample
    if sample is None:
        started = begin_exercise(store, item, safety=safety, session_id=wanted.session_id)
    else:
        started = begin_sample(store, item, source=sample, session_id=wanted.session_id)
    if started is None:  # another window answered or continued it meanwhile
        clearance.ask_again(store, wanted)
    else:
        st.session_state.pop(clearance.WANTED, None)
        st.session_state["exercise_run"] = _Run(
            session_id=started.session_id, token=started.token, item=started.item, sample=sample
        )
    st.rerun()


# --- Exercising -------------------------------------------------------------------------------


def _exercising(store: Store, run: _Run) -> None:
    told = show_coach(_coach_data(store, run), key=f"coach-{run.session_id}")
    if told == "renew":
        _renew(run)
    elif told == "sample":
        _switch_to_sample(store, run)
    elif told == "finished":
        _end(store, run, None)
    elif told is not None:
        _end(store, run, Ending(told))


def _coach_data(store: Store, run: _Run) -> dict[str, Any]:
    return {
        "token": run.token,
        "session_id": run.session_id,
        "path": LIVE_PATH,
        "title": load_exercise(run.item.exercise).title,
        "sample": None if run.sample is None else f"{SAMPLE_PATH}/{run.sample}",
        "offers_sample": run.sample is None and find_sample(run.item) is not None,
        "voice": read_voice_settings(store),
        "texts": coach_texts.SCREEN,
    }


def _renew(run: _Run) -> None:
    token = live_sessions().new_token(str(run.session_id))
    if token is None:  # the session has ended, or another page has it by now
        del st.session_state["exercise_run"]
    else:
        run.token = token
    st.rerun()


def _switch_to_sample(store: Store, run: _Run) -> None:
    """End the session with the camera and do the same exercise with its sample clip."""
    sample = find_sample(run.item)
    if sample is None:  # the page does not offer it then; a page from before an update may
        return
    live_sessions().close(str(run.session_id))
    store.end_session(run.session_id, state="stopped")
    del st.session_state["exercise_run"]
    _start(store, SafetyService(store), PendingExercise(chosen=sample))


def _end(store: Store, run: _Run, ending: Ending | None) -> None:
    """End the session as the person did, or after its last set (None); the questions come next.

    After "It hurts" the session may continue, so it has no summary yet.
    """
    exercise = None if run.sample is not None else run.item.exercise
    end_exercise(store, run.session_id, ending, exercise=exercise)
    del st.session_state["exercise_run"]
    if ending is not Ending.REPORT_PAIN:
        st.session_state["exercise_summary"] = run.session_id
    st.rerun()


# --- The summary ------------------------------------------------------------------------------


def _summary(store: Store, safety: SafetyService, session_id: int) -> None:
    session = store.session(session_id)
    if session is None:
        del st.session_state["exercise_summary"]
        st.rerun()
    wanted = exercise_summary.show(session, clearance.find_decision(store, session_id))
    if wanted is not None:
        del st.session_state["exercise_summary"]
        if wanted == "again":
            sample = None if session.source == "camera" else session.source
            _ask_first(store, safety, ExerciseChoice(item=session.item, sample=sample))
        st.rerun()
