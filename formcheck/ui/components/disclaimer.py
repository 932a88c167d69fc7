"""The disclaimer: a person reads and accepts it once, before the first use."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import streamlit as st

from formcheck.errors import FormCheckError
from formcheck.history import Setting, Store
from formcheck.texts import safety as safety_texts
from formcheck.texts.formatting import escape
from formcheck.ui import theme

__all__ = ["VERSION", "ask", "find_acceptance"]

VERSION = 1
"""Raise this when the text says something new, so that people read it again."""

_HERE = "disclaimer_accepted"


def find_acceptance(store: Store) -> datetime | None:
    """Return when this version of the text was accepted.

    Returns None if it was not. Raises `StoreError`.
    """
    kept = store.setting(Setting.DISCLAIMER)
    if not isinstance(kept, Mapping) or kept.get("version") != VERSION:
        return None
    try:
        return datetime.fromisoformat(str(kept.get("accepted_at")))
    except ValueError:
        return None


def ask(open_store: Callable[[], Store]) -> bool:
    """Return whether the text was accepted; if not, show it in place of the page.

    If the history cannot be used, the acceptance holds for this visit only.
    """
    if st.session_state.get(_HERE):
        return True
    trouble = ""
    try:
        if find_acceptance(open_store()) is not None:
            st.session_state[_HERE] = True
            return True
    except FormCheckError as error:
        trouble = str(error)
    theme.apply("safety")
    with st.container(key="disclaimer"):
        st.title(safety_texts.DISCLAIMER_TITLE, anchor=False)
        st.markdown(safety_texts.DISCLAIMER)
        if trouble:
            st.warning(escape(trouble))
        if st.button(safety_texts.DISCLAIMER_ACCEPT, type="primary", key="disclaimer-accept"):
            _accept(open_store)
            st.rerun()
    return False


def _accept(open_store: Callable[[], Store]) -> None:
    st.session_state[_HERE] = True
    kept = {"accepted_at": datetime.now(UTC).isoformat(timespec="seconds"), "version": VERSION}
    try:
        open_store().save_setting(Setting.DISCLAIMER, kept).result()
    except FormCheckError as error:
        st.toast(escape(str(error)))
