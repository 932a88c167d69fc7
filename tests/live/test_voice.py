"""What is said when several things could be: one at a time, the urgent first, not over and over."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.live.types import Kind, Line
from formcheck.live.voice import (
    BETWEEN_FORM_S,
    OFTEN,
    REPEAT_AFTER_S,
    REPEAT_OFTEN_AFTER_S,
    Speaker,
)

STEP_S = 1 / 30


def line(kind: Kind, text: str = "", key: str = "") -> Line:
    return Line(kind=kind, text=text or kind.name, key=key)


def test_the_most_urgent_line_is_said_first():
    offers = [line(kind) for kind in (Kind.FORM, Kind.COUNT, Kind.SAFETY, Kind.HOLD)]
    assert Speaker().update(0.0, offers, speaking=False).kind is Kind.SAFETY


def test_what_waited_follows_when_there_is_quiet():
    speaker = Speaker()
    speaker.update(0.0, [line(Kind.COUNT), line(Kind.FORM)], speaking=False)
    assert speaker.update(0.2, [], speaking=True) is None
    assert speaker.update(0.9, [], speaking=False).kind is Kind.FORM


def test_what_waited_too_long_is_dropped():
    speaker = Speaker()
    speaker.update(0.0, [line(Kind.COUNT, "x" * 90), line(Kind.FORM)], speaking=False)
    assert speaker.update(1.0, [], speaking=True) is None
    assert speaker.update(3.0, [], speaking=False) is None


@pytest.mark.parametrize(
    ("now", "then", "cut"),
    [
        (Kind.FORM, Kind.SAFETY, True),
        (Kind.FORM, Kind.COUNT, True),
        (Kind.GUIDE, Kind.HOLD, True),
        (Kind.HOLD, Kind.HOLD, True),
        (Kind.COUNT, Kind.COUNT, False),
        (Kind.HOLD, Kind.COUNT, False),
        (Kind.SAFETY, Kind.HOLD, False),
        (Kind.PRAISE, Kind.FORM, False),
        (Kind.PRAISE, Kind.GUIDE, False),
    ],
)
def test_only_something_more_urgent_cuts_off_what_is_being_said(now, then, cut):
    speaker = Speaker()
    speaker.update(0.0, [line(now, "some long sentence")], speaking=False)
    said = speaker.update(0.5, [line(then, "and then")], speaking=True)
    assert (said is not None) == cut
    if cut:
        assert said.interrupt


def test_after_quiet_nothing_is_cut_off():
    speaker = Speaker()
    assert speaker.update(0.0, [line(Kind.SAFETY)], speaking=False).interrupt is False


@pytest.mark.parametrize("kind", [Kind.FORM, Kind.SAFETY])
def test_one_cue_is_repeated_after_six_seconds_and_after_three_times_after_ten(kind):
    speaker = Speaker()
    said = []
    for i in range(int(60 / STEP_S)):
        time_s = i * STEP_S
        if speaker.update(time_s, [line(kind, "Lift hips higher", "hips_low")], speaking=False):
            said.append(time_s)
    gaps = [b - a for a, b in itertools.pairwise(said)]
    assert gaps[: OFTEN - 1] == pytest.approx([REPEAT_AFTER_S] * (OFTEN - 1), abs=0.1)
    assert gaps[OFTEN - 1 :] == pytest.approx([REPEAT_OFTEN_AFTER_S] * len(gaps[2:]), abs=0.1)


def test_two_form_cues_lie_apart():
    speaker = Speaker()
    speaker.update(0.0, [line(Kind.FORM, "one", "a")], speaking=False)
    times = [
        t
        for t in (1.0, 1.9, 2.1)
        if speaker.update(t, [line(Kind.FORM, "two", "b")], speaking=False)
    ]
    assert times == [2.1]
    assert times[0] >= BETWEEN_FORM_S


def test_counts_are_never_held_back():
    speaker = Speaker()
    for i in range(5):
        assert speaker.update(float(i), [line(Kind.COUNT, "One.")], speaking=False) is not None


def test_a_browser_that_never_says_it_is_done_does_not_silence_the_coach():
    speaker = Speaker()
    speaker.update(0.0, [line(Kind.COUNT, "One.")], speaking=False)
    later = [
        speaker.update(float(t), [line(Kind.GUIDE, "Turn.")], speaking=True) for t in range(1, 6)
    ]
    assert any(later)


def test_hushing_drops_what_waits():
    speaker = Speaker()
    speaker.update(0.0, [line(Kind.COUNT), line(Kind.GUIDE)], speaking=False)
    speaker.hush()
    assert speaker.update(1.0, [], speaking=False) is None


LINES = st.lists(
    st.builds(
        line, st.sampled_from(Kind), st.sampled_from(["a", "bb", "ccc"]), st.sampled_from("xyz")
    ),
    max_size=3,
)


@given(st.lists(st.tuples(LINES, st.booleans()), max_size=80))
def test_whatever_is_offered_numbers_rise_and_cues_are_not_repeated_too_soon(steps):
    speaker = Speaker()
    numbers: list[int] = []
    cues: dict[str, float] = {}
    for i, (offers, speaking) in enumerate(steps):
        time_s = i * 0.25
        said = speaker.update(time_s, offers, speaking=speaking)
        if said is None:
            continue
        numbers.append(said.number)
        if said.kind is Kind.FORM:
            last = cues.get("form", -1e9)
            assert time_s - last >= BETWEEN_FORM_S
            cues["form"] = time_s
    assert numbers == list(range(1, len(numbers) + 1))
