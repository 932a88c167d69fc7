"""The files of a review to download: the report, the repetitions, the landmarks, the video."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from formcheck.export.review import to_csv, to_json
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Review
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.ui.pages.review.progress import show_progress
from formcheck.ui.pages.review.review_job import VIDEO, ReviewSlot, Status

__all__ = ["offer_downloads"]


def offer_downloads(review: Review, request: ReviewRequest, slot: ReviewSlot) -> None:
    """Offer the files of the review in `slot`; each is made or read when it is asked for."""
    stem = f"formcheck-{review.exercise}"
    track = request.landmarks_file
    files: list[tuple[str, str, str, Callable[[], str | bytes]]] = [
        (review_texts.DOWNLOAD_JSON, f"{stem}.json", "application/json", partial(to_json, review)),
        (review_texts.DOWNLOAD_CSV, f"{stem}.csv", "text/csv", partial(to_csv, review)),
    ]
    if track is not None:
        mime = "application/octet-stream"
        files.append((review_texts.DOWNLOAD_TRACK, f"{stem}.npz", mime, track.read_bytes))
    for label, name, mime, data in files:
        _offer_file(label, name, mime, data)
    if not request.is_track:
        _offer_video(slot, f"{stem}.mp4")


def _offer_file(label: str, name: str, mime: str, data: Callable[[], str | bytes]) -> None:
    st.download_button(
        label, data, name, mime, on_click="ignore", width="stretch", key=f"download-{name}"
    )


def _offer_video(slot: ReviewSlot, name: str) -> None:
    """Offer to make the annotated clip; show how far it is; offer the file."""
    job = slot.video
    state = None if job is None else job.state
    if job is None or state is None or state.status in {Status.FAILED, Status.CANCELLED}:
        st.button(
            review_texts.MAKE_VIDEO,
            icon=":material/movie:",
            help=review_texts.MAKE_VIDEO_HELP,
            on_click=slot.begin_video,
            width="stretch",
            key="make-video",
        )
        refused = slot.refused.get(VIDEO, "" if state is None else state.message)
        if refused:
            st.error(escape(refused))
    elif state.status is Status.RUNNING:
        show_progress(job)
        st.button(
            review_texts.CANCEL,
            icon=":material/close:",
            on_click=job.cancel,
            width="stretch",
            key="cancel-video",
        )
    else:
        video = job.request.video_out
        assert video is not None  # noqa: S101 - it is what this job makes
        _offer_file(review_texts.DOWNLOAD_VIDEO, name, "video/mp4", video.read_bytes)
