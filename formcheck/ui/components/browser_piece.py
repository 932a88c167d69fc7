"""Our own pieces of the page that run in the browser, all registered in the same way."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.texts import app as app_texts

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

__all__ = ["browser_piece"]


def browser_piece(
    name: str, *, html: str, scripts: Sequence[str], css: str | None = None
) -> "ComponentRenderer":
    """Register a piece and return what mounts it; to be kept, as a piece is registered once.

    `scripts` are JavaScript texts, of which one defines `showPiece(component)`; when that throws,
    the piece says in its place that it could not be shown.
    """
    guard = (files("formcheck.ui") / "assets" / "guard.js").read_text(encoding="utf-8")
    said = f"const PIECE_FAILED = {json.dumps(app_texts.PIECE_FAILED)};"
    return st.components.v2.component(
        name, html=html, css=css, js="\n".join([*scripts, said, guard])
    )
