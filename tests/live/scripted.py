"""A live session with a scripted estimator, and the page's side of it."""

import json
import queue
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import Self

import cv2
import numpy as np

from formcheck.kinematics.pose import Pose
from formcheck.live.server.protocol import CameraFrame, Command
from formcheck.live.server.worker import LiveSession
from formcheck.live.session.controller import SessionController
from formcheck.live.session.events import PainReported, SessionEnded, SessionEvent
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Ending
from formcheck.poses.plan import PlanItem
from formcheck.video.frame import Frame
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.video.scripted import ScriptedEstimator

ITEM = PlanItem(exercise="bridge", sets=1, repetitions=1, hold_s=4.0, rest_s=30.0)
PATIENCE_S = 30.0
FPS = 15.0


def until(happened: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    """Wait until `happened` is true; fail after `within_s`."""
    end = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.005)


@cache
def jpeg(size: tuple[int, int] = (64, 48)) -> bytes:
    """A real JPEG image with some content."""
    across, down = np.meshgrid(np.linspace(0, 255, size[0]), np.linspace(0, 255, size[1]))
    image = np.dstack([across, down, 255 - across]).astype(np.uint8)
    return cv2.imencode(".jpg", image)[1].tobytes()


def with_size(picture: bytes, size: tuple[int, int]) -> bytes:
    """The same JPEG, which now states another size."""
    at = picture.index(b"\xff\xc0") + 5
    return picture[:at] + struct.pack(">HH", size[1], size[0]) + picture[at + 4 :]


def message(time_s: float = 1.0, picture: bytes | None = None, *, flags: int = 0) -> bytes:
    """A frame as the page sends it."""
    return struct.pack("<dB", time_s, flags) + (jpeg() if picture is None else picture)


def picture(
    time_s: float = 1.0, data: bytes | None = None, *, speaking: bool = False
) -> CameraFrame:
    """A frame as the server received it."""
    return CameraFrame(time_s=time_s, speaking=speaking, jpeg=jpeg() if data is None else data)


class Recorder:
    """Remembers events and notes; the next one raises `fail`."""

    def __init__(self) -> None:
        self.events: list[SessionEvent] = []
        self.notes: list[tuple[str, dict]] = []
        self.times_s: list[float] = []
        self.fail: Exception | None = None

    def record(self, time_s: float, events: Sequence[SessionEvent]) -> None:
        self.times_s.append(time_s)
        self.events += events
        fail, self.fail = self.fail, None
        if fail is not None:
            raise fail

    def finish(self, ending: Ending | None, *, within_s: float) -> bool:
        return ending is None or any(
            isinstance(one, (SessionEnded, PainReported)) for one in self.events
        )

    def record_note(self, kind: str, time_s: float, /, **data: object) -> None:
        if self.fail is not None:
            raise self.fail
        self.notes.append((kind, data))


