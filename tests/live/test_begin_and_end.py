"""How pages begin and end an exercise."""

import ast
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path

import pytest

from formcheck.errors import RefusedError, StoreError
from formcheck.history import SessionState
from formcheck.history.safety_service import SafetyService
from formcheck.live.server import live_sessions as module
from formcheck.live.server.live_sessions import (
    begin_exercise,
    begin_sample,
    end_exercise,
    live_sessions,
    open_session,
)
from formcheck.live.server.protocol import Command
from formcheck.live.session.events import SetStarted
from formcheck.live.session.types import Ending, Stage
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import planned_sets
from formcheck.safety.clearance import eased_hold_s
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from formcheck.ui.pages.exercise import exercise_page
from tests.live.process_sessions import BIRD_DOG, exercise_session, session_of
from tests.live.scripted import ITEM, picture, until
from tests.support.answered_patient import say_all_is_well


class TestClosing:
    """The session writes a stop; without a session `end_exercise` writes it."""

    def asked(self, store):
        return [one.event for one in store.answers() if isinstance(one.event, PainQuestionAsked)]

    @pytest.fixture
    def session_writes(self, monkeypatch):
        """Fail if anything is written without the session."""
        monkeypatch.setattr(
            module, "record_without_session", lambda *_, **__: pytest.fail("no session wrote it")
        )

    @pytest.mark.usefixtures("session_writes")
    def test_is_written_once_by_the_session(self, registry, store):
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
        )  # after pain, no window may continue
        assert store.session(other).state is SessionState.RUNNING

    @pytest.mark.usefixtures("session_writes")
    def test_asks_the_session_if_the_page_could_not(self, registry, store):
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        end_exercise(store, number, Ending.REPORT_PAIN, exercise="bridge")
        assert [one.why for one in self.asked(store)] == [QuestionReason.HURTS]
        assert (
            store.session(number).state is SessionState.RUNNING
        )  # it may continue after the answer

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
        estimators[0].go_on.set()  # the session wakes up and does not ask again
        until(lambda: session.stage is Stage.DONE and estimators[0].closed)
        assert [one.why for one in self.asked(store)] == [QuestionReason.STOP]

    def test_is_written_again_if_the_session_s_write_failed(self, registry, store, monkeypatch):
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

    def test_is_refused_before_the_questions_are_answered(self, registry, store, safety):
        assert begin_exercise(store, ITEM, safety=safety) is None
        assert store.sessions() == ()

    def test_begins_what_may_be_done_and_asks_before_each_set(self, registry, store, safety):
        say_all_is_well(store, back=4)
        started = begin_exercise(store, ITEM, safety=safety)
        assert store.session(started.session_id).item == ITEM
        assert started.item.hold_s == eased_hold_s(ITEM.hold_s)
        recorder = session_of(started.session_id).recorder
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
