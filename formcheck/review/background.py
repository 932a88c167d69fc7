"""Passes work from one thread to the next; only a limited number of items may wait."""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Generic, Self, TypeVar

__all__ = ["ReadAhead", "WriteBehind"]

T = TypeVar("T")


class ClosedError(Exception):
    """The other end of the channel is closed."""


class _Channel(Generic[T]):
    """A bounded queue that either end can close; a thread that waits at the other end wakes up."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._items: deque[T] = deque()
        self._changed = threading.Condition()
        self._no_more = False
        self._abandoned = False

    def put(self, item: T) -> None:
        """Wait for space and add `item`; raises `ClosedError` when the reader has closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or len(self._items) < self._depth)
            if self._abandoned:
                raise ClosedError
            self._items.append(item)
            self._changed.notify_all()

    def get(self) -> T:
        """Wait for an item; raises `ClosedError` when no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or self._no_more or bool(self._items))
            if self._abandoned or not self._items:
                raise ClosedError
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def finish(self) -> None:
        """Close the writer's end; the items in the queue can still be read."""
        with self._changed:
            self._no_more = True
            self._changed.notify_all()

    def drop(self) -> None:
        """Close the queue at once; its items are dropped."""
        with self._changed:
            self._abandoned = True
            self._items.clear()
            self._changed.notify_all()


class _Worker(ABC, Generic[T]):
    """A thread at one end of a channel; it starts when the `with` block is entered."""

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
        """Do the thread's work, until the channel is closed from the other end."""

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
    """Runs an iterable on its own thread, at most `depth` items ahead of the reader.

    An exception in the iterable is raised again in the reader's iteration. Leaving the `with` block
    stops and joins the thread at any point.
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
        self._channel.drop()
        self._thread.join()

    def __iter__(self) -> Iterator[T]:
        """Yield the items; then raise what the iterable raised."""
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
    """Runs `consume(item)` on its own thread for every item, in order; at most `depth` items wait.

    Leaving the `with` block waits until all items are consumed. Leaving it by an exception drops
    the items that wait. The thread has ended in both cases. The next `put`, or leaving the block,
    raises what `consume` raised.
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
        """Wait for the remaining items, or drop them after an exception."""
        if kind is None:
            self._channel.finish()
        else:
            self._channel.drop()
        self._thread.join()
        if kind is None and self._error is not None:
            raise self._error

    def put(self, item: T) -> None:
        """Wait for space and pass on `item`; raise what `consume` raised before."""
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
        self._channel.drop()
