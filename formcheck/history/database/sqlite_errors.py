"""SQLite's errors, each explained in one sentence."""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError, StatementError

from formcheck.errors import StoreError

__all__ = ["BUSY_S", "FAILURES", "error_code", "may_pass", "store_error"]

BUSY_S = 5.0
"""How long to wait for another process that uses the file, before an error says so."""

FAILURES = (SQLAlchemyError, sqlite3.Error, OSError, ValueError, TypeError, ArithmeticError)
"""What reading, writing and converting rows may raise; `store_error` explains it in a sentence."""

_PRIMARY = 0xFF  # the other bits of SQLite's code only name variants of the same failure

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space, then start FormCheck again.",
    sqlite3.SQLITE_BUSY: (
        f"another program has been using it for {BUSY_S:g} seconds. Close that program, then try "
        "again."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "it is damaged. Move it away (FormCheck then starts a new one), or replace it with a copy."
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk could not be read or written. It may be full, failing or disconnected."
    ),
    sqlite3.SQLITE_READONLY: (
        "it may not be written to. Allow writing to the file and its folder, or name another "
        "folder in FORMCHECK_DATA."
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "an entry refers to something that is not in it. Expected the number of a session and a "
        "set that were started. Reload the page."
    ),
}
_SAME = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_NOTADB: sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
}

_PASSING = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}


def error_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary code of a failure, SQLITE_ERROR when the driver itself failed."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & _PRIMARY


def may_pass(error: BaseException) -> bool:
    """Return whether a write failed for a reason that may pass without a change of the write.

    A full disk, a lock, a folder that may not be written to, a disk that was taken away.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, StatementError):
            cause = cause.orig
            continue
        if isinstance(cause, sqlite3.Error):
            code = error_code(cause)
            return _SAME.get(code, code) in _PASSING
        if isinstance(cause, OSError):
            return True
        cause = cause.__cause__
    return False


def store_error(path: Path, cause: BaseException) -> StoreError:
    """Return the error that says what went wrong with the history `path`.

    A `StoreError` is returned unchanged. The caller raises the result `from cause`.
    """
    if isinstance(cause, StoreError):
        return cause
    reason = cause.orig if isinstance(cause, StatementError) else cause
    if isinstance(reason, sqlite3.Error):
        code = error_code(reason)
        sentence = _SENTENCES.get(_SAME.get(code, code))
        if sentence is not None:
            return StoreError(f"The history {path} cannot be used: {sentence}")
    if isinstance(reason, OSError):
        said = reason.strerror or str(reason)
        return StoreError(
            f"The history {path} cannot be used: {said}. Expected a file that can be read and "
            "written. Set FORMCHECK_DATA to use another folder."
        )
    return StoreError(
        f"The history {path} cannot be used: expected content that FormCheck wrote, got "
        f"{type(reason).__name__} ({reason}). Move the file away to continue without it."
    )
