"""Collects what one step of a session produces, until the end of the step."""

from collections.abc import Iterable

from formcheck.live.session.events import SessionEvent
from formcheck.live.session.state import LiveState, PromptChanges, SessionUpdate
from formcheck.live.session.types import Priority, Prompt

__all__ = ["Outbox"]


class Outbox:
    """Collects events and prompts."""

    def __init__(self) -> None:
        self._events: list[SessionEvent] = []
        self._prompts: list[Prompt] = []
        self._clears = False

    def add_events(self, *events: SessionEvent) -> None:
        """Add events that happened."""
        self._events += events

    def add_prompt(self, kind: Priority, text: str, *, key: str = "") -> None:
        """Add a prompt that could be said; prompts of one `key` are not repeated too soon."""
        self.add_prompts([Prompt(kind=kind, text=text, key=key)])

    def add_prompts(self, prompts: Iterable[Prompt]) -> None:
        """Add prompts that could be said."""
        self._prompts += prompts

    def clear_prompts(self) -> None:
        """Drop all prompts up to now, also those that already wait to be spoken."""
        self._prompts, self._clears = [], True

    def take(self, state: LiveState) -> SessionUpdate:
        """Return everything collected, with `state`, and empty the outbox."""
        prompts = PromptChanges(offered=tuple(self._prompts), clears=self._clears)
        update = SessionUpdate(state, tuple(self._events), prompts)
        self._events, self._prompts, self._clears = [], [], False
        return update
