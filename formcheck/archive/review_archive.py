"""Keeps reviews in the history, and their landmarks in a folder beside it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from formcheck.encoding import printable
from formcheck.errors import OutputError, StoreError, TrackError
from formcheck.export.review import ReviewJson, to_json
from formcheck.history.kept_reviews import KeptReview, ReviewFacts, missing_review
from formcheck.history.store import Store
from formcheck.kinematics.track import PoseTrack
from formcheck.output_path import write_all
from formcheck.paths import data_dir
from formcheck.pose_estimation.model_files.files import compute_sha256
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.review.request import ReviewRequest, parse_side
from formcheck.review.review import review_track
from formcheck.review.types import Review
from formcheck.texts.formatting import number_or_none

__all__ = ["OpenedReview", "ReviewArchive", "landmarks_dir"]


def landmarks_dir() -> Path:
    """Return the folder of the kept reviews' landmarks; it may not exist yet."""
    return data_dir() / "reviews"


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenedReview:
    """A kept review that was opened.

    `verdict` is what was kept. `now` is the review by the limits and the judge of today, with
    everything that a page shows. `limits_changed` says whether the limits are others than then,
    `verdict_changed` whether the verdict is another one.
    """

    kept: KeptReview
    verdict: ReviewJson
    now: Review
    limits_changed: bool
    verdict_changed: bool


class ReviewArchive:
    """The reviews in `store`, with their landmarks in `folder` (None = `landmarks_dir()`).

    Of a film only its path and its SHA-256 are kept. Raises `StoreError` where the history or a
    file of landmarks cannot be read or written.
    """

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self._reviews = store.reviews
        self._folder = landmarks_dir() if folder is None else folder
        self.add_note = self._reviews.add_note
        self.delete = self._reviews.delete
        self.restore = self._reviews.restore

    def keep(self, request: ReviewRequest, review: Review) -> int:
        """Keep the review that `request` led to, and return its number.

        Raises `StoreError` when the landmarks of the review are not there or cannot be kept.
        """
        landmarks = request.landmarks_file
        if landmarks is None or not landmarks.is_file():
            raise StoreError("Expected the review's landmarks, got none. Review the clip again.")
        content = landmarks.read_bytes()
        name = hashlib.sha256(content).hexdigest()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._file(name).exists():
                write_all({self._file(name): content})
        except (OSError, OutputError) as error:
            raise StoreError(f"The review was not kept. {error}") from error
        film = None if request.is_track else request.path.absolute()
        facts = ReviewFacts(
            source=printable(review.source),
            film=None if film is None else printable(str(film)),
            film_sha256=None if film is None else _hash_file(film),
            landmarks_sha256=name,
            limits_sha256=_hash_limits(request.exercise),
            exercise=request.exercise.name,
            side="auto" if request.side is None else request.side.value,
            target_deg=request.exercise.target_deg,
            duration_s=number_or_none(review.duration_s),
            counted=review.counted,
            score=number_or_none(review.score),
        )
        return self._reviews.keep(facts, to_json(review)).result()

    def list(
        self, search: str = "", *, exercise: str | None = None, deleted: bool = False
    ) -> tuple[KeptReview, ...]:
        """Return the kept reviews, the newest first; with `deleted` only the deleted ones.

        Each word of `search` must be in the clip's name, the film's path, the exercise or a note,
        in any case of letters.
        """
        words = search.casefold().split()
        titles = {name: load_exercise(name).title for name in exercise_names()}
        return tuple(
            each
            for each in self._reviews.list(deleted=deleted)
            if exercise in (None, each.facts.exercise)
            and _has_words(each, words, title=titles.get(each.facts.exercise, ""))
        )

    def open(self, review_id: int) -> OpenedReview:
        """Return a kept review, judged again from its landmarks; the pose model is not needed.

        Raises `StoreError` when there is no such review, when its landmarks are missing or damaged,
        and when its exercise is not there any more.
        """
        kept = self._reviews.find(review_id)
        if kept is None:
            raise missing_review(review_id)
        verdict = _read_verdict(self._reviews.verdict(review_id))
        facts = kept.facts
        if facts.exercise not in exercise_names():
            raise StoreError(
                f"Review {review_id} was judged as {facts.exercise!r}, which is no exercise any "
                f"more; choose {', '.join(exercise_names())}."
            )
        exercise = load_exercise(facts.exercise).with_target(facts.target_deg)
        now = review_track(
            self._load_track(facts.landmarks_sha256),
            exercise,
            side=parse_side(facts.side),
            source=facts.source,
            with_overlay=True,
        )
        return OpenedReview(
            kept=kept,
            verdict=verdict,
            now=now,
            limits_changed=_hash_limits(exercise) != facts.limits_sha256,
            verdict_changed=_compared(verdict) != _compared(_read_verdict(to_json(now))),
        )

    def _load_track(self, name: str) -> PoseTrack:
        try:
            return PoseTrack.load(self._file(name))
        except TrackError as error:
            raise StoreError(
                f"The landmarks of this review cannot be read from {self._folder}. {error}"
            ) from error

    def _file(self, name: str) -> Path:
        """Return the file of landmarks; a name that is no hash, in a changed file, is refused."""
        if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
            raise StoreError(
                "The history names landmarks in a form that FormCheck does not write. Delete this "
                "review."
            )
        return self._folder / f"{name}.npz"


def _hash_file(file: Path) -> str:
    try:
        return compute_sha256(file)
    except OSError as error:
        raise StoreError(
            f"The review was not kept, because its film cannot be read: {error.strerror or error}."
        ) from error


def _hash_limits(exercise: Exercise) -> str:
    """Return a hash of everything that `exercise` judges by, with the personal target."""
    table = exercise.model_dump(mode="json")
    return hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()


def _has_words(kept: KeptReview, words: list[str], *, title: str) -> bool:
    facts = kept.facts
    notes = (note.text for note in kept.notes)
    text = "\n".join((facts.source, facts.film or "", facts.exercise, title, *notes)).casefold()
    return all(word in text for word in words)


def _read_verdict(text: str) -> ReviewJson:
    try:
        return ReviewJson.model_validate_json(text)
    except ValidationError as error:
        raise StoreError(
            "Expected the verdict of a review in the history, got something else. Delete this "
            "review."
        ) from error


def _compared(verdict: ReviewJson) -> ReviewJson:
    """Return the verdict without what belongs to the film and the program, not to the movement."""
    return verdict.model_copy(update={"warnings": (), "disclaimer": "", "frames": 1})
