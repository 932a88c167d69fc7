"""What SQLite refuses, said in one sentence."""

import sqlite3
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError, StatementError

from formcheck.errors import StoreError

__all__ = ["BUSY_S", "FAILURES", "error_code", "store_error"]

BUSY_S = 5.0
"""How long another process may keep the file before we say so."""

FAILURES = (SQLAlchemyError, sqlite3.Error, OSError, ValueError, TypeError, ArithmeticError)
"""What reading, writing and converting rows raise; `store_error` says all of it in a sentence."""

_PRIMARY = 0xFF  # the rest of SQLite's code tells kinds of the same failure apart

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space, then start FormCheck again.",
    sqlite3.SQLITE_BUSY: (
        f"another program has kept it busy for {BUSY_S:g} seconds. Close that program, then try "
        "again."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "it is damaged. Move it away (FormCheck then starts a new one), or put a copy in its place."
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk could not be read or written. It may be full, failing or disconnected."
    ),
    sqlite3.SQLITE_READONLY: (
        "it may not be written to. Allow writing to the file and its folder, or name another "
        "folder in FORMCHECK_DATA."
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        "what it was to refer to is not in it. Expected the number of a training and a set that "
        "were begun."
    ),
}
_SAME = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_NOTADB: sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
}


def error_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary code of a failure, SQLITE_ERROR where the driver itself failed."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & _PRIMARY


def store_error(path: Path, cause: BaseException) -> StoreError:
    """Return the error that says what went wrong with the history `path`.

    A `StoreError` is returned as it is. To be raised `from cause`.
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
            "written; FORMCHECK_DATA names another folder."
        )
    return StoreError(
        f"The history {path} cannot be used: expected what FormCheck writes, got "
        f"{type(reason).__name__} ({reason}). To go on without it, move the file away."
    )