class Clock:
    """The machine's clock, which the test sets."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class ControlledEstimator(ScriptedEstimator):
    """An estimator that the test can block or make fail."""

    def __init__(self, see: Callable[[Frame], Pose] | None = None) -> None:
        super().__init__(see)
        self.go_on = threading.Event()
        self.go_on.set()
        self.busy = threading.Event()
        self.fail: Exception | None = None
        self.times_s: list[float] = []

    def estimate(self, frame: Frame) -> Pose:
        self.busy.set()
        assert self.go_on.wait(PATIENCE_S)
        self.busy.clear()
        self.times_s.append(frame.time_s)
        fail, self.fail = self.fail, None
        if fail is not None:
            raise fail
        return super().estimate(frame)


class FakeDetector:
    """Finds a second person as `found` says, one check after another."""

    def __init__(self, *found: bool | Exception) -> None:
        self.found = list(found)
        self.seen = 0
        self.checks = 0
        self.closed = 0
        self.due = True
        self.go_on = threading.Event()
        self.go_on.set()
        self.checking = threading.Event()
        self.threads: set[str] = set()

    def is_due(self, pose: Pose) -> bool:
        return self.due and pose.found

    def check(self, frame: Frame, pose: Pose) -> None:
        self.threads.add(threading.current_thread().name)
        self.checking.set()
        assert self.go_on.wait(PATIENCE_S)
        self.checking.clear()
        self.checks += 1
        found = self.found.pop(0) if self.found else False
        if isinstance(found, Exception):
            raise found
        self.seen += found

    def findings(self) -> SimpleNamespace:
        return SimpleNamespace(checks_with_second=self.seen)

    def close(self) -> None:
        self.closed += 1


class FakeWatcher:
    """Reports a second person as the test says."""

    def __init__(self) -> None:
        self.present = False
        self.fail: Exception | None = None
        self.closed = 0
        self.offered = 0

    def offer(self, frame, pose) -> None:
        self.offered += 1
        if self.fail is not None:
            raise self.fail

    def close(self) -> None:
        self.closed += 1


@cache
def bridge_film(repetitions: int, *, back_s: float | None = None) -> tuple[Pose, ...]:
    """Lying down, waiting for the countdown, then `repetitions` good bridges."""
    good_rep = GOOD_REPETITIONS["bridge"]
    track = good_rep.film(good_rep.keys(back_s=back_s) * repetitions, fps=FPS, lead_s=5.0)
    return tuple(track.poses())


def bridges(repetitions: int, *, back_s: float | None = None) -> tuple[ControlledEstimator, int]:
    """An estimator that sees good bridges, and the number of frames they take."""
    poses = bridge_film(repetitions, back_s=back_s)
    last = len(poses) - 1
    return ControlledEstimator(lambda f: replace(poses[min(f.index, last)], time_s=f.time_s)), len(
        poses
    )


class SessionClient:
    """A session with its page: one frame or command at a time, each with its answer."""

    def __init__(
        self,
        estimator: ControlledEstimator | None = None,
        *,
        recorder=None,
        item=ITEM,
        start=None,
        **more,
    ) -> None:
        self.estimator = estimator or ControlledEstimator()
        self.recorder = recorder or Recorder()
        self.clock = Clock()
        self.answers: queue.Queue[str] = queue.Queue()
        self.page_s = 10.0
        self.speaking = False
        self.controller = SessionController(
            exercise_named(item.exercise), item, start=start or ResumePoint()
        )
        more = {"make_estimator": lambda: self.estimator, "clock": self.clock} | more
        self.session = LiveSession(self.controller, recorder=self.recorder, **more)

    def __enter__(self) -> Self:  # noqa: D105
        return self

    def __exit__(self, *_: object) -> None:  # noqa: D105
        self.estimator.go_on.set()
        self.session.close(wait_s=PATIENCE_S)

    def send(self, data: bytes | None = None, *, step_s: float = 1 / FPS) -> None:
        """Send the next frame; page and machine agree that `step_s` passed."""
        self.page_s += step_s
        self.clock.now_s += step_s
        frame = picture(self.page_s, data, speaking=self.speaking)
        self.session.submit_frame(frame, self.answers.put)

    def show(self, data: bytes | None = None, *, step_s: float = 1 / FPS) -> dict:
        """Send the next frame and return the state that answers it."""
        self.send(data, step_s=step_s)
        return self.answer()

    def show_at(self, page_s: float, *, passed_s: float) -> float:
        """Return the session's time of a frame with the page's time `page_s`, `passed_s` later."""
        self.page_s = page_s
        self.clock.now_s += passed_s
        self.session.submit_frame(picture(page_s), self.answers.put)
        self.answer()
        return self.estimator.times_s[-1]

    def ask(self, do: str, **more: str) -> dict:
        """Send a command and return the state that answers it."""
        self.session.submit_command(Command(do=do, **more), self.answers.put)
        return self.answer()

    def answer(self) -> dict:
        """Return the next answer."""
        return json.loads(self.answers.get(timeout=PATIENCE_S))
