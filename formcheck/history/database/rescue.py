"""Saves the content of an open history whose file was deleted or replaced by somebody."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from formcheck.atomic_path import AtomicPath

__all__ = ["identify", "rescue_content"]

_SIDE_FILES = ("-wal", "-shm")


def identify(path: Path) -> tuple[int, int] | None:
    """Return what stays the same as long as `path` is the same file; None when it is missing."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def rescue_content(engine: Engine, lost: Path) -> Path:
    """Write the content of `engine`'s history to a file and dispose of the engine.

    The file is `lost` itself if it is missing now, else a new one beside it. Runs on the thread of
    the engine. Raises what SQLite raises, and `OSError`; the engine then still works.
    """
    missing = identify(lost) is None
    target = lost if missing else _find_free_name(lost)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with AtomicPath(target) as part:
        part.touch(mode=0o600)
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("VACUUM INTO ?", (str(part),))
        engine.dispose()
        if missing:  # the deleted file's last pages must not be taken for the new one's
            for ending in _SIDE_FILES:
                lost.with_name(lost.name + ending).unlink(missing_ok=True)
    return target


def _find_free_name(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.stem}-kept-{number}{path.suffix}")).exists():
        number += 1
    return free
