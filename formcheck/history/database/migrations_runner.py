"""Opening the history file: look without touching, then bring it up to date.

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
"""What opens the one connection to a history; it must begin no transaction by itself."""

WRITING = {"begin": "BEGIN IMMEDIATE"}
"""Execution options of an engine for writing.

A transaction that is to write takes the lock at its start: one that read first and wants to write
later is refused at once when another process has written in between, without any waiting.
"""

_APPLICATION_ID = 0x46436865  # "FChe" in the header marks the file as ours
_APPLICATION_ID_AT = slice(68, 72)
_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\x00"
_STEPS = Path(__file__).resolve().parent / "migrations"


def history_path() -> Path:
    """Return where the history is kept unless told otherwise; it may not exist yet."""
    return data_dir() / "history.sqlite3"


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that waits `BUSY_S` for other programs and begins nothing by itself."""
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)


def open_history(path: Path, *, connect: Connect = connect) -> Engine:
    """Return an engine with one open connection to the history `path`, made when missing.

    To be called, used and disposed of on one and the same thread. An earlier form of the file is
    brought up to date after a copy was put beside it. Raises `StoreError` for a file that is not
    ours, damaged, newer, unreadable or unwritable; then it is left as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        script = ScriptDirectory(str(_STEPS))
        exists = _look(path, script)
        # What was trained is nobody else's business: the copies SQLite keeps beside take it over.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        raw = connect(path)
        try:
            return _prepared(raw, path, script, exists=exists)
        except BaseException:
            raw.close()
            raise
    except FAILURES as error:
        raise store_error(path, error) from error


def _look(path: Path, script: ScriptDirectory) -> bool:
    """Tell whether there is a history; raise for anything we must not write to."""
    if not path.exists():
        return False
    if not path.is_file():  # reading a device or a pipe might never end
        raise StoreError(
            f"Expected FormCheck's history in {path}, got something that is no file. Move it away, "
            "or name another folder in FORMCHECK_DATA."
        )
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:  # another process is about to fill it, or went away just then
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
        # A power cut left a half-done write, which has to be taken back before anyone can read.
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
                "(FormCheck then starts a new one), or put a copy in its place."
            )
        revision = _revision(raw)
    if revision is not None and revision not in {step.revision for step in script.walk_revisions()}:
        raise StoreError(
            f"The history {path} was written by a newer FormCheck (its form is {revision!r}, "
            f"expected {script.get_current_head()!r} or earlier). Install that version, or name "
            "another folder in FORMCHECK_DATA."
        )


def _revision(raw: sqlite3.Connection) -> str | None:
    """Return the step the file stands at, None before the first."""
    found = raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()
    if found is None:
        return None
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _prepared(
    raw: sqlite3.Connection, path: Path, script: ScriptDirectory, *, exists: bool
) -> Engine:
    raw.execute("PRAGMA trusted_schema=OFF")
    if not exists:
        # In the header before anything else, so that a file of ours can be told from its first
        # page alone, however it was left.
        _patiently(lambda: raw.execute(f"PRAGMA application_id={_APPLICATION_ID}"))
    # Readers and the writer do not wait for each other. A folder on a network may not offer it;
    # the history then works as well, with more waiting.
    _patiently(lambda: raw.execute("PRAGMA journal_mode=WAL").fetchone())
    # A killed process loses nothing under NORMAL either, a power cut would lose the last writes.
    # FULL waits for the disk once a repetition, on a thread of its own, which nobody notices.
    raw.execute("PRAGMA synchronous=FULL")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    raw.execute("PRAGMA foreign_keys=OFF")  # a step may have to make a table anew
    with engine.execution_options(**WRITING).begin() as connection:
        _check_writable(raw)
        _bring_up_to_date(connection, raw, path, script)
    raw.execute("PRAGMA foreign_keys=ON")
    return engine


def _check_writable(raw: sqlite3.Connection) -> None:
    """Raise for a file that SQLite may only read, which the lock alone does not tell."""
    raw.execute("SAVEPOINT attempt")
    raw.execute("PRAGMA user_version=1")
    raw.execute("ROLLBACK TO attempt")
    raw.execute("RELEASE attempt")


def _begin(connection: Connection) -> None:
    # The driver's own habit of beginning late, and not for changes of tables, is switched off
    # (isolation_level=None), so that a step happens as a whole or not at all.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _bring_up_to_date(
    connection: Connection, raw: sqlite3.Connection, path: Path, script: ScriptDirectory
) -> None:
    """Run the missing steps; the lock is held, so nobody else does so at the same time."""
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
    """Put a copy beside the file, as of its last complete write, replacing no earlier copy."""
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


def _patiently(work: Callable[[], object]) -> None:
    """Do `work`, waiting for other processes where SQLite itself would not."""
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
