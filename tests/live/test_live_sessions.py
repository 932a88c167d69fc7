"""The exercises of a process and the routes to them."""

import ast
import http.client
import json
import threading
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from formcheck.assessment.types import Rejection
from formcheck.errors import LiveError, RefusedError, StoreError, UnknownExerciseError
from formcheck.history import PlanItem, SessionState
from formcheck.history.safety_service import SafetyService
from formcheck.live.server import live_sessions as module
from formcheck.live.server.live_sessions import (
    begin_exercise,
    begin_sample,
    build_live_routes,
    end_exercise,
    find_resume_point,
    live_sessions,
    open_session,
)
from formcheck.live.server.protocol import Command
from formcheck.live.server.session_registry import MAX_SESSIONS
from formcheck.live.server.websocket import PROTOCOL
from formcheck.live.server.worker import LiveSession
from formcheck.live.session.events import SetStarted
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.types import Ending, Stage
from formcheck.live.speech.recorded_voice import SOUNDS_PATH, list_sounds, pack_sounds
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import planned_sets
from formcheck.safety.clearance import eased_hold_s
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from formcheck.ui.pages.exercise import exercise_page
from tests.history.examples import STRETCH, repetition, summary
from tests.live.scripted import (
    FPS,
    ITEM,
    PATIENCE_S,
    Clock,
    ControlledEstimator,
    FakeWatcher,
    bridges,
    message,
    picture,
    until,
)
from tests.support.answered_patient import say_all_is_well
from tests.support.live_server import Server

BIRD_DOG = PlanItem(exercise="bird_dog", sets=2, repetitions=8, hold_s=5.0, rest_s=30.0)


@pytest.fixture
def estimators(monkeypatch):
    """The estimators that were made in place of MediaPipe's."""
    made = []
    models = module.live_models()
    monkeypatch.setattr(
        models, "make_estimator", lambda **_: made.append(ControlledEstimator()) or made[-1]
    )
    monkeypatch.setattr(module, "SecondPersonWatcher", lambda _: FakeWatcher())
    return made


@pytest.fixture
def registry(estimators):
    """The live sessions of a new process."""
    live_sessions.cache_clear()
    yield live_sessions()
    live_sessions().close_all()
    live_sessions.cache_clear()


@pytest.fixture
def server(registry):
    running = Server(build_live_routes(["127.0.0.1"]))
    yield running
    running.close()


