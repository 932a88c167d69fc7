"""Which page may connect to which live session. Each session is an entry with one valid token.

Tokens are single-use: connecting returns the next one, so a leaked or used token is worthless.
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
"""More pages than anybody exercises on; beyond it, the entry unused for longest is closed."""


@dataclass(kw_only=True)
class _Entry(Generic[T]):
    content: T
    token: str
    used: float
    inside: object | None = None


class SessionRegistry(Generic[T]):
    """Entries by name, each with its token. Every method may be called from any thread."""

    def __init__(self, *, close: Callable[[T], None]) -> None:
        """`close` frees an entry's content when the entry is removed."""
        self._close = close
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry[T]] = {}

    def __len__(self) -> int:
        """The number of entries."""
        with self._lock:
            return len(self._entries)

    def open(self, name: str, content: T) -> str:
        """Add an entry and return its token; an entry of the same name is closed first.

        Raises `LiveError` when there are too many entries with a connected page.
        """
        token = secrets.token_urlsafe(24)
        with self._lock:
            gone = self._entries.pop(name, None)
            if gone is None and len(self._entries) >= MAX_SESSIONS:
                idle = [n for n, r in self._entries.items() if r.inside is None]
                if not idle:
                    raise LiveError(
                        f"Expected at most {MAX_SESSIONS} open exercises, got one more. "
                        "Close another page."
                    )
                gone = self._entries.pop(min(idle, key=lambda n: self._entries[n].used))
            self._entries[name] = _Entry(content=content, token=token, used=time.monotonic())
        if gone is not None:
            self._close(gone.content)
        return token

    def connect(self, token: str, visitor: object) -> tuple[str, T, str]:
        """Return the entry of `token`: its name, its content and the next token.

        The visitor that was connected before is replaced (see `is_current`): a page may reconnect
        before the server hears that its old connection is gone. Raises `LiveError` when no entry
        has this token.
        """
        given = token.encode(errors="replace")  # a header may contain invalid text
        with self._lock:
            for name, entry in self._entries.items():
                if not secrets.compare_digest(entry.token.encode(), given):
                    continue
                entry.inside, entry.used = visitor, time.monotonic()
                entry.token = secrets.token_urlsafe(24)
                return name, entry.content, entry.token
        raise LiveError("Expected a valid token, got an unknown or used one. Reload the page.")

    def is_current(self, name: str, visitor: object) -> bool:
        """Return whether `visitor` is still the connected one."""
        with self._lock:
            entry = self._entries.get(name)
            return entry is not None and entry.inside is visitor

    def disconnect(self, name: str, visitor: object) -> None:
        """Disconnect `visitor`; the page may connect again with the next token."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is not None and entry.inside is visitor:
                entry.inside, entry.used = None, time.monotonic()

    def new_token(self, name: str) -> str | None:
        """Return a new token for the entry `name`, None when there is no such entry.

        Earlier tokens are no longer valid.
        """
        with self._lock:
            entry = self._entries.get(name)
            if entry is None:
                return None
            entry.token = secrets.token_urlsafe(24)
            return entry.token

    def is_connected(self, name: str) -> bool:
        """Return whether a page is connected to the entry `name`."""
        with self._lock:
            entry = self._entries.get(name)
            return entry is not None and entry.inside is not None

    def find_content(self, name: str) -> T | None:
        """Return the content of the entry `name`, None when there is no such entry."""
        with self._lock:
            entry = self._entries.get(name)
            return None if entry is None else entry.content

    def close(self, name: str) -> None:
        """Remove the entry `name` and close its content."""
        with self._lock:
            entry = self._entries.pop(name, None)
        if entry is not None:
            self._close(entry.content)

    def close_all(self) -> None:
        """Remove every entry and close its content."""
        with self._lock:
            removed, self._entries = self._entries, {}
        for entry in removed.values():
            self._close(entry.content)
