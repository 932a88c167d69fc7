"""The few rules of style that Streamlit's theme has no setting for."""

from importlib.resources import files

import streamlit as st

__all__ = ["apply"]


def apply() -> None:
    """Add the style sheet to the page; it holds no text of anybody."""
    sheet = (files("formcheck.ui") / "assets" / "page.css").read_text(encoding="utf-8")
    st.html(f"<style>{sheet}</style>")
