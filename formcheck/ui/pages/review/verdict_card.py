"""The verdict of a review in short: the summary, the score, the share judged, the warnings."""

from typing import Literal

import streamlit as st

from formcheck.assessment.types import Band
from formcheck.review.types import Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape, is_known, points, share
from formcheck.texts.labels import BAND_LABELS

__all__ = ["show_verdict"]

_BADGES: dict[str, tuple[str, Literal["blue", "yellow", "orange", "gray"]]] = {
    "good": (":material/check:", "blue"),
    "adjust": (":material/arrow_forward:", "yellow"),
    "stop": (":material/stop:", "orange"),
    "unseen": (":material/visibility_off:", "gray"),
}
_GOOD = (Band.EXCELLENT, Band.GOOD)


def show_verdict(review: Review) -> None:
    """Show the verdict in a card, and the warnings below it."""
    with st.container(border=True, key=f"verdict-{_find_tone(review)}"):
        with st.container(key="summary"):
            st.markdown(escape(review.summary) if review.summary else review_texts.NO_REPS)
        counted, score, judged = st.columns([3, 4, 4])
        counted.metric(
            review_texts.COUNTED,
            review_texts.describe_counted(review.counted, len(review.repetitions)),
        )
        with score, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.metric(review_texts.SCORE, points(review.score), width="content")
            _show_band(review)
        judged.metric(review_texts.JUDGED, share(review.assessable))
        main = [finding for finding in review.findings if finding.rule == review.main_fault]
        for finding in main[:1]:
            st.markdown(review_texts.main_fault(finding.title, finding.cue))
    for warning in review.warnings:
        st.warning(escape(warning), icon=":material/visibility_off:")


def _find_tone(review: Review) -> str:
    """Return the meaning of a verdict's colour and icon: "good", "adjust", "stop" or "unseen"."""
    if not is_known(review.score) or review.band is None:
        return "unseen"
    if any(finding.safety for finding in review.findings):
        return "stop"
    return "good" if review.band in _GOOD else "adjust"


def _show_band(review: Review) -> None:
    icon, color = _BADGES[_find_tone(review)]
    text = review_texts.NOT_SCORED
    if review.band is not None and is_known(review.score):
        text = BAND_LABELS[review.band]
    st.badge(text, icon=icon, color=color)
