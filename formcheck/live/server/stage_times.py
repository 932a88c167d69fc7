"""How long each stage of a frame's way through the server took."""

from collections.abc import Callable

__all__ = ["StageTimes"]


class StageTimes:
    """Notes the stages of one frame, one after the other."""

    def __init__(self, clock: Callable[[], float], *, since_s: float) -> None:
        """Begin at `since_s` of `clock`, when the frame arrived."""
        self._clock = clock
        self._since_s = since_s
        self._spent_s: dict[str, float] = {}

    def note(self, stage: str) -> None:
        """The stage ends now; it began where the one before ended."""
        now_s = self._clock()
        self._spent_s[stage] = now_s - self._since_s
        self._since_s = now_s

    def to_ms(self) -> dict[str, float]:
        """Return the milliseconds of each stage so far, in their order."""
        return {stage: round(1000 * spent_s, 2) for stage, spent_s in self._spent_s.items()}
