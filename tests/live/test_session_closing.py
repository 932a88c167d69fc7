"""A closed live session leaves no thread, no model and no frame."""

import gc
import queue
import threading
import weakref

import pytest

from formcheck.errors import LiveError, VideoError
from formcheck.live.server import perception
from formcheck.live.server.protocol import CameraFrame, Command
from formcheck.live.session.events import SessionEnded, SetEnded
from formcheck.live.session.types import Stage
from tests.live.scripted import (
    PATIENCE_S,
    ControlledEstimator,
    FakeWatcher,
    SessionClient,
    bridges,
    jpeg,
    until,
)
from tests.video.scripted import standing


class TestClosing:
    def test_frees_the_models_and_ends_the_thread(self):
        watch = FakeWatcher()
        with SessionClient(second_person=lambda: watch) as client:
            client.show()
            thread = client.session.thread
            client.session.close(wait_s=PATIENCE_S)
            assert not thread.is_alive()
            assert client.estimator.closed
            assert watch.closed == 1

    def test_frees_them_even_if_one_raises_an_error(self):
        watch = FakeWatcher()

        class Stubborn(ControlledEstimator):
            def close(self) -> None:
                super().close()
                raise RuntimeError("not now")

        with SessionClient(Stubborn(), second_person=lambda: watch) as client:
            client.show()
            thread = client.session.thread
            client.session.close(wait_s=PATIENCE_S)
            assert not thread.is_alive()
            assert client.estimator.closed
            assert watch.closed == 1

    def test_while_busy_waits_for_the_frame_up_to_its_limit(self):
        watch = FakeWatcher()
        with SessionClient(second_person=lambda: watch) as client:
            client.estimator.go_on.clear()
            client.send()
            until(client.estimator.busy.is_set)
            client.send()
            thread = client.session.thread
            client.session.close(wait_s=0.01)
            assert thread.is_alive()
            assert not client.estimator.closed
            client.estimator.go_on.set()
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
            assert client.estimator.closed
            assert watch.closed == 1
            assert len(client.estimator.frames) == 1

    def test_while_the_model_is_loaded_frees_it_afterwards(self):
        loading, go_on, estimator = threading.Event(), threading.Event(), ControlledEstimator()

        def make() -> ControlledEstimator:
            loading.set()
            assert go_on.wait(PATIENCE_S)
            return estimator

        with SessionClient(estimator, make_estimator=make) as client:
            client.send()
            until(loading.is_set)
            thread = client.session.thread
            client.session.close()
            go_on.set()
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
            assert estimator.closed

    def test_carries_out_earlier_commands(self):
        """The page sends "stop" and closes; the set must still be ended."""
        estimator, pictures = bridges(1)
        with SessionClient(estimator) as client:
            for _ in range(pictures - 30):
                client.show()
            assert client.session.stage is Stage.SET
            estimator.go_on.clear()
            client.send()
            until(estimator.busy.is_set)
            client.session.submit_command(Command(do="stop"), client.answers.put)
            client.session.close()
            estimator.go_on.set()
            until(
                lambda: client.recorder.events and type(client.recorder.events[-1]) is SessionEnded
            )
            assert type(client.recorder.events[-2]) is SetEnded

    def test_makes_later_frames_and_commands_an_error_in_words(self):
        with SessionClient() as client:
            client.show()
            client.session.close(wait_s=PATIENCE_S)
            with pytest.raises(LiveError, match="was closed"):
                client.send()
            with pytest.raises(LiveError, match="was closed"):
                client.session.submit_command(Command(do="stop"), client.answers.put)
            assert client.session.waiting == 0

    def test_before_the_first_frame_or_twice_does_nothing(self):
        with SessionClient() as client:
            client.session.close(wait_s=PATIENCE_S)
            client.session.close(wait_s=PATIENCE_S)
            assert client.session.thread is None
            assert not client.estimator.closed

    def test_from_many_threads_at_once_frees_once(self):
        watch = FakeWatcher()
        with SessionClient(second_person=lambda: watch) as client:
            client.show()
            thread = client.session.thread
            closers = [
                threading.Thread(target=client.session.close, kwargs={"wait_s": PATIENCE_S})
                for _ in range(8)
            ]
            for closer in closers:
                closer.start()
            for closer in closers:
                closer.join(PATIENCE_S)
            thread.join(PATIENCE_S)
            assert watch.closed == 1


