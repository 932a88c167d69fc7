"""What a live exercise leaves behind: no thread, no model, no picture."""

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
from tests.live.scripted import PATIENCE_S, Eye, Talk, Watch, bridges, jpeg, until
from tests.video.scripted import standing


class TestClosing:
    def test_frees_the_models_and_ends_the_thread(self):
        watch = Watch()
        with Talk(second_person=lambda: watch) as talk:
            talk.show()
            thread = talk.thread
            talk.session.close(wait_s=PATIENCE_S)
            assert not thread.is_alive()
            assert talk.eye.closed
            assert watch.closed == 1

    def test_frees_them_too_when_one_of_them_objects(self):
        watch = Watch()

        class Stubborn(Eye):
            def close(self) -> None:
                super().close()
                raise RuntimeError("not now")

        with Talk(Stubborn(), second_person=lambda: watch) as talk:
            talk.show()
            thread = talk.thread
            talk.session.close(wait_s=PATIENCE_S)
            assert not thread.is_alive()
            assert talk.eye.closed
            assert watch.closed == 1

    def test_while_busy_waits_for_the_picture_and_no_longer_than_told(self):
        watch = Watch()
        with Talk(second_person=lambda: watch) as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            talk.send()
            thread = talk.thread
            talk.session.close(wait_s=0.01)
            assert thread.is_alive()
            assert not talk.eye.closed
            talk.eye.go_on.set()
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
            assert talk.eye.closed
            assert watch.closed == 1
            assert len(talk.eye.frames) == 1

    def test_while_the_model_is_loaded_frees_it_afterwards(self):
        loading, go_on, eye = threading.Event(), threading.Event(), Eye()

        def make() -> Eye:
            loading.set()
            assert go_on.wait(PATIENCE_S)
            return eye

        with Talk(eye, make_estimator=make) as talk:
            talk.send()
            until(loading.is_set)
            thread = talk.thread
            talk.session.close()
            go_on.set()
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
            assert eye.closed

    def test_does_what_was_asked_for_before(self):
        """The page says "stop" and goes; the set must still get its end."""
        eye, pictures = bridges(1)
        with Talk(eye) as talk:
            for _ in range(pictures - 30):
                talk.show()
            assert talk.session.stage is Stage.SET
            eye.go_on.clear()
            talk.send()
            until(eye.busy.is_set)
            talk.session.submit_command(Command(do="stop"), talk.answers.put)
            talk.session.close()
            eye.go_on.set()
            until(lambda: talk.recorder.events and type(talk.recorder.events[-1]) is SessionEnded)
            assert type(talk.recorder.events[-2]) is SetEnded

    def test_makes_later_pictures_and_commands_an_error_in_words(self):
        with Talk() as talk:
            talk.show()
            talk.session.close(wait_s=PATIENCE_S)
            with pytest.raises(LiveError, match="was closed"):
                talk.send()
            with pytest.raises(LiveError, match="was closed"):
                talk.session.submit_command(Command(do="stop"), talk.answers.put)
            assert talk.session._camera_frame is None

    def test_before_anything_came_or_again_does_nothing(self):
        with Talk() as talk:
            talk.session.close(wait_s=PATIENCE_S)
            talk.session.close(wait_s=PATIENCE_S)
            assert talk.thread is None
            assert not talk.eye.closed

    def test_from_many_threads_at_once_frees_once(self):
        watch = Watch()
        with Talk(second_person=lambda: watch) as talk:
            talk.show()
            thread = talk.thread
            closers = [
                threading.Thread(target=talk.session.close, kwargs={"wait_s": PATIENCE_S})
                for _ in range(8)
            ]
            for closer in closers:
                closer.start()
            for closer in closers:
                closer.join(PATIENCE_S)
            thread.join(PATIENCE_S)
            assert watch.closed == 1


