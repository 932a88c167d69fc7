"""One format for each kind of time."""

from datetime import UTC, datetime

import pytest

from formcheck.texts.formatting import clock, countdown, time_of_day


@pytest.mark.parametrize(
    ("seconds", "moment", "wait"),
    [
        (0.0, "0:00", "0:00"),
        (244.2, "4:04", "4:05"),  # a wait ends only after its last second
        (245.0, "4:05", "4:05"),
        (3723.9, "1:02:03", "1:02:04"),
        (-3.0, "0:00", "0:00"),
    ],
)
def test_a_moment_is_rounded_down_and_a_wait_up(seconds, moment, wait):
    assert clock(seconds) == moment
    assert countdown(seconds) == wait


def test_a_time_of_day_reads_like_a_wall_clock():
    at = datetime(2026, 3, 4, 18, 5, 9, tzinfo=UTC)
    assert time_of_day(at, UTC) == "18:05"
    assert time_of_day(at, UTC, seconds=True) == "18:05:09"
