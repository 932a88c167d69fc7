"""What runs the pose model: the processor, or a graphics processor that MediaPipe can use."""

import logging
import os
import subprocess
import sys
from enum import StrEnum
from functools import cache

from formcheck.errors import SetupError

__all__ = ["DELEGATE_VARIABLE", "Delegate", "find_usable_delegate", "read_delegate"]

_LOG = logging.getLogger(__name__)

DELEGATE_VARIABLE = "FORMCHECK_DELEGATE"
_CHECK = "formcheck.pose_estimation.gpu_check"
_CHECK_TIMEOUT_S = 60.0


class Delegate(StrEnum):
    """MediaPipe's word for what runs a model."""

    CPU = "cpu"
    GPU = "gpu"


def read_delegate() -> Delegate:
    """Return what the variable `FORMCHECK_DELEGATE` asks for; the processor without it.

    Raises `SetupError` when it is something else.
    """
    wanted = os.environ.get(DELEGATE_VARIABLE, "").strip() or Delegate.CPU.value
    try:
        return Delegate(wanted.lower())
    except ValueError:
        known = " or ".join(Delegate)
        raise SetupError(
            f"Expected {DELEGATE_VARIABLE} to be {known}, got {wanted!r}. Set it to one of these."
        ) from None


def find_usable_delegate(wanted: Delegate) -> Delegate:
    """Return `wanted`, or the processor if MediaPipe cannot use a graphics processor here.

    That is tried once, and a line in the log says so.
    """
    if wanted is Delegate.GPU and not _gpu_works():
        return Delegate.CPU
    return wanted


@cache
def _gpu_works() -> bool:
    """Try it in a process of its own: where it fails, MediaPipe may end the whole process."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", _CHECK],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_CHECK_TIMEOUT_S,
        )
        works = done.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        works = False
    if not works:
        _LOG.warning("The pose model cannot use a graphics processor here; the processor runs it.")
    return works
