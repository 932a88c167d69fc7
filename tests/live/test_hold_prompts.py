"""The prompts during a hold."""

from hypothesis import given
from hypothesis import strategies as st

from formcheck.live.speech.hold_prompts import HoldPrompter
from formcheck.poses.exercise import Prompts

SPOKEN = Prompts(begin="Lift.", hold="Hold.", back="Lower.")


def list_spoken_texts(goal_s: float, clock: list[float | None]) -> list[str]:
    voice = HoldPrompter(SPOKEN, goal_s=goal_s)
    return [line.text for hold_s in clock for line in voice.update(hold_s)]


def steady(until_s: float, *, step_s: float = 1 / 30) -> list[float | None]:
    return [i * step_s for i in range(int(until_s / step_s) + 1)]


def test_the_last_three_seconds_are_counted():
    assert list_spoken_texts(5, steady(6)) == ["Hold.", "Three.", "Two.", "One.", "Lower."]


def test_a_hold_of_two_seconds_counts_the_last_one():
    assert list_spoken_texts(2, steady(3)) == ["Hold.", "One.", "Lower."]


def test_the_count_of_a_broken_hold_stops():
    assert list_spoken_texts(5, [*steady(3.2), None, None]) == ["Hold.", "Three.", "Two."]


def test_a_paused_hold_clock_repeats_nothing():
    assert list_spoken_texts(5, [*steady(2.5), *[2.5] * 90, *[2.5 + t for t in steady(4)]]) == [
        "Hold.",
        "Three.",
        "Two.",
        "One.",
        "Lower.",
    ]


def test_a_hold_clock_that_jumps_skips_prompts():
    assert list_spoken_texts(5, [0.0, 1.0, 4.5, 5.2]) == ["Hold.", "One.", "Lower."]


def test_the_next_hold_begins_again():
    assert list_spoken_texts(1, [*steady(1.5), None, *steady(1.5)]) == ["Hold.", "Lower."] * 2


@given(st.floats(0.5, 60), st.lists(st.floats(0, 2), max_size=60))
def test_it_begins_with_holding_and_ends_with_coming_back(goal_s, steps):
    clock = [sum(steps[:i]) for i in range(len(steps) + 1)]
    lines = list_spoken_texts(goal_s, clock)
    assert lines[0] == "Hold."
    assert lines.count("Lower.") <= 1
    assert ("Lower." in lines) == any(hold_s >= goal_s for hold_s in clock[1:])
    assert len(lines) == len(set(lines))
