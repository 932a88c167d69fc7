"""The scheduler speaks one line at a time, the most urgent first, without quick repeats."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.live.session.types import Priority, Prompt
from formcheck.live.speech.scheduler import (
    BETWEEN_FORM_S,
    OFTEN,
    REPEAT_AFTER_S,
    REPEAT_OFTEN_AFTER_S,
    SpeechScheduler,
)

STEP_S = 1 / 30


def line(kind: Priority, text: str = "", key: str = "") -> Prompt:
    return Prompt(kind=kind, text=text or kind.name, key=key)


def test_the_most_urgent_line_is_spoken_first():
    offers = [
        line(kind) for kind in (Priority.FORM, Priority.COUNT, Priority.SAFETY, Priority.HOLD)
    ]
    assert SpeechScheduler().update(0.0, offers, speaking=False).kind is Priority.SAFETY


def test_a_waiting_line_follows_when_the_voice_is_free():
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(Priority.COUNT), line(Priority.FORM)], speaking=False)
    assert speaker.update(0.2, [], speaking=True) is None
    assert speaker.update(0.9, [], speaking=False).kind is Priority.FORM


def test_a_line_that_waited_too_long_is_dropped():
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(Priority.COUNT, "x" * 90), line(Priority.FORM)], speaking=False)
    assert speaker.update(1.0, [], speaking=True) is None
    assert speaker.update(3.0, [], speaking=False) is None


@pytest.mark.parametrize(
    ("now", "then", "cut"),
    [
        (Priority.FORM, Priority.SAFETY, True),
        (Priority.FORM, Priority.COUNT, True),
        (Priority.GUIDE, Priority.HOLD, True),
        (Priority.HOLD, Priority.HOLD, True),
        (Priority.COUNT, Priority.COUNT, False),
        (Priority.HOLD, Priority.COUNT, False),
        (Priority.SAFETY, Priority.HOLD, False),
        (Priority.PRAISE, Priority.FORM, False),
        (Priority.PRAISE, Priority.GUIDE, False),
    ],
)
def test_only_a_more_urgent_line_interrupts(now, then, cut):
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(now, "some long sentence")], speaking=False)
    utterance = speaker.update(0.5, [line(then, "and then")], speaking=True)
    assert (utterance is not None) == cut
    if cut:
        assert utterance.interrupt


@pytest.mark.parametrize("now", Priority)
def test_the_last_prompt_does_not_wait(now):
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(now, "some long sentence")], speaking=False)
    utterance = speaker.update(0.1, [line(Priority.COUNT, "and then")], speaking=True, last=True)
    assert (utterance.text, utterance.interrupt) == ("and then", True)


def test_a_line_after_silence_does_not_interrupt():
    speaker = SpeechScheduler()
    assert speaker.update(0.0, [line(Priority.SAFETY)], speaking=False).interrupt is False


@pytest.mark.parametrize("kind", [Priority.FORM, Priority.SAFETY])
def test_one_cue_is_repeated_after_six_seconds_and_after_three_times_after_ten(kind):
    speaker = SpeechScheduler()
    times_s = []
    for i in range(int(60 / STEP_S)):
        time_s = i * STEP_S
        if speaker.update(time_s, [line(kind, "Lift hips higher", "hips_low")], speaking=False):
            times_s.append(time_s)
    gaps = [b - a for a, b in itertools.pairwise(times_s)]
    assert gaps[: OFTEN - 1] == pytest.approx([REPEAT_AFTER_S] * (OFTEN - 1), abs=0.1)
    assert gaps[OFTEN - 1 :] == pytest.approx([REPEAT_OFTEN_AFTER_S] * len(gaps[2:]), abs=0.1)


def test_two_form_cues_keep_a_distance():
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(Priority.FORM, "one", "a")], speaking=False)
    times = [
        t
        for t in (1.0, 1.9, 2.1)
        if speaker.update(t, [line(Priority.FORM, "two", "b")], speaking=False)
    ]
    assert times == [2.1]
    assert times[0] >= BETWEEN_FORM_S


def test_counts_are_never_held_back():
    speaker = SpeechScheduler()
    for i in range(5):
        assert speaker.update(float(i), [line(Priority.COUNT, "One.")], speaking=False) is not None


def test_a_browser_that_never_reports_the_end_does_not_silence_the_coach():
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(Priority.COUNT, "One.")], speaking=False)
    later = [
        speaker.update(float(t), [line(Priority.GUIDE, "Turn.")], speaking=True)
        for t in range(1, 6)
    ]
    assert any(later)


def test_clearing_drops_waiting_lines():
    speaker = SpeechScheduler()
    speaker.update(0.0, [line(Priority.COUNT), line(Priority.GUIDE)], speaking=False)
    speaker.clear()
    assert speaker.update(1.0, [], speaking=False) is None


LINES = st.lists(
    st.builds(
        line, st.sampled_from(Priority), st.sampled_from(["a", "bb", "ccc"]), st.sampled_from("xyz")
    ),
    max_size=3,
)


@given(st.lists(st.tuples(LINES, st.booleans()), max_size=80))
def test_numbers_always_rise_and_cues_are_never_repeated_too_soon(steps):
    speaker = SpeechScheduler()
    numbers: list[int] = []
    cues: dict[str, float] = {}
    for i, (offers, speaking) in enumerate(steps):
        time_s = i * 0.25
        utterance = speaker.update(time_s, offers, speaking=speaking)
        if utterance is None:
            continue
        numbers.append(utterance.number)
        if utterance.kind is Priority.FORM:
            last = cues.get("form", -1e9)
            assert time_s - last >= BETWEEN_FORM_S
            cues["form"] = time_s
    assert numbers == list(range(1, len(numbers) + 1))
