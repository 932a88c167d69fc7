"""Lets a thread give way to the others of this program."""

import os
import sys
import threading
from contextlib import suppress

__all__ = ["give_way"]

NICENESS = 10
"""A thread gets a tenth of the time of one that is 0 while both are ready."""


def give_way() -> None:
    """Let the calling thread, and those it starts from now on, run after all others.

    Linux gives each thread a priority of its own. Other systems do not, and nothing happens there.
    """
    if sys.platform != "linux":
        return
    thread = threading.get_native_id()
    with suppress(OSError):
        own = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, own + NICENESS)
