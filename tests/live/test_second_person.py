"""Looking for a second person beside the judging."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.errors import ModelMissingError
from formcheck.kinematics.pose import Pose
from formcheck.live.server.second_person import FORGOTTEN_AFTER_S, SecondPersonWatcher
from formcheck.video.frame import Frame
from tests.live.scripted import PATIENCE_S, until
from tests.video.scripted import standing


class Counter:
    """Finds a second person as told, one look after the other."""

    def __init__(self, *found: bool | Exception) -> None:
        self.found = list(found)
        self.seen = 0
        self.looks = 0
        self.closed = 0
        self.due = True
        self.go_on = threading.Event()
        self.go_on.set()
        self.looking = threading.Event()
        self.threads: set[str] = set()

    def is_due(self, pose: Pose) -> bool:
        return self.due and pose.found

    def check(self, frame: Frame, pose: Pose) -> None:
        self.threads.add(threading.current_thread().name)
        self.looking.set()
        assert self.go_on.wait(PATIENCE_S)
        self.looking.clear()
        self.looks += 1
        found = self.found.pop(0) if self.found else False
        if isinstance(found, Exception):
            raise found
        self.seen += found

    def findings(self) -> SimpleNamespace:
        return SimpleNamespace(checks_with_second=self.seen)

    def close(self) -> None:
        self.closed += 1


def frame(time_s: float) -> Frame:
    return Frame(image=np.zeros((48, 64, 3), np.uint8), time_s=time_s, index=0)


class Scene:
    """A watch, and pictures for it that come when it is done with the one before."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.watch = SecondPersonWatcher(lambda: counter)
        self.time_s = 1.0

    def offer(self, *, step_s: float = 2.0, pose: Pose | None = None) -> bool:
        """What is known after the next picture; the look it begins is waited for."""
        self.time_s += step_s
        self.watch.offer(frame(self.time_s), pose or standing(self.time_s))
        if self.watch._look is not None:
            until(self.watch._look.done)
        return self.watch.present

    def nobody(self, *, step_s: float) -> bool:
        return self.offer(step_s=step_s, pose=Pose.empty(self.time_s + step_s, (64, 48)))


@pytest.fixture
def scene_of():
    scenes = []

    def make(*found: bool | Exception) -> Scene:
        scenes.append(Scene(Counter(*found)))
        return scenes[-1]

    yield make
    for scene in scenes:
        scene.counter.go_on.set()
        scene.watch.close()


class TestSomebodyElse:
    def test_is_there_after_two_looks_in_a_row(self, scene_of):
        scene = scene_of(True, True, True)
        # A look is known with the picture after it.
        assert [scene.offer() for _ in range(4)] == [False, False, True, True]

    def test_is_not_there_after_one_look_or_two_apart(self, scene_of):
        scene = scene_of(True, False, True, False, True)
        assert not any(scene.offer() for _ in range(6))

    def test_who_goes_is_gone_with_the_next_look(self, scene_of):
        scene = scene_of(True, True, False)
        assert [scene.offer() for _ in range(4)] == [False, False, True, False]

    def test_is_not_looked_for_before_it_is_time(self, scene_of):
        scene = scene_of(True, True)
        scene.offer()
        scene.counter.due = False
        for _ in range(20):
            scene.offer(step_s=0.03)
        assert scene.counter.looks == 1

    def test_is_forgotten_when_nobody_could_be_looked_for_in_a_while(self, scene_of):
        """Both have left: that somebody else is in the picture is not true any more."""
        scene = scene_of(True, True, True)
        for _ in range(3):
            there = scene.offer()
        assert there
        assert scene.nobody(step_s=1.0)
        assert not scene.nobody(step_s=FORGOTTEN_AFTER_S + 0.1)

    def test_is_not_forgotten_over_a_look_that_takes_long(self, scene_of):
        scene = scene_of(True, True, True)
        for _ in range(3):
            scene.offer()
        scene.counter.go_on.clear()
        scene.watch.offer(frame(scene.time_s + 2), standing(scene.time_s + 2))
        later_s = scene.time_s + 10 * FORGOTTEN_AFTER_S
        scene.watch.offer(frame(later_s), standing(later_s))
        assert scene.watch.present
        scene.counter.go_on.set()


class TestLooking:
    def test_holds_nobody_up(self, scene_of):
        scene = scene_of()
        scene.counter.go_on.clear()
        for i in range(50):
            scene.watch.offer(frame(2.0 + i), standing(2.0 + i))
        until(scene.counter.looking.is_set)
        assert scene.counter.looks == 0
        scene.counter.go_on.set()
        until(lambda: scene.counter.looks == 1)

    def test_and_loading_happen_on_a_thread_of_their_own(self):
        counter, made_on = Counter(), []

        def make() -> Counter:
            made_on.append(threading.current_thread().name)
            return counter

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(lambda: counter.looks)
        watch.close()
        assert counter.threads == set(made_on)
        assert made_on[0].startswith("formcheck-second")

    def test_loads_the_model_once(self, scene_of):
        scene = scene_of(False, False, False)
        for _ in range(3):
            scene.offer()
        assert scene.counter.looks == 3


class TestFailures:
    def test_of_a_look_come_out_once(self, scene_of):
        scene = scene_of(RuntimeError("no memory"), True, True)
        scene.offer()
        with pytest.raises(RuntimeError, match="no memory"):
            scene.offer()
        assert [scene.offer() for _ in range(3)] == [False, False, True]

    def test_to_load_come_out_and_the_watch_can_be_closed(self):
        def make() -> Counter:
            raise ModelMissingError("No model.")

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(watch._look.done)
        with pytest.raises(ModelMissingError):
            watch.offer(frame(2.0), standing(2.0))
        watch.close()


class TestClosing:
    def test_frees_the_model_and_the_thread(self, scene_of):
        scene = scene_of(True)
        scene.offer()
        threads = list(scene.watch._thread._threads)
        scene.watch.close()
        assert scene.counter.closed == 1
        assert not any(thread.is_alive() for thread in threads)

    def test_again_does_nothing_more(self, scene_of):
        scene = scene_of(True)
        scene.offer()
        scene.watch.close()
        scene.watch.close()
        assert scene.counter.closed == 1

    def test_while_looking_waits_for_the_look(self, scene_of):
        scene = scene_of(True)
        scene.counter.go_on.clear()
        scene.watch.offer(frame(1.0), standing(1.0))
        until(scene.counter.looking.is_set)
        closing = threading.Thread(target=scene.watch.close)
        closing.start()
        assert scene.counter.closed == 0
        scene.counter.go_on.set()
        closing.join(PATIENCE_S)
        assert (scene.counter.looks, scene.counter.closed) == (1, 1)

    def test_before_anything_was_looked_at_loads_nothing(self):
        made = []
        SecondPersonWatcher(lambda: made.append(1) or Counter()).close()
        assert made == []
