"""The About page: what FormCheck is, what it is not, and where the video stays."""

import streamlit as st

from formcheck.ui import texts

__all__ = ["show"]


def show() -> None:
    """Show the page."""
    with st.container(width=760):
        st.title(texts.ABOUT_TITLE, anchor=False)
        for title, body in (
            (texts.ABOUT_WHAT_TITLE, texts.ABOUT_WHAT),
            (texts.ABOUT_HONEST_TITLE, texts.ABOUT_HONEST),
            (texts.ABOUT_PRIVACY_TITLE, texts.ABOUT_PRIVACY),
        ):
            st.subheader(title, anchor=False)
            st.markdown(body)
        with st.container(border=True, key="notice"):
            st.subheader(texts.ABOUT_NOT_TITLE, anchor=False)
            st.markdown(texts.ABOUT_NOT)
        with st.container(border=True, key="urgent"):
            st.subheader(texts.ABOUT_URGENT_TITLE, anchor=False)
            st.markdown(texts.ABOUT_URGENT)
