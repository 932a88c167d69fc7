"""The recorder writes the events of an exercise to a real history."""

import sqlite3
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, replace
from typing import ClassVar

import pytest

from formcheck.assessment.pain_signs.types import PainSign, PainSignKind
from formcheck.assessment.types import Rejection
from formcheck.errors import RefusedError, StoreError
from formcheck.history import SessionState, Setting, Store
from formcheck.history.database import worker
from formcheck.live.server.recorder import SessionRecorder
from formcheck.live.session.events import (
    Paused,
    QuestionAsked,
    RepetitionFinished,
    Resumed,
    SessionEnded,
    SetEnded,
    SetStarted,
)
from formcheck.poses.plan import PlannedSet
from formcheck.safety.prompts import PromptReason
from tests.history.connecting import Connecting
from tests.history.examples import BRIDGE, repetition, summary
from tests.live.scripted import ITEM, SessionClient, bridges, until
from tests.video.scripted import standing


@pytest.fixture
def session_id(store):
    return store.begin_session(BRIDGE, source="camera")


@pytest.fixture
def recorder(store, session_id):
    return SessionRecorder(store, session_id)


def planned(number: int = 1) -> PlannedSet:
    return PlannedSet(number=number, side=None, goal=8, counters=("both",))


def counted(index: int, **changes: object) -> RepetitionFinished:
    return RepetitionFinished(result=repetition(index, **changes), pose=standing(2.0))


def ended(number: int = 1, state: str = "finished") -> SetEnded:
    return SetEnded(planned=planned(number), state=state, summary=summary(repetition(1)))


class TestAnExercise:
    def test_is_written_in_the_order_it_happened(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned(1))])
        recorder.record(9.0, [counted(1)])
        recorder.record(10.0, [Paused(reason="Nobody is seen.", by_person=False)])
        recorder.record(12.0, [Resumed()])
        recorder.record(20.0, [counted(2), ended(1)])
        recorder.record(50.0, [SetStarted(planned=planned(2))])
        recorder.record(60.0, [counted(1), ended(2), SessionEnded(state="finished")])
        exercise_session = store.session(session_id)
        assert exercise_session.state is SessionState.FINISHED
        assert [(s.number, s.state, s.counted) for s in exercise_session.sets] == [
            (1, SessionState.FINISHED, 2),
            (2, SessionState.FINISHED, 1),
        ]
        indexes = [[r.result.index for r in s.repetitions] for s in exercise_session.sets]
        assert indexes == [[1, 2], [1]]
        first = exercise_session.sets[0].id
        assert [(e.kind, e.time_s, e.set_id, e.data) for e in store.events(session_id)] == [
            ("paused", 10.0, first, {"reason": "Nobody is seen.", "by_person": False}),
            ("resumed", 12.0, first, {}),
        ]

    def test_the_measurements_behind_a_question_are_saved_with_it(
        self, store, session_id, recorder
    ):
        sign = PainSign(
            sign=PainSignKind.FREEZE,
            time_s=8.0,
            start_s=6.0,
            side="both",
            before_deg=40.0,
            after_deg=12.0,
            lasted_s=2.0,
        )
        recorder.record(8.1, [QuestionAsked(why=PromptReason.FREEZE, seen=sign)])
        [event] = store.events(session_id)
        assert (event.kind, event.time_s) == ("asked", 8.1)
        kept = asdict(sign)
        kept["lane"] = kept.pop("side")  # its name in the history
        assert event.data == {"why": "freeze", **kept}

    def test_stop_ends_the_set_and_the_session(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned())])
        recorder.record(9.0, [counted(1), ended(state="stopped"), SessionEnded(state="stopped")])
        exercise_session = store.session(session_id)
        assert exercise_session.state is SessionState.STOPPED
        assert exercise_session.sets[0].state is SessionState.STOPPED
        assert exercise_session.sets[0].score == 88.0

    def test_that_is_stopped_before_it_began_has_no_set(self, store, session_id, recorder):
        recorder.record(1.0, [SessionEnded(state="stopped")])
        exercise_session = store.session(session_id)
        assert (exercise_session.state, exercise_session.sets) == (SessionState.STOPPED, ())

    def test_keeps_what_was_not_counted_too(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned())])
        recorder.record(
            5.0, [counted(1, rejected=Rejection.PARTIAL, score=None, band=None), counted(2)]
        )
        one = store.session(session_id).sets[0]
        assert one.counted == 1
        assert len(one.repetitions) == 2

    def test_asks_the_store_whether_skeletons_may_be_kept(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned()), counted(1)])
        store.save_setting(Setting.KEEP_LANDMARKS, True)
        recorder.record(5.0, [counted(2), RepetitionFinished(result=repetition(3), pose=None)])
        poses = [r.pose for r in store.session(session_id).sets[0].repetitions]
        assert [pose is not None for pose in poses] == [False, True, False]

    def test_event_between_sets_belongs_to_none(self, store, session_id, recorder):
        recorder.record_note("page", 0.5, what="camera_lost")
        (event,) = store.events(session_id)
        assert (event.kind, event.set_id, event.data) == ("page", None, {"what": "camera_lost"})

    def test_repetition_without_a_set_is_not_made_up(self, store, session_id, recorder):
        recorder.record(1.0, [counted(1), ended()])
        assert store.session(session_id).sets == ()


