"""The badges of a session: their colour always comes with an icon and a word."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from formcheck.texts import history as history_texts
from formcheck.ui.pages.history.session_summary import ScoreLevel, find_score_level

__all__ = ["show_pain_badge", "show_score_badge"]

_BADGES: Mapping[ScoreLevel, tuple[str, Literal["blue", "yellow", "gray"]]] = {
    "good": (":material/check:", "blue"),
    "adjust": (":material/arrow_forward:", "yellow"),
    "unseen": (":material/visibility_off:", "gray"),
}


def show_score_badge(score: float | None, text: str) -> None:
    """Show `text` in the colour and with the icon of `score` (0..100, None = not scored)."""
    icon, color = _BADGES[find_score_level(score)]
    st.badge(text, icon=icon, color=color)


def show_pain_badge() -> None:
    """Say that a session was stopped for pain: a fact, neither good nor bad."""
    st.badge(history_texts.STOPPED_FOR_PAIN, icon=":material/front_hand:", color="gray")
