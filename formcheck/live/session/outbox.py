"""What one step of a session hands over: gathered on the way, taken at its end."""

from collections.abc import Iterable

from formcheck.live.session.events import SessionEvent
from formcheck.live.session.state import LiveState, Prompts, SessionUpdate
from formcheck.live.session.types import Priority, Prompt

__all__ = ["Outbox"]


class Outbox:
    """Gathers events and prompts."""

    def __init__(self) -> None:
        self._events: list[SessionEvent] = []
        self._lines: list[Prompt] = []
        self._clears = False

    def tell(self, *events: SessionEvent) -> None:
        """These happened."""
        self._events += events

    def say(self, kind: Priority, text: str, *, key: str = "") -> None:
        """This could be said."""
        self.offer([Prompt(kind=kind, text=text, key=key)])

    def offer(self, lines: Iterable[Prompt]) -> None:
        """These could be said."""
        self._lines += lines

    def clear_prompts(self) -> None:
        """Nothing that could be said until now is said any more."""
        self._lines, self._clears = [], True

    def take(self, state: LiveState) -> SessionUpdate:
        """Hand all over, with `state`, and be empty."""
        prompts = Prompts(lines=tuple(self._lines), clears=self._clears)
        update = SessionUpdate(state, tuple(self._events), prompts)
        self._events, self._lines, self._clears = [], [], False
        return update
