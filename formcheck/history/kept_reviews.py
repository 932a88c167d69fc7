"""The part of the history with reviews of clips: kept, listed, noted on, deleted and restored."""

import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from formcheck.errors import StoreError
from formcheck.history.database.connection import HistoryConnection
from formcheck.history.database.schema import ReviewNoteRow, ReviewRow, ReviewVerdictRow
from formcheck.history.database.worker import Write

__all__ = ["KeptReview", "KeptReviews", "ReviewFacts", "ReviewNote", "missing_review"]

_LONGEST_NOTE = 10_000
_LARGEST_VERDICT_BYTES = 50_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewFacts:
    """What is known of a review without its verdict.

    `source` is the clip's name. `film` is the film's path and `film_sha256` its hash, both None for
    landmarks without a film. `landmarks_sha256` names the landmarks' file, and `limits_sha256` is
    the hash of what they were judged by. `side` is "auto", "left" or "right". `target_deg`,
    `duration_s` and `score` are None where there is none or it is not known. The names are those of
    the columns of `ReviewRow`.
    """

    source: str
    film: str | None
    film_sha256: str | None
    landmarks_sha256: str
    limits_sha256: str
    exercise: str
    side: str
    target_deg: float | None
    duration_s: float | None
    counted: int
    score: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewNote:
    """A note, written at `at`; `time_s` is the moment in the clip, None for the whole clip."""

    at: datetime
    time_s: float | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptReview:
    """A kept review in a list: its number, when it was kept, its facts and notes."""

    id: int
    kept_at: datetime
    facts: ReviewFacts
    notes: tuple[ReviewNote, ...] = ()
    deleted: bool = False


class KeptReviews:
    """The reviews in a history.

    Reads raise `StoreError`; writes return futures, as those of `Store` do.
    """

    def __init__(self, file: HistoryConnection) -> None:
        self._file = file

    def keep(self, facts: ReviewFacts, verdict: str) -> Write[int]:
        """Keep a review with its verdict, a JSON text; the future's result is its number."""
        at = self._file.time()
        packed = zlib.compress(verdict.encode())
        return self._file.write(lambda database: _add(database, facts, packed, at))

    def any(self) -> bool:
        """Return whether a review was ever kept, even if it is deleted."""
        return self._file.read(
            lambda database: database.scalar(select(ReviewRow.id).limit(1)) is not None
        )

    def list(self, *, deleted: bool = False) -> tuple[KeptReview, ...]:
        """Return the kept reviews, or with `deleted` the deleted ones, the newest first."""
        return self._file.read(lambda database: _load_list(database, deleted=deleted))

    def find(self, review_id: int) -> KeptReview | None:
        """Return a review, a deleted one too; None when there is none of that number."""
        return self._file.read(lambda database: _load_one(database, review_id))

    def verdict(self, review_id: int) -> str:
        """Return the JSON text of a review's verdict, as it was kept."""
        return self._file.read(lambda database: _load_verdict(database, review_id))

    def add_note(self, review_id: int, text: str, *, time_s: float | None = None) -> Write[int]:
        """Add a note; the future's result is its number.

        Raises `StoreError` for a note without text or with more than 10,000 characters.
        """
        words = text.strip()
        if not 0 < len(words) <= _LONGEST_NOTE:
            raise StoreError(
                f"Expected a note of 1 to {_LONGEST_NOTE} characters, got {len(words)}."
            )
        at = self._file.time()
        return self._file.write(
            lambda database: _add_note(
                database, review_id, ReviewNote(at=at, time_s=time_s, text=words)
            )
        )

    def delete(self, review_id: int) -> Write[None]:
        """Hide a review with its notes, until `restore`."""
        at = self._file.time()
        return self._file.write(lambda database: _mark_deleted(database, review_id, at))

    def restore(self, review_id: int) -> Write[None]:
        """Show a deleted review again; one that was not deleted stays unchanged."""
        return self._file.write(lambda database: _mark_deleted(database, review_id, None))


def _add(database: Session, facts: ReviewFacts, packed: bytes, at: datetime) -> int:
    row = ReviewRow(kept_at=at, **asdict(facts))
    database.add(row)
    database.flush()
    database.add(ReviewVerdictRow(review_id=row.id, verdict=packed))
    return row.id


def _load_list(database: Session, *, deleted: bool) -> tuple[KeptReview, ...]:
    is_wanted = ReviewRow.deleted_at.is_not(None) if deleted else ReviewRow.deleted_at.is_(None)
    rows = database.scalars(select(ReviewRow).where(is_wanted).order_by(ReviewRow.id.desc()))
    notes: dict[int, list[ReviewNoteRow]] = {}
    for note in database.scalars(select(ReviewNoteRow).order_by(ReviewNoteRow.id)):
        notes.setdefault(note.review_id, []).append(note)
    return tuple(_to_review(row, notes.get(row.id, ())) for row in rows)


def _load_one(database: Session, review_id: int) -> KeptReview | None:
    row = database.get(ReviewRow, review_id)
    if row is None:
        return None
    wanted = select(ReviewNoteRow).where(ReviewNoteRow.review_id == review_id)
    return _to_review(row, database.scalars(wanted.order_by(ReviewNoteRow.id)))


def _load_verdict(database: Session, review_id: int) -> str:
    row = database.get(ReviewVerdictRow, review_id)
    if row is None:
        raise missing_review(review_id)
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(row.verdict, _LARGEST_VERDICT_BYTES)
    except zlib.error as error:
        raise ValueError(f"a verdict that cannot be unpacked ({error})") from error
    if not unpacker.eof:
        raise ValueError("a verdict that is cut off or too large")
    return text.decode()


def _add_note(database: Session, review_id: int, note: ReviewNote) -> int:
    _get(database, review_id)
    row = ReviewNoteRow(review_id=review_id, at=note.at, time_s=note.time_s, text=note.text)
    database.add(row)
    database.flush()
    return row.id


def _mark_deleted(database: Session, review_id: int, at: datetime | None) -> None:
    _get(database, review_id).deleted_at = at


def _get(database: Session, review_id: int) -> ReviewRow:
    row = database.get(ReviewRow, review_id)
    if row is None:
        raise missing_review(review_id)
    return row


def missing_review(review_id: int) -> StoreError:
    """Return the error that says that there is no such review."""
    return StoreError(f"No review has the number {review_id}; `formcheck reviews list` shows all.")


def _to_review(row: ReviewRow, notes: Iterable[ReviewNoteRow]) -> KeptReview:
    facts = ReviewFacts(**{each.name: getattr(row, each.name) for each in fields(ReviewFacts)})
    return KeptReview(
        id=row.id,
        kept_at=row.kept_at,
        facts=facts,
        notes=tuple(ReviewNote(at=n.at, time_s=n.time_s, text=n.text) for n in notes),
        deleted=row.deleted_at is not None,
    )
