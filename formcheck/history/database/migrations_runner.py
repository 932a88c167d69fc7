"""Opens the history file: checks it without changing it, then updates it to the newest version.

A file that is not ours, is damaged, or comes from a newer FormCheck is only read, never written.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from formcheck.atomic_path import AtomicPath
from formcheck.errors import StoreError
from formcheck.history.database.sqlite_errors import BUSY_S, FAILURES, error_code, store_error
from formcheck.paths import data_dir

__all__ = ["WRITING", "Connect", "connect", "history_path", "open_history"]

Connect = Callable[[Path], sqlite3.Connection]
"""A function that opens the connection to a history; it must not begin a transaction by itself."""

WRITING = {"begin": "BEGIN IMMEDIATE"}
"""Execution options of an engine for writing.

A writing transaction takes the lock at its start. If it read first and wrote later, SQLite would
refuse it at once, without waiting, when another process had written in between.
"""

_APPLICATION_ID = 0x46436865  # "FChe" in the header marks the file as ours
_APPLICATION_ID_AT = slice(68, 72)
_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"
_STEPS = Path(__file__).resolve().parent / "migrations"


def history_path() -> Path:
    """Return the default path of the history; the file may not exist yet."""
    return data_dir() / "history.sqlite3"


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that waits `BUSY_S` for other programs and begins no transaction."""
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)


def open_history(path: Path, *, connect: Connect = connect) -> Engine:
    """Return an engine with one open connection to the history `path`, created when missing.

    The same thread must open, use and dispose of it. A file of an earlier version is updated after
    a copy was saved beside it. Raises `StoreError` for a file that is not ours, damaged, newer,
    unreadable or unwritable; the file is then left unchanged.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        script = ScriptDirectory(str(_STEPS))
        exists = _check_existing(path, script)
        # The history is private: only its owner may read it. SQLite's side files get the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        raw = connect(path)
        try:
            return _prepare_engine(raw, path, script, exists=exists)
        except BaseException:
            raw.close()
            raise
    except FAILURES as error:
        raise store_error(path, error) from error


def _check_existing(path: Path, script: ScriptDirectory) -> bool:
    """Return whether there is a history; raise for a file that must not be written."""
    if not path.exists():
        return False
    if not path.is_file():  # reading a device or a pipe might never end
        raise StoreError(
            f"Expected FormCheck's history in {path}, got something that is not a file. Move it "
            "away, or name another folder in FORMCHECK_DATA."
        )
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:  # another process is about to fill the file, or ended before it did
        return False
    ours = _APPLICATION_ID.to_bytes(4, "big")
    if not header.startswith(_MAGIC) or header[_APPLICATION_ID_AT] != ours:
        raise StoreError(
            f"Expected FormCheck's history in {path}, got another kind of file. Move it away, or "
            "name another folder in FORMCHECK_DATA."
        )
    try:
        _examine(path, script, mode="ro")
    except sqlite3.OperationalError as error:
        if error_code(error) != sqlite3.SQLITE_READONLY:
            raise
        # A power cut left a half-done write. SQLite must undo it before anyone can read.
        _examine(path, script, mode="rw")
    return True


def _examine(path: Path, script: ScriptDirectory, *, mode: str) -> None:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=BUSY_S)) as raw:
        raw.execute("PRAGMA trusted_schema=OFF")
        checked = raw.execute("PRAGMA quick_check(1)").fetchone()[0]
        if checked != "ok":
            raise StoreError(
                f"The history {path} cannot be used: it is damaged ({checked}). Move it away "
                "(FormCheck then starts a new one), or replace it with a copy."
            )
        revision = _revision(raw)
    if revision is not None and revision not in {step.revision for step in script.walk_revisions()}:
        raise StoreError(
            f"The history {path} was written by a newer FormCheck (expected version "
            f"{script.get_current_head()!r} or earlier, got {revision!r}). Install that FormCheck, "
            "or name another folder in FORMCHECK_DATA."
        )


def _revision(raw: sqlite3.Connection) -> str | None:
    """Return the revision of the file, None before the first migration."""
    found = raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
    if found is None:
        return None
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _prepare_engine(
    raw: sqlite3.Connection, path: Path, script: ScriptDirectory, *, exists: bool
) -> Engine:
    raw.execute("PRAGMA trusted_schema=OFF")
    if not exists:
        # Written to the header first, so that its first page identifies a file of ours, whatever
        # state it is in.
        _retry_while_busy(lambda: raw.execute(f"PRAGMA application_id={_APPLICATION_ID}"))
    # With WAL, readers and the writer do not wait for each other. A network folder may not offer
    # it; the history then works too, with more waiting.
    _retry_while_busy(lambda: raw.execute("PRAGMA journal_mode=WAL").fetchone())
    # With NORMAL, a killed process would lose nothing, but a power cut would lose the last writes.
    # FULL waits for the disk once per repetition, on its own thread, which nobody notices.
    raw.execute("PRAGMA synchronous=FULL")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    raw.execute("PRAGMA foreign_keys=OFF")  # a migration may have to create a table again
    with engine.execution_options(**WRITING).begin() as connection:
        _check_writable(raw)
        _bring_up_to_date(connection, raw, path, script)
    raw.execute("PRAGMA foreign_keys=ON")
    return engine


def _check_writable(raw: sqlite3.Connection) -> None:
    """Raise for a file that SQLite may only read; taking the lock does not show that."""
    raw.execute("SAVEPOINT attempt")
    raw.execute("PRAGMA user_version=1")
    raw.execute("ROLLBACK TO attempt")
    raw.execute("RELEASE attempt")


def _begin(connection: Connection) -> None:
    # The driver would begin a transaction late, and not at all for table changes. That is switched
    # off (isolation_level=None), so that a migration runs completely or not at all.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _bring_up_to_date(
    connection: Connection, raw: sqlite3.Connection, path: Path, script: ScriptDirectory
) -> None:
    """Run the missing migrations; the lock is held, so no other process runs them now."""
    revision = _revision(raw)
    if revision == script.get_current_head():
        return
    if revision is not None:
        _back_up(path, revision)

    def steps(_rev: Any, _context: MigrationContext) -> Iterable[MigrationStep]:
        missing = list(script.iterate_revisions("head", revision or "base"))
        return [MigrationStep.upgrade_from_script(script.revision_map, s) for s in missing[::-1]]

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, render_as_batch=True)
        environment.run_migrations()


def _back_up(path: Path, revision: str) -> None:
    """Save a copy beside the file, as of its last complete write; keep earlier copies."""
    number = 1
    while (copy := _copy_name(path, revision, number)).exists():
        number += 1
    with AtomicPath(copy) as part:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)


def _copy_name(path: Path, revision: str, number: int) -> Path:
    again = "" if number == 1 else f"-{number}"
    return path.with_name(f"{path.stem}.before-{revision}{again}{path.suffix}")


def _retry_while_busy(work: Callable[[], object]) -> None:
    """Run `work` and wait for other processes, where SQLite itself would not wait."""
    deadline_s = time.monotonic() + BUSY_S
    while True:
        try:
            work()
        except sqlite3.OperationalError as error:
            busy = error_code(error) == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline_s:
                raise
            time.sleep(0.01)
        else:
            return
