"""The answers of each day that belong to no session, such as a warning sign that allowed none."""

from collections.abc import Sequence

import streamlit as st

from formcheck.history import PainRecord
from formcheck.texts import history as history_texts
from formcheck.texts.formatting import escape
from formcheck.ui.pages.history.pain import (
    build_pain_html,
    build_pain_rows,
    find_gravest,
    group_by_day,
)

__all__ = ["show"]

_DAYS = 10


def show(answers: Sequence[PainRecord]) -> None:
    """Show those of `answers` that belong to no session, day by day, the newest first."""
    days = group_by_day(answer for answer in answers if answer.session_id is None)
    if not days:
        return
    st.header(history_texts.BEFORE_TITLE, anchor=False)
    st.caption(history_texts.BEFORE_LEAD)
    for _, said in days[:_DAYS]:
        line = history_texts.pain_day(said[-1].at, find_gravest(said))
        with st.expander(escape(line)):
            st.html(build_pain_html(build_pain_rows(said), label=line))
    if len(days) > _DAYS:
        st.caption(history_texts.BEFORE_EARLIER)
