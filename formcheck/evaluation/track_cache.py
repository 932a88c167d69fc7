"""A cache of the landmarks of labelled clips, so that they are extracted only once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck import __version__
from formcheck.errors import InputError, NoPersonError, TrackError
from formcheck.input_path import read_json_file
from formcheck.kinematics.track import PoseTrack
from formcheck.output_path import write_text
from formcheck.paths import cache_dir
from formcheck.poses.exercise import Exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip

__all__ = ["Extract", "ModelTrack", "model_track", "tracks_dir"]

Extract = Callable[[ReviewRequest], object]
"""Saves the landmarks of the request's clip as its `track_out`."""

_CHUNK_BYTES = 1 << 20
_CONTENT = "with light and change ahead"
"""The content of extracted landmarks. Change this text to extract cached ones again."""


@dataclass(frozen=True, kw_only=True)
class ModelTrack:
    """What the pose model found in a clip: its landmarks, or why there is nothing to judge.

    On disk it is one file called `stem`: `.npz` with the landmarks, or `.json` with the reason.
    """

    track: PoseTrack | None
    refused: str = ""

    @classmethod
    def load(cls, stem: Path) -> "ModelTrack | None":
        """Return what was saved as `stem`; None where nothing was, or where it is damaged."""
        refused = _refusal(_file(stem, ".json"))
        if refused:
            return cls(track=None, refused=refused)
        try:
            return cls(track=PoseTrack.load(_file(stem, ".npz")))
        except TrackError:
            return None

    def save(self, stem: Path) -> None:
        """Save it as `stem`, in a folder that exists."""
        if self.track is not None:
            self.track.save(_file(stem, ".npz"))
            _file(stem, ".json").unlink(missing_ok=True)
        else:
            write_text(_file(stem, ".json"), json.dumps({"refused": self.refused}) + "\n")


def tracks_dir() -> Path:
    """Return the folder of the cache; it may not exist yet."""
    return cache_dir() / "tracks"


def model_track(
    clip: Path, exercise: Exercise, *, kept_in: Path, extract: Extract = review_clip
) -> ModelTrack:
    """Return the landmarks of `clip`, from `kept_in` if `extract` saved them there before.

    A clip is identified by its content, so a changed clip is extracted again. Raises the errors of
    `extract` apart from `NoPersonError`, which is saved as the reason why nothing can be
    judged.
    """
    stem = kept_in / _digest(clip)
    known = ModelTrack.load(stem)
    if known is not None:
        return known
    kept_in.mkdir(parents=True, exist_ok=True)
    track = _file(stem, ".npz")
    try:
        extract(ReviewRequest(path=clip, exercise=exercise, track_out=track))
    except NoPersonError as error:
        seen = ModelTrack(track=None, refused=str(error))
        seen.save(stem)
        return seen
    return ModelTrack(track=PoseTrack.load(track))


def _refusal(file: Path) -> str:
    """Return the reason in `file`; empty where there is none, or it cannot be read."""
    try:
        return str(read_json_file(file)["refused"])
    except (InputError, LookupError, TypeError):
        return ""


def _file(stem: Path, ending: str) -> Path:
    return stem.with_name(stem.name + ending)


def _digest(clip: Path) -> str:
    """Return a name for the clip's content and this version of the program."""
    digest = hashlib.sha256(f"{__version__} {_CONTENT}".encode())
    with clip.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()[:32]
