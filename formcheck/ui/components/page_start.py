"""A page starts at its top, with the focus on its heading.

Streamlit keeps the scroll position when a page shows something else. On a phone the questions
would then open half-way down, and a screen reader would not know where to start.
"""

from functools import cache
from importlib.resources import files

import streamlit as st

from formcheck.ui.components.browser_component import ShowComponent, register_component

__all__ = ["show_title", "start_at_top"]


def show_title(text: str, *, state: str) -> None:
    """Show the heading of a page and start there; `state` names what the page shows."""
    st.title(text, anchor=False)
    start_at_top(text, state=state)


def start_at_top(heading: str, *, state: str) -> None:
    """Scroll to the top and focus `heading`, once while the page stays in `state`."""
    _component()(key=f"page-start-{state}", data={"heading": heading}, height=1)


@cache
def _component() -> ShowComponent:
    script = (files("formcheck.ui") / "assets" / "page_start.js").read_text(encoding="utf-8")
    return register_component(
        "formcheck_page_start", html='<span class="start"></span>', scripts=[script]
    )
