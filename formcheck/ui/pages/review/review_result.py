"""The result of a review: video, timeline and curve on the left, the verdict on the right."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from formcheck.assessment.types import Band
from formcheck.export.review import to_csv, to_json
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Finding, Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import clock, escape, is_known, points, share
from formcheck.texts.labels import BAND_LABELS
from formcheck.ui.charts.angle_curve import PICK, curve_chart, pickable
from formcheck.ui.components.timeline import SeekRequest, table, timeline
from formcheck.ui.pages.review.repetition_rows import repetition_table
from formcheck.ui.pages.review.timeline_marks import Mark, axis_end_s, marks

__all__ = ["limit_line", "show"]

_VIDEO = "st-key-clip"
_BADGES: dict[str, tuple[str, Literal["blue", "yellow", "orange", "gray"]]] = {
    "good": (":material/check:", "blue"),
    "adjust": (":material/arrow_forward:", "yellow"),
    "stop": (":material/stop:", "orange"),
    "unseen": (":material/visibility_off:", "gray"),
}
_GOOD = (Band.EXCELLENT, Band.GOOD)


def show(
    review: Review,
    request: ReviewRequest,
    *,
    job_id: str,
    on_close: Callable[[], None],
    on_turn: Callable[[int], None],
) -> None:
    """Show a finished review and the files that `request` asked for.

    `job_id` separates one review's widgets from the next one's. `on_turn` reviews the clip again
    with its picture turned clockwise by the given degrees.
    """
    _header(review, request, on_close)
    if request.video_out is not None:
        _turned(review, on_turn)
    _body(review, request.video_out, job_id)


def _header(review: Review, request: ReviewRequest, on_close: Callable[[], None]) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key="result-head", gap="medium"
    ):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.subheader(escape(review.title), anchor=False, width="content")
            st.text(review_texts.source_line(review.source, review.duration_s), width="content")
        with st.popover(review_texts.DOWNLOADS, icon=":material/download:"):
            _downloads(review, request)
        st.button(
            review_texts.NEW_CLIP, icon=":material/arrow_back:", on_click=on_close, key="new-clip"
        )


def _turned(review: Review, on_turn: Callable[[int], None]) -> None:
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


def _downloads(review: Review, request: ReviewRequest) -> None:
    """Offer the files; each is made or read when it is asked for."""
    stem = f"formcheck-{review.exercise}"
    track = request.path if request.is_track else request.track_out
    video = request.video_out
    files: list[tuple[str, str, str, Callable[[], str | bytes]]] = [
        (review_texts.DOWNLOAD_JSON, f"{stem}.json", "application/json", partial(to_json, review)),
        (review_texts.DOWNLOAD_CSV, f"{stem}.csv", "text/csv", partial(to_csv, review)),
    ]
    if track is not None:
        mime = "application/octet-stream"
        files.append((review_texts.DOWNLOAD_TRACK, f"{stem}.npz", mime, track.read_bytes))
    if video is not None:
        files.append((review_texts.DOWNLOAD_VIDEO, f"{stem}.mp4", "video/mp4", video.read_bytes))
    for label, name, mime, data in files:
        st.download_button(
            label, data, name, mime, on_click="ignore", width="stretch", key=f"download-{name}"
        )


@st.fragment
def _body(review: Review, video: Path | None, job_id: str) -> None:
    found = marks(review)
    left, right = st.columns([13, 11], gap="medium")
    with left:
        _picture(review, video, found, job_id)
    with right:
        _verdict(review)
        _repetitions(review, found, job_id)
        _findings(review, job_id)


# --- Jumping ----------------------------------------------------------------------------------


def _jump(job_id: str) -> SeekRequest | None:
    found = st.session_state.get(f"jump-{job_id}")
    return found if isinstance(found, SeekRequest) else None


def _jump_to(job_id: str, time_s: float, mark: str) -> None:
    """Ask the video to show a moment."""
    before = _jump(job_id)
    number = 1 if before is None else before.number + 1
    st.session_state[f"jump-{job_id}"] = SeekRequest(number=number, time_s=time_s, mark=mark)


def _note(job_id: str, found: tuple[Mark, ...], mark_id: object) -> None:
    """Remember a mark whose moment the video already shows; the last request to jump stays.

    A click here and a click on a button may arrive together, in either order.
    """
    before = _jump(job_id) or SeekRequest(number=0, time_s=0.0, mark=None)
    if mark_id in {mark.id for mark in found}:
        st.session_state[f"jump-{job_id}"] = replace(before, mark=str(mark_id))


# --- Left: picture, timeline, curve -----------------------------------------------------------


def _picture(review: Review, video: Path | None, found: tuple[Mark, ...], job_id: str) -> None:
    with st.container(key="clip"):
        if video is None:
            st.info(review_texts.NO_VIDEO, icon=":material/videocam_off:")
        else:
            st.video(str(video), muted=True)

    timeline_key = f"timeline-{job_id}"

    def from_timeline() -> None:
        _note(job_id, found, st.session_state[timeline_key].picked)

    def from_curve() -> None:
        picked = {point.get("id") for point in st.session_state[curve_key].selection.get(PICK, ())}
        for mark in found:
            if mark.id in picked and mark.start_s is not None:
                _jump_to(job_id, mark.start_s, mark.id)

    jump = _jump(job_id)
    # A new key after every request: the chart forgets its choice, so that it can be made again.
    curve_key = f"curve-{job_id}-{0 if jump is None else jump.number}"
    chosen = (mark.start_s for mark in found if jump is not None and mark.id == jump.mark)
    with st.container(key="axis", gap=None):
        timeline(
            found,
            duration_s=axis_end_s(review),
            video_class=_VIDEO,
            jump=jump,
            key=timeline_key,
            on_pick=from_timeline,
        )
        with st.container(key="curve"):
            can_pick = pickable(review, found)
            st.altair_chart(
                curve_chart(review, found, next(chosen, None)),
                key=curve_key,
                on_select=from_curve if can_pick else "ignore",
                selection_mode=PICK if can_pick else None,
                width="stretch",
                alt=review_texts.curve_alt(review.trace.label),
            )


# --- Right: verdict, table, findings ----------------------------------------------------------


def _verdict(review: Review) -> None:
    with st.container(border=True, key=f"verdict-{_tone(review)}"):
        with st.container(key="summary"):
            st.markdown(escape(review.summary) if review.summary else review_texts.NO_REPS)
        counted, score, judged = st.columns([3, 4, 4])
        counted.metric(
            review_texts.COUNTED, review_texts.counted_of(review.counted, len(review.repetitions))
        )
        with score, st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.metric(review_texts.SCORE, points(review.score), width="content")
            _band(review)
        judged.metric(review_texts.JUDGED, share(review.assessable))
        main = [finding for finding in review.findings if finding.rule == review.main_fault]
        for finding in main[:1]:
            st.markdown(review_texts.main_fault(finding.title, finding.cue))
    for warning in review.warnings:
        st.warning(escape(warning), icon=":material/visibility_off:")


def _tone(review: Review) -> str:
    """The meaning of a verdict's colour and icon: "good", "adjust", "stop" or "unseen"."""
    if not is_known(review.score) or review.band is None:
        return "unseen"
    if any(finding.safety for finding in review.findings):
        return "stop"
    return "good" if review.band in _GOOD else "adjust"


