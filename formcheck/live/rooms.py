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

__all__ = ["Rooms"]

T = TypeVar("T")
MAX_ROOMS = 16
"""More pages than anybody exercises on; the room not used for longest is given up."""


@dataclass(kw_only=True)
class _Room(Generic[T]):
    content: T
    key: str
    used: float
    inside: object | None = None


class Rooms(Generic[T]):
    """Rooms by their keys. Every method may be called from any thread."""

    def __init__(self, *, close: Callable[[T], None]) -> None:
        """`close` frees a room's content when the room is given up."""
        self._close = close
        self._lock = threading.Lock()
        self._rooms: dict[str, _Room[T]] = {}

    def open(self, name: str, content: T) -> str:
        """The key to a new room; one that has this name is given up first.

        Raises `LiveError` when there are too many rooms with somebody inside.
        """
        key = secrets.token_urlsafe(24)
        with self._lock:
            gone = self._rooms.pop(name, None)
            if gone is None and len(self._rooms) >= MAX_ROOMS:
                idle = [n for n, r in self._rooms.items() if r.inside is None]
                if not idle:
                    raise LiveError(
                        f"Expected at most {MAX_ROOMS} exercises at a time; close another page."
                    )
                gone = self._rooms.pop(min(idle, key=lambda n: self._rooms[n].used))
            self._rooms[name] = _Room(content=content, key=key, used=time.monotonic())
        if gone is not None:
            self._close(gone.content)
        return key

    def enter(self, key: str, visitor: object) -> tuple[str, T, str]:
        """The room that `key` opens: its name, its content and the next key.

        Who was inside before has to go (see `holds`): a page that comes back may be quicker than
        the news that its old line was cut. Raises `LiveError` when no room has this key.
        """
        given = key.encode(errors="replace")  # a header may hold what is no text
        with self._lock:
            for name, room in self._rooms.items():
                if not secrets.compare_digest(room.key.encode(), given):
                    continue
                room.inside, room.used = visitor, time.monotonic()
                room.key = secrets.token_urlsafe(24)
                return name, room.content, room.key
        raise LiveError("This page's key is not known; load the page again.")

    def holds(self, name: str, visitor: object) -> bool:
        """Whether `visitor` is still the one inside."""
        with self._lock:
            room = self._rooms.get(name)
            return room is not None and room.inside is visitor

    def leave(self, name: str, visitor: object) -> None:
        """Free the door for somebody who comes back with the next key."""
        with self._lock:
            room = self._rooms.get(name)
            if room is not None and room.inside is visitor:
                room.inside, room.used = None, time.monotonic()

    def new_key(self, name: str) -> str | None:
        """Another key to the room called `name`, None when there is no such room.

        Keys given before open nothing any more.
        """
        with self._lock:
            room = self._rooms.get(name)
            if room is None:
                return None
            room.key = secrets.token_urlsafe(24)
            return room.key

    def occupied(self, name: str) -> bool:
        """Whether somebody is in the room called `name`."""
        with self._lock:
            room = self._rooms.get(name)
            return room is not None and room.inside is not None

    def content(self, name: str) -> T | None:
        """What is in the room called `name`, None when there is no such room."""
        with self._lock:
            room = self._rooms.get(name)
            return None if room is None else room.content

    def close(self, name: str) -> None:
        """Give a room up."""
        with self._lock:
            room = self._rooms.pop(name, None)
        if room is not None:
            self._close(room.content)

    def close_all(self) -> None:
        """Give every room up."""
        with self._lock:
            rooms, self._rooms = self._rooms, {}
        for room in rooms.values():
            self._close(room.content)
