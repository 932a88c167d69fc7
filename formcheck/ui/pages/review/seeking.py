"""Requests to the review's video to show a moment, kept in the browser session by review."""

from dataclasses import replace

import streamlit as st

from formcheck.ui.components.timeline import SeekRequest
from formcheck.ui.pages.review.timeline_marks import Mark

__all__ = ["last_request", "remember_mark", "request_seek"]


def last_request(job_id: str) -> SeekRequest | None:
    """Return the last request of the review `job_id`; None before the first."""
    found = st.session_state.get(f"jump-{job_id}")
    return found if isinstance(found, SeekRequest) else None


def request_seek(job_id: str, time_s: float, mark: str) -> None:
    """Ask the video to show a moment."""
    before = last_request(job_id)
    number = 1 if before is None else before.number + 1
    st.session_state[f"jump-{job_id}"] = SeekRequest(number=number, time_s=time_s, mark=mark)


def remember_mark(job_id: str, marks: tuple[Mark, ...], mark_id: object) -> None:
    """Remember a mark whose moment the video already shows; the last request to jump stays.

    A click here and a click on a button may arrive together, in either order.
    """
    before = last_request(job_id) or SeekRequest(number=0, time_s=0.0, mark=None)
    if mark_id in {mark.id for mark in marks}:
        st.session_state[f"jump-{job_id}"] = replace(before, mark=str(mark_id))
