"""The result of one clip of a batch, and the file that keeps it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from formcheck import __version__
from formcheck.batch.clips import BatchClip, ChosenBy
from formcheck.batch.columns import Row, Value, build_clip_row, build_repetition_rows
from formcheck.encoding import printable
from formcheck.errors import InputError
from formcheck.input_path import read_text_file
from formcheck.output_path import write_text
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.review.types import Review

__all__ = ["ClipFiles", "ClipResult"]

_LETTERS = 24


class ClipResult(BaseModel):
    """What came of a clip: the rows of its tables, or the reason why there are none.

    `clip` is its path below the batch's folder, `chosen_by` who said which exercise it shows, and
    `confidence` how sure that is, 0..1 (1 where a person said it). `failed` is a sentence, None
    where the clip was judged. `landmarks` is the name of the file with its landmarks in the folder
    of the results, None for a clip that is itself such a file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_: Literal["formcheck-batch/1"] = "formcheck-batch/1"
    clip: str
    chosen_by: ChosenBy
    confidence: float | None = None
    failed: str | None = None
    landmarks: str | None = None
    verdict: dict[str, Value] | None = None
    repetitions: tuple[dict[str, Value], ...] = ()

    @classmethod
    def of_failure(cls, clip: BatchClip, sentence: str) -> Self:
        """Return the result of a clip that cannot be judged, with the reason."""
        return cls(clip=printable(clip.name), chosen_by=clip.chosen_by, failed=sentence)

    @classmethod
    def of_review(
        cls, clip: BatchClip, review: Review, *, confidence: float, landmarks: str | None
    ) -> Self:
        """Return the result of a judged clip."""
        return cls(
            clip=printable(clip.name),
            chosen_by=clip.chosen_by,
            confidence=round(confidence, 3),
            landmarks=landmarks,
            verdict=dict(build_clip_row(review)),
            repetitions=tuple(dict(row) for row in build_repetition_rows(review)),
        )

    def describe(self) -> Row:
        """Return what the tables say of the clip itself, before its verdict."""
        return {
            "clip": self.clip,
            "chosen_by": self.chosen_by.value,
            "confidence": self.confidence,
        }

    @classmethod
    def load(cls, file: Path) -> Self | None:
        """Return the result in `file`; None where there is none, or it is damaged."""
        try:
            return cls.model_validate_json(read_text_file(file))
        except (InputError, ValidationError):
            return None

    def save(self, file: Path) -> None:
        """Write it to `file`, completely or not at all. Raises `OutputError`."""
        write_text(file, self.model_dump_json(indent=1) + "\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipFiles:
    """The files of one clip in the folder of a batch's results.

    Their names follow from the clip's name, size and time of change, and from what it was judged
    with, so that a changed clip or a changed exercise is judged again. `landmarks` is what the pose
    model saw and `film` the notes about the film; these stay when only the exercise changes.
    """

    result: Path
    landmarks: Path
    film: Path

    @classmethod
    def find(cls, clip: BatchClip, folder: Path, *, variant: str) -> Self:
        """Return the files of `clip` in `folder`; they may not exist yet."""
        seen = _hash(__version__, variant, printable(clip.name), clip.size, clip.changed_ns)
        names = exercise_names() if clip.exercise is None else (clip.exercise,)
        limits = [load_exercise(name).model_dump_json() for name in names]
        judged = _hash(seen, clip.exercise, clip.side, clip.target_deg, *limits)
        return cls(
            result=folder / "clips" / f"{judged}.json",
            landmarks=folder / "landmarks" / f"{seen}.npz",
            film=folder / "landmarks" / f"{seen}.json",
        )


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_LETTERS]
