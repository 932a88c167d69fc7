"""Our own components that run in the browser; all are registered in the same way."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Protocol

import streamlit as st

from formcheck.texts import app as app_texts

__all__ = ["ShowComponent", "register_component"]


class ShowComponent(Protocol):
    """Shows a registered component on the page."""

    def __call__(self, *, key: str, data: Mapping[str, Any], **more: Any) -> Any:
        """Show it with `data`, which must be plain; `more` is what Streamlit's renderer takes."""
        ...


def register_component(
    name: str, *, html: str, scripts: Sequence[str], css: str | None = None
) -> ShowComponent:
    """Register a component and return the function that shows it.

    Keep that function, because a component can be registered only once.

    `scripts` are JavaScript texts, one of which defines `showComponent(component)`. When that
    throws, the component shows a sentence that says so instead.
    """
    guard = (files("formcheck.ui") / "assets" / "guard.js").read_text(encoding="utf-8")
    said = f"const COMPONENT_FAILED = {json.dumps(app_texts.COMPONENT_FAILED)};"
    mount = st.components.v2.component(
        name, html=html, css=css, js="\n".join([*scripts, said, guard])
    )

    def show(*, key: str, data: Mapping[str, Any], **more: Any) -> Any:
        # Streamlit looks for tables among a mapping's values, and loads pandas for that, which
        # takes half a second. A list goes to the browser as it is; guard.js takes the data out.
        return mount(key=key, data=[data], **more)

    return show