def get(server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    """Ask for exactly this path."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        line.close()


def a_sample() -> Path:
    return min(bundled_path("sample_videos").glob("*.mp4"), key=lambda path: path.stat().st_size)


class TestSampleClips:
    def test_are_served_whole(self, server):
        path = a_sample()
        status, headers, body = get(server, f"/live-sample/{path.stem}")
        assert status == 200
        assert headers["content-type"] == "video/mp4"
        assert headers["accept-ranges"] == "bytes"
        assert body == path.read_bytes()

    def test_are_served_in_parts_as_browsers_ask_for_them(self, server):
        path = a_sample()
        whole = path.read_bytes()
        status, headers, body = get(server, f"/live-sample/{path.stem}", Range="bytes=100-199")
        assert status == 206
        assert headers["content-range"] == f"bytes 100-199/{len(whole)}"
        assert body == whole[100:200]
        status, _, body = get(server, f"/live-sample/{path.stem}", Range="bytes=-50")
        assert (status, body) == (206, whole[-50:])
        assert get(server, f"/live-sample/{path.stem}", Range="bytes=999999999-")[0] == 416

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "nothing",
            ".",
            "..",
            "*",
            "../pyproject.toml",
            "..%2fpyproject.toml",
            "..%2Fbridge",
            "%2e%2e%2f%2e%2e%2fapp",
            "..%5c..%5capp",
            "%2fetc%2fpasswd",
            "/etc/passwd",
            "//etc/passwd",
            "%00",
            "{sample}%00",
            "{sample}.mp4",
            "{sample}/",
            "{sample}%2f..%2f{sample}",
            "x%2f..%2f{sample}",
            ".%2f{sample}",
            "README",
            "%ff%fe",
            "a" * 5000,
        ],
    )
    def test_are_all_that_is_served(self, server, name):
        status, _, body = get(server, "/live-sample/" + name.format(sample=a_sample().stem))
        assert status in {404, 307}  # Starlette sends on a slash too many
        assert b"[project]" not in body
        assert len(body) < 1000

    def test_are_not_written(self, server):
        for method in ("POST", "PUT", "DELETE"):
            assert get(server, f"/live-sample/{a_sample().stem}", method)[0] == 405


class TestTheRecordedVoice:
    def test_is_served_in_one_answer(self, server):
        status, headers, body = get(server, f"/{SOUNDS_PATH}")
        assert (status, headers["content-type"]) == (200, "application/json")
        assert body == pack_sounds()
        assert json.loads(body).keys() == list_sounds()

    @pytest.mark.parametrize(
        "path", ["/", "/three", "/three.mp3", "/..%2fpage%2fcoach.js", "?three"]
    )
    def test_is_all_that_is_served(self, server, path):
        status, _, body = get(server, f"/{SOUNDS_PATH}{path}")
        assert status in {404, 307} or body == pack_sounds()  # what follows a ? is not looked at

    def test_is_not_written(self, server):
        for method in ("POST", "PUT", "DELETE"):
            assert get(server, f"/{SOUNDS_PATH}", method)[0] == 405


def exercise_session(store, item=ITEM):
    return store.begin_session(item, source="camera")


class TestWhereASessionResumes:
    def test_is_its_beginning_when_no_set_was_begun(self, store):
        number = exercise_session(store)
        assert find_resume_point(store.session(number)) == ResumePoint()

    def test_is_the_running_set_with_what_was_counted_by_side(self, store):
        number = exercise_session(store, BIRD_DOG)
        one = store.begin_set(number, number=1)
        store.end_set(one, summary(), state="finished")
        two = store.begin_set(number, number=2)
        for index, side in enumerate(["left", "right", "left"], start=1):
            store.add_repetition(two, repetition(index, side=side))
        assert find_resume_point(store.session(number)) == ResumePoint(
            number=2, counts={"left": 2, "right": 1}
        )

    def test_does_not_count_what_was_rejected(self, store):
        number = exercise_session(store)
        one = store.begin_set(number, number=1)
        store.add_repetition(one, repetition(1, rejected=Rejection.PARTIAL, side="both"))
        store.add_repetition(one, repetition(2, side="both"))
        assert find_resume_point(store.session(number)) == ResumePoint(number=1, counts={"both": 1})

    @pytest.mark.parametrize("state", ["finished", "stopped"])
    def test_is_the_next_set_after_one_that_ended(self, store, state):
        number = exercise_session(store)
        one = store.begin_set(number, number=1)
        store.add_repetition(one, repetition(1))
        store.end_set(one, summary(repetition(1)), state=state)
        assert find_resume_point(store.session(number)) == ResumePoint(number=2)


class TestALiveSession:
    def test_is_entered_with_its_token_and_judged(self, server, store, estimators):
        number = exercise_session(store)
        with server.page(open_session(store, ITEM, session_id=number)) as page:
            assert page.show()["stage"] == "setup"
            assert live_sessions().is_connected(str(number))
        until(lambda: not live_sessions().is_connected(str(number)))
        live_sessions().close(str(number))
        assert [estimator.closed for estimator in estimators] == [True]

    def test_has_written_what_was_asked_for_when_it_is_closed(
        self, server, store, estimators, monkeypatch
    ):
        """The page sends "stop"; its script closes the session and reads what was done."""
        monkeypatch.setattr(module, "CLOSING_S", PATIENCE_S)
        number = exercise_session(store)
        with server.page(open_session(store, ITEM, session_id=number)) as page:
            page.show()
            estimators[0].go_on.clear()
            page.line.send(message(2.0))
            until(estimators[0].busy.is_set)
            page.line.send(json.dumps({"do": "stop"}))
            until(lambda: session_of(number)._commands)
            go_on = threading.Timer(0.05, estimators[0].go_on.set)
            go_on.start()
            live_sessions().close(str(number))
            assert store.session(number).state is SessionState.STOPPED
            assert estimators[0].closed
            go_on.join()

    def test_cut_short_goes_on_in_its_set_with_its_numbers(self, registry, store, monkeypatch):
        item = replace(ITEM, repetitions=5)
        number = exercise_session(store, item)
        one = store.begin_set(number, number=1)
        store.add_repetition(one, repetition(1, side="both"))
        store.add_repetition(one, repetition(2, side="both", rejected=Rejection.PARTIAL))
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        open_session(store, item, session_id=number, continued=store.session(number))
        session = session_of(number)
        play(session, pictures)
        (only,) = store.session(number).sets
        assert [r.result.index for r in only.repetitions] == [1, 2, 3]
        assert only.counted == 2

    def test_writes_nothing_more_to_a_set_before_the_last(self, registry, store, monkeypatch):
        """A history in which an earlier set was never ended: the count goes where the page says."""
        item = replace(ITEM, sets=3)
        number = exercise_session(store, item)
        store.begin_set(number, number=1)
        store.end_set(store.begin_set(number, number=2), summary(), state="finished")
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        open_session(store, item, session_id=number, continued=store.session(number))
        play(session_of(number), pictures)
        sets = store.session(number).sets
        assert [(s.number, s.counted) for s in sets] == [(1, 0), (2, 0), (3, 1)]

    def test_cut_short_in_a_rest_goes_on_with_the_next_set(self, registry, store, monkeypatch):
        item = replace(ITEM, sets=2)
        number = exercise_session(store, item)
        store.end_set(store.begin_set(number, number=1), summary(), state="finished")
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        open_session(store, item, session_id=number, continued=store.session(number))
        play(session_of(number), pictures)
        done = store.session(number)
        assert [(s.number, s.counted) for s in done.sets] == [(1, 0), (2, 1)]
        assert done.state is SessionState.FINISHED

    def test_opened_by_another_page_leaves_the_first(self, server, store, estimators):
        number = exercise_session(store)
        with server.page(open_session(store, ITEM, session_id=number)) as page:
            page.show()
            key = open_session(store, ITEM, session_id=number, continued=store.session(number))
            assert estimators[0].closed
            with server.page(key) as other:
                assert other.show()["stage"] == "setup"

    def test_nobody_knows_is_refused_and_leaves_no_entry(self, registry, store):
        with pytest.raises(UnknownExerciseError):
            open_session(store, replace(ITEM, exercise="headstand"), session_id=1)
        assert live_sessions().new_token("1") is None

    def test_too_many_are_refused_when_all_are_under_way(self, registry, store):
        for i in range(MAX_SESSIONS):
            registry.connect(open_session(store, STRETCH, session_id=i), object())
        with pytest.raises(LiveError, match="Close another page"):
            open_session(store, STRETCH, session_id=99)

    def test_is_not_served_to_a_name_the_server_is_not_known_by(self, server, store):
        key = open_session(store, ITEM, session_id=exercise_session(store))
        local = f"localhost:{server.port}"
        with (
            pytest.raises(InvalidStatus),
            server.connect(PROTOCOL, key, origin=f"http://{local}", host=local),
        ):
            pass


class TestClosing:
    """A stop is written by the session; only what no session could write is written without one."""

    def asked(self, store):
        return [one.event for one in store.answers() if isinstance(one.event, PainQuestionAsked)]

    @pytest.fixture
    def session_writes(self, monkeypatch):
        """Nothing is written without the session."""
        monkeypatch.setattr(
            module, "record_without_session", lambda *_, **__: pytest.fail("no session wrote it")
        )

    @pytest.mark.usefixtures("session_writes")
    def test_is_written_once_by_the_session_whoever_asks_it_first(self, registry, store):
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        other = exercise_session(store, BIRD_DOG)
        open_session(store, BIRD_DOG, session_id=other)
        replies = []
        session_of(number).submit_command(Command(do="stop"), replies.append)  # the page's socket
        until(lambda: replies)
        end_exercise(store, number, Ending.STOP, exercise="bridge")  # the page's script
        [question] = self.asked(store)
        assert (question.why, question.session_id) == (QuestionReason.STOP, number)
        assert store.session(number).state is SessionState.STOPPED
        assert (
            live_sessions().find_content(str(other)) is None
        )  # whoever has pain exercises in no window
        assert store.session(other).state is SessionState.RUNNING

    @pytest.mark.usefixtures("session_writes")
    def test_asks_the_session_where_the_page_could_not(self, registry, store):
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        end_exercise(store, number, Ending.REPORT_PAIN, exercise="bridge")
        assert [one.why for one in self.asked(store)] == [QuestionReason.HURTS]
        assert (
            store.session(number).state is SessionState.RUNNING
        )  # it may go on, once that is answered

    @pytest.mark.parametrize("ending", [Ending.STOP, Ending.REPORT_PAIN, Ending.LEAVE, None])
    def test_is_written_without_a_session_where_there_is_none(self, registry, store, ending):
        number = exercise_session(store)
        for _ in range(2):
            end_exercise(store, number, ending, exercise="bridge")
        whys = {Ending.STOP: [QuestionReason.STOP], Ending.REPORT_PAIN: [QuestionReason.HURTS]}
        assert [one.why for one in self.asked(store)] == whys.get(ending, [])
        states = {Ending.REPORT_PAIN: SessionState.RUNNING, None: SessionState.FINISHED}
        assert store.session(number).state is states.get(ending, SessionState.STOPPED)

    def test_does_not_wait_for_a_session_that_hangs(self, registry, store, estimators, monkeypatch):
        monkeypatch.setattr(module, "CLOSING_S", 0.05)
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        session = session_of(number)
        session.submit_frame(picture(), lambda _: None)
        until(lambda: estimators)
        estimators[0].go_on.clear()
        session.submit_frame(picture(2.0), lambda _: None)
        until(estimators[0].busy.is_set)
        end_exercise(store, number, Ending.STOP, exercise="bridge")
        assert [one.why for one in self.asked(store)] == [QuestionReason.STOP]
        assert store.session(number).state is SessionState.STOPPED
        estimators[
            0
        ].go_on.set()  # it wakes up, and does not ask once more what may be answered by now
        until(lambda: session.stage is Stage.DONE and estimators[0].closed)
        assert [one.why for one in self.asked(store)] == [QuestionReason.STOP]

    def test_is_written_once_more_where_the_session_s_write_failed(
        self, registry, store, monkeypatch
    ):
        failed = Future()
        failed.set_exception(StoreError("The disk is full."))
        monkeypatch.setattr(store, "add_answer", lambda _: failed)
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        end_exercise(store, number, Ending.STOP, exercise="bridge")
        assert [one.why for one in self.asked(store)] == [QuestionReason.STOP]
        assert store.session(number).state is SessionState.STOPPED

    @pytest.mark.usefixtures("session_writes")
    def test_asks_nothing_after_a_sample_clip(self, registry, store):
        number = begin_sample(store, ITEM, source="bridge").session_id
        end_exercise(store, number, Ending.STOP, exercise=None)
        assert self.asked(store) == []
        assert store.session(number).state is SessionState.STOPPED

    def test_is_the_only_one_for_pages(self):
        for path in sorted(Path(exercise_page.__file__).parents[2].rglob("*.py")):
            calls = [
                getattr(node.func, "attr", getattr(node.func, "id", None))
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Call)
            ]
            forbidden = {"PainQuestionAsked", "add_answer", "record_without_session"}
            assert not forbidden & set(calls), path


class TestOpening:
    """A person's answers decide what they may begin, however the exercise is opened."""

    @pytest.fixture
    def safety(self, store):
        return SafetyService(store)

    def test_is_shut_before_the_questions_were_answered(self, registry, store, safety):
        assert begin_exercise(store, ITEM, safety=safety) is None
        assert store.sessions() == ()

    def test_begins_what_may_be_done_and_asks_before_each_set(self, registry, store, safety):
        say_all_is_well(store, back=4)
        started = begin_exercise(store, ITEM, safety=safety)
        assert store.session(started.session_id).item == ITEM
        assert started.item.hold_s == eased_hold_s(ITEM.hold_s)
        recorder = session_of(started.session_id)._recorder
        now = datetime.now(UTC)
        safety.record_answer(
            PainQuestionAsked(at=now, exercise="bird_dog", why=QuestionReason.STOP)
        )
        with pytest.raises(RefusedError):
            recorder.record(
                1.0, [SetStarted(planned=planned_sets(ITEM, load_exercise("bridge"))[0])]
            )
        assert begin_exercise(store, ITEM, safety=safety, session_id=started.session_id) is None

    def test_asks_nothing_of_a_sample_clip(self, registry, store):
        started = begin_sample(store, ITEM, source="bridge")
        assert store.session(started.session_id).source == "bridge"
        again = begin_sample(store, ITEM, source="bridge", session_id=started.session_id)
        assert again.session_id == started.session_id

    def test_is_the_only_one_for_pages(self):
        calls = {"begin_session", "queue_session", "open_session", "admit_session"}
        for path in sorted((Path(module.__file__).parents[2] / "ui").rglob("*.py")):
            names = {
                getattr(node, "attr", getattr(node, "id", None))
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            }
            assert names & calls == set(), path


def session_of(session_id: int) -> LiveSession:
    """The live session of this entry."""
    return live_sessions()._entries[str(session_id)].content


def play(session: LiveSession, pictures: int) -> None:
    """Show this many frames, at the film's times."""
    answers, clock = [], Clock()
    session._clock = clock
    for i in range(pictures):
        clock.now_s += 1 / FPS
        session.submit_frame(picture(i / FPS), answers.append)
        until(lambda i=i: len(answers) > i)