class TestAPageThatWasLeft:
    def test_keeps_no_model_and_no_thread_and_goes_on_with_the_next_picture(self):
        made, watches = [], []

        def make() -> Eye:
            made.append(Eye())
            return made[-1]

        def watch() -> Watch:
            watches.append(Watch())
            return watches[-1]

        with Talk(make_estimator=make, second_person=watch, idle_s=0.05) as talk:
            talk.show()
            talk.ask("pause")
            until(lambda: made[0].closed and watches[0].closed)
            until(lambda: talk.thread is None)
            assert talk.show()["stage"] == "paused"
            assert len(made) >= 2
            assert talk.ask("stop")["stage"] == "done"
            until(lambda: all(eye.closed for eye in made))
            until(lambda: all(one.closed == 1 for one in watches))

    def test_loses_nothing_that_comes_just_when_the_thread_ends(self):
        with Talk(idle_s=0.0005) as talk:
            for i in range(300):
                assert "stage" in (talk.show() if i % 2 else talk.ask("pause"))


class TestPictures:
    def test_are_not_kept_once_they_were_looked_at(self):
        """Neither the pixels nor the JPEG: not in the scene, the course, nor a waiting thread."""
        frames, sent = [], []

        class Tracked:
            """A picture whose end can be seen."""

            def __init__(self, time_s: float) -> None:
                self.time_s, self.speaking, self.jpeg = time_s, False, jpeg()

        def see(frame):
            frames.append(weakref.ref(frame.image))
            return standing(frame.time_s, frame.size)

        with Talk(Eye(see)) as talk:
            for i in range(5):
                one = Tracked(1.0 + i)
                sent.append(weakref.ref(one))
                talk.session.submit_frame(one, talk.answers.put)
                del one
                talk.answer()
            until(lambda: not any(ref() for ref in frames + sent))

    def test_that_failed_are_not_kept_either(self, caplog):
        refs = []

        def see(frame):
            refs.append(weakref.ref(frame.image))
            raise VideoError("Not this one.")

        with Talk(Eye(see)) as talk:
            for _ in range(3):
                assert "error" in talk.show()
            until(lambda: gc.collect() >= 0 and not any(ref() for ref in refs))

    def test_that_still_wait_are_not_kept_by_a_closed_exercise(self):
        with Talk() as talk:
            talk.eye.go_on.clear()
            talk.send()
            until(talk.eye.busy.is_set)
            talk.send()
            talk.session.close()
            assert talk.session._camera_frame is None


def test_what_earlier_exercises_left_is_not_kept_for_good(monkeypatch):
    """What is there when a model is loaded is left out of collecting, but no garbage is."""

    class Ring:
        def __init__(self) -> None:
            self.me = self

    monkeypatch.setattr(perception, "gc", gc)
    try:
        rings = [Ring()]
        left = weakref.ref(rings[0])
        with Talk() as first:
            first.show()
            rings.clear()
            with Talk() as second:
                second.show()
                assert left() is None
    finally:
        gc.unfreeze()


def test_threads_of_all_pages_end_with_them():
    talks = [Talk() for _ in range(8)]
    for talk in talks:
        talk.show()
    threads = [talk.thread for talk in talks]
    assert len({thread.ident for thread in threads if thread.is_alive()}) == 8
    for talk in talks:
        talk.session.close()
    until(lambda: not any(thread.is_alive() for thread in threads))
    assert all(talk.eye.closed for talk in talks)


def test_pictures_commands_and_closing_from_many_threads_are_all_answered_or_refused():
    replies, refused, asked = queue.Queue(), queue.Queue(), 400

    def hammer(talk: Talk, number: int) -> None:
        for i in range(asked // 4):
            try:
                if i % 2:
                    talk.session.submit_command(Command(do="pause"), replies.put)
                else:
                    talk.session.submit_frame(
                        CameraFrame(time_s=float(number * 1000 + i), speaking=False, jpeg=jpeg()),
                        replies.put,
                    )
            except LiveError:
                refused.put(1)

    with Talk() as talk:
        crowd = [threading.Thread(target=hammer, args=(talk, n)) for n in range(4)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join(PATIENCE_S)
        until(lambda: replies.qsize() + refused.qsize() + talk.session.dropped == asked)
        assert talk.eye.times_s == sorted(set(talk.eye.times_s))
        assert talk.show()["stage"] == "paused"
