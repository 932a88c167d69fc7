"""Checks where a result may be written, before the work; writes it completely or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

from formcheck.atomic_path import AtomicPath
from formcheck.errors import OutputError

__all__ = ["check_outputs", "write_bytes", "write_text"]


def check_outputs(outputs: Mapping[str, Path | None], *, clip: Path | None = None) -> None:
    """Refuse outputs that cannot be written, before an hour of work; refuse one file given twice.

    `outputs` maps the ending that each file must have ("" for any) to the file, None when it is not
    wanted. `clip` is the file to read. "-" means the screen. Raises `OutputError`.
    """
    wanted = [path for path in outputs.values() if path is not None and str(path) != "-"]
    for path in wanted:
        _check_place(path)
        if clip is not None and _is_same(path, clip):
            raise OutputError(f"{path} is the clip itself. Choose another name for the output.")
    if len({path.resolve() for path in wanted}) != len(wanted):
        raise OutputError(
            "Expected different files for the outputs, got one file twice. Give each its own name."
        )
    for suffix, target in outputs.items():
        if target is not None and suffix and target.suffix.lower() != suffix:
            raise OutputError(
                f"Expected a file name ending in {suffix}, got {target.name}. Change the ending."
            )


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise OutputError(
            f"The folder {path.parent} does not exist. Create it, or choose another folder for "
            f"{path.name}."
        )
    if path.is_dir():
        raise OutputError(
            f"Expected the name of a file to write, but {path} is a folder. Add a file name."
        )
    if not os.access(path.parent, os.W_OK):
        raise OutputError(
            f"The folder {path.parent} cannot be written to. Choose another folder for {path.name}."
        )


def _is_same(path: Path, clip: Path) -> bool:
    # A file system may ignore capitals, so that two names are the same file.
    both_there = path.exists() and clip.exists()
    return path.resolve() == clip.resolve() or (both_there and path.samefile(clip))


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step; an earlier file stays until the new one is complete.

    Raises `OutputError` when that fails; then no part of the new file is left.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` to `path` as `write_text` does."""
    try:
        with AtomicPath(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"Cannot write {path}: {error.strerror or error}. Choose another file, or free some "
            "space."
        ) from error
