"""The connection of a history, opened by the test so that the test can make it fail."""

import sqlite3
from pathlib import Path

from formcheck.history.database.sqlite_errors import BUSY_S


class Connecting:
    """Opens the connection as the store does, and keeps it for the test's own thread as well.

    The test uses it only while the store is idle: after a read, or after a write has finished.
    """

    def __init__(self, *, busy_s: float = BUSY_S) -> None:
        self.busy_s = busy_s
        self.raw: sqlite3.Connection

    def __call__(self, path: Path) -> sqlite3.Connection:
        """Return the connection."""
        self.raw = sqlite3.connect(
            path, timeout=self.busy_s, isolation_level=None, check_same_thread=False
        )
        return self.raw

    def fill_up(self) -> None:
        """Stop the file from growing, as on a full disk."""
        self.raw.execute("PRAGMA max_page_count=1").fetchone()

    def refuse(self) -> None:
        """Refuse every write, as a disk does that went read-only."""
        self.raw.execute("PRAGMA query_only=ON")

    def allow(self) -> None:
        """Allow writing again."""
        self.raw.execute("PRAGMA query_only=OFF")
