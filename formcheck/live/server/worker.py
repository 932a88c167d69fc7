"""One live session: a thread for its frames, which owns the pose model, and one for its commands.

Frames come from the websocket; a newer frame replaces one that waits. Each frame is one step of the
session, and so is each command. The live state goes back as text, the events go to the recorder,
and the scheduler chooses one of the prompts to say. Frames are not kept after they were judged.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from formcheck.errors import FormCheckError, InputError, LiveError, RefusedError, StoreError
from formcheck.live.server.commands import OUT_OF_THREADS, CommandQueue
from formcheck.live.server.perception import FramePerception, SecondPerson
from formcheck.live.server.protocol import CameraFrame, Command, encode_failure, encode_state
from formcheck.live.server.session_clock import SessionClock
from formcheck.live.server.stage_times import StageTimes
from formcheck.live.session.controller import SessionController
from formcheck.live.session.events import Recorder
from formcheck.live.session.state import SessionUpdate
from formcheck.live.session.types import Ending, Stage
from formcheck.live.speech.scheduler import SpeechScheduler
from formcheck.pose_estimation.estimator import PoseEstimator
from formcheck.texts import coach as coach_texts
from formcheck.video.frame import Frame
from formcheck.video.jpeg import decode_jpeg

__all__ = ["LiveSession"]

_LOG = logging.getLogger(__name__)
IDLE_S = 30.0
"""When nothing arrived for this long, as after a page was closed, the pose model is freed."""

Reply = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Job:
    """A frame and where the answer goes; without a frame, the models are loaded ahead."""

    reply: Reply
    camera_frame: CameraFrame | None = None
    arrived_s: float = 0.0


class LiveSession:
    """A running session. All methods may be called from any thread."""

    def __init__(
        self,
        controller: SessionController,
        *,
        make_estimator: Callable[[], PoseEstimator],
        recorder: Recorder,
        second_person: Callable[[], SecondPerson] | None = None,
        clock: Callable[[], float] = time.monotonic,
        idle_s: float = IDLE_S,
    ) -> None:
        """Prepare the session; its thread loads the pose model at the first frame.

        After `idle_s` without work the model is freed. It is loaded again when needed.
        """
        self._controller = controller
        self._speaker = SpeechScheduler()
        self._make_perception = partial(FramePerception, make_estimator, second_person)
        self._commands_by_name: Mapping[str, Callable[[], None]] = {
            "pause": controller.pause,
            "resume": controller.resume,
            "skip_break": controller.skip_break,
            "fine": controller.answer_fine,
            "report_pain": controller.report_pain,
            "stop": controller.stop,
            "leave": controller.leave,
        }
        self._recorder = recorder
        self._clock = clock
        self._idle_s = idle_s
        self._changed = threading.Condition()
        self._camera_frame: _Job | None = None
        self._preparing = False
        self._commands = CommandQueue()
        self._turn = threading.Lock()  # not held while a pose is estimated, so a stop need not wait
        self._closing = False
        self._thread: threading.Thread | None = None
        self._session_clock = SessionClock()
        self._index = 0
        self.dropped = 0

    @property
    def stage(self) -> Stage:
        """The session's current stage."""
        return self._controller.stage

    @property
    def recorder(self) -> Recorder:
        """Where the session writes what happens."""
        return self._recorder

    @property
    def thread(self) -> threading.Thread | None:
        """The thread that works now; None before the first frame, when idle and after closing."""
        return self._thread

    @property
    def waiting(self) -> int:
        """How many frames and commands wait."""
        with self._changed:
            return self._commands.waiting + (self._camera_frame is not None)

    def submit_frame(self, camera_frame: CameraFrame, reply: Reply) -> None:
        """Judge the frame after the current one; an older frame that still waits is dropped.

        Raises `LiveError` when the session was closed.
        """
        with self._changed:
            self._wake()
            self.dropped += self._camera_frame is not None
            now_s = self._clock()
            self._camera_frame = _Job(camera_frame=camera_frame, reply=reply, arrived_s=now_s)

    def prepare(self) -> None:
        """Load the models before the first frame comes, while the browser opens the camera.

        Raises `LiveError` when the session was closed. What fails is reported with the first frame.
        """
        with self._changed:
            self._preparing = True
            self._wake()

    def submit_command(self, command: Command, reply: Reply) -> None:
        """Carry out a command at once, also while a pose is estimated or the model is loaded.

        Raises `LiveError` when too many commands wait, or the session was closed.
        """

        def carry_out(command: Command) -> None:
            with self._turn:
                answer = self._answer_to(partial(self._execute, command))
            self._tell(reply, answer)

        self._commands.submit(command, carry_out)

    def end(self, ending: Ending | None, *, wait_s: float) -> bool:
        """Carry out `ending` and close; return whether it was written within `wait_s`.

        A session that has ended is not ended again. None carries nothing out: the last set is over.
        """
        if ending is not None:
            with suppress(LiveError):  # already closed; `finish` below says what was written
                self.submit_command(Command(do=ending.value), _reply_to_nobody)
        began_s = time.monotonic()
        self.close(wait_s=wait_s)
        left_s = wait_s - (time.monotonic() - began_s)
        return self._recorder.finish(ending, within_s=max(left_s, 0.0))

    def close(self, *, wait_s: float = 0.0) -> None:
        """End the threads and free the pose model, after the waiting commands are done."""
        until_s = time.monotonic() + wait_s
        self._commands.close(wait_s=wait_s)
        with self._changed:
            self._closing = True
            self._camera_frame = None
            self._changed.notify_all()
            thread = self._thread
        wait_s = until_s - time.monotonic()
        if thread is not None and wait_s > 0:
            thread.join(wait_s)

    # --- the thread ------------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._closing:
            raise LiveError("This exercise was closed. Choose it again to continue.")
        if self._thread is None:
            thread = threading.Thread(target=self._work, name="formcheck-live", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:
                raise LiveError(OUT_OF_THREADS) from error
            self._thread = thread
        self._changed.notify_all()

    def _next(self) -> _Job | None:
        """Return the next job; None when the thread is to end."""
        with self._changed:
            there_is = self._changed.wait_for(
                lambda: self._closing or self._preparing or self._camera_frame is not None,
                timeout=self._idle_s,
            )
            if self._preparing and not self._closing:
                self._preparing = False
                return _Job(reply=_reply_to_nobody)
            if self._closing or not there_is:
                self._thread = None
                return None
            job, self._camera_frame = self._camera_frame, None
            return job

    def _work(self) -> None:
        perception = self._make_perception()
        try:
            while (job := self._next()) is not None:
                self._tell(job.reply, self._answer_to(partial(self._do, job, perception)))
                del job  # frees its frame before the thread waits for the next one
        finally:
            perception.close()

    def _answer_to(self, do: Callable[[], str]) -> str:
        try:
            return do()
        except FormCheckError as error:
            return encode_failure(str(error), fatal=not isinstance(error, InputError))
        except Exception:  # noqa: BLE001 - the page must hear of every error
            _LOG.exception("The live exercise failed")
            return encode_failure(coach_texts.UNEXPECTED, fatal=True)

    def _tell(self, reply: Reply, text: str) -> None:
        try:
            reply(text)
        except Exception:  # noqa: BLE001 - the thread must continue to serve the next page
            _LOG.exception("The answer could not be sent to the live page")

    def _do(self, job: _Job, perception: FramePerception) -> str:
        if job.camera_frame is not None:
            return self._judge(job.camera_frame, perception, arrived_s=job.arrived_s)
        perception.prepare()
        return ""

    def _judge(
        self, camera_frame: CameraFrame, perception: FramePerception, *, arrived_s: float
    ) -> str:
        times = StageTimes(self._clock, since_s=arrived_s)
        times.note("waited")
        time_s = self._session_clock.update(camera_frame.time_s, arrived_s=arrived_s)
        image = decode_jpeg(camera_frame.jpeg)
        times.note("decoded")
        frame = Frame(image=image, time_s=time_s, index=self._index)
        self._index += 1
        pose, present = perception.process(frame)
        times.note("estimated")
        warning = perception.take_warning()
        with self._turn:
            update = self._controller.update(pose, second_person=present)
            times.note("judged")
            return self._answer(update, camera_frame=camera_frame, warning=warning, times=times)

    def _execute(self, command: Command) -> str:
        warning = ""
        if command.do == "note":
            try:
                self._recorder.record_note("page", self._session_clock.time_s, what=command.what)
            except StoreError as error:
                warning = str(error)
        else:
            self._commands_by_name[command.do]()
        return self._answer(self._controller.take_update(), camera_frame=None, warning=warning)

    def _answer(
        self,
        update: SessionUpdate,
        *,
        camera_frame: CameraFrame | None,
        warning: str,
        times: StageTimes | None = None,
    ) -> str:
        """Record and speak one step's results; return the page's text. No frame after a command."""
        state, events, prompts = update
        try:
            self._recorder.record(state.time_s, events)
        except RefusedError as error:
            return self._end_refused(str(error))
        except StoreError as error:
            warning = str(error)  # the exercise continues; the person must know nothing is saved
        if prompts.clears:
            self._speaker.clear()
        speaking = camera_frame is not None and camera_frame.speaking
        say = self._speaker.update(
            state.time_s,
            prompts.offered,
            speaking=speaking,
            last=state.stage is Stage.DONE,  # the page sends no frame after this one
        )
        frame_s = None if camera_frame is None else camera_frame.time_s
        return encode_state(state, say=say, frame_s=frame_s, warning=warning, times=times)

    def _end_refused(self, reason: str) -> str:
        """End the session because its set may not begin; the page shows only the reason."""
        self._controller.refuse()
        state, events, _ = self._controller.take_update()
        with suppress(StoreError):  # the reason is more important to show
            self._recorder.record(state.time_s, events)
        return encode_failure(reason, fatal=True)


def _reply_to_nobody(_: str) -> None:
    """Drop the live state: the caller that ends a session needs no answer."""
