"""Giving memory that was freed back to the operating system."""

import ctypes
from collections.abc import Callable
from functools import cache

__all__ = ["trim_heap"]


def trim_heap() -> None:
    """Hand free heap memory back; does nothing where the C library has no such call.

    A pose model is some 60 MB in blocks of every size, taken by several threads. The GNU C library
    keeps freed blocks for later, in a heap for each of up to eight threads a core, and takes few of
    them up again: each model that came and went left 20 to 60 MB until every heap was as large as
    all that a model needs (measured, docs/architecture.md). Takes some 10 ms, in which other
    threads may wait for memory.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Return malloc_trim of the GNU C library, None with another one."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # another library; Windows knows no CDLL(None)
        return None
    trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    found: Callable[[int], int] = trim
    return found
