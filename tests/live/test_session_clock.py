"""The clock of a live session: the page's own, while its times are plausible."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.live.server.session_clock import CLOCK_SLIP_S
from tests.live.scripted import SessionClient


class TestTheClock:
    def test_follows_the_pages_clock(self):
        """Frames arrive unevenly, so their arrival times do not count."""
        with SessionClient() as client:
            start = client.show_at(10.0, passed_s=0.0)
            for page_s, passed_s in ((10.1, 0.4), (10.2, 0.01), (10.35, 0.3), (11.0, 0.2)):
                time_s = client.show_at(page_s, passed_s=passed_s)
                assert time_s - start == pytest.approx(page_s - 10.0)

    def test_begins_at_zero_whatever_the_page_says(self):
        with SessionClient() as client:
            assert 0 < client.show_at(99_999_999.0, passed_s=0.0) < 0.01

    def test_goes_on_when_the_page_was_loaded_again(self):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            after = client.show_at(0.5, passed_s=3.0)
            assert after - before == pytest.approx(3.0)
            assert client.show_at(0.6, passed_s=0.1) - after == pytest.approx(0.1)

    def test_does_not_go_back_when_the_pages_is_set_back(self):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            assert client.show_at(499.9, passed_s=0.05) - before == pytest.approx(0.05)

    def test_does_not_jump_an_hour_when_only_the_page_does(self):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            after = client.show_at(4100.0, passed_s=0.05)
            assert after - before == pytest.approx(0.05)
            assert client.show_at(4100.1, passed_s=0.1) - after == pytest.approx(0.1)

    @pytest.mark.parametrize("page_step_s", [0.05, 3600.0])
    def test_knows_how_long_a_laptop_slept_whether_or_not_the_page_does(self, page_step_s):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            after = client.show_at(500.0 + page_step_s, passed_s=3600.0)
            assert after - before == pytest.approx(3600.0)

    def test_goes_on_by_the_least_when_a_frame_is_shown_twice(self):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            after = client.show_at(500.0, passed_s=0.0)
            assert 0 < after - before < 0.01

    def test_continues_after_invalid_frames(self):
        with SessionClient() as client:
            before = client.show_at(500.0, passed_s=0.0)
            client.page_s = 500.0
            for _ in range(20):
                client.show(b"no picture", step_s=0.1)
            assert client.show_at(client.page_s + 0.1, passed_s=0.1) - before == pytest.approx(2.1)

    @given(
        steps=st.lists(
            st.tuples(st.floats(0, 1e8) | st.floats(0, 10), st.floats(0, 1) | st.floats(0, 1e5)),
            min_size=2,
            max_size=12,
        )
    )
    @settings(max_examples=60)
    def test_rises_strictly_whatever_the_page_says(self, steps):
        with SessionClient() as client:
            for page_s, passed_s in steps:
                client.show_at(page_s, passed_s=passed_s)
            times_s = client.estimator.times_s
            assert len(times_s) == len(steps)
            assert all(a < b for a, b in itertools.pairwise(times_s))
            assert all(math.isfinite(t) for t in times_s)
            real_s = sum(passed for _, passed in steps)
            slack_s = len(steps) * (CLOCK_SLIP_S + 0.01)
            assert times_s[-1] <= real_s + slack_s
