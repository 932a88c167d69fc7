"""The pain rules as one showing of a page needs them."""

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.clinic.store.worker import Id
from formcheck.safety.events import Event
from formcheck.safety.journey import Journey
from formcheck.safety.tables import Judgement

__all__ = ["PageGuard"]


class PageGuard(Guard):
    """Reads what is kept once for one showing of a page, and again after an answer.

    Make a new one for every showing: what another window writes is seen at the next.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._journey: Journey | None = None

    def journey(self) -> Journey:
        """Return where the person stood when it was first asked, or after their answer."""
        if self._journey is None:
            self._journey = super().journey()
        return self._journey

    def tell(
        self, event: Event, *, training_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Keep what happened; see `Guard.tell`."""
        self._journey = None
        return super().tell(event, training_id=training_id, exercise=exercise)
