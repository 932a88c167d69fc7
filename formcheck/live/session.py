"""One live exercise: a thread that owns the pose model, the course and the writing down.

Pictures come from the socket, the newest wins; scenes go back as text. Nothing is kept of a
picture once it was looked at.
"""

import gc
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from formcheck.errors import FormCheckError, InputError, StoreError
from formcheck.live.course import Course
from formcheck.live.protocol import Command, Picture, encode_failure, encode_scene
from formcheck.live.types import Happening, Scene, Stage
from formcheck.motion.pose import Pose
from formcheck.vision.estimator import PoseEstimator
from formcheck.vision.frame import Frame
from formcheck.vision.jpeg import decode_jpeg

__all__ = ["LiveSession", "Notes", "SecondPerson"]

_LOG = logging.getLogger(__name__)
_LEAST_STEP_S = 1e-3
CLOCK_SLIP_S = 1.0
"""A page's clock that moved otherwise than ours by more than this was started anew."""

Reply = Callable[[str], None]


class Notes(Protocol):
    """Where the session writes what happens."""

    def note(self, time_s: float, happened: Sequence[Happening]) -> None:
        """Write what happened."""
        ...

    def event(self, kind: str, time_s: float, **data: object) -> None:
        """Write something else that happened."""
        ...


class SecondPerson(Protocol):
    """Looks for somebody else in the picture now and then."""

    def offer(self, frame: Frame, pose: Pose) -> None:
        """Look at this picture if it is time to; returns at once."""
        ...

    @property
    def present(self) -> bool:
        """Whether somebody else was there when last looked."""
        ...

    def close(self) -> None:
        """Stop looking."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Job:
    """A picture or a command, and where the scene goes."""

    picture: Picture | None
    command: Command | None
    reply: Reply
    arrived_s: float = 0.0


class LiveSession:
    """An exercise under way. All methods may be called from any thread."""

    def __init__(
        self,
        course: Course,
        *,
        make_estimator: Callable[[], PoseEstimator],
        notes: Notes,
        second_person: Callable[[], SecondPerson] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare the session; the pose model is loaded by the thread, with the first picture."""
        self._course = course
        self._make_estimator = make_estimator
        self._make_second = second_person
        self._notes = notes
        self._clock = clock
        self._changed = threading.Condition()
        self._picture: _Job | None = None
        self._commands: deque[_Job] = deque()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._second: SecondPerson | None = None
        self._page_s: float | None = None
        self._ours_s = 0.0
        self._time_s = 0.0
        self._index = 0
        self.dropped = 0

    @property
    def stage(self) -> Stage:
        """Where the exercise stands."""
        return self._course.stage

    def show(self, picture: Picture, reply: Reply) -> None:
        """Judge `picture` when the one before is done; an older one that still waits is dropped."""
        with self._changed:
            self.dropped += self._picture is not None
            self._picture = _Job(
                picture=picture, command=None, reply=reply, arrived_s=self._clock()
            )
            self._wake()

    def ask(self, command: Command, reply: Reply) -> None:
        """Carry out what the person asks for, before any picture that waits."""
        with self._changed:
            self._commands.append(_Job(picture=None, command=command, reply=reply))
            self._wake()

    def close(self, *, wait_s: float = 0.0) -> None:
        """End the thread and free the pose model."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and wait_s > 0:
            thread.join(wait_s)

    # --- the thread ------------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._work, name="formcheck-live", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(
                lambda: self._closing or bool(self._commands) or self._picture is not None
            )
            if self._closing:
                return None
            if self._commands:
                return self._commands.popleft()
            job, self._picture = self._picture, None
            return job

    def _work(self) -> None:
        estimator: PoseEstimator | None = None
        try:
            while (job := self._next()) is not None:
                try:
                    if estimator is None and job.picture is not None:
                        estimator = self._load()
                    job.reply(self._do(job, estimator))
                except FormCheckError as error:
                    job.reply(encode_failure(str(error), fatal=not isinstance(error, InputError)))
                except Exception:  # noqa: BLE001 - the page must hear of whatever it was
                    _LOG.exception("The live exercise failed")
                    job.reply(encode_failure(_UNEXPECTED, fatal=True))
        finally:
            with suppress(Exception):
                if estimator is not None:
                    estimator.close()
                if self._second is not None:
                    self._second.close()

    def _load(self) -> PoseEstimator:
        estimator = self._make_estimator()
        if self._make_second is not None:
            self._second = self._make_second()
        # Streamlit collects all garbage after every run of a page: 90 ms in which no picture is
        # judged, unless what is there for good is left out (measured, docs/architecture.md).
        gc.freeze()
        return estimator

    def _do(self, job: _Job, estimator: PoseEstimator | None) -> str:
        if job.command is not None:
            return self._obey(job.command)
        assert job.picture is not None  # noqa: S101 - a job is one or the other
        assert estimator is not None  # noqa: S101 - loaded with the first picture
        return self._judge(job.picture, estimator, arrived_s=job.arrived_s)

    def _judge(self, picture: Picture, estimator: PoseEstimator, *, arrived_s: float) -> str:
        time_s = self._ours(picture.time_s, arrived_s)
        image = decode_jpeg(picture.jpeg)
        frame = Frame(image=image, time_s=time_s, index=self._index)
        self._index += 1
        pose = estimator.estimate(frame)
        if self._second is not None:
            self._second.offer(frame, pose)
        present = self._second is not None and self._second.present
        scene = self._course.update(pose, speaking=picture.speaking, second_person=present)
        return self._answer(scene, picture_s=picture.time_s)

    def _obey(self, command: Command) -> str:
        match command.do:
            case "pause":
                self._course.pause()
            case "resume":
                self._course.resume()
            case "skip_rest":
                self._course.skip_rest()
            case "stop":
                self._course.stop()
            case "note":
                self._notes.event("page", self._time_s, what=command.what)
        return self._answer(self._course.scene(), picture_s=None)

    def _answer(self, scene: Scene, *, picture_s: float | None) -> str:
        warning = ""
        try:
            self._notes.note(scene.time_s, scene.happened)
        except StoreError as error:
            warning = str(error)  # the exercise goes on; that nothing is kept must be said
        return encode_scene(scene, picture_s=picture_s, warning=warning)

    def _ours(self, page_s: float, now_s: float) -> float:
        """The picture's time in the session's own clock, which never goes back.

        It goes as the page's clock goes, unless that was started anew (a page loaded again).
        """
        if self._page_s is None:
            step_s = 0.0
        else:
            passed_s = now_s - self._ours_s
            step_s = page_s - self._page_s
            if step_s < 0 or abs(step_s - passed_s) > CLOCK_SLIP_S:
                step_s = passed_s
        self._page_s, self._ours_s = page_s, now_s
        self._time_s += max(step_s, _LEAST_STEP_S)
        return self._time_s


_UNEXPECTED = "Something went wrong here. Your count is kept; load the page again to go on."
