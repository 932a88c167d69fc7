"""The files of a review to download: the report, the repetitions, the landmarks, the video."""

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from formcheck.export.review import to_csv, to_json
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Review
from formcheck.texts import review as review_texts

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["offer_downloads"]


def offer_downloads(review: Review, request: ReviewRequest) -> None:
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
