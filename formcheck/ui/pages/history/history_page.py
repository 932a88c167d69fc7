"""The History page: all sessions, one session in detail, and changes over time.

The address names the open session as `?session=12`, so that the page can be reloaded.
"""

from collections.abc import Callable
from datetime import UTC
from functools import partial

import streamlit as st

from formcheck.errors import StoreError
from formcheck.export.pain import build_answers_csv
from formcheck.export.session import build_sessions_csv
from formcheck.history import ExerciseSession, PainRecord, SessionState, Store
from formcheck.history.trends import trend
from formcheck.poses.loader import exercise_names
from formcheck.texts import history as history_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui import theme
from formcheck.ui.charts.chart import show_chart
from formcheck.ui.charts.trends import Trend, build_trend_chart, build_trends
from formcheck.ui.pages.history import detail, screening
from formcheck.ui.pages.history.badges import show_pain_badge, show_score_badge
from formcheck.ui.pages.history.detail import ADDRESS, DELETED, Deleted
from formcheck.ui.pages.history.pain import find_stopped
from formcheck.ui.pages.history.session_summary import (
    SessionSummary,
    find_exercise_title,
    summarize_session,
)

__all__ = ["show"]

_A_PAGE = 10
_TREND = 30
_ALL = 1_000_000
_SHOWN = "history-shown"
_FILTERED = "history-filtered"


def show(open_store: Callable[[], Store]) -> None:
    """Show the history that `open_store` returns, or the session in the address.

    A `StoreError` is shown as its sentence.
    """
    theme.apply("records")
    theme.apply("history")
    said = st.query_params.get(ADDRESS, "")
    chosen = int(said) if said.isdecimal() and len(said) < 16 else None
    try:
        store = open_store()
        newest = store.sessions(limit=1)
        session = None if chosen is None else store.session(chosen)
        events = () if session is None else store.events(session.id)
    except StoreError as error:
        st.title(history_texts.TITLE, anchor=False)
        st.error(escape(str(error)))
        return
    try:
        if chosen is not None:
            detail.show(store, session, events)
        elif newest:
            _overview(store, newest[0], store.answers())
        else:
            _empty(store)
            screening.show(store.answers())
    except StoreError as error:
        st.error(escape(str(error)))
    st.caption(DISCLAIMER_LINE)


def _overview(store: Store, newest: ExerciseSession, answers: tuple[PainRecord, ...]) -> None:
    present = [name for name in exercise_names() if store.sessions(limit=1, exercise=name)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="history-head"):
        with st.container(gap="xsmall"):
            st.title(history_texts.TITLE, anchor=False)
            st.markdown(history_texts.LEAD)
        st.download_button(
            history_texts.DOWNLOAD_CSV,
            lambda: build_sessions_csv(reversed(store.sessions(limit=_ALL, with_repetitions=True))),
            "formcheck-history.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="history-csv",
        )
        if answers:
            st.download_button(
                history_texts.DOWNLOAD_PAIN,
                lambda: build_answers_csv(answers),
                "formcheck-pain.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
                key="history-pain-csv",
            )
    _undo(store)
    exercise = _filter(present)
    left, right = st.columns([13, 11], gap="large")
    with left:
        _list(store, exercise, find_stopped(answers))
        screening.show(answers)
    with right:
        _trends(store, exercise or newest.exercise, hint=exercise is None and len(present) > 1)


def _empty(store: Store) -> None:
    st.title(history_texts.TITLE, anchor=False)
    _undo(store)
    with st.container(border=True, key="history-empty", width=640):
        st.header(history_texts.EMPTY_TITLE, anchor=False)
        st.markdown(history_texts.EMPTY_TEXT)
        page = st.Page(_elsewhere, title=history_texts.EMPTY_LINK, url_path="exercise")
        st.page_link(page, label=history_texts.EMPTY_LINK, icon=":material/arrow_forward:")


def _elsewhere() -> None:
    """Stand in for the page that the app has registered under the same address."""


