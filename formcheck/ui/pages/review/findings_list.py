"""The findings of a review, each with its limit and with buttons to its moments."""

import streamlit as st

from formcheck.review.types import Finding, Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import clock, escape, is_known
from formcheck.ui.pages.review.seeking import request_seek

__all__ = ["build_limit_line", "show_findings"]


def show_findings(review: Review, *, job_id: str) -> None:
    """Show every finding; a sentence says why there is none."""
    if not review.findings:
        st.markdown(
            review_texts.NO_FINDINGS
            if is_known(review.score)
            else review_texts.FINDINGS_NOT_ASSESSABLE
        )
    for finding in review.findings:
        _show_finding(finding, job_id)


def _show_finding(finding: Finding, job_id: str) -> None:
    with st.container(border=True, key=f"finding-{finding.rule}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{escape(finding.title)}**", width="content")
            if finding.safety:
                st.badge(review_texts.SAFETY, icon=":material/stop:", color="orange")
            if finding.informational:
                st.badge(review_texts.INFORMATIONAL, icon=":material/info:", color="gray")
            for n, moment in enumerate(finding.moments, 1):
                st.button(
                    clock(moment.start_s),
                    key=f"moment-{job_id}-{finding.rule}-{n}",
                    icon=":material/play_arrow:",
                    help=review_texts.name_fault(finding.title, moment.start_s, moment.repetition),
                    on_click=request_seek,
                    args=(job_id, moment.start_s, f"fault-{finding.rule}-{n}"),
                    disabled=not is_known(moment.start_s),
                )
        st.markdown(f"→ {escape(finding.cue)}. {escape(finding.why)}")
        st.caption(escape(f"{build_limit_line(finding)} {review_texts.SOURCE}: {finding.source}"))


def build_limit_line(finding: Finding) -> str:
    """Return the limit that was passed and how far the worst moment went."""
    return review_texts.limit_line(
        finding.limit,
        finding.furthest,
        unit=finding.unit,
        beyond=finding.beyond,
        asked=finding.asked,
    )
