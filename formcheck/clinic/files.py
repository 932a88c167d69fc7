"""Writing whole files or none."""

from pathlib import Path

from formcheck.atomic_path import AtomicPath
from formcheck.errors import OutputError

__all__ = ["write_bytes", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step: an earlier file stays until the new one is whole.

    Raises `OutputError` when that cannot be done; then nothing is left behind.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` as `write_text` does."""
    try:
        with AtomicPath(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise OutputError(f"Cannot write {path}: {error.strerror or error}.") from error