def _undo(store: Store) -> None:
    """Offer to restore the session that was deleted last."""
    deleted = st.session_state.get(DELETED)
    if not isinstance(deleted, Deleted):
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="history-deleted"
    ):
        st.text(deleted.text, width="content")
        if st.button(history_texts.UNDO, key="history-undo", icon=":material/undo:"):
            store.restore_session(deleted.session_id).result()
            del st.session_state[DELETED]
            st.query_params[ADDRESS] = str(deleted.session_id)
            st.rerun()


def _filter(present: list[str]) -> str | None:
    """Ask for the exercise; None = all of them."""
    if len(present) < 2:
        return None
    # Streamlit forgets a widget's choice while a session is open.
    choices = [None, *present]
    before = st.session_state.get(_FILTERED)
    st.session_state[_FILTERED] = chosen = st.selectbox(
        history_texts.FILTER,
        choices,
        index=choices.index(before) if before in choices else 0,
        format_func=lambda name: history_texts.ALL if name is None else find_exercise_title(name),
        key="history-exercise",
        width=360,
    )
    return chosen


# --- The list ---------------------------------------------------------------------------------


def _list(store: Store, exercise: str | None, in_pain: frozenset[int]) -> None:
    shown = st.session_state.setdefault(_SHOWN, _A_PAGE)
    found = store.sessions(limit=shown + 1, exercise=exercise)
    st.header(history_texts.LIST_TITLE, anchor=False)
    with st.container(key="history-list", gap=None):
        for session in found[:shown]:
            _card(summarize_session(session), in_pain=session.id in in_pain)
    if len(found) > shown:
        st.button(
            history_texts.MORE, key="history-more", icon=":material/expand_more:", on_click=_more
        )


def _more() -> None:
    st.session_state[_SHOWN] += _A_PAGE


def _card(session: SessionSummary, *, in_pain: bool) -> None:
    with st.container(key=f"history-card-{session.id}", gap=None):
        with st.container(
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
            gap="small",
        ):
            st.button(
                f"**{escape(session.title)}** · {escape(session.when)}",
                key=f"history-open-{session.id}",
                type="tertiary",
                on_click=_open,
                args=(session.id,),
            )
            with st.container(horizontal=True, width="content", gap="xsmall"):
                if in_pain:
                    show_pain_badge()
                show_score_badge(session.score, session.score_line)
        st.caption(escape(session.line))


def _open(session_id: int) -> None:
    st.query_params[ADDRESS] = str(session_id)


# --- Over time --------------------------------------------------------------------------------


def _trends(store: Store, exercise: str, *, hint: bool) -> None:
    st.header(escape(history_texts.trend_title(find_exercise_title(exercise))), anchor=False)
    found = store.sessions(limit=_TREND, exercise=exercise, with_repetitions=True)
    sessions, note = _comparable(found)
    if len(sessions) < 2:
        st.markdown(history_texts.TOO_FEW)
    else:
        rows = trend(sessions, zone=UTC)
        for each in build_trends(rows, sessions):
            _trend(each)
    said = [history_texts.TRENDS_HINT] if hint else []
    if said or note:
        st.caption(" ".join([*([note] if note else []), *said]))


def _comparable(found: tuple[ExerciseSession, ...]) -> tuple[list[ExerciseSession], str]:
    """Return the ended sessions, oldest first, and a note on which of them are used.

    Sample clips show another person, so they never mix with the person's own sessions.
    """
    ended = sorted(
        (each for each in found if each.state is not SessionState.RUNNING), key=lambda each: each.id
    )
    own = [each for each in ended if each.source == "camera"]
    if own:
        return own, history_texts.SAMPLES_LEFT_OUT if len(own) < len(ended) else ""
    return ended, history_texts.SAMPLES_ONLY if ended else ""


def _trend(each: Trend) -> None:
    st.subheader(escape(each.title), anchor=False)
    if each.known:
        show_chart(partial(build_trend_chart, each), text=each.alt)
    else:
        st.markdown(history_texts.NOTHING_MEASURED)
