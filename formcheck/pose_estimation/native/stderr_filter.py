"""Keeps MediaPipe's start-up messages off the terminal, and hides nothing else."""

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

__all__ = ["quiet_stderr"]

_STDERR = 2

_CHATTER = re.compile(
    rb"XNNPACK delegate"
    rb"|Feedback manager requires a model"
    rb"|unaligned buffer"
    rb"|Logging before InitGoogle|before absl::InitializeLog"
    rb"|landmark_projection_calculator"
    rb"|GL version|gl_context|EGL"
)
# Lines that MediaPipe and TensorFlow Lite always write; none of them needs any action.

_one_at_a_time = threading.Lock()
# The file descriptor belongs to the whole process: two sessions must not change it at once.


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Hold back what native code writes to standard error; pass on all but the known messages.

    MediaPipe logs from C++ directly to file descriptor 2, and no variable or option turns that off.
    Output of other threads is only delayed. Does nothing when there is no such descriptor, as in a
    program without a console, or when no temporary file can be created.
    """
    with ExitStack() as open_files:
        open_files.enter_context(_one_at_a_time)
        try:
            held = open_files.enter_context(tempfile.TemporaryFile())
            original = os.dup(_STDERR)
        except OSError:
            yield
            return
        try:
            _flush()
            os.dup2(held.fileno(), _STDERR)
            try:
                yield
            finally:
                _flush()
                os.dup2(original, _STDERR)
                held.seek(0)
                for line in held:
                    if not _CHATTER.search(line):
                        os.write(_STDERR, line)
        finally:
            os.close(original)


def _flush() -> None:
    if sys.stderr is not None and not sys.stderr.closed:
        sys.stderr.flush()
