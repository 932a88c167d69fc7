"""Checks and writes the files of pose models; loads nothing that reaches the network."""

import hashlib
from pathlib import Path

from formcheck.atomic_path import AtomicPath
from formcheck.errors import FetchError

__all__ = ["compute_sha256", "write_whole"]


def compute_sha256(path: Path) -> str:
    """Return a file's SHA-256 as 64 hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(target: Path, content: bytes) -> None:
    """Write a file completely or not at all.

    Raises:
        FetchError: the file cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with AtomicPath(target) as part:
            part.write_bytes(content)
    except OSError as error:
        raise FetchError(f"{target} could not be written ({error.strerror or error})") from error