def _band(review: Review) -> None:
    icon, color = _BADGES[_tone(review)]
    text = review_texts.NOT_SCORED
    if review.band is not None and is_known(review.score):
        text = BAND_LABELS[review.band]
    st.badge(text, icon=icon, color=color)


def _repetitions(review: Review, found: tuple[Mark, ...], job_id: str) -> None:
    if not review.repetitions:
        return
    key = f"reps-{job_id}"

    def from_table() -> None:
        _note(job_id, found, st.session_state[key].picked)

    _section(review_texts.REPS_TITLE, review_texts.REPS_HINT)
    table(
        repetition_table(review),
        [mark for mark in found if mark.row == review_texts.ROW_REPS],
        video_class=_VIDEO,
        jump=_jump(job_id),
        key=key,
        on_pick=from_table,
    )


def _section(title: str, hint: str = "") -> None:
    """A heading with a quiet hint at its right."""
    st.markdown(f"#### {title} :gray[:small[{hint}]]" if hint else f"#### {title}")


def _findings(review: Review, job_id: str) -> None:
    _section(review_texts.FINDINGS_TITLE)
    if not review.findings:
        st.markdown(
            review_texts.NO_FINDINGS
            if is_known(review.score)
            else review_texts.FINDINGS_NOT_ASSESSABLE
        )
    for finding in review.findings:
        _finding(finding, job_id)


def _finding(finding: Finding, job_id: str) -> None:
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
                    help=review_texts.fault_name(finding.title, moment.start_s, moment.repetition),
                    on_click=_jump_to,
                    args=(job_id, moment.start_s, f"fault-{finding.rule}-{n}"),
                    disabled=not is_known(moment.start_s),
                )
        st.markdown(f"→ {escape(finding.cue)}. {escape(finding.why)}")
        st.caption(escape(f"{limit_line(finding)} {review_texts.SOURCE}: {finding.source}"))


def limit_line(finding: Finding) -> str:
    """Return the limit that was passed and how far the worst moment went."""
    return review_texts.limit_line(
        finding.limit, finding.furthest, unit=finding.unit, beyond=finding.beyond
    )
