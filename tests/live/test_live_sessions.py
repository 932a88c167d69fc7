"""A live session continues where it stopped; its page connects with a token."""

import json
import threading
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from formcheck.assessment.types import Rejection
from formcheck.errors import LiveError, ModelMissingError, UnknownExerciseError
from formcheck.history import SessionState
from formcheck.live.server import live_sessions as module
from formcheck.live.server.live_sessions import find_resume_point, live_sessions, open_session
from formcheck.live.server.session_registry import MAX_SESSIONS
from formcheck.live.server.websocket import PROTOCOL
from formcheck.live.session.set_sequence import ResumePoint
from tests.history.examples import STRETCH, repetition, summary
from tests.live.process_sessions import BIRD_DOG, exercise_session, session_of, show_frames
from tests.live.scripted import ITEM, PATIENCE_S, Clock, bridges, message, until


class TestWhereASessionResumes:
    def test_is_the_start_if_no_set_was_begun(self, store):
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
    def test_is_entered_with_its_token_and_judged(self, process_server, store, estimators):
        number = exercise_session(store)
        with process_server.page(open_session(store, ITEM, session_id=number)) as page:
            assert page.show()["stage"] == "setup"
            assert live_sessions().is_connected(str(number))
        until(lambda: not live_sessions().is_connected(str(number)))
        live_sessions().close(str(number))
        assert [estimator.closed for estimator in estimators] == [True]

    def test_has_written_the_stop_when_it_is_closed(
        self, process_server, store, estimators, monkeypatch
    ):
        """The page sends "stop"; its script closes the session and reads what was done."""
        monkeypatch.setattr(module, "CLOSING_S", PATIENCE_S)
        number = exercise_session(store)
        with process_server.page(open_session(store, ITEM, session_id=number)) as page:
            page.show()
            estimators[0].go_on.clear()
            page.line.send(message(2.0))
            until(estimators[0].busy.is_set)
            page.line.send(json.dumps({"do": "stop"}))
            until(lambda: store.session(number).state is SessionState.STOPPED)
            go_on = threading.Timer(0.05, estimators[0].go_on.set)
            go_on.start()
            live_sessions().close(str(number))
            assert store.session(number).state is SessionState.STOPPED
            assert estimators[0].closed
            go_on.join()

    def test_continues_its_interrupted_set_and_numbering(self, registry, store, monkeypatch):
        item = replace(ITEM, repetitions=5)
        number = exercise_session(store, item)
        one = store.begin_set(number, number=1)
        store.add_repetition(one, repetition(1, side="both"))
        store.add_repetition(one, repetition(2, side="both", rejected=Rejection.PARTIAL))
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        clock = Clock()
        open_session(store, item, session_id=number, continued=store.session(number), clock=clock)
        show_frames(session_of(number), pictures, clock)
        (only,) = store.session(number).sets
        assert [r.result.index for r in only.repetitions] == [1, 2, 3]
        assert only.counted == 2

    def test_writes_nothing_more_to_a_set_before_the_last(self, registry, store, monkeypatch):
        """An earlier set was never ended; repetitions go to the set that the page shows."""
        item = replace(ITEM, sets=3)
        number = exercise_session(store, item)
        store.begin_set(number, number=1)
        store.end_set(store.begin_set(number, number=2), summary(), state="finished")
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        clock = Clock()
        open_session(store, item, session_id=number, continued=store.session(number), clock=clock)
        show_frames(session_of(number), pictures, clock)
        sets = store.session(number).sets
        assert [(s.number, s.counted) for s in sets] == [(1, 0), (2, 0), (3, 1)]

    def test_interrupted_in_a_break_continues_with_the_next_set(self, registry, store, monkeypatch):
        item = replace(ITEM, sets=2)
        number = exercise_session(store, item)
        store.end_set(store.begin_set(number, number=1), summary(), state="finished")
        estimator, pictures = bridges(1)
        monkeypatch.setattr(module.live_models(), "make_estimator", lambda **_: estimator)
        clock = Clock()
        open_session(store, item, session_id=number, continued=store.session(number), clock=clock)
        show_frames(session_of(number), pictures, clock)
        done = store.session(number)
        assert [(s.number, s.counted) for s in done.sets] == [(1, 0), (2, 1)]
        assert done.state is SessionState.FINISHED

    def test_opened_by_another_page_is_closed_for_the_first(
        self, process_server, store, estimators
    ):
        number = exercise_session(store)
        with process_server.page(open_session(store, ITEM, session_id=number)) as page:
            page.show()
            key = open_session(store, ITEM, session_id=number, continued=store.session(number))
            assert estimators[0].closed
            with process_server.page(key) as other:
                assert other.show()["stage"] == "setup"

    def test_of_an_unknown_exercise_is_refused_and_leaves_no_entry(self, registry, store):
        with pytest.raises(UnknownExerciseError):
            open_session(store, replace(ITEM, exercise="headstand"), session_id=1)
        assert live_sessions().new_token("1") is None

    def test_too_many_are_refused_when_all_are_under_way(self, registry, store):
        for i in range(MAX_SESSIONS):
            registry.connect(open_session(store, STRETCH, session_id=i), object())
        with pytest.raises(LiveError, match="Close another page"):
            open_session(store, STRETCH, session_id=99)

    def test_is_not_served_to_a_name_the_server_is_not_known_by(self, process_server, store):
        key = open_session(store, ITEM, session_id=exercise_session(store))
        local = f"localhost:{process_server.port}"
        with (
            pytest.raises(InvalidStatus),
            process_server.connect(PROTOCOL, key, origin=f"http://{local}", host=local),
        ):
            pass


class TestLoadingAhead:
    @pytest.fixture(autouse=True)
    def _in_a_new_process(self):
        module.load_ahead.cache_clear()
        yield
        module.load_ahead.cache_clear()

    def test_loads_the_model_once_and_frees_it(self, estimators):
        for _ in range(3):
            module.load_ahead().join(PATIENCE_S)
        assert [estimator.closed for estimator in estimators] == [True]

    def test_leaves_an_error_to_the_exercise(self, monkeypatch):
        """Whoever only reads the page is not disturbed by a missing model."""

        def missing(**_):
            raise ModelMissingError("There is no model.")

        monkeypatch.setattr(module.live_models(), "make_estimator", missing)
        module.load_ahead().join(PATIENCE_S)

    def test_a_session_loads_its_model_before_its_page_connects(self, registry, store, estimators):
        number = exercise_session(store)
        open_session(store, ITEM, session_id=number)
        until(lambda: len(estimators) == 1)
