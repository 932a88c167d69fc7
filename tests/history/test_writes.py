"""Queued writes: no caller waits for them, and every failure is reported."""

import gc
import os
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest

from formcheck.errors import StoreError
from formcheck.history import SessionState, Store
from formcheck.history.database import sqlite_errors
from formcheck.history.database.sqlite_errors import may_pass
from tests.history.connecting import Connecting
from tests.history.examples import BRIDGE, repetition

ROOT = Path(__file__).resolve().parents[2]
FULL_DISK = """
import resource, sys
from pathlib import Path
from formcheck.history import Store
from formcheck.errors import StoreError
from tests.history.examples import BRIDGE, repetition
store = Store(Path(sys.argv[1]))
one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
store.add_repetition(one, repetition(1)).result()
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, hard))
for index in range(2, 400):
    store.add_repetition(one, repetition(index, reason="x" * 1000))
try:
    store.close()
except StoreError as error:
    print(error)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path):
    opened = Store(path)
    yield opened
    opened.forget_failure()
    opened.close()


class Held:
    """Another program that locks the file inside `with`."""

    def __init__(self, path: Path) -> None:
        self._raw = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> None:
        """Lock the file."""
        self._raw.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        """Unlock the file, unchanged."""
        self._raw.execute("ROLLBACK")
        self._raw.close()


def add_much(store: Store, one: int) -> Future[int]:
    return store.add_repetition(one, repetition(reason="x" * 100_000))


def fail_twice(store: Store) -> None:
    """Fail in the history, and then for another reason."""
    store.add_event(7, "cue")
    raise ZeroDivisionError


class TestNobodyWaits:
    def test_not_even_while_another_program_holds_the_file(self, store, path):
        session = store.begin_session(BRIDGE, source="camera")
        one = store.begin_set(session, number=1)
        with Held(path):
            begun_s = time.monotonic()
            kept = store.add_repetition(one, repetition())
            store.add_event(session, "cue", set_id=one)
            later = store.queue_set(session, number=2)
            store.end_set(later, None, state=SessionState.STOPPED)
            took_s = time.monotonic() - begun_s
            assert not kept.done()
        assert took_s < 0.5
        assert kept.result() == store.repetitions(one)[0].id
        assert [s.state for s in store.session(session).sets] == ["running", "stopped"]
        assert store.failure is None

    def test_promised_numbers_can_be_used_like_known_ones(self, store):
        session = store.queue_session(BRIDGE, source="camera")
        one = store.queue_set(session, number=1)
        store.add_repetition(one, repetition())
        store.add_event(session, "cue", set_id=one)
        store.end_set(one, None, state=SessionState.FINISHED)
        store.end_session(session, state=SessionState.FINISHED)
        kept = store.session(session.result())
        assert (kept.state, kept.sets[0].id, kept.sets[0].counted) == ("finished", one.result(), 1)

    def test_a_promise_of_another_store_is_refused(self, store):
        with pytest.raises(StoreError, match="of this store"):
            store.queue_set(Future(), number=1).result()

    def test_many_threads_may_write_at_once(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)

        def write() -> None:
            for index in range(20):
                store.add_repetition(one, repetition(index))

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.repetitions(one)) == 80

    def test_closing_finishes_what_was_queued(self, path):
        store = Store(path)
        one = store.queue_set(store.queue_session(BRIDGE, source="camera"), number=1)
        for index in range(20):
            store.add_repetition(one, repetition(index))
        store.close()
        store.close()
        with Store(path) as again:
            assert again.open_sessions()[0].sets[0].counted == 20


class TestFailures:
    def test_the_first_one_is_kept_until_it_is_forgotten(self, store):
        store.add_event(7, "cue")
        store.add_event(8, "cue")
        store.plan()
        assert "got 7" in str(store.failure)
        assert "got 7" in str(store.failure)
        store.forget_failure()
        assert store.failure is None

    def test_closing_raises_an_unseen_failure(self, path):
        store = Store(path)
        store.add_event(7, "cue")
        with pytest.raises(StoreError, match="got 7"):
            store.close()
        store.close()

    def test_writes_that_depend_on_a_failed_one_fail_and_the_first_is_reported(self, path):
        store = Store(path)
        later = store.queue_set(7, number=1)
        store.add_repetition(later, repetition())
        with pytest.raises(StoreError, match="number of a session in the history, got 7"):
            store.close()

    @pytest.mark.parametrize("ask", ["result", "exception", "failure"])
    def test_closing_is_silent_when_somebody_saw_the_error(self, path, ask):
        store = Store(path)
        write = store.add_event(7, "cue")
        if ask == "result":
            with pytest.raises(StoreError):
                write.result()
        elif ask == "exception":
            assert isinstance(write.exception(), StoreError)
        else:
            store.plan()
            assert store.failure is not None
        store.close()

    def test_a_failed_write_does_not_hide_the_error_that_left_the_block(self, path):
        with pytest.raises(ZeroDivisionError), Store(path) as store:
            fail_twice(store)

    def test_a_full_disk_is_reported_and_earlier_writes_stay(self, path):
        connecting = Connecting()
        with Store(path, connect=connecting) as store:
            one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
            store.add_repetition(one, repetition()).result()
            connecting.fill_up()
            with pytest.raises(StoreError, match="the disk is full"):
                add_much(store, one).result()
            (kept,) = store.repetitions(one)
            assert kept.result.index == 1
            assert store.open_sessions()[0].sets[0].counted == 1

    @pytest.mark.skipif(os.name == "nt", reason="needs a system with file size limits")
    def test_a_file_that_cannot_grow_is_reported_at_closing(self, path):
        done = subprocess.run(
            [sys.executable, "-c", FULL_DISK, path],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "full" in done.stdout
        with Store(path) as store:
            kept = store.open_sessions()[0].sets[0]
            assert 1 <= len(kept.repetitions) == kept.counted < 399

    def test_a_program_that_locks_the_file_is_reported(self, path):
        with Store(path, connect=Connecting(busy_s=0.05)) as store:
            with Held(path), pytest.raises(StoreError, match="another program has been using it"):
                store.begin_session(BRIDGE, source="camera")
            assert store.begin_session(BRIDGE, source="camera") == 1

    @pytest.mark.parametrize(
        "use",
        [
            lambda store: store.plan(),
            lambda store: store.save_plan([]),
            lambda store: store.begin_session(BRIDGE, source="camera"),
        ],
    )
    def test_a_closed_store_says_so(self, path, use):
        store = Store(path)
        store.close()
        with pytest.raises(StoreError, match="was closed"):
            use(store)

    def test_a_failed_opening_leaves_no_thread_and_no_connection(self, path):
        path.write_text("mine")
        before = threading.active_count()
        with pytest.raises(StoreError):
            Store(path)
        gc.collect()  # an open connection would be warned of, and warnings are errors
        assert threading.active_count() == before


def test_driver_errors_have_a_sentence_too(path):
    with closing(sqlite3.connect(":memory:")) as raw, pytest.raises(sqlite3.Error) as caught:
        raw.execute("SELECT ?", ())
    assert "cannot be used" in str(sqlite_errors.store_error(path, caught.value))


@pytest.mark.parametrize(
    ("code", "passes"),
    [
        (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_BUSY, True),
        (sqlite3.SQLITE_LOCKED, True),
        (sqlite3.SQLITE_IOERR, True),
        (sqlite3.SQLITE_READONLY, True),
        (sqlite3.SQLITE_CANTOPEN, True),
        (sqlite3.SQLITE_CORRUPT, False),
        (sqlite3.SQLITE_CONSTRAINT, False),
    ],
)
def test_what_may_pass_is_told_from_what_stays(code, passes):
    error = sqlite3.OperationalError()
    error.sqlite_errorcode = code
    wrapped = StoreError("told")
    wrapped.__cause__ = error
    assert may_pass(error) is may_pass(wrapped) is passes
    assert may_pass(OSError(28, "No space left"))
    assert not may_pass(StoreError("no set"))
