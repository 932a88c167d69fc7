"""Puts one of our charts on the page."""

import threading
from collections.abc import Callable
from typing import Any

import altair as alt
import streamlit as st
from altair.utils.schemapi import debug_mode

__all__ = ["build_spec", "show_chart"]

_settings_lock = threading.Lock()
"""Altair's settings hold for the whole process, and each session has a thread of its own."""


def show_chart(build: Callable[[], alt.LayerChart], *, text: str, **more: Any) -> None:
    """Show the chart that `build` returns, as wide as its place; `text` says what it shows.

    `more` is what `st.vega_lite_chart` takes.
    """
    st.vega_lite_chart(build_spec(build), width="stretch", alt=text, **more)


def build_spec(build: Callable[[], alt.LayerChart]) -> dict[str, Any]:
    """Return the Vega-Lite specification of the chart that `build` returns, with its data inside.

    Altair's check against the schema is left out; the tests do it. Inline data go to the browser as
    they are. Streamlit's own function for charts would make tables of them, and load pandas for
    that, which takes half a second.
    """
    with (
        _settings_lock,
        debug_mode(arg=False),
        alt.theme.enable("none"),  # Streamlit's theme is applied in the browser
        alt.data_transformers.enable(consolidate_datasets=False),
    ):
        spec: dict[str, Any] = build().to_dict(validate=False)
    return spec
