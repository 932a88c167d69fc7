"""The live sessions of this process, and the server's routes to them."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from formcheck.history import ExerciseSession, Store
from formcheck.history.safety_service import SafetyService
from formcheck.live.server.recorder import SessionRecorder, record_without_session
from formcheck.live.server.second_person import SecondPersonWatcher
from formcheck.live.server.session_registry import SessionRegistry
from formcheck.live.server.websocket import LiveSocket
from formcheck.live.server.worker import LiveSession
from formcheck.live.session.controller import SessionController
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Ending
from formcheck.live.speech.recorded_voice import build_sounds_route
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator, PoseEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import PlanItem
from formcheck.safety.clearance import EASE_DEG, eased_hold_s

__all__ = [
    "LIVE_PATH",
    "SAMPLE_PATH",
    "LiveModels",
    "SafetyOptions",
    "Started",
    "begin_exercise",
    "begin_sample",
    "build_live_routes",
    "end_exercise",
    "find_resume_point",
    "live_models",
    "live_sessions",
    "load_ahead",
    "open_session",
]

_LOG = logging.getLogger(__name__)
LIVE_PATH = "live"
SAMPLE_PATH = "live-sample"
SECOND_LOOKED_FOR_EVERY_S = 2.0
CLOSING_S = 2.0
"""How long a page's script waits for a session to end. The websocket's side never waits."""


@cache
def live_sessions() -> SessionRegistry[LiveSession]:
    """Return the registry of this process; the page's script and the websocket share it."""
    return SessionRegistry(close=_finish)


class MakeEstimator(Protocol):
    """Loads a pose model for one live session."""

    def __call__(self, *, of_camera: bool) -> PoseEstimator:
        """Return the model; `of_camera` is False when the frames come from a sample clip."""
        ...


@dataclass(kw_only=True)
class LiveModels:
    """How the live sessions of this process load their models."""

    make_estimator: MakeEstimator
    make_people_counter: Callable[[], SecondPersonDetector]


@cache
def live_models() -> LiveModels:
    """Return how models are loaded.

    An app for tests replaces this before it serves its first page.
    """
    return LiveModels(make_estimator=_estimator, make_people_counter=_counter)


@cache
def load_ahead() -> threading.Thread:
    """Load the pose model once on a thread, while the person reads the page; return the thread.

    The model is freed again. Its library stays loaded, which takes most of the time, so the first
    frame of an exercise is judged a second earlier. An error is left to the exercise itself, which
    loads the model again and tells the person.
    """
    thread = threading.Thread(target=_load_and_free, name="formcheck-load-ahead")
    thread.start()
    return thread


def _load_and_free() -> None:
    try:
        live_models().make_estimator(of_camera=True).close()
    except Exception:  # noqa: BLE001 - nobody has asked for the model yet
        _LOG.info("The pose model could not be loaded ahead", exc_info=True)


