"""Writes a file completely or not at all: under another name first, then renamed at the end."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from types import TracebackType

__all__ = ["AtomicPath"]


class AtomicPath:
    """A temporary path beside `target`; the file gets the name of `target` when it is complete.

    ```
    with AtomicPath(target) as part:
        part.write_bytes(content)
    ```

    An earlier file at `target` stays until the block ends without an exception. After an exception,
    Ctrl-C included, the temporary file is removed. Two writers of the same target do not disturb
    each other.

    Code that cannot use a `with` block calls `commit` and `discard`. Raises `OSError` when the file
    cannot be renamed.
    """

    def __init__(self, target: Path) -> None:
        """Choose the temporary path; nothing is written yet."""
        # A link stays a link; the file it names is written.
        self.target = Path(os.path.realpath(target))
        # Beside the target, because a rename is atomic only within one file system. Without the
        # target's name, which may already be as long as the file system allows.
        self.part = self.target.with_name(f".{secrets.token_hex(8)}.part")

    def __enter__(self) -> Path:
        """Return the path to write to."""
        return self.part

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the file its name, or remove it after an exception."""
        if kind is None:
            self.commit()
        else:
            self.discard()

    def commit(self) -> None:
        """Give the file its name. Raises `OSError` when that fails; the file is then removed."""
        try:
            self.part.replace(self.target)
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove the temporary file; does nothing after `commit`. Safe to call again."""
        with suppress(OSError):  # the error that led here says more
            self.part.unlink(missing_ok=True)
