"""The pain rules as one showing of a page needs them."""

from datetime import datetime

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import SafetyRecord, Store
from formcheck.clinic.store.worker import Id
from formcheck.safety.events import Event
from formcheck.safety.tables import Judgement

__all__ = ["PageGuard"]


class PageGuard(Guard):
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

    def tell(
        self, event: Event, *, training_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Keep what happened; see `Guard.tell`."""
        self._seen = None
        return super().tell(event, training_id=training_id, exercise=exercise)

    def prescribe(self, name: str) -> None:
        """Keep a clinician's word; see `Guard.prescribe`."""
        self._seen = None
        super().prescribe(name)

    def withdraw(self, name: str) -> None:
        """Take it back; see `Guard.withdraw`."""
        self._seen = None
        super().withdraw(name)
