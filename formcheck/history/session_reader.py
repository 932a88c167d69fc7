"""What the history says of the sessions that were done; reads only."""

from formcheck.history import queries
from formcheck.history.database.connection import HistoryConnection
from formcheck.history.types import Event, ExerciseSession, StoredRepetition

__all__ = ["SessionReader"]


class SessionReader:
    """Reads sessions, sets, repetitions and events from the open history `file`."""

    def __init__(self, file: HistoryConnection) -> None:
        """Read from `file`, which the caller closes."""
        self._file = file

    def open_sessions(self) -> tuple[ExerciseSession, ...]:
        """Return the running sessions with their sets and repetitions, newest first.

        After a start, these are the sessions that a crash interrupted or that another page still
        runs. Raises `StoreError`.
        """
        return self._file.read(queries.load_open_sessions)

    def session(self, session_id: int) -> ExerciseSession | None:
        """Return a session with sets and repetitions, None when it is missing or deleted.

        Raises `StoreError`.
        """
        return self._file.read(lambda database: queries.load_session(database, session_id))

    def sessions(
        self, *, limit: int = 100, exercise: str | None = None, with_repetitions: bool = False
    ) -> tuple[ExerciseSession, ...]:
        """Return the newest `limit` sessions with their sets, newest first, without deleted ones.

        `exercise` None = all. The sets' repetitions are None unless asked for. Raises `StoreError`.
        """
        return self._file.read(
            lambda database: queries.load_sessions(
                database, limit=limit, exercise=exercise, with_repetitions=with_repetitions
            )
        )

    def repetitions(self, set_id: int) -> tuple[StoredRepetition, ...]:
        """Return a set's repetitions in the order done, empty for none. Raises `StoreError`."""
        return self._file.read(lambda database: queries.load_repetitions(database, set_id))

    def events(self, session_id: int) -> tuple[Event, ...]:
        """Return a session's events in their order, empty for none. Raises `StoreError`."""
        return self._file.read(lambda database: queries.load_events(database, session_id))