def build_live_routes(hosts: Collection[str]) -> list[BaseRoute]:
    """Return the routes to add to Streamlit's server.

    `hosts` are the names the server is known by.
    """
    return [
        WebSocketRoute(f"/{LIVE_PATH}", LiveSocket(live_sessions(), hosts=hosts).serve),
        Route(f"/{SAMPLE_PATH}/{{name}}", _sample),
        build_sounds_route(),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyOptions:
    """How careful a session is.

    `ease_deg` reduces the range, in degrees. `asks` says whether to ask about pain. `eased` says
    that the session continues after mild pain.
    """

    ease_deg: float = 0.0
    asks: bool = True
    eased: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Started:
    """An exercise that was begun: its session's number, its page's token, and what will be done."""

    session_id: int
    token: str
    item: PlanItem


def begin_exercise(
    store: Store, item: PlanItem, *, safety: SafetyService, session_id: int | None = None
) -> Started | None:
    """Begin `item` with the camera, or continue the session `session_id`.

    Every exercise of a person begins here. Their answers decide how much may be done, and how
    gently. Returns None when nothing may begin now; `SafetyService.check_clearance` says why.
    Raises what `open_session` raises.
    """
    admission = safety.admit(item, session_id=session_id)
    number = admission.session_id
    if number is None:
        return None
    done = admission.item
    gentle = admission.clearance.gentle
    if gentle:
        done = replace(done, hold_s=eased_hold_s(done.hold_s))
    token = open_session(
        store,
        done,
        session_id=number,
        continued=None if session_id is None else store.session(number),
        options=SafetyOptions(
            ease_deg=EASE_DEG if gentle else 0.0,
            eased=gentle and item.exercise in safety.day_state().eased,
        ),
        safety=safety,
    )
    return Started(session_id=number, token=token, item=done)


def begin_sample(
    store: Store, item: PlanItem, *, source: str, session_id: int | None = None
) -> Started:
    """Begin `item` with the sample clip `source`, or continue it; no question about pain is asked.

    Raises what `open_session` raises.
    """
    number = store.begin_session(item, source=source) if session_id is None else session_id
    continued = None if session_id is None else store.session(session_id)
    options = SafetyOptions(asks=False)
    token = open_session(store, item, session_id=number, continued=continued, options=options)
    return Started(session_id=number, token=token, item=item)


def end_exercise(
    store: Store, session_id: int, ending: Ending | None, *, exercise: str | None
) -> None:
    """End a session as the person ended it, or after its last set (None).

    The ending is on the disk when this returns. Usually the session's recorder has written it
    before; this function writes only what no session could write. After STOP or reported pain all
    windows are closed: a person with pain must not exercise in any of them. `exercise` is what to
    ask about, None for a sample clip. Raises `StoreError`.
    """
    name = str(session_id)
    session = live_sessions().find_content(name)
    recorded = session is not None and session.end(ending, wait_s=CLOSING_S)
    if exercise is not None and ending in {Ending.STOP, Ending.REPORT_PAIN}:
        live_sessions().close_all()
    else:
        live_sessions().close(name)
    if not recorded:
        record_without_session(store, session_id, ending, exercise=exercise)


def open_session(
    store: Store,
    item: PlanItem,
    *,
    session_id: int,
    continued: ExerciseSession | None = None,
    options: SafetyOptions | None = None,
    safety: SafetyService | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> str:
    """Prepare the exercise `item` and return the token its page connects with.

    `continued` is an interrupted session to continue. `safety` decides before each set whether it
    may begin; None for a sample clip. `clock` gives the time in seconds. Pages do not call this
    function: they call `begin_exercise` or `begin_sample`. Raises what the exercise's file and the
    history raise, and `LiveError` when too many exercises are open.
    """
    options = SafetyOptions() if options is None else options
    exercise = load_exercise(item.exercise).with_reduced_range(options.ease_deg)
    asked_about = item.exercise if options.asks else None
    may_begin = None
    if safety is not None:
        may_begin = partial(_may_begin, safety, item, session_id)
    start = ResumePoint()
    recorder = SessionRecorder(store, session_id, exercise=asked_about, may_begin=may_begin)
    if continued is not None:
        start = replace(find_resume_point(continued), eased=options.eased)
        last = continued.sets[-1] if continued.sets else None
        if last is not None and last.state == "running":
            done = len(last.repetitions or ())
            recorder = SessionRecorder(
                store,
                session_id,
                set_id=last.id,
                before=done,
                exercise=asked_about,
                may_begin=may_begin,
            )
    session = LiveSession(
        SessionController(exercise, item, start=start, asks=options.asks),
        make_estimator=partial(live_models().make_estimator, of_camera=options.asks),
        recorder=recorder,
        second_person=lambda: SecondPersonWatcher(live_models().make_people_counter),
        clock=clock,
    )
    token = live_sessions().open(str(session_id), session)
    session.prepare()  # while the page is built and the browser opens the camera
    return token


def find_resume_point(exercise_session: ExerciseSession) -> ResumePoint:
    """Return where an interrupted session continues."""
    if not exercise_session.sets:
        return ResumePoint()
    last = exercise_session.sets[-1]
    if last.state != "running":
        return ResumePoint(number=last.number + 1)
    counts: dict[str, int] = {}
    for repetition in last.repetitions or ():
        if repetition.result.counted:
            side = repetition.result.side
            counts[side] = counts.get(side, 0) + 1
    return ResumePoint(number=last.number, counts=counts)


def _may_begin(safety: SafetyService, item: PlanItem, session_id: int, number: int) -> bool:
    return safety.may_begin_set(item, session_id=session_id, number=number)


def _finish(session: LiveSession) -> None:
    """Close a session; what it still has to write is written before its page reads the history."""
    session.close(wait_s=CLOSING_S)


def _estimator(*, of_camera: bool) -> PoseEstimator:
    # A sample clip waits at its first frame and stands still in every pause.
    return MediaPipeEstimator(finds_repeats=of_camera)


def _counter() -> SecondPersonDetector:
    return SecondPersonDetector(every_s=SECOND_LOOKED_FOR_EVERY_S)


async def _sample(request: Request) -> FileResponse:
    """Serve a sample clip, for a person without a camera."""
    known = {path.stem: path for path in bundled_path("sample_videos").glob("*.mp4")}
    path = known.get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type="video/mp4")
