"""The Home page: Exercise and Review, the plan, and the last session."""

from collections.abc import Callable
from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.errors import StoreError
from formcheck.history import Store
from formcheck.texts import app as app_texts
from formcheck.texts import home as home_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.pages.history.session_summary import find_exercise_title, summarize_session

__all__ = ["show"]


def show(
    open_store: Callable[[], Store],
    *,
    exercise: StreamlitPage,
    review: StreamlitPage,
    history: StreamlitPage,
) -> None:
    """Show the page; its cards lead to the pages given.

    If the history cannot be used, this page leaves it out; the History page says why.
    """
    with st.container(gap="xsmall"):
        st.title(app_texts.APP, anchor=False)
        st.markdown(home_texts.LEAD)
        st.caption(DISCLAIMER_LINE)
    try:
        store = open_store()
        plan = [find_exercise_title(item.exercise) for item in store.plan()]
        newest = store.sessions(limit=1)
    except StoreError:
        plan, newest = [], ()
    if newest:
        last = summarize_session(newest[0])
        with st.container(
            border=True,
            key="last",
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            parts = (last.when, last.score_line, last.line)
            st.markdown(f"**{home_texts.LAST} {escape(last.title)}.** {escape(' · '.join(parts))}")
            if st.button(home_texts.HISTORY, key="to-history"):
                st.switch_page(history)
    first, second = st.columns(2, gap="large")
    with first:
        planned = home_texts.planned_line(plan) if plan else ""
        _page_card("exercise", "bridge", home_texts.EXERCISE, planned, exercise)
    with second:
        _page_card("review", "bird_dog", home_texts.REVIEW, "", review)


def _page_card(key: str, picture: str, words: str, more: str, page: StreamlitPage) -> None:
    with st.container(border=True, key=f"page-card-{key}"):
        still = files("formcheck.ui") / "assets" / "samples" / f"{picture}.jpg"
        st.image(still.read_bytes(), width="stretch", alt="")
        st.subheader(page.title, anchor=False)
        st.markdown(words)
        if more:
            st.markdown(escape(more))
        if st.button(page.title, key=f"to-{key}", type="primary", width="stretch"):
            st.switch_page(page)
