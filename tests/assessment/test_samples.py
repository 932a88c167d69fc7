"""How long the end position was held, and how long two movements overlap."""

import pytest

from formcheck.assessment.repetitions.samples import Sample, seconds_in_end, seconds_shared
from formcheck.kinematics.seen_time import LONGEST_STEP_S


def samples(in_end: str, *, step_s: float = 0.1) -> list[Sample]:
    """One sample a step: "x" in the end position, "." not, " " missing altogether."""
    return [
        Sample(i * step_s, 0.0, 0.0, mark == "x", True, None, ())
        for i, mark in enumerate(in_end)
        if mark != " "
    ]


@pytest.mark.parametrize(
    ("in_end", "seconds"),
    [
        ("", 0),
        (".....", 0),
        ("..x..", 0),
        (".xxxx.", 0.3),
        ("xx...xx", 0.1 + 0.4 + 0.1),  # a gap that is bridged
        ("xx.....xx", 0.1 + 0.1),  # one that is not
        ("xx   xx", 0.6),
        ("xx     xx", 0.2),
    ],
)
def test_the_time_in_the_end_position_bridges_short_gaps(in_end, seconds):
    assert pytest.approx(0.5) == LONGEST_STEP_S
    assert seconds_in_end(samples(in_end)) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("start_s", "end_s", "seconds"),
    [(0, 1, 1), (-3, 5, 2), (1.5, 5, 0.5), (-3, 0.5, 0.5), (2, 5, 0), (-3, -1, 0), (7, 9, 0)],
)
def test_shared_time_is_the_overlap_of_both(start_s, end_s, seconds):
    assert seconds_shared(samples("." * 21), start_s, end_s) == pytest.approx(seconds)
