"""Values in which numbers were not measured, made from complete ones."""

import dataclasses
import math
from collections.abc import Iterable
from itertools import count

import numpy as np


class _Blanker:
    """Replaces chosen numbers in a value; the numbers are counted from 0."""

    def __init__(self, which: frozenset[int] | None, missing: float | None) -> None:
        self._which = which
        self._missing = missing
        self._numbers = count()
        self.found = 0

    def of(self, value: object) -> object:
        if dataclasses.is_dataclass(value):
            changed = {f.name: self.of(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return dataclasses.replace(value, **changed)
        if isinstance(value, tuple):
            return tuple(self.of(part) for part in value)
        if isinstance(value, dict):
            return {key: self.of(part) for key, part in value.items()}
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size:
            return np.full_like(value, np.nan) if self._chosen() else value
        if type(value) is float:
            return self._missing if self._chosen() else value
        return value

    def _chosen(self) -> bool:
        self.found += 1
        number = next(self._numbers)
        return self._which is None or number in self._which


def blanked(value, which: Iterable[int] | None = None, *, missing: float | None = math.nan):
    """`value` with some measured numbers missing: all, or those whose positions are in `which`.

    Whole numbers are counts, not measurements, and stay.
    """
    return _Blanker(None if which is None else frozenset(which), missing).of(value)


def numbers_in(value: object) -> int:
    """How many numbers `blanked` can take out of `value`."""
    blanker = _Blanker(frozenset(), math.nan)
    blanker.of(value)
    return blanker.found
