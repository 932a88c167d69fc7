"""Every text that can be spoken, and the clips it is put together from."""

import re
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files

from formcheck.coach.gates import gate_messages
from formcheck.coach.types import Rejection
from formcheck.live import session, texts
from formcheck.live.sounds import LOOK
from formcheck.motion.landmarks import Side
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.ui import exercise_choose, exercise_texts, safety_texts

__all__ = ["NUMBERS", "PIECES", "clips_of", "spoken_texts", "wanted_clips", "words_of"]

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

NUMBERS = (*_ONES, *_TENS, "hundred")
"""The clips of which every whole number up to 999 is put together."""

_PARTS = ("foot", "hand", "hip", "knee", "shoulder")

PIECES = (
    *("left", "right", "one more left", "one more right"),
    *("set", "of", "done", "rest for", "seconds"),
    *("I can't see", "well", "is out of the picture"),
    *(f"your {side} {part}" for side in Side for part in _PARTS),
)
"""Parts of sentences that go with a number, a side or a part of the body."""


def spoken_texts() -> Iterator[str]:
    """Everything the coach and the questions about pain can say, numbers in their whole range.

    Not in it are error messages that name a file or another circumstance.
    """
    yield from _live_texts()
    for name in exercise_names():
        exercise = load_exercise(name)
        yield from (exercise.spoken.begin, exercise.spoken.hold, exercise.spoken.back)
        yield from (rule.cue for rule in exercise.rules)
        yield from gate_messages(exercise)
    yield from _with_numbers()
    yield from _of_the_page()
    yield from (text for name, text in vars(safety_texts).items() if name.endswith("_SPOKEN"))
    yield from (session.UNEXPECTED, LOOK)


def wanted_clips() -> dict[str, str]:
    """The clips to make: the text of each by the name of its file, without the ending."""
    clips = {"-".join(words_of(text)): text for text in (*NUMBERS, *PIECES)}
    for text in spoken_texts():
        for sentence in _sentences(text):
            if clips_of(sentence, clips) is None:
                clips["-".join(words_of(sentence))] = sentence
    return clips


def clips_of(text: str, clips: Collection[str]) -> list[str] | None:
    """The names of the clips that say `text`; None where one is missing.

    Sentence by sentence, always the clip that covers the most words: as the page does it
    (`formcheck/live/page/sounds.js`).
    """
    found = []
    for sentence in _sentences(text):
        words = words_of(sentence)
        while words:
            for end in range(len(words), 0, -1):
                name = "-".join(words[:end])
                if name in clips:
                    found.append(name)
                    words = words[end:]
                    break
            else:
                return None
    return found


def words_of(text: str) -> list[str]:
    """The words of `text` in small letters, without apostrophes, numbers spelled out."""
    plain = re.sub("['’]", "", text.lower())
    return [
        word
        for found in re.findall("[a-z]+|[0-9]+", plain)
        for word in (_spelled(int(found)) if found.isdigit() else [found])
    ]


def _spelled(number: int) -> list[str]:
    if number < len(_ONES):
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *(_spelled(number % 10) if number % 10 else ())]
    if number < 1000:
        rest = number % 100
        return [_ONES[number // 100], "hundred", *(_spelled(rest) if rest else ())]
    return [str(number)]


def _sentences(text: str) -> list[str]:
    found = (one.strip() for one in re.findall(r"[^.?!]+[.?!]*", text))
    return [one for one in found if words_of(one)]


def _live_texts() -> Iterator[str]:
    """The constants of `formcheck.live.texts`; its steps are shown and not said."""
    for name, value in vars(texts).items():
        if name.startswith("__") or value is texts.STEPS:
            continue
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from value.values()
    yield from filter(None, map(texts.rejected, Rejection))


def _with_numbers() -> Iterator[str]:
    most = 2 * exercise_choose.MAX_REPETITIONS
    for count in range(most + 1):
        for side in (None, *Side):
            for goal in (count, count + 1):
                yield texts.count_line(count, goal=goal, side=side)
        yield f"{texts.number(count)}."
        yield f"{texts.number(count)} seconds."
    sets = 2 * exercise_choose.MAX_SETS
    for number in range(1, sets + 1):
        yield from (texts.set_done(number, sets=all_) for all_ in range(number, sets + 1))
    for rest_s in range(exercise_choose.MAX_REST_S + 1):
        yield texts.rest_begins(rest_s)


def _of_the_page() -> Iterator[str]:
    """What the page's own script says: the texts in the lines that ask for it to be said."""
    page = files("formcheck.live") / "page"
    for script in page.iterdir():
        if not script.name.endswith(".js"):
            continue
        for line in script.read_text(encoding="utf-8").splitlines():
            for name in re.findall(r"texts\.(\w+)", line) if re.search(r"\bsay\b", line) else ():
                text = exercise_texts.COACH[name]
                yield from (text,) if isinstance(text, str) else text.values()
