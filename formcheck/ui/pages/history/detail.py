"""One session of the history: its sets, its best and worst repetition, its events."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.drawing.nearer_side import find_nearer_side
from formcheck.drawing.svg import draw_skeleton_svg
from formcheck.export.pain import build_answers_csv
from formcheck.export.session import build_session_json, build_sessions_csv
from formcheck.history import (
    Event,
    ExerciseSession,
    PainRecord,
    SessionState,
    Store,
    StoredRepetition,
)
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape, points
from formcheck.ui.components.best_repetitions import find_best_and_worst
from formcheck.ui.pages.history.badges import show_pain_badge, show_score_badge
from formcheck.ui.pages.history.pain import (
    build_pain_html,
    build_pain_rows,
    find_answers,
    find_stopped,
)
from formcheck.ui.pages.history.session_summary import (
    build_notes,
    build_set_line,
    find_advice,
    find_exercise,
    find_score_level,
    find_set_goals,
    find_shared_reason,
    summarize_session,
)
from formcheck.ui.pages.history.tables import build_events_html, build_repetitions_html

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ADDRESS", "DELETED", "Deleted", "show"]

ADDRESS = "session"
"""The name of the parameter in the page's address that holds the number of the open session."""
DELETED = "history-last-deleted"
"""The key in `st.session_state` of the `Deleted` that can still be undone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deleted:
    """The session deleted last, and the sentence that says so."""

    session_id: int
    text: str


def show(store: Store, session: ExerciseSession | None, events: tuple[Event, ...]) -> None:
    """Show a session with its events; None = there is no such session. Raises `StoreError`."""
    st.button(
        history_texts.BACK,
        key="history-back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=_back,
    )
    if session is None:
        st.title(history_texts.TITLE, anchor=False)
        st.markdown(history_texts.GONE)
        return
    answers = find_answers(store, session)
    _head(store, session, events, answers)
    _verdict(session, in_pain=session.id in find_stopped(answers))
    _pain(events, answers)
    left, right = st.columns([13, 11], gap="large")
    with left:
        _sets(session)
    with right:
        _pictures(session)
        st.header(history_texts.EVENTS_TITLE, anchor=False)
        st.html(build_events_html(session, events))


def _back() -> None:
    st.query_params.pop(ADDRESS, None)


def _head(
    store: Store,
    session: ExerciseSession,
    events: tuple[Event, ...],
    answers: tuple[PainRecord, ...],
) -> None:
    about = summarize_session(session)
    when = history_texts.clock_span(session.started_at, session.ended_at)
    with st.container(horizontal=True, vertical_alignment="bottom", key="history-head"):
        with st.container(gap="xsmall"):
            st.title(escape(about.title), anchor=False)
            line = history_texts.outline_line(
                (when, history_texts.STATES[session.state], about.source)
            )
            st.text(line)
        with st.popover(history_texts.DOWNLOADS, icon=":material/download:"):
            _downloads(session, events, answers)
        if st.button(history_texts.DELETE, key="history-delete", icon=":material/delete:"):
            store.delete_session(session.id).result()
            st.session_state[DELETED] = Deleted(
                session_id=session.id, text=history_texts.deleted_line(about.title, about.when)
            )
            _back()
            st.rerun()


def _downloads(
    session: ExerciseSession, events: tuple[Event, ...], answers: tuple[PainRecord, ...]
) -> None:
    stem = f"formcheck-session-{session.id}"
    files: list[tuple[str, str, str, Callable[[], str | bytes]]] = [
        (
            history_texts.DOWNLOAD_SESSION,
            f"{stem}.json",
            "application/json",
            lambda: build_session_json(session, events, answers),
        ),
        (
            history_texts.DOWNLOAD_REPS,
            f"{stem}.csv",
            "text/csv",
            lambda: build_sessions_csv([session]),
        ),
    ]
    if answers:
        name = f"{stem}-pain.csv"
        files.append(
            (history_texts.DOWNLOAD_ITS_PAIN, name, "text/csv", lambda: build_answers_csv(answers))
        )
    for label, name, mime, data in files:
        st.download_button(
            label, data, name, mime, on_click="ignore", width="stretch", key=f"download-{name}"
        )


def _verdict(session: ExerciseSession, *, in_pain: bool) -> None:
    about = summarize_session(session)
    with st.container(border=True, key=f"verdict-{find_score_level(about.score)}"):
        sets, counted, score = st.columns(3)
        sets.metric(history_texts.SETS, f"{about.sets_done} of {about.sets_planned}")
        counted.metric(
            review_texts.COUNTED,
            str(about.counted) if about.goal is None else f"{about.counted} of {about.goal}",
        )
        with score, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.metric(review_texts.SCORE, points(about.score), width="content")
            show_score_badge(about.score, about.band_line)
        if in_pain:
            show_pain_badge()
        if session.state is SessionState.RUNNING:
            st.markdown(history_texts.STILL_OPEN)


def _pain(events: tuple[Event, ...], answers: tuple[PainRecord, ...]) -> None:
    """Show the questions and answers about pain, if there are any."""
    rows = build_pain_rows(answers, events)
    if not rows:
        return
    st.header(history_texts.PAIN_TITLE, anchor=False)
    st.caption(history_texts.PAIN_HINT)
    st.html(build_pain_html(rows, label=history_texts.PAIN_TITLE))


# --- Sets -------------------------------------------------------------------------------------


def _sets(session: ExerciseSession) -> None:
    exercise = find_exercise(session.exercise)
    goals = find_set_goals(session)
    if not session.sets:
        st.header(history_texts.SETS, anchor=False)
        st.markdown(history_texts.NO_SETS)
    for one in session.sets:
        title = history_texts.set_title(one.number)
        st.header(title, anchor=False)
        st.markdown(escape(build_set_line(one, goals.get(one.number))))
        if one.main_fault is not None:
            about = escape(find_advice(exercise, one.main_fault))
            st.markdown(f"**{history_texts.WORKED_ON}:** {about}")
        reason = find_shared_reason([each.result for each in one.repetitions or ()])
        if reason:
            st.markdown(escape(reason))
        if one.repetitions:
            st.html(
                build_repetitions_html(one, exercise, label=history_texts.table_label(one.number))
            )
        else:
            st.markdown(history_texts.NO_REPS)


# --- Best and worst ---------------------------------------------------------------------------


def _pictures(session: ExerciseSession) -> None:
    st.header(history_texts.PICTURES_TITLE, anchor=False)
    found = {
        repetition.id: (
            history_texts.repetition_line(one.number, number, repetition.result),
            repetition,
        )
        for one in session.sets
        for number, repetition in enumerate(one.repetitions or (), 1)
    }
    kept = any(repetition.pose is not None for _, repetition in found.values())
    best, worst = find_best_and_worst(repetition for _, repetition in found.values())
    if best is None:
        st.markdown(history_texts.NO_SCORES)
        return
    if not kept:
        st.markdown(history_texts.NOT_KEPT)
    columns = st.columns(2)
    with columns[0]:
        _picture(session, history_texts.BEST, found[best.id][0], best, kept=kept)
    with columns[1]:
        if worst is None:
            st.markdown(history_texts.ALL_ALIKE)
        else:
            _picture(session, history_texts.WORST, found[worst.id][0], worst, kept=kept)


def _picture(
    session: ExerciseSession, what: str, where: str, repetition: StoredRepetition, *, kept: bool
) -> None:
    result, pose = repetition.result, repetition.pose
    with st.container(border=True, key=f"history-picture-{repetition.id}", gap="xsmall"):
        st.subheader(what, anchor=False)
        title = history_texts.skeleton_title(what, where)
        svg = (
            ""
            if pose is None
            else draw_skeleton_svg(pose.xy, pose.size, near=find_nearer_side(pose.xy), title=title)
        )
        if svg:
            st.image(svg, alt=title, width="stretch")
        elif kept:
            st.markdown(history_texts.NOT_SEEN)
        st.markdown(escape(where))
        st.caption(escape(history_texts.measured_line(result)))
        for safety, said in build_notes(find_exercise(session.exercise), result):
            line = escape(said)
            st.markdown(f"**■ {review_texts.SAFETY}** {line}" if safety else line)
