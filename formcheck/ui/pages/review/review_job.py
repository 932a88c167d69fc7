"""One review on its own thread, with a private folder that is deleted with it.

This module does not use Streamlit: the page reads a `JobState` at any time.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from formcheck.errors import CancelledError, DiskFullError, FormCheckError, is_disk_full
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest, parse_side
from formcheck.review.types import Progress, Review
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import plain_name
from formcheck.ui.components.error_details import format_details
from formcheck.ui.components.overlay_data import build_overlay_data
from formcheck.ui.pages.review.review_folder import ReviewFolder, find_suffix
from formcheck.ui.pages.review.review_service import ReviewService

__all__ = ["VIDEO", "JobState", "ReviewJob", "ReviewSlot", "Status"]

VIDEO = "video"
"""The place on the page where the annotated clip is asked for."""

_log = logging.getLogger(__name__)


class Status(StrEnum):
    """Where a review stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class JobState:
    """What a page may know of a review.

    `result` is set when `status` is DONE, `message` (a sentence for the person) when FAILED.
    `details` is the text of an unexpected error for the maintainers, otherwise empty.
    `stopping` says that the person asked to stop and the thread has not noticed yet. `overlay` is
    what the browser draws over the clip (`build_overlay_data`), None where it draws nothing.
    """

    status: Status = Status.RUNNING
    progress: Progress | None = None
    result: Review | None = None
    message: str = ""
    details: str = ""
    stopping: bool = False
    overlay: Mapping[str, Any] | None = None


