"""What happens in an exercise, written to a real history."""

from concurrent.futures import Future
from dataclasses import asdict, replace
from typing import ClassVar

import pytest

from formcheck.clinic.store import Setting, State, Store
from formcheck.coach.sign_types import Sign, SignSeen
from formcheck.coach.types import Rejection
from formcheck.errors import RefusedError, StoreError
from formcheck.live.keeper import Keeper
from formcheck.live.types import (
    Asked,
    Begun,
    Counted,
    Done,
    Ended,
    Paused,
    Resumed,
)
from formcheck.poses.plan import Round
from formcheck.safety.prompts import Doubt
from tests.clinic.store.examples import BRIDGE, repetition, summary
from tests.live.scripted import ITEM, Talk, bridges
from tests.vision.scripted import standing


@pytest.fixture
def training_id(store):
    return store.begin_training(BRIDGE, source="camera")


@pytest.fixture
def keeper(store, training_id):
    return Keeper(store, training_id)


def round_(number: int = 1) -> Round:
    return Round(number=number, side=None, goal=8, counters=("both",))


def counted(index: int, **changes: object) -> Counted:
    return Counted(result=repetition(index, **changes), pose=standing(2.0))


def ended(number: int = 1, state: str = "finished") -> Ended:
    return Ended(round=round_(number), state=state, summary=summary(repetition(1)))


class TestAnExercise:
    def test_is_written_in_the_order_it_happened(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_(1))])
        keeper.note(9.0, [counted(1)])
        keeper.note(10.0, [Paused(reason="Nobody is seen.", by_person=False)])
        keeper.note(12.0, [Resumed()])
        keeper.note(20.0, [counted(2), ended(1)])
        keeper.note(50.0, [Begun(round=round_(2))])
        keeper.note(60.0, [counted(1), ended(2), Done(state="finished")])
        training = store.training(training_id)
        assert training.state is State.FINISHED
        assert [(s.number, s.state, s.counted) for s in training.sets] == [
            (1, State.FINISHED, 2),
            (2, State.FINISHED, 1),
        ]
        indexes = [[r.result.index for r in s.repetitions] for s in training.sets]
        assert indexes == [[1, 2], [1]]
        first = training.sets[0].id
        assert [(e.kind, e.time_s, e.set_id, e.data) for e in store.events(training_id)] == [
            ("paused", 10.0, first, {"reason": "Nobody is seen.", "by_person": False}),
            ("resumed", 12.0, first, {}),
        ]

    def test_what_led_to_a_question_is_kept_with_it(self, store, training_id, keeper):
        sign = SignSeen(
            sign=Sign.FREEZE,
            time_s=8.0,
            start_s=6.0,
            lane="both",
            before_deg=40.0,
            after_deg=12.0,
            lasted_s=2.0,
        )
        keeper.note(8.1, [Asked(why=Doubt.FREEZE, seen=sign)])
        [event] = store.events(training_id)
        assert (event.kind, event.time_s) == ("asked", 8.1)
        assert event.data == {"why": "freeze", **asdict(sign)}

    def test_that_is_stopped_says_so_of_set_and_training(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_())])
        keeper.note(9.0, [counted(1), ended(state="stopped"), Done(state="stopped")])
        training = store.training(training_id)
        assert training.state is State.STOPPED
        assert training.sets[0].state is State.STOPPED
        assert training.sets[0].score == 88.0

    def test_that_is_stopped_before_it_began_has_no_set(self, store, training_id, keeper):
        keeper.note(1.0, [Done(state="stopped")])
        training = store.training(training_id)
        assert (training.state, training.sets) == (State.STOPPED, ())

    def test_keeps_what_was_not_counted_too(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_())])
        keeper.note(
            5.0, [counted(1, rejected=Rejection.PARTIAL, score=None, band=None), counted(2)]
        )
        one = store.training(training_id).sets[0]
        assert one.counted == 1
        assert len(one.repetitions) == 2

    def test_asks_the_store_whether_skeletons_may_be_kept(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_()), counted(1)])
        store.save_setting(Setting.KEEP_LANDMARKS, True)
        keeper.note(5.0, [counted(2), Counted(result=repetition(3), pose=None)])
        poses = [r.pose for r in store.training(training_id).sets[0].repetitions]
        assert [pose is not None for pose in poses] == [False, True, False]

    def test_event_between_sets_belongs_to_none(self, store, training_id, keeper):
        keeper.event("page", 0.5, what="camera_lost")
        (event,) = store.events(training_id)
        assert (event.kind, event.set_id, event.data) == ("page", None, {"what": "camera_lost"})

    def test_repetition_without_a_set_is_not_made_up(self, store, training_id, keeper):
        keeper.note(1.0, [counted(1), ended()])
        assert store.training(training_id).sets == ()


class TestGoingOn:
    def test_with_a_set_goes_on_in_it_and_with_its_numbers(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_(1)), counted(1), counted(2)])
        cut = store.training(training_id).sets[0]
        again = Keeper(store, training_id, set_id=cut.id, before=len(cut.repetitions))
        again.note(1.0, [Begun(round=round_(1))])
        again.note(9.0, [counted(1)])
        again.note(18.0, [counted(2), ended(1)])
        again.note(40.0, [Begun(round=round_(2)), counted(1)])
        sets = store.training(training_id).sets
        assert [[r.result.index for r in s.repetitions] for s in sets] == [[1, 2, 3, 4], [1]]
        assert [s.number for s in sets] == [1, 2]
        assert sets[0].state is State.FINISHED

    def test_and_stopping_before_it_began_again_ends_the_set_too(self, store, training_id, keeper):
        keeper.note(1.0, [Begun(round=round_(1)), counted(1)])
        set_id = store.training(training_id).sets[0].id
        Keeper(store, training_id, set_id=set_id, before=1).note(0.5, [Done(state="stopped")])
        training = store.training(training_id)
        assert (training.state, training.sets[0].state) == (State.STOPPED, State.STOPPED)


