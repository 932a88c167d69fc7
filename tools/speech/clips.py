"""How a text is put together from clips, each named by its words: as the page does it."""

import re
from collections.abc import Collection

__all__ = ["NUMBERS", "find_clips", "name_clip", "split_sentences"]

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

NUMBERS = (*_ONES, *_TENS, "hundred")
"""The clips of which every whole number up to 999 is put together."""


def find_clips(text: str, clips: Collection[str]) -> list[str] | None:
    """The names of the clips that say `text`; None where one is missing.

    Sentence by sentence, always the clip that covers the most words: as the page does it
    (`formcheck/live/frontend/voice/sounds.js`).
    """
    found = []
    for sentence in split_sentences(text):
        words = split_words(sentence)
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


def split_words(text: str) -> list[str]:
    """The words of `text` in small letters, without apostrophes, numbers spelled out."""
    plain = re.sub("['’]", "", text.lower())
    return [
        word
        for found in re.findall("[a-z]+|[0-9]+", plain)
        for word in (_spelled(int(found)) if found.isdigit() else [found])
    ]


def name_clip(text: str) -> str:
    """The name of the clip that says `text`: its words, with hyphens between."""
    return "-".join(split_words(text))


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, with the marks they end with."""
    found = (one.strip() for one in re.findall(r"[^.?!]+[.?!]*", text))
    return [one for one in found if split_words(one)]


def _spelled(number: int) -> list[str]:
    if number < len(_ONES):
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *(_spelled(number % 10) if number % 10 else ())]
    if number < 1000:
        rest = number % 100
        return [_ONES[number // 100], "hundred", *(_spelled(rest) if rest else ())]
    return [str(number)]
