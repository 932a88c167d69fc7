"""Reasons why a running set should pause and ask whether something hurts."""

from dataclasses import dataclass

from formcheck.assessment.pain_signs.detector import PainSign, PainSignDetector
from formcheck.assessment.types import Snapshot
from formcheck.live.session.pain_prompts import PositionLossDetector
from formcheck.poses.exercise import Exercise
from formcheck.safety.prompts import PromptReason

__all__ = ["PauseTrigger", "PauseTriggers"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseTrigger:
    """One reason to pause; `sign` is the pain sign that was seen, None for another reason."""

    reason: PromptReason
    sign: PainSign | None = None


class PauseTriggers:
    """Watches the sets of one session for reasons to pause."""

    def __init__(self, *, asks: bool, after_next: bool) -> None:
        """`asks` adds the pain signs; a sample clip pauses only when the position is lost.

        `after_next` asks once after the next repetition, because the session continues after pain.
        """
        self._asks = asks
        self._after_next = after_next and asks
        self._position = PositionLossDetector()
        self._signs: PainSignDetector | None = None

    def begin_set(self, exercise: Exercise, *, hold_s: float) -> None:
        """Begin to watch a new set; forget the person's baseline from the set before."""
        self._signs = PainSignDetector(exercise, hold_s=hold_s)

    def continue_set(self, time_s: float) -> None:
        """Watch the set from `time_s` on, at its beginning or after a pause."""
        self._position.reset(time_s)

    def update(self, snapshot: Snapshot) -> PauseTrigger | None:
        """Return the reason to pause now, None when there is none."""
        left = self._position.update(snapshot)
        sign = None if self._signs is None else self._signs.update(snapshot)
        if left is not None:
            return PauseTrigger(reason=left)
        if self._asks and sign is not None:
            return PauseTrigger(reason=PromptReason(sign.sign.value), sign=sign)
        if self._after_next and any(one.counted for one in snapshot.finished):
            self._after_next = False
            return PauseTrigger(reason=PromptReason.EASED)
        return None
