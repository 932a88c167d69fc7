"""Programs that are killed, and two that share a history."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.clinic.store import State, Store
from formcheck.safety.tables import Decision
from tests.clinic.store.examples import BRIDGE
from tests.clinic.store.pains import CHECKED

ROOT = Path(__file__).resolve().parents[3]
UNTIL_KILLED = """
import itertools, sys
from pathlib import Path
from formcheck.clinic.store import Store
from tests.clinic.store.examples import BRIDGE, FAULT, repetition
store = Store(Path(sys.argv[1]))
training = store.begin_training(BRIDGE, source="camera")
one = store.begin_set(training, number=1)
for index in itertools.count(1):
    store.add_event(training, "cue", set_id=one, data={"index": index})
    store.add_repetition(one, repetition(index, faults=(FAULT,))).result()
    print(index, flush=True)
"""
ANSWERS_UNTIL_KILLED = """
import itertools, sys
from pathlib import Path
from formcheck.clinic.store import Judged, Store
from formcheck.safety.tables import Decision, Judgement
from tests.clinic.store.pains import CHECKED
store = Store(Path(sys.argv[1]))
for number in itertools.count(1):
    judgement = Judgement(decision=Decision.STOP, rules=(str(number),))
    store.judge_answer(CHECKED, lambda earlier: Judged(judgement=judgement)).result()
    print(number, flush=True)
"""
TEN_TRAININGS = """
import sys
from pathlib import Path
from formcheck.clinic.store import Store
from tests.clinic.store.examples import BRIDGE, repetition
with Store(Path(sys.argv[1])) as store:
    for _ in range(10):
        one = store.begin_set(store.begin_training(BRIDGE, source=sys.argv[2]), number=1)
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
def test_a_killed_program_loses_no_repetition_it_was_promised(tmp_path):
    path = tmp_path / "history.sqlite3"
    with start(UNTIL_KILLED, path) as child:
        promised = [int(child.stdout.readline()) for _ in range(25)][-1]
        child.send_signal(signal.SIGKILL)
        printed = [int(line) for line in child.stdout.read().split()]
        child.stderr.close()
    promised = max([promised, *printed])
    assert child.returncode == -signal.SIGKILL
    with Store(path) as store:
        (training,) = store.open_trainings()
        (one,) = training.sets
        kept = [repetition.result.index for repetition in one.repetitions]
        assert kept == list(range(1, len(kept) + 1))
        assert promised <= len(kept) <= promised + 1
        assert one.counted == len(kept)
        assert all(len(repetition.result.faults) == 1 for repetition in one.repetitions)
        # Its event was asked for before the repetition, so it is there as well.
        assert len(kept) <= len(store.events(training.id)) <= len(kept) + 1
        assert (training.state, one.state) == (State.RUNNING, State.RUNNING)
        store.interrupt(training.id).result()
        assert store.open_trainings() == ()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal nobody can catch")
def test_a_killed_program_loses_no_answer_it_was_promised(tmp_path):
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
        _, said = child.communicate(timeout=120)
        assert (child.returncode, said) == (0, "")
    with Store(path) as store:
        trainings = store.trainings()
        sources = [training.source for training in trainings]
        assert (sources.count("one"), sources.count("two")) == (10, 10)
        assert [len(training.sets) for training in trainings] == [1] * 20
        assert [training.sets[0].counted for training in trainings] == [1] * 20


def test_what_one_wrote_the_other_reads_at_once(tmp_path):
    path = tmp_path / "history.sqlite3"
    with Store(path) as one, Store(path) as other:
        training = one.begin_training(BRIDGE, source="camera")
        assert [t.id for t in other.open_trainings()] == [training]
        other.interrupt(training).result()
        assert one.open_trainings() == ()
        one.end_training(training, state=State.FINISHED).result()
        assert other.training(training).state == State.FINISHED
