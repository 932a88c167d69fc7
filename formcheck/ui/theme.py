"""The few rules of style that Streamlit's theme has no setting for."""

from importlib.resources import files

import streamlit as st

__all__ = ["apply"]


def apply(name: str = "page") -> None:
    """Add the style sheet called `name` to the page; it contains no text from users."""
    sheet = (files("formcheck.ui") / "assets" / f"{name}.css").read_text(encoding="utf-8")
    st.html(f"<style>{sheet}</style>")
