"""Where a page begins: at its top, with the focus on its heading.

Streamlit keeps how far a page is scrolled when it shows something else. On a phone the questions
would then open in their middle, and a screen reader would begin nowhere.
"""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.ui.components.browser_piece import browser_piece

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

__all__ = ["begin", "title"]


def title(text: str, *, state: str) -> None:
    """Show the heading of a page and begin there; `state` names what the page shows."""
    st.title(text, anchor=False)
    begin(text, state=state)


def begin(heading: str, *, state: str) -> None:
    """Scroll to the top and focus `heading`, once as long as the page is in `state`."""
    _component()(key=f"page-start-{state}", data={"heading": heading}, height=1)


@cache
def _component() -> "ComponentRenderer":
    script = (files("formcheck.ui") / "assets" / "page_start.js").read_text(encoding="utf-8")
    return browser_piece(
        "formcheck_page_start", html='<span class="start"></span>', scripts=[script]
    )
