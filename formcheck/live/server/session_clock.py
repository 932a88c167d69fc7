"""The clock of a live session, which gives each frame its time."""

__all__ = ["CLOCK_SLIP_S", "SessionClock"]

CLOCK_SLIP_S = 1.0
"""If the page's clock and ours differ by more than this in one step, the page was reloaded."""
_LEAST_STEP_S = 1e-3


class SessionClock:
    """Starts at 0 and never goes back; `time_s` is the time of the last frame.

    It follows the page's clock, unless that clock restarted because the page was reloaded. Then it
    follows the server's clock for one step.
    """

    def __init__(self) -> None:
        self.time_s = 0.0
        self._page_s: float | None = None
        self._arrived_s = 0.0

    def update(self, page_s: float, *, arrived_s: float) -> float:
        """Return the time of the next frame, later than the last one.

        `page_s` is its time by the page's clock, `arrived_s` its arrival by the server's clock.
        """
        if self._page_s is None:
            step_s = 0.0
        else:
            passed_s = arrived_s - self._arrived_s
            step_s = page_s - self._page_s
            if step_s < 0 or abs(step_s - passed_s) > CLOCK_SLIP_S:
                step_s = passed_s
        self._page_s, self._arrived_s = page_s, arrived_s
        self.time_s += max(step_s, _LEAST_STEP_S)
        return self.time_s
