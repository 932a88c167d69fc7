"""Judges one clip of a batch, in a worker process, and writes its result."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck.assessment.recognition import recognise_exercise
from formcheck.batch.clip_result import ClipFiles, ClipResult
from formcheck.batch.clips import BatchClip
from formcheck.encoding import printable
from formcheck.errors import FormCheckError, InputError, OutputError, SetupError
from formcheck.input_path import read_json_file
from formcheck.kinematics.track import PoseTrack
from formcheck.output_path import write_text
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ClipRequest, parse_side
from formcheck.review.review import review_track
from formcheck.texts.recognition import unsure_sentence

__all__ = ["ClipJudge", "Extract", "extract_landmarks"]

Extract = Callable[[ClipRequest], tuple[str, ...]]
"""Writes the landmarks of the request's film to its `track_out`; returns notes about the film."""


def extract_landmarks(request: ClipRequest) -> tuple[str, ...]:
    """Write the landmarks of a film and return the notes about it; raises as `review_clip` does."""
    # What reads a film takes a third of a second to load, and landmarks need none of it.
    from formcheck.review.clip_review import build_notes, extract_track  # noqa: PLC0415

    return build_notes(extract_track(request, look_for_others=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class ClipJudge:
    """Judges clips and keeps the results in `folder`; may be sent to another process.

    `variant` names the pose model. `extract` finds the landmarks of a film.
    """

    folder: Path
    variant: str
    extract: Extract = extract_landmarks

    def __call__(self, clip: BatchClip) -> ClipResult:
        """Return the result of `clip`, from its file if it has one; write the file otherwise.

        A clip that cannot be judged has a result with the reason. Raises only what is no fault of
        the clip: `SetupError`, and `OutputError` where a result cannot be written.
        """
        files = ClipFiles.find(clip, self.folder, variant=self.variant)
        known = ClipResult.load(files.result)
        if known is not None:
            return known
        try:
            result = self._judge(clip, files)
        except (SetupError, OutputError):
            raise
        except FormCheckError as error:
            result = ClipResult.of_failure(clip, str(error))
        except Exception as error:  # noqa: BLE001 - one clip must not stop the others
            result = ClipResult.of_failure(
                clip,
                f"FormCheck could not judge this clip ({type(error).__name__}: {error}). Review it "
                "by itself, or leave it out.",
            )
        result.save(files.result)
        return result

    def _judge(self, clip: BatchClip, files: ClipFiles) -> ClipResult:
        is_track = clip.path.suffix.lower() == ".npz"
        notes = () if is_track else self._find_landmarks(clip, files)
        track = PoseTrack.load(clip.path if is_track else files.landmarks)
        exercise, confidence = _choose_exercise(clip, track)
        review = review_track(
            track, exercise, side=parse_side(clip.side), source=clip.path.name, notes=notes
        )
        landmarks = None if is_track else files.landmarks.relative_to(self.folder).as_posix()
        return ClipResult.of_review(clip, review, confidence=confidence, landmarks=landmarks)

    def _find_landmarks(self, clip: BatchClip, files: ClipFiles) -> tuple[str, ...]:
        """Find the landmarks of a film unless they are there; return the notes about the film."""
        kept = _read_notes(files.film) if files.landmarks.is_file() else None
        if kept is not None:
            return kept
        request = ClipRequest(path=clip.path, variant=self.variant, track_out=files.landmarks)
        notes = self.extract(request)
        # Written last: landmarks without it are not complete.
        write_text(files.film, json.dumps([printable(note) for note in notes]) + "\n")
        return notes


def _choose_exercise(clip: BatchClip, track: PoseTrack) -> tuple[Exercise, float]:
    """Return the exercise to judge by and how sure it is, 0..1; raise `InputError` when unsure."""
    if clip.exercise is not None:
        return load_exercise(clip.exercise).with_target(clip.target_deg), 1.0
    found = recognise_exercise(track)
    if found.exercise is None:
        raise InputError(unsure_sentence(found.likely))
    return load_exercise(found.exercise), found.confidence


def _read_notes(file: Path) -> tuple[str, ...] | None:
    try:
        notes = read_json_file(file)
    except InputError:
        return None
    return tuple(map(str, notes)) if isinstance(notes, list) else None
