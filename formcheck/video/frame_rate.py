"""Chooses the frames of a clip that are used, so that they are not more a second than needed."""

__all__ = ["FrameRateLimit"]

_EARLY_SHARE = 0.2
"""Part of the interval by which a frame may come early: recorded times are uneven. It is less than
a quarter of it, so that of 120 frames a second every fourth one is used."""
_LATE_SHARE = 0.1
"""Part of the interval by which a frame may come late without moving those after it."""


class FrameRateLimit:
    """Accepts at most `most_per_s` frames a second, by the frames' own times."""

    def __init__(self, most_per_s: float) -> None:
        """Prepare for one clip."""
        self._interval_s = 1 / most_per_s
        self.reset()

    def reset(self) -> None:
        """Prepare for the next clip."""
        self._due_s: float | None = None

    def update(self, time_s: float) -> bool:
        """Whether to use the frame at `time_s`; times must rise. The first one is used."""
        if self._due_s is None:
            self._due_s = time_s
        elif time_s < self._due_s - _EARLY_SHARE * self._interval_s:
            return False
        # What comes late moves the next ones too, so that frames are not closer than they must be.
        self._due_s = max(self._due_s, time_s - _LATE_SHARE * self._interval_s) + self._interval_s
        return True
