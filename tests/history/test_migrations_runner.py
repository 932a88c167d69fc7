"""Opening a new history, an earlier one, and files that must stay unchanged."""

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from formcheck.errors import StoreError
from formcheck.history import Store
from formcheck.history.database import migrations_runner
from formcheck.history.database.schema import Base
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from tests.history.examples import BRIDGE, FAULT, repetition

FIRST = (Path(__file__).parent / "revision_0001.sql").read_text(encoding="utf-8")
SECOND = (Path(__file__).parent / "revision_0002.sql").read_text(encoding="utf-8")
HEAD = "0004"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


def run_script(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(script)


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def assert_refused(path: Path, match: str) -> None:
    """Check that the file is refused in a sentence with its name, and not changed."""
    before = path.read_bytes()
    with pytest.raises(StoreError, match=match) as caught:
        Store(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


class TestNew:
    def test_it_is_made_with_its_folder_for_this_person_only(self, tmp_path):
        path = tmp_path / "a" / "b" / "history.sqlite3"
        Store(path).close()
        assert query(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
        if os.name != "nt":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_an_empty_file_is_a_new_history(self, path):
        path.touch()
        Store(path).close()
        assert query(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]

    def test_the_steps_make_what_the_models_say(self, path):
        Store(path).close()
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []

    def test_closed_it_is_one_file_with_no_copy_beside(self, path):
        with Store(path) as store:
            store.begin_session(BRIDGE, source="camera")
        with Store(path) as store:
            assert len(store.sessions()) == 1
        assert list(path.parent.iterdir()) == [path]

    def test_the_connection_syncs_waits_for_locks_and_checks_foreign_keys(self, path):
        engine = migrations_runner.open_history(path)
        with engine.connect() as connection:
            settings_read = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        engine.dispose()
        assert settings_read == ["wal", 2, 1, 5000]

    def test_a_history_with_only_its_first_page_is_completed(self, path):
        run_script(path, f"PRAGMA application_id={migrations_runner._APPLICATION_ID}")
        Store(path).close()
        assert query(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


class TestEarlier:
    def test_it_is_brought_up_to_date_with_all_that_was_in_it(self, path):
        run_script(path, FIRST)
        with Store(path) as store:
            assert store.plan() == (BRIDGE,)
            (session,) = store.open_sessions()
            assert session.item == BRIDGE
            (kept,) = session.sets[0].repetitions
            assert (kept.result.rom_deg, kept.result.hold_s) == (61.5, 5.0)
            assert kept.result.back_s != kept.result.back_s
            assert [fault.rule for fault in kept.result.faults] == [FAULT.rule]
            store.save_setting("voice", True).result()
            store.delete_session(session.id).result()
            assert store.sessions() == ()

    def test_a_history_from_before_the_answers_keeps_everything_and_accepts_answers(self, path):
        run_script(path, SECOND)
        with Store(path) as store:
            assert (store.plan(), store.setting("voice")) == ((BRIDGE,), True)
            (session,) = store.open_sessions()
            (kept,) = session.sets[0].repetitions
            assert (kept.result.rom_deg, kept.result.faults) == (61.5, (FAULT,))
            (event,) = store.events(session.id)
            assert (event.kind, event.data) == ("stopped", {"why": "asked"})
            assert store.session(2) is None
            assert store.answers() == ()
            asked = PainQuestionAsked(
                at=event.at, exercise="bridge", why=QuestionReason.STOP, session_id=session.id
            )
            store.add_answer(asked).result()
            assert [kept.event for kept in store.answers()] == [asked]
            store.restore_session(2).result()
            assert store.session(2).source == "bridge_good"
        copy = path.with_name("history.before-0002.sqlite3")
        assert sorted(path.parent.iterdir()) == [copy, path]
        assert query(copy, "SELECT version_num FROM alembic_version") == [("0002",)]

    def test_a_copy_is_made_before_the_migration(self, path):
        run_script(path, FIRST)
        Store(path).close()
        copy = path.with_name("history.before-0001.sqlite3")
        assert sorted(path.parent.iterdir()) == [copy, path]
        assert query(copy, "SELECT version_num FROM alembic_version") == [("0001",)]
        assert query(copy, "SELECT rom_deg FROM repetitions") == [(61.5,)]
        assert query(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]

    def test_two_programs_that_open_it_at_once_migrate_it_once(self, path):
        run_script(path, FIRST)
        with ThreadPoolExecutor(4) as threads:
            stores = list(threads.map(lambda _: Store(path), range(4)))
        for store in stores:
            assert len(store.open_sessions()) == 1
            store.close()
        copy = path.with_name("history.before-0001.sqlite3")
        assert sorted(path.parent.iterdir()) == [copy, path]

    def test_an_earlier_copy_is_not_replaced(self, path):
        earlier = path.with_name("history.before-0001.sqlite3")
        earlier.write_bytes(b"mine")
        run_script(path, FIRST)
        Store(path).close()
        assert earlier.read_bytes() == b"mine"
        second = path.with_name("history.before-0001-2.sqlite3")
        assert query(second, "SELECT version_num FROM alembic_version") == [("0001",)]

    def test_without_a_copy_nothing_is_migrated(self, path, monkeypatch):
        run_script(path, FIRST)

        def full(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(migrations_runner, "_back_up", full)
        with pytest.raises(StoreError, match="No space left"):
            Store(path)
        assert query(path, "SELECT version_num FROM alembic_version") == [("0001",)]

    def test_a_step_that_fails_halfway_leaves_the_earlier_form(self, path):
        run_script(path, FIRST)
        # The step makes the settings first and then adds this column, which is already there.
        run_script(path, "ALTER TABLE trainings ADD COLUMN deleted_at TEXT")
        with pytest.raises(StoreError, match="cannot be used"):
            Store(path)
        assert query(path, "SELECT version_num FROM alembic_version") == [("0001",)]
        assert query(path, "SELECT name FROM sqlite_schema WHERE name = 'settings'") == []


class TestLeftAsTheyAre:
    @pytest.mark.parametrize(
        "content", [b"x", b"Dear diary, " * 100, b"SQLite format 3\0", b"\0" * 9999]
    )
    def test_files_of_another_kind(self, path, content):
        path.write_bytes(content)
        assert_refused(path, "another kind of file")

    def test_another_programs_database(self, path):
        run_script(path, "CREATE TABLE trainings (id INTEGER); INSERT INTO trainings VALUES (1)")
        assert_refused(path, "another kind of file")

    def test_a_newer_formchecks(self, path):
        Store(path).close()
        run_script(path, "UPDATE alembic_version SET version_num = '0999'")
        assert_refused(path, "written by a newer FormCheck.*'0004'.*'0999'")

    @pytest.mark.parametrize("keep", [100, 4096, 5000])
    def test_one_cut_short(self, path, keep):
        Store(path).close()
        path.write_bytes(path.read_bytes()[:keep])
        assert_refused(path, "damaged")

    def test_one_with_a_page_overwritten(self, path):
        with Store(path) as store:
            one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
            for index in range(100):
                store.add_repetition(one, repetition(index, reason="x" * 200))
        content = bytearray(path.read_bytes())
        content[-4096:] = b"\xa5" * 4096
        path.write_bytes(content)
        assert_refused(path, "damaged")

    def test_a_folder_in_its_place(self, path):
        path.mkdir()
        with pytest.raises(StoreError, match="not a file"):
            Store(path)
        assert list(path.iterdir()) == []

    def test_a_file_in_its_folders_place(self, tmp_path):
        (tmp_path / "data").write_text("mine")
        with pytest.raises(StoreError, match=r"cannot be used: .*FORMCHECK_DATA"):
            Store(tmp_path / "data" / "history.sqlite3")
        assert (tmp_path / "data").read_text() == "mine"

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_a_pipe_in_its_place_is_not_waited_for(self, path):
        os.mkfifo(path)
        with pytest.raises(StoreError, match="not a file"):
            Store(path)

    @pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
    )
    def test_a_file_and_a_folder_that_may_not_be_written_to(self, path):
        Store(path).close()
        path.chmod(0o400)
        assert_refused(path, "cannot be used")
        path.parent.chmod(0o500)
        assert_refused(path, "cannot be used")
        path.parent.chmod(0o700)

    def test_one_that_sqlite_may_only_read(self, path):
        Store(path).close()

        def read_only(path):
            return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

        with pytest.raises(StoreError, match=r"may not be written to\. Allow"):
            Store(path, connect=read_only)


def test_an_unfinished_write_is_rolled_back(path):
    """Without a write-ahead log, a power cut leaves a journal that SQLite replays."""
    Store(path).close()
    run_script(path, "PRAGMA journal_mode=DELETE")
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA cache_size=1")
    raw.execute("BEGIN IMMEDIATE")
    for index in range(200):
        raw.execute("INSERT INTO settings VALUES (?, ?)", (f"{index}", '"' + "x" * 3000 + '"'))
    copy = path.with_name("lost.sqlite3")
    copy.write_bytes(path.read_bytes())
    journal = path.with_name(f"{path.name}-journal").read_bytes()
    path.with_name(f"{copy.name}-journal").write_bytes(journal)
    raw.execute("ROLLBACK")
    raw.close()
    with Store(copy) as store:
        assert store.setting("1") is None
    assert query(copy, "PRAGMA integrity_check") == [("ok",)]


def test_the_rest_of_formcheck_loads_no_database():
    code = (
        "import sys, formcheck, formcheck.assessment.checker, formcheck.review.pipeline;"
        "print({'sqlalchemy', 'alembic'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
