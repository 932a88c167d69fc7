"""What counts as time that was seen.

Pictures are moments; between two of them nothing is known but that a body moves on steadily. That
is a fair guess over a tenth of a second and none over three. So what lies between two pictures
further apart than `LONGEST_STEP_S` was not seen, and a picture that repeats an earlier one is no
picture: a camera that hangs shows nobody. Shares, holds, tempo, warnings and the signs of pain all
go by this, for clips, before the camera and in the evaluation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LONGEST_STEP_S",
    "Gap",
    "SeenTime",
    "is_seen",
    "seen_step_s",
    "seen_steps_s",
    "unseen_within_s",
]

FloatArray = NDArray[np.float64]

LONGEST_STEP_S = 0.5
"""Pictures further apart than this have unseen time between them (clinical notes 5.3: gaps of up to
half a second are bridged); two pictures a second are the fewest that can be judged."""
_ROUNDING_S = 1e-3
"""Containers round their times to a millisecond or so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Seconds from `start_s` to `end_s` that were not seen.

    `frozen` says that pictures came but repeated an earlier one; otherwise there were none.
    """

    start_s: float
    end_s: float
    frozen: bool

    @property
    def length_s(self) -> float:
        """Its length in seconds."""
        return self.end_s - self.start_s

    def seconds_within(self, start_s: float, end_s: float) -> float:
        """How many of its seconds lie from `start_s` to `end_s`."""
        return max(0.0, min(end_s, self.end_s) - max(start_s, self.start_s))


def is_seen(step_s: float) -> bool:
    """Whether the time between two pictures `step_s` seconds apart was seen; False for NaN."""
    return step_s <= LONGEST_STEP_S + _ROUNDING_S


def seen_step_s(step_s: float) -> float:
    """The seconds seen between two pictures `step_s` apart: all of them, or none."""
    return step_s if is_seen(step_s) else 0.0


def seen_steps_s(time_s: FloatArray) -> FloatArray:
    """The seconds seen between each instant of `time_s (n,)` and the next, shape (n - 1,)."""
    step_s = np.diff(time_s)
    return np.where(step_s <= LONGEST_STEP_S + _ROUNDING_S, step_s, 0.0)


def unseen_within_s(time_s: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """The lengths in seconds of the gaps between instants of `time_s (n,)` that touch start to end.

    Empty where all of it was seen, or where an end is NaN.
    """
    step_s = np.diff(time_s)
    gap = step_s > LONGEST_STEP_S + _ROUNDING_S
    touches = (time_s[:-1] < end_s) & (time_s[1:] > start_s)
    return step_s[gap & touches]


class SeenTime:
    """Adds up, picture by picture, what was seen and what was not.

    Gaps between which hardly anything was seen are one, so that memory does not grow with time: a
    film that stands still is sent afresh now and then, which is no picture either.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._gaps: list[Gap] = []
        self._steps = self._unseen_steps = 0
        self._last_s: float | None = None
        self._repeated_s: float | None = None
        self._interrupted = False

    def update(self, time_s: float) -> float:
        """A new picture at `time_s`: the seconds seen since the one before it."""
        last_s, gap = self._last_s, self._gap_until(time_s)
        self._last_s, self._repeated_s, self._interrupted = time_s, None, False
        if last_s is None:
            return 0.0
        self._steps += 1
        if gap is None:
            return time_s - last_s
        self._unseen_steps += 1
        self._gaps = _join_gap(self._gaps, gap)
        return 0.0

    def repeat(self, time_s: float) -> None:
        """A picture at `time_s` that shows nothing new."""
        self._interrupted = not self._repeats_until(time_s)
        self._repeated_s = time_s

    def pause(self) -> None:
        """The time until the next picture is not meant to be seen."""
        self._last_s = self._repeated_s = None
        self._interrupted = False

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was not seen, in time's order; a picture that stands still to this moment too."""
        still = None if self._repeated_s is None else self._gap_until(self._repeated_s)
        return tuple(self._gaps if still is None else _join_gap(self._gaps, still))

    @property
    def too_few_pictures(self) -> bool:
        """Whether pictures mostly lay too far apart: fewer than two a second."""
        return 2 * self._unseen_steps >= self._steps > 0

    def _gap_until(self, time_s: float) -> Gap | None:
        """The unseen time from the last new picture to `time_s`, if there is any."""
        if self._last_s is None or is_seen(time_s - self._last_s):
            return None
        frozen = self._repeated_s is not None and self._repeats_until(time_s)
        return Gap(start_s=self._last_s, end_s=time_s, frozen=frozen)

    def _repeats_until(self, time_s: float) -> bool:
        """Whether pictures that show nothing new came all the time since the last new one."""
        before_s = self._last_s if self._repeated_s is None else self._repeated_s
        return not self._interrupted and before_s is not None and is_seen(time_s - before_s)


def _join_gap(gaps: list[Gap], gap: Gap) -> list[Gap]:
    """`gaps` with one more, which is joined to the last one where both are of one piece."""
    last = gaps[-1] if gaps else None
    if last is None or last.frozen != gap.frozen or not is_seen(gap.start_s - last.end_s):
        return [*gaps, gap]
    return [*gaps[:-1], Gap(start_s=last.start_s, end_s=gap.end_s, frozen=gap.frozen)]
