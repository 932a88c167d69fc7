"""One live exercise: a thread that owns the pose model, the course and the writing down.

Pictures come from the socket, the newest wins; scenes go back as text. Nothing is kept of a
picture once it was looked at.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from formcheck.errors import FormCheckError, InputError, LiveError, RefusedError, StoreError
from formcheck.live.course import Course
from formcheck.live.eyes import Eyes, SecondPerson
from formcheck.live.protocol import Command, Picture, encode_failure, encode_scene
from formcheck.live.types import Happening, Scene, Stage
from formcheck.texts import coach as coach_texts
from formcheck.vision.estimator import PoseEstimator
from formcheck.vision.frame import Frame
from formcheck.vision.jpeg import decode_jpeg

__all__ = ["LiveSession", "Notes"]

_LOG = logging.getLogger(__name__)
_LEAST_STEP_S = 1e-3
CLOCK_SLIP_S = 1.0
"""A page's clock that moved otherwise than ours by more than this was started anew."""
IDLE_S = 30.0
"""When nothing came for so long, as from a page that was closed, the pose model is freed."""
MOST_COMMANDS = 32
"""Commands that may wait: more than a person can ask for while the pose model is loaded."""

Reply = Callable[[str], None]


class Notes(Protocol):
    """Where the session writes what happens."""

    def note(self, time_s: float, happened: Sequence[Happening]) -> None:
        """Write what happened."""
        ...

    def event(self, kind: str, time_s: float, /, **data: object) -> None:
        """Write something else that happened."""
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
        idle_s: float = IDLE_S,
    ) -> None:
        """Prepare the session; the pose model is loaded by the thread, with the first picture.

        After `idle_s` without anything to do it is freed, and loaded again when there is.
        """
        self._course = course
        self._make_eyes = partial(Eyes, make_estimator, second_person)
        self._ways: Mapping[str, Callable[[], None]] = {
            "pause": course.pause,
            "resume": course.resume,
            "skip_rest": course.skip_rest,
            "fine": course.fine,
            "hurts": course.hurts,
            "stop": course.stop,
            "leave": course.leave,
        }
        self._notes = notes
        self._clock = clock
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._picture: _Job | None = None
        self._commands: deque[_Job] = deque()
        self._closing = False
        self._thread: threading.Thread | None = None
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
        """Judge `picture` when the one before is done; an older one that still waits is dropped.

        Raises `LiveError` when the session was closed.
        """
        with self._changed:
            self._wake()
            self.dropped += self._picture is not None
            self._picture = _Job(
                picture=picture, command=None, reply=reply, arrived_s=self._clock()
            )

    def ask(self, command: Command, reply: Reply) -> None:
        """Carry out what the person asks for, before any picture that waits.

        Raises `LiveError` when too much waits already, or the session was closed.
        """
        with self._changed:
            self._wake()
            if len(self._commands) >= MOST_COMMANDS:
                if command.do not in _ENDING:
                    raise LiveError("Expected fewer commands at a time; wait for the answers.")
                self._commands.clear()  # of no use any more, and stopping is never refused
            self._commands.append(_Job(picture=None, command=command, reply=reply))

    def close(self, *, wait_s: float = 0.0) -> None:
        """End the thread and free the pose model, once what the person asked for is done."""
        with self._changed:
            self._closing = True
            self._picture = None
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and wait_s > 0:
            thread.join(wait_s)

    # --- the thread ------------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._closing:
            raise LiveError("This exercise was closed; choose it again to go on.")
        if self._thread is None:
            thread = threading.Thread(target=self._work, name="formcheck-live", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:
                raise LiveError("This machine has no thread left; close other programs.") from error
            self._thread = thread
        self._changed.notify_all()

    def _next(self) -> _Job | None:
        """What to do next; None when the thread is to end."""
        with self._changed:
            there_is = self._changed.wait_for(
                lambda: self._closing or bool(self._commands) or self._picture is not None,
                timeout=self._idle_s,
            )
            if self._commands:
                return self._commands.popleft()
            if self._closing or not there_is:
                self._thread = None
                return None
            job, self._picture = self._picture, None
            return job

    def _work(self) -> None:
        eyes = self._make_eyes()
        try:
            while (job := self._next()) is not None:
                self._tell(job.reply, self._answer_to(job, eyes))
                del job  # and with it the picture, before the next one is waited for
        finally:
            eyes.close()

    def _answer_to(self, job: _Job, eyes: Eyes) -> str:
        try:
            return self._do(job, eyes)
        except FormCheckError as error:
            return encode_failure(str(error), fatal=not isinstance(error, InputError))
        except Exception:  # noqa: BLE001 - the page must hear of whatever it was
            _LOG.exception("The live exercise failed")
            return encode_failure(coach_texts.UNEXPECTED, fatal=True)

    def _tell(self, reply: Reply, text: str) -> None:
        try:
            reply(text)
        except Exception:  # noqa: BLE001 - the next page is served all the same
            _LOG.exception("The live page could not be told")

    def _do(self, job: _Job, eyes: Eyes) -> str:
        if job.command is not None:
            return self._obey(job.command)
        assert job.picture is not None  # noqa: S101 - a job is one or the other
        return self._judge(job.picture, eyes, arrived_s=job.arrived_s)

    def _judge(self, picture: Picture, eyes: Eyes, *, arrived_s: float) -> str:
        time_s = self._ours(picture.time_s, arrived_s)
        image = decode_jpeg(picture.jpeg)
        frame = Frame(image=image, time_s=time_s, index=self._index)
        self._index += 1
        pose, present = eyes.look(frame)
        scene = self._course.update(pose, speaking=picture.speaking, second_person=present)
        return self._answer(scene, picture_s=picture.time_s, warning=eyes.take_warning())

    def _obey(self, command: Command) -> str:
        warning = ""
        if command.do == "note":
            try:
                self._notes.event("page", self._time_s, what=command.what)
            except StoreError as error:
                warning = str(error)
        else:
            self._ways[command.do]()
        return self._answer(self._course.scene(), picture_s=None, warning=warning)

    def _answer(self, scene: Scene, *, picture_s: float | None, warning: str = "") -> str:
        try:
            self._notes.note(scene.time_s, scene.happened)
        except RefusedError as error:
            return self._end_refused(str(error))
        except StoreError as error:
            warning = str(error)  # the exercise goes on; that nothing is kept must be said
        return encode_scene(scene, picture_s=picture_s, warning=warning)

    def _end_refused(self, reason: str) -> str:
        """End the exercise, as its set may not begin; no word of it is spoken but the reason."""
        self._course.refuse()
        scene = self._course.scene()
        with suppress(StoreError):  # the reason is what has to be said
            self._notes.note(scene.time_s, scene.happened)
        return encode_failure(reason, fatal=True)

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


_ENDING = frozenset({"stop", "leave", "hurts"})