class TestFailures:
    def test_surface_once_and_what_comes_after_is_kept(self, store, training_id, keeper):
        gone = Keeper(store, 9999)
        gone.note(1.0, [Done(state="finished"), Begun(round=round_())])
        store.plan()  # the writes are done
        with pytest.raises(StoreError):
            gone.note(2.0, [])
        gone.note(3.0, [])
        keeper.note(1.0, [Begun(round=round_()), counted(1)])
        assert store.training(training_id).sets[0].counted == 1
        keeper.note(2.0, [])

    def test_hinder_nothing_that_happened_in_the_same_moment(self, store, training_id, keeper):
        Keeper(store, 9999).note(1.0, [Begun(round=round_())])
        store.plan()
        with pytest.raises(StoreError):
            keeper.note(2.0, [Begun(round=round_()), counted(1), ended(), Done(state="finished")])
        training = store.training(training_id)
        assert training.state is State.FINISHED
        assert training.sets[0].counted == 1

    def test_of_a_closed_history_are_told(self, tmp_path):
        store = Store(tmp_path / "other.sqlite3")
        keeper = Keeper(store, store.begin_training(BRIDGE, source="camera"))
        store.close()
        with pytest.raises(StoreError, match="was closed"):
            keeper.note(1.0, [Begun(round=round_())])
        with pytest.raises(StoreError, match="was closed"):
            keeper.event("page", 1.0, what="hidden")


class TestWithASession:
    def test_a_whole_exercise_is_in_the_history_when_its_last_scene_is_out(self, store):
        training_id = store.begin_training(ITEM, source="camera")
        eye, pictures = bridges(1)
        with Talk(eye, notes=Keeper(store, training_id)) as talk:
            scenes = [talk.show() for _ in range(pictures)]
        assert scenes[-1]["stage"] == "done"
        training = store.training(training_id)
        assert training.state is State.FINISHED
        assert [(s.state, s.counted) for s in training.sets] == [(State.FINISHED, 1)]
        assert training.sets[0].score is not None
        assert store.failure is None

    def test_a_set_that_may_not_begin_ends_the_exercise_and_leaves_nothing(self, store):
        """Something was answered in another window while the person got into position."""
        training_id = store.begin_training(ITEM, source="camera")
        eye, pictures = bridges(1)
        asked = []
        keeper = Keeper(store, training_id, exercise="bridge", may_begin=asked.append)
        with Talk(eye, notes=keeper) as talk:
            answers = [talk.show() for _ in range(pictures)]
        refused = [one for one in answers if "error" in one]
        assert [one["fatal"] for one in refused] == [True]
        assert "may not begin now" in refused[0]["error"]
        assert answers[-1]["stage"] == "done"
        assert not any(one.get("say") for one in answers[answers.index(refused[0]) :])
        training = store.training(training_id)
        assert (training.state, training.sets, asked) == (State.STOPPED, (), [1])
        assert store.answers() == ()  # nobody is asked about a set that was none

    def test_a_set_that_stood_still_is_asked_for_once_more(self, store, training_id):
        allowed = [True, False]
        keeper = Keeper(store, training_id, may_begin=lambda _: allowed.pop(0))
        keeper.note(1.0, [Begun(round=round_(1))])
        keeper.note(2.0, [Paused(reason="", by_person=True)])
        with pytest.raises(RefusedError, match="Go back"):
            keeper.note(3.0, [Resumed()])

    def test_an_exercise_cut_short_stays_open_with_its_count(self, store):
        training_id = store.begin_training(ITEM, source="camera")
        eye, pictures = bridges(2)
        item = replace(ITEM, repetitions=5)
        with Talk(eye, item=item, notes=Keeper(store, training_id)) as talk:
            for _ in range(pictures):
                talk.show()
        (training,) = store.open_trainings()
        assert training.sets[0].counted == 2
        assert training.sets[0].state is State.RUNNING

    def test_a_closed_history_is_a_warning_and_the_count_goes_on(self, tmp_path):
        store = Store(tmp_path / "other.sqlite3")
        training_id = store.begin_training(ITEM, source="camera")
        eye, pictures = bridges(1)
        with Talk(eye, notes=Keeper(store, training_id)) as talk:
            store.close()
            scenes = [talk.show() for _ in range(pictures)]
        assert scenes[-1]["count"] == 1
        assert any("was closed" in scene["warning"] for scene in scenes)


def test_a_set_whose_beginning_could_not_be_written_is_begun_again():
    failed: Future[int] = Future()
    failed.set_exception(StoreError("The disk is full."))
    queued = [failed, Future()]

    class Full:
        failure = None
        kept: ClassVar[list[object]] = []

        def queue_set(self, training_id, *, number):
            return queued.pop(0)

        def add_repetition(self, set_id, result, pose):
            self.kept.append(set_id)
            written: Future[int] = Future()
            written.set_result(1)
            return written

    second = queued[1]
    store = Full()
    keeper = Keeper(store, 1)
    keeper.note(0.0, [Begun(round=Round(number=1, side=None, goal=2, counters=("both",)))])
    keeper.note(1.0, [Counted(result=repetition(), pose=None)])
    assert store.kept == [second]
