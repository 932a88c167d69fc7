"""A base class for objects that a `with` block closes."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

__all__ = ["Closable"]


class Closable(ABC):
    """Closes itself at the end of a `with` block, also after an exception."""

    @abstractmethod
    def close(self) -> None:
        """Free the resources; safe to call again."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
