"""Checks where a result may be written, before the work; writes it completely or not at all."""

import os
import stat
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from formcheck.atomic_path import AtomicPath
from formcheck.errors import OutputError

__all__ = ["check_outputs", "write_all", "write_text"]

LONGEST_NAME_BYTES = 255
"""What the file systems of Linux, macOS and Windows allow."""
_WHOLE_FILES = (".npz", ".mp4")
"""Endings of files whose writers jump back, which no device or pipe can do."""


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
        if target is not None and suffix in _WHOLE_FILES and _is_stream(target):
            raise OutputError(f"Expected a file to write, but {target} is not a file.")
        if target is not None and suffix and target.suffix.lower() != suffix:
            raise OutputError(
                f"Expected a file name ending in {suffix}, got {target.name}. Change the ending."
            )


def _check_place(path: Path) -> None:
    if len(os.fsencode(path.name)) > LONGEST_NAME_BYTES:
        raise OutputError(
            f"Expected a file name of at most {LONGEST_NAME_BYTES} bytes, got "
            f"{len(os.fsencode(path.name))}. Choose a shorter one."
        )
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise OutputError(f"{path} is a link to itself. Choose another file.")
    if not real.parent.is_dir():
        raise OutputError(
            f"The folder {real.parent} does not exist. Create it, or choose another folder for "
            f"{path.name}."
        )
    if real.is_dir():
        raise OutputError(
            f"Expected the name of a file to write, but {path} is a folder. Add a file name."
        )
    if _is_stream(real):
        return
    if real.exists() and not real.is_file():
        raise OutputError(f"Expected a file to write, but {path} is not a file. Choose another.")
    if not os.access(real.parent, os.W_OK):
        raise OutputError(
            f"The folder {real.parent} cannot be written to. Choose another folder for {path.name}."
        )


def _is_stream(path: Path) -> bool:
    """Return whether what is written to `path` goes on to a device or a pipe (`/dev/null`)."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _is_same(path: Path, clip: Path) -> bool:
    # A file system may ignore capitals, so that two names are the same file.
    both_there = path.exists() and clip.exists()
    return path.resolve() == clip.resolve() or (both_there and path.samefile(clip))


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` in one step; an earlier file stays until the new one is complete.

    What is written to a device or a pipe goes on to it. Raises `OutputError` when that fails; then
    no part of the new file is left.
    """
    write_all({path: text.encode()})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write all files, or none of them: each gets its name when all are complete.

    Raises `OutputError` as `write_text` does.
    """
    path = Path()
    try:
        with ExitStack() as files:
            for path, content in contents.items():
                if _is_stream(path):
                    _write_through(path, content)
                else:
                    files.enter_context(AtomicPath(path)).write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"Cannot write {path}: {error.strerror or error}. Choose another file, or free some "
            "space."
        ) from error


def _write_through(path: Path, content: bytes) -> None:
    # Without a reader, a pipe would wait for ever; so it fails.
    with os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)), "wb") as stream:
        if hasattr(os, "set_blocking"):  # Windows has neither before Python 3.12
            os.set_blocking(stream.fileno(), True)
        stream.write(content)
