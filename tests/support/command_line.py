"""The command line inside the test's own process: starting Python takes a second each time."""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from formcheck.cli.main import main


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
