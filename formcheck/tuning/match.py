"""Which found repetition is which true one."""

from collections.abc import Sequence

from formcheck.texts.formatting import is_known

__all__ = ["match"]

LEAST_SHARE = 0.3
"""Two repetitions are the same when they share this much of the shorter one."""

Span = tuple[float, float]


def match(true: Sequence[Span], found: Sequence[Span]) -> dict[int, int]:
    """Pairs (index into `true`, index into `found`), each used at most once.

    Those sharing the most seconds are paired first. Spans are (start, end) in seconds; one of which
    an end is not known (NaN, None) is paired with none.
    """
    shared = [
        (min(t[1], f[1]) - max(t[0], f[0]), i, j)
        for i, t in enumerate(true)
        for j, f in enumerate(found)
        if all(map(is_known, (*t, *f)))
    ]
    pairs: dict[int, int] = {}
    for seconds, i, j in sorted(shared, key=lambda each: (-each[0], each[1], each[2])):
        shorter = min(true[i][1] - true[i][0], found[j][1] - found[j][0])
        if seconds > LEAST_SHARE * shorter and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs
