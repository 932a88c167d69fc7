"""The Home page: two doors, what is planned, and how it went last time."""

from collections.abc import Callable
from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.clinic.store import Store
from formcheck.errors import StoreError
from formcheck.ui import texts
from formcheck.ui.history_view import outline, title_of

__all__ = ["show"]


def show(
    open_store: Callable[[], Store],
    *,
    exercise: StreamlitPage,
    review: StreamlitPage,
    history: StreamlitPage,
) -> None:
    """Show the page; its doors lead to the pages given.

    A history that cannot be used says nothing here: its own page says why.
    """
    with st.container(gap="xsmall"):
        st.title(texts.APP, anchor=False)
        st.markdown(texts.HOME_LEAD)
        st.caption(texts.DISCLAIMER_LINE)
    try:
        store = open_store()
        plan = [title_of(item.exercise) for item in store.plan()]
        newest = store.trainings(limit=1)
    except StoreError:
        plan, newest = [], ()
    if newest:
        last = outline(newest[0])
        with st.container(
            border=True,
            key="last",
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            parts = (last.when, last.score_line, last.line)
            st.markdown(
                f"**{texts.HOME_LAST} {texts.escape(last.title)}.** "
                f"{texts.escape(' · '.join(parts))}"
            )
            if st.button(texts.HOME_HISTORY, key="to-history"):
                st.switch_page(history)
    first, second = st.columns(2, gap="large")
    with first:
        planned = texts.planned_line(plan) if plan else ""
        _door("exercise", "bridge", texts.HOME_EXERCISE, planned, exercise)
    with second:
        _door("review", "bird_dog", texts.HOME_REVIEW, "", review)


def _door(key: str, picture: str, words: str, more: str, page: StreamlitPage) -> None:
    with st.container(border=True, key=f"door-{key}"):
        still = files("formcheck.ui") / "assets" / "samples" / f"{picture}.jpg"
        st.image(still.read_bytes(), width="stretch", alt="")
        st.subheader(page.title, anchor=False)
        st.markdown(words)
        if more:
            st.markdown(texts.escape(more))
        if st.button(page.title, key=f"to-{key}", type="primary", width="stretch"):
            st.switch_page(page)
