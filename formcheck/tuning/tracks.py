"""The landmarks of labelled clips, extracted once and kept."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from formcheck import __version__
from formcheck.clinic.files import write_text
from formcheck.clinic.review import review_clip
from formcheck.errors import NoPersonError, TrackError
from formcheck.locations import cache_dir
from formcheck.motion.track import PoseTrack
from formcheck.poses.model import Exercise

__all__ = ["Seen", "seen_in", "tracks_dir"]

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the pose model saw of a clip: its landmarks, or why there is nothing to judge."""

    track: PoseTrack | None
    refused: str = ""


def tracks_dir() -> Path:
    """The folder the extracted landmarks are kept in; it may not exist yet."""
    return cache_dir() / "tracks"


def seen_in(clip: Path, exercise: Exercise, *, kept_in: Path) -> Seen:
    """The landmarks of `clip`, from `kept_in` where they were extracted before.

    A clip is known by its content, so a changed one is extracted anew. Raises what `review_clip`
    raises, apart from `NoPersonError`, which is kept as the reason nothing can be judged.
    """
    name = _digest(clip)
    track, facts = kept_in / f"{name}.npz", kept_in / f"{name}.json"
    if facts.is_file():
        refused = json.loads(facts.read_text(encoding="utf-8"))["refused"]
        if refused:
            return Seen(track=None, refused=refused)
        try:
            return Seen(track=PoseTrack.load(track))
        except TrackError:
            pass  # removed or damaged since; extract it again
    kept_in.mkdir(parents=True, exist_ok=True)
    refused = ""
    try:
        review_clip(clip, exercise, track_out=track)
    except NoPersonError as error:
        refused = str(error)
    write_text(facts, json.dumps({"clip": clip.name, "refused": refused}))
    return Seen(track=None if refused else PoseTrack.load(track), refused=refused)


def _digest(clip: Path) -> str:
    """A name for the clip's content, seen by this version."""
    digest = hashlib.sha256(__version__.encode())
    with clip.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()[:32]
