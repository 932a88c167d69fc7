"""Our own components that run in the browser; all are registered in the same way."""

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.texts import app as app_texts

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

__all__ = ["register_component"]


def register_component(
    name: str, *, html: str, scripts: Sequence[str], css: str | None = None
) -> "ComponentRenderer":
    """Register a component and return the function that mounts it.

    Keep that function, because a component can be registered only once.

    `scripts` are JavaScript texts, one of which defines `showComponent(component)`. When that
    throws, the component shows a sentence that says so instead.
    """
    guard = (files("formcheck.ui") / "assets" / "guard.js").read_text(encoding="utf-8")
    said = f"const COMPONENT_FAILED = {json.dumps(app_texts.COMPONENT_FAILED)};"
    return st.components.v2.component(
        name, html=html, css=css, js="\n".join([*scripts, said, guard])
    )
