"""Which repetitions of a session are worth a picture."""

from collections.abc import Iterable

from formcheck.history import StoredRepetition
from formcheck.texts.formatting import is_known

__all__ = ["find_best_and_worst"]


def find_best_and_worst(
    repetitions: Iterable[StoredRepetition],
) -> tuple[StoredRepetition | None, StoredRepetition | None]:
    """Return the counted repetitions with the highest and the lowest score, the first of equals.

    Both are None when no counted repetition has a score. The worst is None when none is worse than
    the best, for example when there is only one.
    """
    scored = [
        (one.result.score, one)
        for one in repetitions
        if one.result.counted and is_known(one.result.score)
    ]
    if not scored:
        return None, None
    best = max(scored, key=lambda each: each[0])
    worst = min(scored, key=lambda each: each[0])
    return best[1], worst[1] if worst[0] < best[0] else None
