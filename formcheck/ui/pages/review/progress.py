"""How far a review, or the making of its annotated clip, is."""

import streamlit as st

from formcheck.texts import review as review_texts
from formcheck.ui.pages.review.review_job import ReviewJob, Status

__all__ = ["show_progress"]

_POLL_S = 0.4


@st.fragment(run_every=_POLL_S)
def show_progress(job: ReviewJob) -> None:
    """Show a bar that follows `job`; the page is shown anew when it has ended."""
    state = job.state
    if state.status is not Status.RUNNING:
        st.rerun()
    progress = state.progress
    if state.stopping:
        st.progress(0.0, text=review_texts.STOPPING)
    elif progress is None:
        st.progress(0.0, text=review_texts.STARTING)
    else:
        total = progress.frames_total
        share = 0.0 if not total else min(1.0, progress.frames_done / total)
        st.progress(
            share,
            text=review_texts.progress_line(
                progress.frames_done, total, progress.fps, progress.seconds_left
            ),
        )