class TestGoingOn:
    def test_with_a_set_goes_on_in_it_and_with_its_numbers(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned(1)), counted(1), counted(2)])
        cut = store.session(session_id).sets[0]
        again = SessionRecorder(store, session_id, set_id=cut.id, before=len(cut.repetitions))
        again.record(1.0, [SetStarted(planned=planned(1))])
        again.record(9.0, [counted(1)])
        again.record(18.0, [counted(2), ended(1)])
        again.record(40.0, [SetStarted(planned=planned(2)), counted(1)])
        sets = store.session(session_id).sets
        assert [[r.result.index for r in s.repetitions] for s in sets] == [[1, 2, 3, 4], [1]]
        assert [s.number for s in sets] == [1, 2]
        assert sets[0].state is SessionState.FINISHED

    def test_and_stopping_before_it_began_again_ends_the_set_too(self, store, session_id, recorder):
        recorder.record(1.0, [SetStarted(planned=planned(1)), counted(1)])
        set_id = store.session(session_id).sets[0].id
        SessionRecorder(store, session_id, set_id=set_id, before=1).record(
            0.5, [SessionEnded(state="stopped")]
        )
        exercise_session = store.session(session_id)
        assert (exercise_session.state, exercise_session.sets[0].state) == (
            SessionState.STOPPED,
            SessionState.STOPPED,
        )


class TestFailures:
    def test_are_reported_once_and_later_events_are_saved(self, store, session_id, recorder):
        gone = SessionRecorder(store, 9999)
        gone.record(1.0, [SessionEnded(state="finished"), SetStarted(planned=planned())])
        store.plan()  # the writes are done
        with pytest.raises(StoreError):
            gone.record(2.0, [])
        gone.record(3.0, [])
        recorder.record(1.0, [SetStarted(planned=planned()), counted(1)])
        assert store.session(session_id).sets[0].counted == 1
        recorder.record(2.0, [])

    def test_do_not_stop_other_events_of_the_same_moment(self, store, session_id, recorder):
        SessionRecorder(store, 9999).record(1.0, [SetStarted(planned=planned())])
        store.plan()
        with pytest.raises(StoreError):
            recorder.record(
                2.0,
                [
                    SetStarted(planned=planned()),
                    counted(1),
                    ended(),
                    SessionEnded(state="finished"),
                ],
            )
        exercise_session = store.session(session_id)
        assert exercise_session.state is SessionState.FINISHED
        assert exercise_session.sets[0].counted == 1

    def test_of_a_closed_history_are_reported(self, tmp_path):
        store = Store(tmp_path / "other.sqlite3")
        recorder = SessionRecorder(store, store.begin_session(BRIDGE, source="camera"))
        store.close()
        with pytest.raises(StoreError, match="was closed"):
            recorder.record(1.0, [SetStarted(planned=planned())])
        with pytest.raises(StoreError, match="was closed"):
            recorder.record_note("page", 1.0, what="hidden")


