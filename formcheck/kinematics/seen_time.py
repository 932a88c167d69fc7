"""Seen time: the time between frames that are close enough together and not repeated.

A frame shows one moment. Between two frames the judge assumes that the body moves steadily. That
is a fair guess over a tenth of a second, but not over three seconds. So the time between two frames
further apart than `LONGEST_STEP_S` was not seen. A frame that repeats an earlier one does not count
either: a frozen camera shows nothing new. Shares, holds, tempo, warnings and pain signs all use
seen time, for clips, with the camera and in the evaluation.
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
"""Frames further apart than this have unseen time between them (clinical notes 5.3: gaps of up to
half a second are bridged). Two frames a second are the fewest that can be judged."""
_ROUNDING_S = 1e-3
"""Video files round their times to about a millisecond."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Seconds from `start_s` to `end_s` that were not seen.

    `frozen` says that frames came but repeated an earlier one; otherwise there were none.
    """

    start_s: float
    end_s: float
    frozen: bool

    @property
    def length_s(self) -> float:
        """Its length in seconds."""
        return self.end_s - self.start_s

    def seconds_within(self, start_s: float, end_s: float) -> float:
        """Return how many of its seconds lie from `start_s` to `end_s`."""
        return max(0.0, min(end_s, self.end_s) - max(start_s, self.start_s))


def is_seen(step_s: float) -> bool:
    """Say whether the time between two frames `step_s` seconds apart was seen; False for NaN."""
    return step_s <= LONGEST_STEP_S + _ROUNDING_S


def seen_step_s(step_s: float) -> float:
    """Return the seconds seen between two frames `step_s` apart: all of them, or none."""
    return step_s if is_seen(step_s) else 0.0


def seen_steps_s(time_s: FloatArray) -> FloatArray:
    """Return the seconds seen between each time of `time_s (n,)` and the next, shape (n - 1,)."""
    step_s = np.diff(time_s)
    return np.where(step_s <= LONGEST_STEP_S + _ROUNDING_S, step_s, 0.0)


def unseen_within_s(time_s: FloatArray, start_s: float, end_s: float) -> FloatArray:
    """Return the lengths in seconds of the gaps in `time_s (n,)` that touch start to end.

    Empty where all of it was seen, or where `start_s` or `end_s` is NaN.
    """
    step_s = np.diff(time_s)
    gap = step_s > LONGEST_STEP_S + _ROUNDING_S
    touches = (time_s[:-1] < end_s) & (time_s[1:] > start_s)
    return step_s[gap & touches]


class SeenTime:
    """Adds up the seen and the unseen time, frame by frame.

    Gaps with hardly any seen time between them are joined, so that a long session needs no more
    memory than a short one.
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
        """Add a new frame at `time_s`; return the seconds seen since the one before it."""
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
        """Add a frame at `time_s` that shows nothing new."""
        self._interrupted = not self._repeats_until(time_s)
        self._repeated_s = time_s

    def pause(self) -> None:
        """Leave out the time until the next frame; it is not meant to be seen."""
        self._last_s = self._repeated_s = None
        self._interrupted = False

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The unseen time in order, including a frozen picture that lasts until now."""
        still = None if self._repeated_s is None else self._gap_until(self._repeated_s)
        return tuple(self._gaps if still is None else _join_gap(self._gaps, still))

    @property
    def too_few_pictures(self) -> bool:
        """Whether frames were mostly too far apart: fewer than two a second."""
        return 2 * self._unseen_steps >= self._steps > 0

    def _gap_until(self, time_s: float) -> Gap | None:
        """Return the unseen time from the last new frame to `time_s`, or None."""
        if self._last_s is None or is_seen(time_s - self._last_s):
            return None
        frozen = self._repeated_s is not None and self._repeats_until(time_s)
        return Gap(start_s=self._last_s, end_s=time_s, frozen=frozen)

    def _repeats_until(self, time_s: float) -> bool:
        """Say whether repeated frames came all the time since the last new one."""
        before_s = self._last_s if self._repeated_s is None else self._repeated_s
        return not self._interrupted and before_s is not None and is_seen(time_s - before_s)


def _join_gap(gaps: list[Gap], gap: Gap) -> list[Gap]:
    """Return `gaps` with one more, joined to the last one where nothing was seen in between."""
    last = gaps[-1] if gaps else None
    if last is None or last.frozen != gap.frozen or not is_seen(gap.start_s - last.end_s):
        return [*gaps, gap]
    return [*gaps[:-1], Gap(start_s=last.start_s, end_s=gap.end_s, frozen=gap.frozen)]
