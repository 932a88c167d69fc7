"""Why a repetition did not count or has no score: a code with its figures, and no sentence."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

__all__ = ["ReasonCode", "RepetitionReason"]


class ReasonCode(StrEnum):
    """What was missing. `formcheck.texts.labels` has the words."""

    END_NOT_REACHED = "end_not_reached"
    CLIP_ENDED = "clip_ended"  # before the person was back at the start position
    POSITION_LOST = "position_lost"  # the position was left, or is no longer seen
    START_NOT_TAKEN = "start_not_taken"  # not again within the time a repetition may take
    GAP = "gap"  # some of its seconds were not seen
    HARDLY_SEEN = "hardly_seen"
    TOO_SHORT = "too_short"  # too short to judge its form
    HARDLY_MEASURED = "hardly_measured"  # it counts, but has no score
    WRITTEN = "written"  # a sentence from an exercise file, or from the history


@dataclass(frozen=True, kw_only=True, slots=True)
class RepetitionReason:
    """A code and its figures.

    `seconds` is the unseen time (`GAP`) or the time the repetition took (`TOO_SHORT`); `limit_s` is
    the shortest time that can be judged. Both are NaN otherwise. `text` is the sentence of
    `WRITTEN`.
    """

    code: ReasonCode
    seconds: float = math.nan
    limit_s: float = math.nan
    text: str = ""

    @classmethod
    def written(cls, text: str) -> Self | None:
        """Return the reason that is the sentence `text`; None for an empty one."""
        return cls(code=ReasonCode.WRITTEN, text=text) if text else None
