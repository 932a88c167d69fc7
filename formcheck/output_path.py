"""Where a result may be written, checked before the work; and writing it whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from formcheck.atomic_path import AtomicPath
from formcheck.errors import OutputError

__all__ = ["check_outputs", "write_bytes", "write_text"]


def check_outputs(outputs: Mapping[str, Path | None], *, clip: Path | None = None) -> None:
    """Refuse what cannot succeed before an hour of work, and one file given twice.

    `outputs` maps the ending each file must have ("" for any) to the file, None where it is not
    wanted; `clip` is what is read. "-" stands for the screen. Raises `OutputError`.
    """
    wanted = [path for path in outputs.values() if path is not None and str(path) != "-"]
    for path in wanted:
        _check_place(path)
        if clip is not None and _is_same(path, clip):
            raise OutputError(f"{path} is the clip itself; choose another name for the output.")
    if len({path.resolve() for path in wanted}) != len(wanted):
        raise OutputError("Expected different files for the outputs, got one file twice.")
    for suffix, target in outputs.items():
        if target is not None and suffix and target.suffix.lower() != suffix:
            raise OutputError(f"Expected a file name ending in {suffix}, got {target.name}.")


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist; {path.name} goes there.")
    if path.is_dir():
        raise OutputError(f"Expected the name of a file to write, but {path} is a folder.")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"The folder {path.parent} cannot be written to.")


def _is_same(path: Path, clip: Path) -> bool:
    # A file system may not tell capitals apart, so that two names are one file.
    both_there = path.exists() and clip.exists()
    return path.resolve() == clip.resolve() or (both_there and path.samefile(clip))


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
