"""Every text that can be spoken, and the clips that it needs."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from formcheck.kinematics.landmarks import Side
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.texts import coach as coach_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts.labels import REJECTION_SPOKEN, readiness_sentences
from formcheck.ui.pages.exercise import dose_inputs
from tools.speech.clips import NUMBERS, find_clips, name_clip, split_sentences

__all__ = ["PIECES", "find_wanted_clips", "list_spoken_texts"]

_BODY_PARTS = ("foot", "hand", "hip", "knee", "shoulder")

PIECES = (
    *("left", "right", "one more left", "one more right"),
    *("set", "of", "done", "rest for", "seconds"),
    *("I can't see", "well", "is out of the picture"),
    *(f"your {side} {part}" for side in Side for part in _BODY_PARTS),
)
"""Parts of sentences that go with a number, a side or a part of the body."""


def list_spoken_texts() -> Iterator[str]:
    """Yield every text of the coach and of the questions about pain, with every possible number.

    Error messages that name a file or other details are left out.
    """
    yield from _fixed_texts()
    yield from _composed_texts()


def find_wanted_clips() -> dict[str, str]:
    """Return the clips to make: the text of each by the name of its file, without the ending.

    A sentence that never changes has its own clip. The others are put together from pieces.
    """
    clips = {name_clip(text): text for text in (*NUMBERS, *PIECES)}
    for text in _fixed_texts():
        clips |= {name_clip(one): one for one in split_sentences(text)}
    for text in _composed_texts():
        for sentence in split_sentences(text):
            if find_clips(sentence, clips) is None:
                clips[name_clip(sentence)] = sentence
    return clips


def _fixed_texts() -> Iterator[str]:
    yield from _live_texts()
    for exercise in map(load_exercise, exercise_names()):
        yield from (exercise.prompts.begin, exercise.prompts.hold, exercise.prompts.back)
        yield from (rule.cue for rule in exercise.rules)
    yield from _of_the_page()
    yield from (text for name, text in vars(safety_texts).items() if name.endswith("_SPOKEN"))


def _composed_texts() -> Iterator[str]:
    for exercise in map(load_exercise, exercise_names()):
        yield from readiness_sentences(exercise)
    yield from _with_numbers()


def _live_texts() -> Iterator[str]:
    """Yield the constants of `formcheck.texts.coach` and `labels` that are spoken, not shown."""
    for name, value in vars(coach_texts).items():
        if name.startswith("__") or value is coach_texts.SCREEN:
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from value.values()
    yield from REJECTION_SPOKEN.values()


def _with_numbers() -> Iterator[str]:
    most = 2 * dose_inputs.MAX_REPETITIONS
    for count in range(most + 1):
        for side in (None, *Side):
            for goal in (count, count + 1):
                yield coach_texts.count_line(count, goal=goal, side=side)
        yield f"{coach_texts.number(count)}."
        yield f"{coach_texts.number(count)} seconds."
    sets = 2 * dose_inputs.MAX_SETS
    for number in range(1, sets + 1):
        yield from (coach_texts.set_done(number, sets=all_) for all_ in range(number, sets + 1))
    for rest_s in range(dose_inputs.MAX_REST_S + 1):
        yield coach_texts.break_begins(rest_s)


def _of_the_page() -> Iterator[str]:
    """Yield what the page's own scripts say: the texts in the lines that call `say`."""
    page = Path(str(files("formcheck.live"))) / "frontend"
    for script in sorted(page.rglob("*.js")):
        for line in script.read_text(encoding="utf-8").splitlines():
            if not re.search(r"\bsay\b", line):
                continue
            for name in re.findall(r"texts(?:\(\))?\.(\w+)", line):
                text = coach_texts.SCREEN[name]
                yield from (text,) if isinstance(text, str) else text.values()
