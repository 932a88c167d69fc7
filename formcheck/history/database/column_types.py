"""How Python's values are stored in SQLite's columns; private to the history store.

SQLite stores any type in any column, so values are checked here when they are read, and only here.
A text where a number belongs raises ValueError or TypeError; the reader turns that into
`StoreError`.
"""

import math
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import TypeVar

from sqlalchemy import Dialect, Float, Integer, Text
from sqlalchemy.types import TypeDecorator

from formcheck.texts.formatting import number_or_none

__all__ = [
    "Choice",
    "ChoiceByName",
    "Measured",
    "MeasuredOrNone",
    "PlainText",
    "UtcTime",
    "WholeNumber",
]

E = TypeVar("E", bound=StrEnum)
N = TypeVar("N", bound=IntEnum)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, stored as ISO 8601 text in UTC, because SQLite has no type for it.

    Any other text raises ValueError.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> str | None:
        """Return the text of an aware time, None for None."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> datetime | None:
        """Return the aware time of a text, None for None."""
        if value is None:
            return None
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise ValueError(f"time without a time zone: {value!r}")
        return time.astimezone(UTC)


class MeasuredOrNone(TypeDecorator[float]):
    """A number; None and NaN are stored as NULL, which is read as None.

    Infinity is stored as a number, because a rule's limit may be infinite.
    """

    impl = Float
    cache_ok = True

    def process_bind_param(
        self,
        value: float | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> float | None:
        """Return the number, None for None and NaN."""
        return number_or_none(value)

    def process_result_value(
        self,
        value: float | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> float | None:
        """Return the number, None for NULL."""
        return None if value is None else float(value)


class Measured(MeasuredOrNone):
    """Like `MeasuredOrNone`, but NULL is read as NaN, for values that are a plain float."""

    cache_ok = True

    def process_result_value(self, value: float | None, dialect: Dialect) -> float:
        """Return the number, NaN for NULL."""
        number = super().process_result_value(value, dialect)
        return math.nan if number is None else number


class Choice(TypeDecorator[E]):
    """One value of an enumeration, stored as its text. Any other text raises ValueError."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[E]) -> None:
        """Keep which enumeration it is."""
        super().__init__()
        self.choices = choices

    def process_bind_param(
        self,
        value: E | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> str | None:
        """Return the text of the value, None for None."""
        return None if value is None else str(value)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> E | None:
        """Return the value of a text, None for None."""
        return None if value is None else self.choices(value)


class ChoiceByName(TypeDecorator[N]):
    """One value of a numbered enumeration, stored as its name in small letters, not its number.

    The numbers may change when a value is added; the names may not. Any other text raises
    ValueError.
    """

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[N]) -> None:
        """Keep which enumeration it is."""
        super().__init__()
        self.choices = choices

    def process_bind_param(
        self,
        value: N | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> str | None:
        """Return the name of the value, None for None."""
        return None if value is None else value.name.lower()

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> N | None:
        """Return the value of a name, None for None."""
        if value is None:
            return None
        names = {choice.name.lower(): choice for choice in self.choices}
        if value not in names:
            raise ValueError(f"{value!r} where one of {', '.join(names)} belongs")
        return names[value]


class PlainText(TypeDecorator[str]):
    """A text. Anything else, such as bytes, raises TypeError."""

    impl = Text
    cache_ok = True

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> str | None:
        """Return the text, None for None."""
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{type(value).__name__} where a text belongs")
        return value


class WholeNumber(TypeDecorator[int]):
    """A whole number. Anything else, such as a text, raises TypeError."""

    impl = Integer
    cache_ok = True

    def process_result_value(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy passes it
    ) -> int | None:
        """Return the number, None for None."""
        if value is not None and not isinstance(value, int):
            raise TypeError(f"{type(value).__name__} where a whole number belongs")
        return value
