"""The watcher that looks for a second person while the judge works."""

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


def frame(time_s: float) -> Frame:
    return Frame(image=np.zeros((48, 64, 3), np.uint8), time_s=time_s, index=0)


class WatcherDriver:
    """A watcher, and frames that each come when it has finished the one before."""

    def __init__(self, detector: FakeDetector) -> None:
        self.detector = detector
        self.watch = SecondPersonWatcher(lambda: detector)
        self.time_s = 1.0

    def offer(self, *, step_s: float = 2.0, pose: Pose | None = None) -> bool:
        """Offer the next frame and wait for its check; return whether a second person is seen."""
        self.time_s += step_s
        self.watch.offer(frame(self.time_s), pose or standing(self.time_s))
        if self.watch._pending_check is not None:
            until(self.watch._pending_check.done)
        return self.watch.present

    def nobody(self, *, step_s: float) -> bool:
        return self.offer(step_s=step_s, pose=Pose.empty(self.time_s + step_s, (64, 48)))


@pytest.fixture
def make_driver():
    drivers = []

    def make(*found: bool | Exception) -> WatcherDriver:
        drivers.append(WatcherDriver(FakeDetector(*found)))
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.detector.go_on.set()
        driver.watch.close()


class TestSomebodyElse:
    def test_is_there_after_two_looks_in_a_row(self, make_driver):
        driver = make_driver(True, True, True)
        # A check's result is known with the frame after it.
        assert [driver.offer() for _ in range(4)] == [False, False, True, True]

    def test_is_not_there_after_one_look_or_two_apart(self, make_driver):
        driver = make_driver(True, False, True, False, True)
        assert not any(driver.offer() for _ in range(6))

    def test_who_goes_is_gone_with_the_next_look(self, make_driver):
        driver = make_driver(True, True, False)
        assert [driver.offer() for _ in range(4)] == [False, False, True, False]

    def test_is_not_looked_for_before_it_is_time(self, make_driver):
        driver = make_driver(True, True)
        driver.offer()
        driver.detector.due = False
        for _ in range(20):
            driver.offer(step_s=0.03)
        assert driver.detector.checks == 1

    def test_is_forgotten_when_nobody_could_be_looked_for_in_a_while(self, make_driver):
        """Both people have left, so a second person is no longer in the picture."""
        driver = make_driver(True, True, True)
        for _ in range(3):
            there = driver.offer()
        assert there
        assert driver.nobody(step_s=1.0)
        assert not driver.nobody(step_s=FORGOTTEN_AFTER_S + 0.1)

    def test_is_not_forgotten_over_a_look_that_takes_long(self, make_driver):
        driver = make_driver(True, True, True)
        for _ in range(3):
            driver.offer()
        driver.detector.go_on.clear()
        driver.watch.offer(frame(driver.time_s + 2), standing(driver.time_s + 2))
        later_s = driver.time_s + 10 * FORGOTTEN_AFTER_S
        driver.watch.offer(frame(later_s), standing(later_s))
        assert driver.watch.present
        driver.detector.go_on.set()


class TestLooking:
    def test_holds_nobody_up(self, make_driver):
        driver = make_driver()
        driver.detector.go_on.clear()
        for i in range(50):
            driver.watch.offer(frame(2.0 + i), standing(2.0 + i))
        until(driver.detector.checking.is_set)
        assert driver.detector.checks == 0
        driver.detector.go_on.set()
        until(lambda: driver.detector.checks == 1)

    def test_and_loading_happen_on_a_thread_of_their_own(self):
        detector, created_on = FakeDetector(), []

        def make() -> FakeDetector:
            created_on.append(threading.current_thread().name)
            return detector

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(lambda: detector.checks)
        watch.close()
        assert detector.threads == set(created_on)
        assert created_on[0].startswith("formcheck-second")

    def test_loads_the_model_once(self, make_driver):
        driver = make_driver(False, False, False)
        for _ in range(3):
            driver.offer()
        assert driver.detector.checks == 3


class TestFailures:
    def test_of_a_look_come_out_once(self, make_driver):
        driver = make_driver(RuntimeError("no memory"), True, True)
        driver.offer()
        with pytest.raises(RuntimeError, match="no memory"):
            driver.offer()
        assert [driver.offer() for _ in range(3)] == [False, False, True]

    def test_to_load_come_out_and_the_watch_can_be_closed(self):
        def make() -> FakeDetector:
            raise ModelMissingError("No model.")

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(watch._pending_check.done)
        with pytest.raises(ModelMissingError):
            watch.offer(frame(2.0), standing(2.0))
        watch.close()


class TestClosing:
    def test_frees_the_model_and_the_thread(self, make_driver):
        driver = make_driver(True)
        driver.offer()
        threads = list(driver.watch._thread._threads)
        driver.watch.close()
        assert driver.detector.closed == 1
        assert not any(thread.is_alive() for thread in threads)

    def test_again_does_nothing_more(self, make_driver):
        driver = make_driver(True)
        driver.offer()
        driver.watch.close()
        driver.watch.close()
        assert driver.detector.closed == 1

    def test_while_looking_waits_for_the_look(self, make_driver):
        driver = make_driver(True)
        driver.detector.go_on.clear()
        driver.watch.offer(frame(1.0), standing(1.0))
        until(driver.detector.checking.is_set)
        closing = threading.Thread(target=driver.watch.close)
        closing.start()
        assert driver.detector.closed == 0
        driver.detector.go_on.set()
        closing.join(PATIENCE_S)
        assert (driver.detector.checks, driver.detector.closed) == (1, 1)

    def test_before_anything_was_looked_at_loads_nothing(self):
        made = []
        SecondPersonWatcher(lambda: made.append(1) or FakeDetector()).close()
        assert made == []
