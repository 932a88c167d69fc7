"""Running the coach all day does not use up the memory (with real MediaPipe)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.errors import FormCheckError
from formcheck.pose_estimation.model_files.store import find_bundle
from formcheck.pose_estimation.native.memory import trim_heap
from formcheck.pose_estimation.native.system_libraries import check_system_libraries

TOP = Path(__file__).resolve().parents[2]

SESSIONS, AT_FIRST = 12, 3
MB_EACH = 6.0
"""Measured: 1 to 2; without trimming the heap 10 and more; a model left loaded: 60."""


@pytest.mark.slow
@pytest.mark.drift
def test_sessions_in_a_row_leave_almost_no_memory_behind():
    try:
        check_system_libraries()
        find_bundle()
    except FormCheckError as error:
        pytest.skip(str(error))
    status = Path("/proc/self/status")
    if not status.is_file() or "RssAnon:" not in status.read_text(encoding="utf-8"):
        pytest.skip("This system does not tell how much memory a program has.")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.session_memory", str(SESSIONS)],
        cwd=TOP,
        env=os.environ | {"PYTHONPATH": str(TOP)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [float(line) for line in done.stdout.split()]
    assert len(found) == SESSIONS
    # The figure varies by about 20 MB, because threads end at different times.
    grown = min(found[-AT_FIRST:]) - min(found[:AT_FIRST])
    assert grown < MB_EACH * (SESSIONS - AT_FIRST), found


def test_trimming_the_heap_twice_is_harmless():
    trim_heap()
    trim_heap()


def test_trimming_the_heap_does_nothing_on_an_unsupported_system(monkeypatch):
    from formcheck.pose_estimation.native import memory

    def no_library(name):
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", no_library)
    memory._trim.cache_clear()
    try:
        trim_heap()
        assert memory._trim() is None
    finally:
        memory._trim.cache_clear()
