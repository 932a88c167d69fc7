"""How many threads the libraries use that compute on frames."""

import os

import cv2

__all__ = ["use_one_thread"]

_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def use_one_thread() -> None:
    """Let OpenCV and numpy compute on one thread in this process, and what it starts.

    It is for one of several processes that share the cores. MediaPipe runs the pose model on one
    thread by itself. A user's own choice of numpy's threads is kept; numpy reads it when it is
    loaded.
    """
    cv2.setNumThreads(1)
    for name in _VARIABLES:
        os.environ.setdefault(name, "1")
