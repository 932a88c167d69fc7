"""The result of a review: video, timeline and curve on the left, the verdict on the right."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from formcheck.review.request import ReviewRequest
from formcheck.review.types import Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.ui.charts.angle_curve import build_curve_chart
from formcheck.ui.charts.chart import show_chart
from formcheck.ui.charts.curve_marks import PICK, has_marks
from formcheck.ui.components.clip_overlay import show_clip_overlay
from formcheck.ui.components.timeline import show_table, show_timeline
from formcheck.ui.pages.review.downloads import offer_downloads
from formcheck.ui.pages.review.findings_list import show_findings
from formcheck.ui.pages.review.repetition_rows import build_repetition_rows
from formcheck.ui.pages.review.review_job import ReviewSlot
from formcheck.ui.pages.review.seeking import last_request, remember_mark, request_seek
from formcheck.ui.pages.review.timeline_marks import Mark, build_marks, find_axis_end_s
from formcheck.ui.pages.review.verdict_card import show_verdict

__all__ = ["show"]

_VIDEO = "st-key-clip"


def show(
    review: Review,
    request: ReviewRequest,
    slot: ReviewSlot,
    *,
    job_id: str,
    overlay: Mapping[str, Any] | None,
    on_turn: Callable[[int], None],
    on_estimate: Callable[[], None],
) -> None:
    """Show the finished review in `slot` and offer the files that it led to.

    `job_id` separates one review's widgets from the next one's. `overlay` is drawn over the clip
    (`build_overlay_data`), nothing if it is None. `on_turn` reviews the clip again
    with its picture turned clockwise by the given degrees, `on_estimate` without the landmarks that
    came along with it.
    """
    _show_header(review, request, slot)
    if request.landmarks is not None:
        _offer_estimation(on_estimate)
    elif not request.is_track:
        _offer_turn(review, on_turn)
    _show_body(review, request, job_id, overlay)


def _show_header(review: Review, request: ReviewRequest, slot: ReviewSlot) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key="result-head", gap="medium"
    ):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.subheader(escape(review.title), anchor=False, width="content")
            st.text(review_texts.source_line(review.source, review.duration_s), width="content")
        with st.popover(review_texts.DOWNLOADS, icon=":material/download:"):
            offer_downloads(review, request, slot)
        st.button(
            review_texts.NEW_CLIP, icon=":material/arrow_back:", on_click=slot.clear, key="new-clip"
        )


def _offer_estimation(on_estimate: Callable[[], None]) -> None:
    """Say where the landmarks come from, and offer to look for them in the clip itself."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stored"):
        st.caption(review_texts.STORED_LANDMARKS, width="content")
        st.button(
            review_texts.ESTIMATE_AGAIN,
            type="tertiary",
            icon=":material/refresh:",
            on_click=on_estimate,
            key="estimate-again",
        )


def _offer_turn(review: Review, on_turn: Callable[[int], None]) -> None:
    """Offer to turn the picture if it seems turned.

    If nothing was counted, the picture may be turned unnoticed: then the person can say so.
    """
    turn_deg = review.turn_deg
    if turn_deg is None:
        if review.counted == 0:
            _ask_for_turn(on_turn)
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="turned"):
        st.markdown(review_texts.TURNED, width="stretch")
        st.button(
            review_texts.turn_button(turn_deg),
            type="primary",
            icon=":material/rotate_right:",
            on_click=on_turn,
            args=(turn_deg,),
            key="turn",
        )


def _ask_for_turn(on_turn: Callable[[int], None]) -> None:
    with st.popover(review_texts.TURN_ASKED, icon=":material/rotate_right:", type="tertiary"):
        for turn_deg in (90, 180, 270):
            st.button(
                review_texts.turn_button(turn_deg),
                on_click=on_turn,
                args=(turn_deg,),
                key=f"turn-{turn_deg}",
            )


@st.fragment
def _show_body(
    review: Review, request: ReviewRequest, job_id: str, overlay: Mapping[str, Any] | None
) -> None:
    found = build_marks(review)
    left, right = st.columns([13, 11], gap="medium")
    with right:  # first, because the person waits for the verdict and the curve takes longest
        show_verdict(review)
        _show_repetitions(review, found, job_id)
        _show_section(review_texts.FINDINGS_TITLE)
        show_findings(review, job_id=job_id)
    with left:
        _show_clip(request, job_id, overlay)
        _show_time_axis(review, found, job_id)


def _show_clip(request: ReviewRequest, job_id: str, overlay: Mapping[str, Any] | None) -> None:
    """Show the clip itself, with the skeleton drawn over it by the browser."""
    clip = request.shown_clip
    with st.container(key="clip", gap="xsmall"):
        if clip is None:
            st.info(review_texts.NO_VIDEO, icon=":material/videocam_off:")
            return
        if not clip.is_file():
            st.info(review_texts.CLIP_GONE, icon=":material/videocam_off:")
            return
        kind = "video/webm" if clip.suffix.lower() == ".webm" else "video/mp4"
        st.video(str(clip), format=kind, muted=True)
        if overlay is not None:
            show_clip_overlay(overlay, video_class=_VIDEO, review_id=job_id)


def _show_time_axis(review: Review, found: tuple[Mark, ...], job_id: str) -> None:
    """Show the timeline and the curve on the same time axis."""
    timeline_key = f"timeline-{job_id}"

    def from_timeline() -> None:
        remember_mark(job_id, found, st.session_state[timeline_key].picked)

    def from_curve() -> None:
        picked = {point.get("id") for point in st.session_state[curve_key].selection.get(PICK, ())}
        for mark in found:
            if mark.id in picked and mark.start_s is not None:
                request_seek(job_id, mark.start_s, mark.id)

    jump = last_request(job_id)
    # A new key after every request: the chart forgets its choice, so that it can be made again.
    curve_key = f"curve-{job_id}-{0 if jump is None else jump.number}"
    chosen = (mark.start_s for mark in found if jump is not None and mark.id == jump.mark)
    with st.container(key="axis", gap=None):
        show_timeline(
            found,
            duration_s=find_axis_end_s(review),
            video_class=_VIDEO,
            jump=jump,
            key=timeline_key,
            on_pick=from_timeline,
        )
        with st.container(key="curve"):
            can_pick = has_marks(review, found)
            show_chart(
                partial(build_curve_chart, review, found, next(chosen, None)),
                key=curve_key,
                on_select=from_curve if can_pick else "ignore",
                selection_mode=PICK if can_pick else None,
                text=review_texts.curve_alt(review.trace.label),
            )


def _show_repetitions(review: Review, found: tuple[Mark, ...], job_id: str) -> None:
    if not review.repetitions:
        return
    key = f"reps-{job_id}"

    def from_table() -> None:
        remember_mark(job_id, found, st.session_state[key].picked)

    _show_section(review_texts.REPS_TITLE, review_texts.REPS_HINT)
    show_table(
        build_repetition_rows(review),
        [mark for mark in found if mark.row == review_texts.ROW_REPS],
        video_class=_VIDEO,
        jump=last_request(job_id),
        key=key,
        on_pick=from_table,
    )


def _show_section(title: str, hint: str = "") -> None:
    """Show a heading with a quiet hint at its right."""
    st.markdown(f"#### {title} :gray[:small[{hint}]]" if hint else f"#### {title}")
