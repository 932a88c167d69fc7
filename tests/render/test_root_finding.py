"""Where a rising function crosses zero."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.render.root_finding import MAX_STEPS, find_root


@given(zero=st.floats(-39, 99), slope=st.floats(0.01, 10), bend=st.floats(0, 2))
def test_it_is_found(zero, slope, bend):
    def function(x):
        return slope * (x - zero) + bend * ((x - zero) / 10) ** 3

    assert find_root(function, -40, 100) == pytest.approx(zero, abs=1e-6)


def test_without_a_crossing_it_is_the_nearer_end():
    assert find_root(lambda x: x + 5, 0.0, 1.0) == 0.0
    assert find_root(lambda x: x - 5, 0.0, 1.0) == 1.0


def test_a_leap_over_zero_is_come_close_to_and_ends():
    asked = []

    def leap(x):
        asked.append(x)
        return math.copysign(1.0, x - 0.3)

    assert find_root(leap, 0.0, 1.0) == pytest.approx(0.3, abs=1e-6)
    assert len(asked) <= MAX_STEPS + 2


def test_it_takes_few_steps():
    asked = []

    def smooth(x):
        asked.append(x)
        return math.sin(math.radians(x)) - 0.2

    find_root(smooth, -40, 80)
    assert len(asked) <= 12
