"""The About page: what FormCheck is, what it is not, and where the video stays."""

import streamlit as st

from formcheck.texts import about as about_texts

__all__ = ["show"]


def show() -> None:
    """Show the page."""
    with st.container(width=760):
        st.title(about_texts.TITLE, anchor=False)
        for title, body in (
            (about_texts.WHAT_TITLE, about_texts.WHAT),
            (about_texts.HONEST_TITLE, about_texts.HONEST),
            (about_texts.PRIVACY_TITLE, about_texts.PRIVACY),
        ):
            st.subheader(title, anchor=False)
            st.markdown(body)
        with st.container(border=True, key="notice"):
            st.subheader(about_texts.NOT_TITLE, anchor=False)
            st.markdown(about_texts.NOT)
        with st.container(border=True, key="urgent"):
            st.subheader(about_texts.URGENT_TITLE, anchor=False)
            st.markdown(about_texts.URGENT)