class TestAPageThatWasLeft:
    def test_keeps_no_model_and_no_thread_and_goes_on_with_the_next_frame(self):
        made, watches = [], []

        def make() -> ControlledEstimator:
            made.append(ControlledEstimator())
            return made[-1]

        def watch() -> FakeWatcher:
            watches.append(FakeWatcher())
            return watches[-1]

        with SessionClient(make_estimator=make, second_person=watch, idle_s=0.05) as client:
            client.show()
            client.ask("pause")
            until(lambda: made[0].closed and watches[0].closed)
            until(lambda: client.session.thread is None)
            assert client.show()["stage"] == "paused"
            assert len(made) >= 2
            assert client.ask("stop")["stage"] == "done"
            until(lambda: all(estimator.closed for estimator in made))
            until(lambda: all(one.closed == 1 for one in watches))

    def test_loses_nothing_that_comes_just_when_the_thread_ends(self):
        with SessionClient(idle_s=0.0005) as client:
            for i in range(300):
                assert "stage" in (client.show() if i % 2 else client.ask("pause"))


class TestPictures:
    def test_are_not_kept_once_they_were_looked_at(self):
        """Neither the pixels nor the JPEG stay in the state, the controller or a waiting thread."""
        frames, sent = [], []

        class Tracked:
            """An image that reports when it is freed."""

            def __init__(self, time_s: float) -> None:
                self.time_s, self.speaking, self.jpeg = time_s, False, jpeg()

        def see(frame):
            frames.append(weakref.ref(frame.image))
            return standing(frame.time_s, frame.size)

        with SessionClient(ControlledEstimator(see)) as client:
            for i in range(5):
                one = Tracked(1.0 + i)
                sent.append(weakref.ref(one))
                client.session.submit_frame(one, client.answers.put)
                del one
                client.answer()
            until(lambda: not any(ref() for ref in frames + sent))

    def test_that_failed_are_not_kept_either(self, caplog):
        refs = []

        def see(frame):
            refs.append(weakref.ref(frame.image))
            raise VideoError("Not this one.")

        with SessionClient(ControlledEstimator(see)) as client:
            for _ in range(3):
                assert "error" in client.show()
            until(lambda: gc.collect() >= 0 and not any(ref() for ref in refs))

    def test_that_still_wait_are_not_kept_by_a_closed_exercise(self):
        with SessionClient() as client:
            client.estimator.go_on.clear()
            client.send()
            until(client.estimator.busy.is_set)
            client.send()
            client.session.close()
            assert client.session.waiting == 0


def test_garbage_of_earlier_exercises_is_collected(monkeypatch):
    """Loading a model freezes the objects in memory, after the garbage was collected."""

    class Ring:
        def __init__(self) -> None:
            self.me = self

    monkeypatch.setattr(perception, "gc", gc)
    try:
        rings = [Ring()]
        left = weakref.ref(rings[0])
        with SessionClient() as first:
            first.show()
            rings.clear()
            with SessionClient() as second:
                second.show()
                assert left() is None
    finally:
        gc.unfreeze()


def test_threads_of_all_pages_end_with_them():
    talks = [SessionClient() for _ in range(8)]
    for client in talks:
        client.show()
    threads = [client.session.thread for client in talks]
    assert len({thread.ident for thread in threads if thread.is_alive()}) == 8
    for client in talks:
        client.session.close()
    until(lambda: not any(thread.is_alive() for thread in threads))
    assert all(client.estimator.closed for client in talks)


def test_frames_commands_and_closing_from_many_threads_are_all_answered_or_refused():
    replies, refused, asked = queue.Queue(), queue.Queue(), 400

    def hammer(client: SessionClient, number: int) -> None:
        for i in range(asked // 4):
            try:
                if i % 2:
                    client.session.submit_command(Command(do="pause"), replies.put)
                else:
                    client.session.submit_frame(
                        CameraFrame(time_s=float(number * 1000 + i), speaking=False, jpeg=jpeg()),
                        replies.put,
                    )
            except LiveError:
                refused.put(1)

    with SessionClient() as client:
        crowd = [threading.Thread(target=hammer, args=(client, n)) for n in range(4)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(PATIENCE_S)
        until(lambda: replies.qsize() + refused.qsize() + client.session.dropped == asked)
        assert client.estimator.times_s == sorted(set(client.estimator.times_s))
        assert client.show()["stage"] == "paused"
