"""Handing work from one thread to the next, a bounded number of pieces at a time."""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

__all__ = ["ReadAhead", "WriteBehind"]

T = TypeVar("T")


class ClosedError(Exception):
    """The other end has gone."""


class _Channel(Generic[T]):
    """A bounded queue that either end can close; what waits at the other end then wakes up."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._no_more = False
        self._abandoned = False

    def put(self, item: T) -> None:
        """Wait for room and add `item`; raises `ClosedError` once the reader has gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or len(self._items) < self._depth)
            if self._abandoned:
                raise ClosedError
            self._items.append(item)
            self._changed.notify_all()

    def get(self) -> T:
        """Wait for an item; raises `ClosedError` when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or self._no_more or bool(self._items))
            if self._abandoned or not self._items:
                raise ClosedError
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def finish(self) -> None:
        """The writer adds no more; what is there can still be got."""
        with self._changed:
            self._no_more = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """The reader has gone, or must go now; what is there is dropped."""
        with self._changed:
            self._abandoned = True
            self._items.clear()
            self._changed.notify_all()


class _Worker(ABC, Generic[T]):
    """A thread of its own at one end of a channel; it runs from entering the `with` block on."""

    def __init__(self, *, depth: int, name: str) -> None:
        self._channel: _Channel[T] = _Channel(depth)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    @abstractmethod
    def _work(self) -> None:
        """What the thread does, until the channel is closed from the other end."""

    @abstractmethod
    def _ended(self) -> None:
        """Tell the other end that the thread has stopped."""

    def _run(self) -> None:
        try:
            self._work()
        except ClosedError:
            pass
        except BaseException as error:  # noqa: BLE001 - handed to the thread at the other end
            self._error = error
        finally:
            self._ended()


class ReadAhead(_Worker[T]):
    """Runs an iterable on its own thread, at most `depth` items ahead of who iterates over this.

    An exception in the iterable comes out of the iteration here. Leaving the `with` block stops
    and joins the thread, wherever it is.
    """

    def __init__(self, source: Iterable[T], *, depth: int, name: str) -> None:
        """Prepare the thread; it starts with the `with` block."""
        super().__init__(depth=depth, name=name)
        self._source = source

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop reading."""
        self._channel.abandon()
        self._thread.join()

    def __iter__(self) -> Iterator[T]:
        """Yield what was read; raise what reading raised, after all that came before it."""
        while True:
            try:
                item = self._channel.get()
            except ClosedError:
                break
            yield item
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        for item in self._source:
            self._channel.put(item)

    def _ended(self) -> None:
        self._channel.finish()


class WriteBehind(_Worker[T]):
    """Runs `consume(item)` on its own thread for every item put, in order, `depth` at most waiting.

    Leaving the `with` block waits until all is consumed; leaving it by an exception drops what
    waits. The thread has ended in both cases. An exception in `consume` comes out of the next
    `put`, or of leaving the block.
    """

    def __init__(self, consume: Callable[[T], None], *, depth: int, name: str) -> None:
        """Prepare the thread; it starts with the `with` block."""
        super().__init__(depth=depth, name=name)
        self._consume = consume

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the rest, or drop it when leaving by an exception."""
        if kind is None:
            self._channel.finish()
        else:
            self._channel.abandon()
        self._thread.join()
        if kind is None and self._error is not None:
            raise self._error

    def put(self, item: T) -> None:
        """Hand over `item`, waiting for room; raise what `consume` raised before."""
        try:
            self._channel.put(item)
        except ClosedError:
            if self._error is not None:
                raise self._error from None
            raise

    def _work(self) -> None:
        while True:
            self._consume(self._channel.get())

    def _ended(self) -> None:
        self._channel.abandon()
