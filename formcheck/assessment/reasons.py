"""Why a repetition did not count, or has no score: a code with its figures, and no sentence."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

__all__ = ["ReasonCode", "RepetitionReason"]


class ReasonCode(StrEnum):
    """What was missing. `formcheck.texts.labels` has the words."""

    END_NOT_REACHED = "end_not_reached"
    CLIP_ENDED = "clip_ended"  # before the start position was taken again
    POSITION_LOST = "position_lost"  # left, or not to be seen any more
    START_NOT_TAKEN = "start_not_taken"  # not again, in time
    GAP = "gap"  # some seconds of it were not seen
    HARDLY_SEEN = "hardly_seen"
    TOO_SHORT = "too_short"  # to judge its form
    HARDLY_MEASURED = "hardly_measured"  # it counts, but has no score
    WRITTEN = "written"  # in words: those of an exercise file, or what the history kept


@dataclass(frozen=True, kw_only=True, slots=True)
class RepetitionReason:
    """A code and what belongs to it.

    `seconds` is how long was not seen (`GAP`) or how long it took (`TOO_SHORT`), `limit_s` the
    shortest time that can be judged; NaN otherwise. `text` is the sentence of a `WRITTEN` one.
    """

    code: ReasonCode
    seconds: float = math.nan
    limit_s: float = math.nan
    text: str = ""

    @classmethod
    def written(cls, text: str) -> Self | None:
        """Return the reason that somebody put in words; None for an empty `text`."""
        return cls(code=ReasonCode.WRITTEN, text=text) if text else None
