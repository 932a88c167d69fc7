"""Which page may connect: every exercise on a page is a room, and a room has one key at a time.

A key opens the door once. Whoever comes in gets the key for coming back, so that a key read off
somewhere, or used before, opens nothing.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from formcheck.errors import LiveError

__all__ = ["SessionRegistry"]

T = TypeVar("T")
MAX_SESSIONS = 16
"""More pages than anybody exercises on; the room not used for longest is given up."""


@dataclass(kw_only=True)
class _Entry(Generic[T]):
    content: T
    token: str
    used: float
    inside: object | None = None


class SessionRegistry(Generic[T]):
    """Rooms by their keys. Every method may be called from any thread."""

    def __init__(self, *, close: Callable[[T], None]) -> None:
        """`close` frees a room's content when the room is given up."""
        self._close = close
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry[T]] = {}

    def open(self, name: str, content: T) -> str:
        """The key to a new room; one that has this name is given up first.

        Raises `LiveError` when there are too many rooms with somebody inside.
        """
        token = secrets.token_urlsafe(24)
        with self._lock:
            gone = self._entries.pop(name, None)
            if gone is None and len(self._entries) >= MAX_SESSIONS:
                idle = [n for n, r in self._entries.items() if r.inside is None]
                if not idle:
                    raise LiveError(
                        f"Expected at most {MAX_SESSIONS} exercises at a time; close another page."
                    )
                gone = self._entries.pop(min(idle, key=lambda n: self._entries[n].used))
            self._entries[name] = _Entry(content=content, token=token, used=time.monotonic())
        if gone is not None:
            self._close(gone.content)
        return token

    def connect(self, token: str, visitor: object) -> tuple[str, T, str]:
        """The room that `token` opens: its name, its content and the next key.

        Who was inside before has to go (see `holds`): a page that comes back may be quicker than
        the news that its old line was cut. Raises `LiveError` when no room has this key.
        """
        given = token.encode(errors="replace")  # a header may hold what is no text
        with self._lock:
            for name, entry in self._entries.items():
                if not secrets.compare_digest(entry.token.encode(), given):
                    continue
                entry.inside, entry.used = visitor, time.monotonic()
                entry.token = secrets.token_urlsafe(24)
                return name, entry.content, entry.token
        raise LiveError("This page's key is not known; load the page again.")

    def is_current(self, name: str, visitor: object) -> bool:
        """Whether `visitor` is still the one inside."""
        with self._lock:
            entry = self._entries.get(name)
            return entry is not None and entry.inside is visitor

    def disconnect(self, name: str, visitor: object) -> None:
        """Free the door for somebody who comes back with the next key."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is not None and entry.inside is visitor:
                entry.inside, entry.used = None, time.monotonic()

    def new_token(self, name: str) -> str | None:
        """Another key to the room called `name`, None when there is no such room.

        Keys given before open nothing any more.
        """
        with self._lock:
            entry = self._entries.get(name)
            if entry is None:
                return None
            entry.token = secrets.token_urlsafe(24)
            return entry.token

    def is_connected(self, name: str) -> bool:
        """Whether somebody is in the room called `name`."""
        with self._lock:
            entry = self._entries.get(name)
            return entry is not None and entry.inside is not None

    def content(self, name: str) -> T | None:
        """What is in the room called `name`, None when there is no such room."""
        with self._lock:
            entry = self._entries.get(name)
            return None if entry is None else entry.content

    def close(self, name: str) -> None:
        """Give a room up."""
        with self._lock:
            entry = self._entries.pop(name, None)
        if entry is not None:
            self._close(entry.content)

    def close_all(self) -> None:
        """Give every room up."""
        with self._lock:
            registry, self._entries = self._entries, {}
        for entry in registry.values():
            self._close(entry.content)
