"""Returns freed memory to the operating system."""

import ctypes
from collections.abc import Callable
from functools import cache

__all__ = ["trim_heap"]


def trim_heap() -> None:
    """Return free heap memory; does nothing when the C library has no such call.

    A pose model takes about 60 MB in blocks of every size, on several threads. The GNU C library
    keeps freed blocks in several heaps and reuses few of them (see docs/measurements.md, Memory of
    a pose model). The call takes about 10 ms, in which other threads may wait for memory.
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
