"""The command line, run in the test's own process or, which takes a second longer, as a program."""

import io
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from formcheck.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_videos"
BRIDGE = SAMPLES / "bridge.truth.npz"
CLIP = SAMPLES / "bridge.mp4"


def run_command(*words: object) -> subprocess.CompletedProcess[str]:
    """What `formcheck` with these words prints, and the status it ends with."""
    # Files of bytes below, as a real screen has them: the program sets how they are encoded.
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    given = ["formcheck", *map(str, words)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", given)
        patch.setenv("GLOG_minloglevel", "2")
        with pytest.raises(SystemExit) as ended:
            main()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return subprocess.CompletedProcess(given, int(ended.value.code or 0), *texts)


def run_process(*words):
    """The program as the shell starts it."""
    return subprocess.run(
        [sys.executable, "-m", "formcheck", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )


def assert_refused(done, *, says=""):
    """One clear sentence on standard error, status 2, no traceback, nothing on standard output."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    words = " ".join(done.stderr.split())
    assert 10 < len(words) < 600
    assert re.search(says, words), words
