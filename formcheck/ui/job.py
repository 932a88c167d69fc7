"""One review on its own thread, in a private folder that vanishes with it.

Nothing here knows Streamlit: the thread only replaces a `JobState`, which the page reads.
"""

import logging
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from formcheck.errors import (
    CancelledError,
    DiskFullError,
    FormCheckError,
    OutputError,
    VideoError,
    is_disk_full,
)
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import plain_name
from formcheck.ui.backend import Backend, Progress, Request, Reviewed
from formcheck.ui.error_details import details_of
from formcheck.vision.formats import CLIP_SUFFIXES

__all__ = ["SUFFIXES", "Desk", "Job", "JobState", "Status"]

SUFFIXES = (*CLIP_SUFFIXES, "npz")
"""The kinds of file that may be uploaded; nothing else of an upload's name reaches the disk."""

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
    `details` is the text of an unexpected error for whoever looks after the program, else empty.
    `stopping` says that the person asked to stop and the thread has not noticed yet.
    """

    status: Status = Status.RUNNING
    progress: Progress | None = None
    result: Reviewed | None = None
    message: str = ""
    details: str = ""
    stopping: bool = False


class Job:
    """One review. `state` may be read from any thread at any time.

    The clip is `clip` when it is a file that stays (a sample), or is copied from `upload` under a
    random name; of `source`, the name the person knows it by, only a known suffix is used. Its
    pictures are turned clockwise by `rotate_deg`.

    Raises `VideoError` when the name of an upload has no suffix out of `SUFFIXES`, `OutputError`
    when the temporary folder cannot take it; then nothing is left there.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        source: str,
        exercise: str,
        side: str,
        clip: Path | None = None,
        upload: BinaryIO | None = None,
        rotate_deg: int = 0,
    ) -> None:
        self.id = secrets.token_hex(4)
        suffix = "" if upload is None else _known_suffix(source)
        self._folder = _new_folder()
        folder = Path(self._folder.name)
        if clip is None:
            clip = folder / f"{secrets.token_hex(8)}{suffix}"
        if upload is not None:
            self._take(upload, clip)
        self.request = Request(
            path=clip,
            source=source,
            exercise=exercise,
            side=side,
            folder=folder,
            rotate_deg=rotate_deg,
        )
        self._backend = backend
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._state = JobState()
        self._discarded = False
        self._thread = threading.Thread(target=self._run, name="formcheck-review", daemon=True)
        self._thread.start()

    @property
    def state(self) -> JobState:
        """The state at this moment."""
        with self._lock:
            return self._state

    def turned(self, clockwise_deg: int) -> "Job":
        """Start the same review with the pictures turned further by so many degrees.

        The new review has a copy of an uploaded clip; this one can be discarded.
        """
        asked = self.request
        rotate_deg = (asked.rotate_deg + clockwise_deg) % 360
        with ExitStack() as files:
            uploaded = asked.path.parent == asked.folder
            return Job(
                self._backend,
                source=asked.source,
                exercise=asked.exercise,
                side=asked.side,
                clip=None if uploaded else asked.path,
                upload=files.enter_context(asked.path.open("rb")) if uploaded else None,
                rotate_deg=rotate_deg,
            )

    def cancel(self) -> None:
        """Ask the work to stop; it does within about one frame's time."""
        self._stop.set()
        with self._lock:
            self._state = replace(self._state, stopping=True)

    def discard(self) -> None:
        """Stop the work if it is still going on and delete its folder, now or at its end."""
        self._stop.set()
        with self._lock:
            self._discarded = True
            ended = self._state.status is not Status.RUNNING
        if ended:
            self._folder.cleanup()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the thread to end; return whether it has."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _take(self, upload: BinaryIO, clip: Path) -> None:
        """Copy an upload into the folder, whole; else the folder is gone again."""
        try:
            with clip.open("xb") as file:
                shutil.copyfileobj(upload, file)
        except OSError as error:
            self._folder.cleanup()
            raise _refusal(error) from error

    def _run(self) -> None:
        end = self._outcome()
        with self._lock:
            keep = end.status is Status.DONE and not self._discarded
            self._state = end
        if not keep:
            self._folder.cleanup()

    def _outcome(self) -> JobState:
        try:
            result = self._backend.review(
                self.request, on_progress=self._progress, cancelled=self._stop.is_set
            )
        except CancelledError:
            return JobState(status=Status.CANCELLED)
        except Exception as error:  # noqa: BLE001 - a thread's last line of defence
            return self._failed(error)
        if self._stop.is_set():
            return JobState(status=Status.CANCELLED)
        return JobState(status=Status.DONE, result=result)

    def _failed(self, error: Exception) -> JobState:
        """What to tell the person, in names the person knows."""
        if isinstance(error, DiskFullError) or is_disk_full(error):
            return JobState(status=Status.FAILED, message=review_texts.NO_ROOM)
        if isinstance(error, FormCheckError):
            known = plain_name(self.request.source)
            message = str(error).replace(self.request.path.name, known)
            return JobState(status=Status.FAILED, message=message)
        # Whoever looks after the program finds the rest in its log.
        _log.error("A review failed unexpectedly.", exc_info=error)
        return JobState(
            status=Status.FAILED, message=app_texts.UNEXPECTED, details=details_of(error)
        )

    def _progress(self, progress: Progress) -> None:
        with self._lock:
            self._state = replace(self._state, progress=progress)


class Desk:
    """What one session has on its desk: at most one review, under way or finished.

    `refused` holds the sentence why one could not be begun, by the place on the page where it was
    asked for, until the next one is begun.
    """

    def __init__(self) -> None:
        self.job: Job | None = None
        self.refused: dict[str, str] = {}

    def begin(self, make: Callable[[], Job], *, place: str) -> None:
        """Lay the review that `make` begins on the desk, or keep why it could not be begun."""
        try:
            self.put(make())
        except FormCheckError as error:
            self.refused = {place: str(error)}

    def put(self, job: Job) -> None:
        """Lay `job` on the desk; the one before it is thrown away."""
        self.clear()
        self.job = job

    def clear(self) -> None:
        """Stop and throw away what is on the desk, with its files."""
        job, self.job, self.refused = self.job, None, {}
        if job is not None:
            job.discard()


def _known_suffix(name: str) -> str:
    for suffix in SUFFIXES:
        if name.lower().endswith(f".{suffix}"):
            return f".{suffix}"
    raise VideoError(review_texts.wrong_kind(SUFFIXES))


def _new_folder() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="formcheck-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _refusal(error) from error


def _refusal(error: OSError) -> OutputError:
    if is_disk_full(error):
        return DiskFullError(review_texts.NO_ROOM)
    return OutputError(review_texts.no_temporary_folder(error.strerror or str(error)))
