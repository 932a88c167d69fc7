"""How the live page puts a text together from clips, each named by its words."""

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
"""The clips from which every whole number up to 999 is put together."""


def find_clips(text: str, clips: Collection[str]) -> list[str] | None:
    """Return the names of the clips that say `text`, in order; None where one is missing.

    For each sentence, the clip that covers the most words comes first. The live page does the same
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
    """Return the words of `text` in lower case, without apostrophes, with numbers spelled out."""
    plain = re.sub("['’]", "", text.lower())
    return [
        word
        for found in re.findall("[a-z]+|[0-9]+", plain)
        for word in (_spell_number(int(found)) if found.isdigit() else [found])
    ]


def name_clip(text: str) -> str:
    """Return the name of the clip that says `text`: its words, with hyphens between."""
    return "-".join(split_words(text))


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text` with their final punctuation."""
    found = (one.strip() for one in re.findall(r"[^.?!]+[.?!]*", text))
    return [one for one in found if split_words(one)]


def _spell_number(number: int) -> list[str]:
    if number < len(_ONES):
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10 - 2], *(_spell_number(number % 10) if number % 10 else ())]
    if number < 1000:
        rest = number % 100
        return [_ONES[number // 100], "hundred", *(_spell_number(rest) if rest else ())]
    return [str(number)]
