"""The watcher checks for a second person on its own thread."""

import os
import sys
import threading

import numpy as np
import pytest

from formcheck.errors import ModelMissingError
from formcheck.kinematics.pose import Pose
from formcheck.live.server.second_person import FORGOTTEN_AFTER_S, SecondPersonWatcher
from formcheck.live.server.thread_priority import NICENESS
from formcheck.video.frame import Frame
from tests.live.scripted import PATIENCE_S, FakeDetector, until
from tests.video.scripted import standing


def frame(time_s: float) -> Frame:
    return Frame(image=np.zeros((48, 64, 3), np.uint8), time_s=time_s, index=0)


def own_niceness() -> int:
    """The niceness of the calling thread, where threads have their own."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


class WatcherDriver:
    """A watcher, and frames that are offered one check after another."""

    def __init__(self, detector: FakeDetector) -> None:
        self.detector = detector
        self.watch = SecondPersonWatcher(lambda: detector)
        self.time_s = 1.0

    def offer(self, *, step_s: float = 2.0, pose: Pose | None = None) -> bool:
        """Offer the next frame and wait for its check; return whether a second person is seen."""
        self.time_s += step_s
        self.watch.offer(frame(self.time_s), pose or standing(self.time_s))
        until(lambda: not self.watch.checking)
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
    def test_is_present_after_two_checks_in_a_row(self, make_driver):
        driver = make_driver(True, True, True)
        # A check's result is known with the frame after it.
        assert [driver.offer() for _ in range(4)] == [False, False, True, True]

    def test_is_not_present_after_one_check_or_two_separate_ones(self, make_driver):
        driver = make_driver(True, False, True, False, True)
        assert not any(driver.offer() for _ in range(6))

    def test_is_no_longer_present_after_the_next_check(self, make_driver):
        driver = make_driver(True, True, False)
        assert [driver.offer() for _ in range(4)] == [False, False, True, False]

    def test_is_not_checked_before_a_check_is_due(self, make_driver):
        driver = make_driver(True, True)
        driver.offer()
        driver.detector.due = False
        for _ in range(20):
            driver.offer(step_s=0.03)
        assert driver.detector.checks == 1

    def test_is_forgotten_after_a_while_without_checks(self, make_driver):
        """Both people have left, so a second person is no longer in the picture."""
        driver = make_driver(True, True, True)
        for _ in range(3):
            there = driver.offer()
        assert there
        assert driver.nobody(step_s=1.0)
        assert not driver.nobody(step_s=FORGOTTEN_AFTER_S + 0.1)

    def test_is_not_forgotten_during_a_long_check(self, make_driver):
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
    def test_does_not_delay_the_judging(self, make_driver):
        driver = make_driver()
        driver.detector.go_on.clear()
        for i in range(50):
            driver.watch.offer(frame(2.0 + i), standing(2.0 + i))
        until(driver.detector.checking.is_set)
        assert driver.detector.checks == 0
        driver.detector.go_on.set()
        until(lambda: driver.detector.checks == 1)

    def test_and_loading_run_on_a_separate_thread_that_gives_way_to_the_judging(self):
        detector, created_on, niceness = FakeDetector(), [], []

        def make() -> FakeDetector:
            created_on.append(threading.current_thread().name)
            niceness.append(own_niceness())
            return detector

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(lambda: detector.checks)
        watch.close()
        assert detector.threads == set(created_on)
        assert created_on[0].startswith("formcheck-second")
        if sys.platform == "linux":  # elsewhere a thread has no priority of its own
            assert niceness == [min(own_niceness() + NICENESS, 19)]

    def test_loads_the_model_once(self, make_driver):
        driver = make_driver(False, False, False)
        for _ in range(3):
            driver.offer()
        assert driver.detector.checks == 3


class TestFailures:
    def test_of_a_check_are_raised_once(self, make_driver):
        driver = make_driver(RuntimeError("no memory"), True, True)
        driver.offer()
        with pytest.raises(RuntimeError, match="no memory"):
            driver.offer()
        assert [driver.offer() for _ in range(3)] == [False, False, True]

    def test_to_load_are_raised_and_the_watcher_can_be_closed(self):
        def make() -> FakeDetector:
            raise ModelMissingError("No model.")

        watch = SecondPersonWatcher(make)
        watch.offer(frame(1.0), standing(1.0))
        until(lambda: not watch.checking)
        with pytest.raises(ModelMissingError):
            watch.offer(frame(2.0), standing(2.0))
        watch.close()


class TestClosing:
    def test_frees_the_model_and_the_thread(self, make_driver):
        driver = make_driver(True)
        driver.offer()
        [name] = driver.detector.threads
        driver.watch.close()
        assert driver.detector.closed == 1
        assert name not in [thread.name for thread in threading.enumerate()]

    def test_twice_frees_the_model_once(self, make_driver):
        driver = make_driver(True)
        driver.offer()
        driver.watch.close()
        driver.watch.close()
        assert driver.detector.closed == 1

    def test_during_a_check_waits_for_it(self, make_driver):
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

    def test_before_the_first_check_loads_nothing(self):
        made = []
        SecondPersonWatcher(lambda: made.append(1) or FakeDetector()).close()
        assert made == []
