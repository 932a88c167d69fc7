"""The pain rules as one showing of a page needs them."""

from datetime import datetime

from formcheck.history import SafetyRecord, Store
from formcheck.history.database.worker import Id
from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import Event

__all__ = ["PageSafety"]


class PageSafety(SafetyService):
    """Reads what is kept once for one showing of a page, and again after an answer.

    Make a new one for every showing: what another window writes is seen at the next.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._seen: SafetyRecord | None = None

    def record(self, now: datetime) -> SafetyRecord:
        """Return what was kept when it was first asked for, or after their answer."""
        if self._seen is None:
            self._seen = super().record(now)
        return self._seen

    def record_answer(
        self, event: Event, *, session_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Keep what happened; see `SafetyService.record_answer`."""
        self._seen = None
        return super().record_answer(event, session_id=session_id, exercise=exercise)

    def prescribe(self, name: str) -> None:
        """Keep a clinician's word; see `SafetyService.prescribe`."""
        self._seen = None
        super().prescribe(name)

    def withdraw(self, name: str) -> None:
        """Take it back; see `SafetyService.withdraw`."""
        self._seen = None
        super().withdraw(name)
