"""A program that is killed in a set loses nothing that it has shown.

`FORMCHECK_KILLS=100` kills it a hundred times.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from formcheck.history import Store
from formcheck.live.server.live_sessions import find_resume_point
from tests.live.killed_set import REPETITIONS

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("FORMCHECK_KILLS", "2"))


def run_until_killed(path: Path, *, after_shown: int, wait_s: float) -> int:
    """Kill the set `wait_s` after it showed `after_shown`; return the last count that it showed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.killed_set", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    shown, seen = 0, []
    for line in process.stdout:
        seen.append(line.split())
        if line.startswith("shown"):
            shown = int(line.split()[1])
        if shown >= after_shown:
            break
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    seen += [line.split() for line in process.communicate()[0].splitlines()]
    return max([int(words[1]) for words in seen if words[0] == "shown"], default=0)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal nobody can catch")
@pytest.mark.parametrize("seed", range(KILLS))
def test_nothing_that_was_shown_is_lost_and_the_set_can_continue(tmp_path, seed):
    rng = random.Random(seed)  # noqa: S311 - the same seed kills at the same moment
    path = tmp_path / "history.sqlite3"
    shown = run_until_killed(
        path, after_shown=rng.randint(0, REPETITIONS - 1), wait_s=rng.uniform(0, 0.3)
    )
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store(path) as store:
        (session,) = store.sessions(with_repetitions=True)
        written = sum(each.counted for each in session.sets)
        assert written >= shown
        if shown < REPETITIONS:
            where = find_resume_point(store.session(session.id))
            assert (where.number, sum(where.counts.values())) in {(1, written), (2, 0)}
