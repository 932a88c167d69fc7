"""Programs that are killed, and two that share a history."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.history import SessionState, Store
from formcheck.safety.decision_table import Decision
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED

ROOT = Path(__file__).resolve().parents[2]
UNTIL_KILLED = """
import itertools, sys
from pathlib import Path
from formcheck.history import Store
from tests.history.examples import BRIDGE, FAULT, repetition
store = Store(Path(sys.argv[1]))
session = store.begin_session(BRIDGE, source="camera")
one = store.begin_set(session, number=1)
for index in itertools.count(1):
    store.add_event(session, "cue", set_id=one, data={"index": index})
    store.add_repetition(one, repetition(index, faults=(FAULT,))).result()
    print(index, flush=True)
"""
ANSWERS_UNTIL_KILLED = """
import itertools, sys
from pathlib import Path
from formcheck.history import JudgedAnswer, Store
from formcheck.safety.decision_table import Decision, Judgement
from tests.history.pains import CHECKED
store = Store(Path(sys.argv[1]))
for number in itertools.count(1):
    judgement = Judgement(decision=Decision.STOP, rules=(str(number),))
    store.judge_answer(CHECKED, lambda earlier: JudgedAnswer(judgement=judgement)).result()
    print(number, flush=True)
"""
TEN_TRAININGS = """
import sys
from pathlib import Path
from formcheck.history import Store
from tests.history.examples import BRIDGE, repetition
with Store(Path(sys.argv[1])) as store:
    for _ in range(10):
        one = store.begin_set(store.begin_session(BRIDGE, source=sys.argv[2]), number=1)
        store.add_repetition(one, repetition())
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal nobody can catch")
def test_a_killed_program_loses_no_confirmed_repetition(tmp_path):
    path = tmp_path / "history.sqlite3"
    with start(UNTIL_KILLED, path) as child:
        promised = [int(child.stdout.readline()) for _ in range(25)][-1]
        child.send_signal(signal.SIGKILL)
        printed = [int(line) for line in child.stdout.read().split()]
        child.stderr.close()
    promised = max([promised, *printed])
    assert child.returncode == -signal.SIGKILL
    with Store(path) as store:
        (session,) = store.open_sessions()
        (one,) = session.sets
        kept = [repetition.result.index for repetition in one.repetitions]
        assert kept == list(range(1, len(kept) + 1))
        assert promised <= len(kept) <= promised + 1
        assert one.counted == len(kept)
        assert all(len(repetition.result.faults) == 1 for repetition in one.repetitions)
        # Its event was asked for before the repetition, so it is there as well.
        assert len(kept) <= len(store.events(session.id)) <= len(kept) + 1
        assert (session.state, one.state) == (SessionState.RUNNING, SessionState.RUNNING)
        store.interrupt(session.id).result()
        assert store.open_sessions() == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal nobody can catch")
def test_a_killed_program_loses_no_confirmed_answer(tmp_path):
    path = tmp_path / "history.sqlite3"
    with start(ANSWERS_UNTIL_KILLED, path) as child:
        promised = [int(child.stdout.readline()) for _ in range(25)][-1]
        child.send_signal(signal.SIGKILL)
        promised = max([promised, *(int(line) for line in child.stdout.read().split())])
        child.stderr.close()
    assert child.returncode == -signal.SIGKILL
    with Store(path) as store:
        kept = store.answers()
    assert promised <= len(kept) <= promised + 1
    assert [int(one.rules[0]) for one in kept] == list(range(1, len(kept) + 1))
    assert {(one.event, one.decision) for one in kept} == {(CHECKED, Decision.STOP)}


def test_two_programs_that_make_and_fill_one_history_lose_nothing(tmp_path):
    path = tmp_path / "history.sqlite3"
    children = [start(TEN_TRAININGS, path, name) for name in ("one", "two")]
    for child in children:
        _, error_output = child.communicate(timeout=120)
        assert (child.returncode, error_output) == (0, "")
    with Store(path) as store:
        sessions = store.sessions()
        sources = [session.source for session in sessions]
        assert (sources.count("one"), sources.count("two")) == (10, 10)
        assert [len(session.sets) for session in sessions] == [1] * 20
        assert [session.sets[0].counted for session in sessions] == [1] * 20


def test_one_program_reads_at_once_what_the_other_wrote(tmp_path):
    path = tmp_path / "history.sqlite3"
    with Store(path) as one, Store(path) as other:
        session = one.begin_session(BRIDGE, source="camera")
        assert [t.id for t in other.open_sessions()] == [session]
        other.interrupt(session).result()
        assert one.open_sessions() == ()
        one.end_session(session, state=SessionState.FINISHED).result()
        assert other.session(session).state == SessionState.FINISHED
