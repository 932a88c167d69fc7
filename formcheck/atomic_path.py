"""Writing a file wholly or not at all: it is written beside its place and renamed at the end."""

import secrets
from contextlib import suppress
from pathlib import Path
from types import TracebackType

__all__ = ["AtomicPath"]


class AtomicPath:
    """A place beside `target` to write to, which takes the name of `target` once it is whole.

    ```
    with AtomicPath(target) as part:
        part.write_bytes(content)
    ```

    An earlier file at `target` stays until the block has ended well. After an exception, Ctrl-C
    included, nothing is left. Two that write the same target do not meet.

    `commit` and `discard` are for who cannot use a `with` block. Raises `OSError` where the file
    cannot be renamed.
    """

    def __init__(self, target: Path) -> None:
        """Choose the place; nothing is written yet."""
        self.target = target
        # Beside the target, because only within one file system a rename is atomic.
        self.part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")

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
        """Give the file its name. Raises `OSError` when that fails; then nothing is left."""
        try:
            self.part.replace(self.target)
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what was written; nothing after `commit`. Safe to call again."""
        with suppress(OSError):  # the reason why it is thrown away says more
            self.part.unlink(missing_ok=True)
