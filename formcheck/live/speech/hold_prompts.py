"""Prompts during a hold: its beginning, its last three seconds, and when to come back."""

import math

from formcheck.live.session.types import Priority, Prompt
from formcheck.poses.exercise import Prompts
from formcheck.texts.coach import number

__all__ = ["HoldPrompter"]

COUNTED_DOWN = 3


class HoldPrompter:
    """Follows the hold clock from repetition to repetition.

    The clock pauses but never goes back, so each prompt is said once per hold.
    """

    def __init__(self, spoken: Prompts, *, goal_s: float) -> None:
        """Count toward `goal_s` seconds."""
        self._spoken = spoken
        self._goal_s = goal_s
        self.reset()

    def reset(self) -> None:
        """Prepare for the next hold."""
        self._next: int | None = None
        self._over = False

    def update(self, hold_s: float | None) -> tuple[Prompt, ...]:
        """Return the prompt to say now, if any; `hold_s` is None outside a hold."""
        if hold_s is None:
            self.reset()
            return ()
        if self._next is None:
            self._next = min(COUNTED_DOWN, math.ceil(self._goal_s) - 1)
            return (Prompt(kind=Priority.HOLD, text=self._spoken.hold),)
        left_s = self._goal_s - hold_s
        if self._over or left_s > self._next:
            return ()
        # The clock jumps ahead once the way back has begun. Numbers it jumped over are not said.
        at = max(math.ceil(left_s), 0)
        self._next, self._over = at - 1, at == 0
        text = self._spoken.back if self._over else f"{number(at)}."
        return (Prompt(kind=Priority.HOLD, text=text),)
