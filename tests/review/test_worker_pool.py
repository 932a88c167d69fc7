"""Many clips at a time: order, errors, an end by Ctrl-C, and the threads of each worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import pytest

from formcheck.errors import LabelError, WorkerError
from formcheck.review.worker_pool import run_in_workers

TOP = Path(__file__).parents[2]


def threads_after(wait_s: float) -> tuple[float, int, int]:
    time.sleep(wait_s)
    return wait_s, cv2.getNumThreads(), os.getpid()


def fail_or_wait(folder: Path | None) -> None:
    """Fail if there is no folder; otherwise write for a minute, and clean up on the way out."""
    if folder is None:
        raise LabelError("Expected a clip.")
    part = folder / f"{os.getpid()}.part"
    part.touch()
    try:
        for _ in range(1200):
            time.sleep(0.05)
    finally:
        part.unlink()


def end_abruptly(_item: int) -> None:
    os._exit(1)


def test_results_keep_their_order_and_each_worker_computes_on_one_thread():
    seen: list[float] = []
    found = run_in_workers(
        threads_after, [0.6, 0.0, 0.01], workers=2, on_done=lambda one: seen.append(one[0])
    )
    assert [one[0] for one in found] == [0.6, 0.0, 0.01]
    assert seen[-1] == 0.6
    assert {one[1] for one in found} == {1}
    assert os.getpid() not in {one[2] for one in found}


def test_one_worker_is_this_process():
    assert run_in_workers(threads_after, [0.0], workers=4)[0][2] == os.getpid()
    assert run_in_workers(threads_after, [], workers=4) == ()


def test_a_worker_that_is_ended_is_one_sentence():
    with pytest.raises(WorkerError, match=r"^A process .* \(--workers 1\)\.$"):
        run_in_workers(end_abruptly, [1, 2], workers=2)


def test_the_first_error_ends_the_other_workers_at_once(tmp_path: Path):
    start = time.monotonic()
    with pytest.raises(LabelError, match="Expected a clip"):
        run_in_workers(fail_or_wait, [tmp_path, None, tmp_path], workers=2)
    assert time.monotonic() - start < 50
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_everything_quietly(tmp_path: Path):
    # A shell that starts the tests in the background lets them ignore Ctrl-C.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from pathlib import Path; from tests.review.test_worker_pool import *\n"
        f"if __name__ == '__main__':\n"
        f"    try: run_in_workers(fail_or_wait, 2 * [Path({str(tmp_path)!r})], workers=2)\n"
        f"    except KeyboardInterrupt: print('stopped')\n"
    )
    script = tmp_path.with_name("script.py")
    script.write_text(code, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, script],
        cwd=TOP,
        env=os.environ | {"PYTHONPATH": str(TOP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(list(tmp_path.glob("*.part"))) < 2 and run.poll() is None:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=50)
    assert (out, err) == ("stopped\n", "")
    assert list(tmp_path.iterdir()) == []