class ReviewJob:
    """One review. `state` may be read from any thread at any time.

    `request` goes to the service unchanged. Its results are in `folder`, which is deleted with the
    job.
    """

    def __init__(
        self, service: ReviewService, request: ReviewRequest, *, folder: ReviewFolder
    ) -> None:
        self.id = secrets.token_hex(4)
        self.request = request
        self._service = service
        self._folder = folder
        self._stop = threading.Event()
        self._progress: Progress | None = None
        self._end: Future[JobState] = Future()
        self._begun_s = time.monotonic()
        # Not an executor's thread: Python waits for those when the app ends.
        threading.Thread(target=self._run, name="formcheck-review", daemon=True).start()

    @classmethod
    def from_clip(
        cls, service: ReviewService, clip: Path, *, exercise: str, landmarks: Path | None = None
    ) -> "ReviewJob":
        """Start the review of a clip that is read in place, by its `landmarks` if there are any.

        Raises `OutputError` when the temporary folder cannot take the results.
        """
        definition = load_exercise(exercise)
        folder = ReviewFolder()
        request = ReviewRequest(
            path=clip, source=clip.name, exercise=definition, landmarks=landmarks
        )
        return cls(service, folder.with_outputs(request), folder=folder)

    @classmethod
    def from_upload(
        cls,
        service: ReviewService,
        upload: BinaryIO,
        *,
        source: str,
        exercise: str,
        side: str = "auto",
    ) -> "ReviewJob":
        """Start the review of an upload, which is copied under a random name.

        Of `source`, the name the person knows it by, only a known suffix is used. `side` is "auto",
        "left" or "right". Raises `VideoError` when the name has no known suffix, `OutputError` when
        the temporary folder cannot take it; then nothing is left there.
        """
        definition, choice, suffix = load_exercise(exercise), parse_side(side), find_suffix(source)
        folder = ReviewFolder()
        request = ReviewRequest(
            path=folder.take(upload, suffix), source=source, exercise=definition, side=choice
        )
        return cls(service, folder.with_outputs(request), folder=folder)

    def review_turned(self, clockwise_deg: int) -> "ReviewJob":
        """Start the same review with the frames turned further by `clockwise_deg`.

        The new review has its own copy of an uploaded clip, so this one can be discarded.
        """
        turn_deg = (self.request.rotate_deg + clockwise_deg) % 360
        request = replace(self.request, rotate_deg=turn_deg, landmarks=None)
        with ExitStack() as files:
            path = request.path
            upload = files.enter_context(path.open("rb")) if path in self._folder else None
            folder = ReviewFolder()
            if upload is not None:
                request = replace(request, path=folder.take(upload, path.suffix))
        return ReviewJob(self._service, folder.with_outputs(request), folder=folder)

    def review_anew(self) -> "ReviewJob":
        """Start the same review without landmarks that came along with the clip.

        Raises `OutputError` when the temporary folder cannot take the results.
        """
        return self.review_turned(0)

    def make_video(self) -> "ReviewJob":
        """Start to make the annotated clip of this review, whose files must stay until it ends.

        Raises `OutputError` when the temporary folder cannot take it.
        """
        folder = ReviewFolder()
        return ReviewJob(self._service, folder.with_video(self.request), folder=folder)

    @property
    def state(self) -> JobState:
        """The state at this moment."""
        if self._end.done():
            return self._end.result()
        return JobState(progress=self._progress, stopping=self._stop.is_set())

    @property
    def age_s(self) -> float:
        """The seconds since the work began."""
        return time.monotonic() - self._begun_s

    def cancel(self) -> None:
        """Ask the work to stop; it does within about one frame's time."""
        self._stop.set()

    def discard(self) -> None:
        """Stop the work if it is still running; delete its folder now or when it ends."""
        self._stop.set()
        self._end.add_done_callback(lambda _: self._folder.delete())

    def wait(self, timeout_s: float) -> bool:
        """Wait for the work to end; return whether it has."""
        return not wait([self._end], timeout_s).not_done

    def _run(self) -> None:
        end = self._review()
        if end.status is not Status.DONE:
            self._folder.delete()
        self._end.set_result(end)

    def _review(self) -> JobState:
        try:
            review = self._service.review(
                self.request, on_progress=self._set_progress, cancelled=self._stop.is_set
            )
            drawn = review.overlay
            overlay = None if drawn is None else build_overlay_data(drawn, self.request.exercise)
        except CancelledError:
            return JobState(status=Status.CANCELLED)
        except Exception as error:  # noqa: BLE001 - a thread's last line of defence
            return self._failed(error)
        if self._stop.is_set():
            return JobState(status=Status.CANCELLED)
        return JobState(status=Status.DONE, result=review, overlay=overlay)

    def _set_progress(self, progress: Progress) -> None:
        self._progress = progress

    def _failed(self, error: Exception) -> JobState:
        """Return what to tell the person, in names the person knows."""
        if isinstance(error, DiskFullError) or is_disk_full(error):
            return JobState(status=Status.FAILED, message=review_texts.NO_ROOM)
        if isinstance(error, FormCheckError):
            known = plain_name(self.request.source)
            message = str(error).replace(self.request.path.name, known)
            return JobState(status=Status.FAILED, message=message)
        # The maintainers find the rest in the log.
        _log.error("A review failed unexpectedly.", exc_info=error)
        return JobState(
            status=Status.FAILED, message=app_texts.UNEXPECTED, details=format_details(error)
        )


class ReviewSlot:
    """Holds at most one review of a browser session, running or finished.

    `video` is the making of its annotated clip, None until somebody asks for it. `refused` holds
    the sentence why a review could not begin, by the place on the page where it was requested,
    until the next one begins.
    """

    def __init__(self) -> None:
        self.job: ReviewJob | None = None
        self.video: ReviewJob | None = None
        self.refused: dict[str, str] = {}

    def begin(self, make: Callable[[], ReviewJob], *, place: str) -> None:
        """Hold the review that `make` begins, or the sentence why it could not begin."""
        try:
            self.put(make())
        except FormCheckError as error:
            self.refused = {place: str(error)}

    def begin_video(self) -> None:
        """Begin to make the annotated clip of the review that is held."""
        self._drop_video()
        try:
            self.video = None if self.job is None else self.job.make_video()
        except FormCheckError as error:
            self.refused = {VIDEO: str(error)}

    def put(self, job: ReviewJob) -> None:
        """Hold `job`; the one before it is stopped and its files are deleted."""
        self.clear()
        self.job = job

    def clear(self) -> None:
        """Stop the review that is held and delete its files."""
        self._drop_video()
        job, self.job, self.refused = self.job, None, {}
        if job is not None:
            job.discard()

    def _drop_video(self) -> None:
        video, self.video = self.video, None
        if video is not None:
            video.discard()