class TestWithASession:
    def test_a_whole_exercise_is_in_the_history_when_its_last_state_is_out(self, store):
        session_id = store.begin_session(ITEM, source="camera")
        estimator, pictures = bridges(1)
        with SessionClient(estimator, recorder=SessionRecorder(store, session_id)) as client:
            states = [client.show() for _ in range(pictures)]
        assert states[-1]["stage"] == "done"
        exercise_session = store.session(session_id)
        assert exercise_session.state is SessionState.FINISHED
        assert [(s.state, s.counted) for s in exercise_session.sets] == [(SessionState.FINISHED, 1)]
        assert exercise_session.sets[0].score is not None
        assert store.failure is None

    def test_a_set_that_may_not_begin_ends_the_exercise_and_leaves_nothing(self, store):
        """Something was answered in another window while the person got into position."""
        session_id = store.begin_session(ITEM, source="camera")
        estimator, pictures = bridges(1)
        asked = []
        recorder = SessionRecorder(store, session_id, exercise="bridge", may_begin=asked.append)
        with SessionClient(estimator, recorder=recorder) as client:
            answers = [client.show() for _ in range(pictures)]
        refused = [one for one in answers if "error" in one]
        assert [one["fatal"] for one in refused] == [True]
        assert "cannot start now" in refused[0]["error"]
        assert answers[-1]["stage"] == "done"
        assert not any(one.get("say") for one in answers[answers.index(refused[0]) :])
        exercise_session = store.session(session_id)
        assert (exercise_session.state, exercise_session.sets, asked) == (
            SessionState.STOPPED,
            (),
            [1],
        )
        assert store.answers() == ()  # there is no question about a set that never began

    def test_a_paused_set_is_checked_again_before_it_resumes(self, store, session_id):
        allowed = [True, False]
        recorder = SessionRecorder(store, session_id, may_begin=lambda _: allowed.pop(0))
        recorder.record(1.0, [SetStarted(planned=planned(1))])
        recorder.record(2.0, [Paused(reason="", by_person=True)])
        with pytest.raises(RefusedError, match="Go back"):
            recorder.record(3.0, [Resumed()])

    def test_an_exercise_cut_short_stays_open_with_its_count(self, store):
        session_id = store.begin_session(ITEM, source="camera")
        estimator, pictures = bridges(2)
        item = replace(ITEM, repetitions=5)
        with SessionClient(
            estimator, item=item, recorder=SessionRecorder(store, session_id)
        ) as client:
            for _ in range(pictures):
                client.show()
        (exercise_session,) = store.open_sessions()
        assert exercise_session.sets[0].counted == 2
        assert exercise_session.sets[0].state is SessionState.RUNNING

    def test_a_closed_history_is_a_warning_and_the_count_goes_on(self, tmp_path):
        store = Store(tmp_path / "other.sqlite3")
        session_id = store.begin_session(ITEM, source="camera")
        estimator, pictures = bridges(1)
        with SessionClient(estimator, recorder=SessionRecorder(store, session_id)) as client:
            store.close()
            states = [client.show() for _ in range(pictures)]
        assert states[-1]["count"] == 1
        assert any("was closed" in state["warning"] for state in states)


def test_a_set_whose_beginning_could_not_be_written_is_begun_again():
    failed: Future[int] = Future()
    failed.set_exception(StoreError("The disk is full."))
    queued = [failed, Future()]

    class Full:
        failure = None
        kept: ClassVar[list[object]] = []

        def queue_set(self, session_id, *, number, keep_trying):
            return queued.pop(0)

        def add_repetition(self, set_id, result, pose, *, keep_trying):
            self.kept.append(set_id)
            written: Future[int] = Future()
            written.set_result(1)
            return written

    second = queued[1]
    store = Full()
    recorder = SessionRecorder(store, 1)
    recorder.record(
        0.0, [SetStarted(planned=PlannedSet(number=1, side=None, goal=2, counters=("both",)))]
    )
    recorder.record(1.0, [RepetitionFinished(result=repetition(), pose=None)])
    assert store.kept == [second]


class TestAnUnwritableHistory:
    """What was counted on the screen is written when there is space; until then it is said."""

    @pytest.fixture
    def connecting(self):
        return Connecting(busy_s=0.05)

    @pytest.fixture
    def store(self, tmp_path, connecting, monkeypatch):
        monkeypatch.setattr(worker, "RETRY_S", 0.02)
        with Store(tmp_path / "full.sqlite3", connect=connecting) as store:
            yield store

    def test_keeps_a_whole_set_until_there_is_space(self, store, session_id, recorder, connecting):
        connecting.refuse()
        for time_s, one in enumerate(
            [SetStarted(planned=planned()), *map(counted, range(1, 4)), ended()]
        ):
            with suppress(StoreError):
                recorder.record(float(time_s), [one])
        with pytest.raises(StoreError, match=r"may not be written to.*kept meanwhile"):
            recorder.record(50.0, [])
        with pytest.raises(StoreError, match="kept meanwhile"):  # said until it is written
            recorder.record(51.0, [])
        connecting.allow()
        until(lambda: store.failure is None)
        recorder.record(52.0, [])
        (only,) = store.session(session_id).sets
        assert [one.result.index for one in only.repetitions] == [1, 2, 3]
        assert only.state is SessionState.FINISHED

    def test_a_lock_of_another_program_is_waited_for_too(self, store, session_id, recorder):
        recorder.record(0.0, [SetStarted(planned=planned())])
        store.plan()
        other = sqlite3.connect(store._file._path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with suppress(StoreError):
            recorder.record(1.0, [counted(1)])
        with pytest.raises(StoreError, match="kept meanwhile"):
            recorder.record(2.0, [])
        other.execute("ROLLBACK")
        other.close()
        until(lambda: store.failure is None)
        assert store.session(session_id).sets[0].counted == 1

    def test_what_is_still_not_written_when_the_program_ends_is_said(
        self, tmp_path, session_id, recorder, store, connecting
    ):
        recorder.record(0.0, [SetStarted(planned=planned())])
        connecting.refuse()
        with suppress(StoreError):
            recorder.record(1.0, [counted(1)])
        with pytest.raises(StoreError, match="may not be written to"):
            store.close()
