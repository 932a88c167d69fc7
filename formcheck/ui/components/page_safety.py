"""The pain rules for one run of a page."""

from datetime import datetime

from formcheck.history import SafetyRecord, Store
from formcheck.history.database.worker import Id
from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import Event

__all__ = ["PageSafety"]


class PageSafety(SafetyService):
    """Reads the safety record once for each run of a page, and again after an answer.

    Make a new one for every run, so that the page sees what another window has written.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._seen: SafetyRecord | None = None

    def record(self, now: datetime) -> SafetyRecord:
        """Return the safety record of this run; it is read again after an answer."""
        if self._seen is None:
            self._seen = super().record(now)
        return self._seen

    def record_answer(
        self, event: Event, *, session_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Record an answer; see `SafetyService.record_answer`."""
        self._seen = None
        return super().record_answer(event, session_id=session_id, exercise=exercise)

    def prescribe(self, name: str) -> None:
        """Record that a clinician prescribed the exercise; see `SafetyService.prescribe`."""
        self._seen = None
        super().prescribe(name)

    def withdraw(self, name: str) -> None:
        """Withdraw the prescription; see `SafetyService.withdraw`."""
        self._seen = None
        super().withdraw(name)
