"""What is fed: for each kind of input its examples, how they are damaged, and what reads them."""

import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import av
from PIL import Image

from formcheck.evaluation.footage import read_footage
from formcheck.evaluation.footage_labels import read_footage_labels
from formcheck.evaluation.labels import read_labels
from formcheck.history.database.event_json import from_dict
from formcheck.history.database.json_values import load_object
from formcheck.kinematics.track import PoseTrack
from formcheck.live.server.protocol import read_command, read_frame
from formcheck.paths import bundled_path
from formcheck.poses.loader import exercise_names, load_exercise, parse_exercise
from formcheck.review.review import review_track
from formcheck.video.decode import open_clip
from formcheck.video.jpeg import decode_jpeg
from tools.fuzz.mutations import mutate, mutate_archive, mutate_text

__all__ = ["TARGETS", "Target"]

_FRAMES = 40
"""Frames that are judged or decoded of each input; damage shows early."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """One kind of input: `suffix` of its file, example contents, the damage, and the reader."""

    suffix: str
    examples: Callable[[], Sequence[bytes]]
    damage: Callable[[random.Random, bytes], bytes]
    read: Callable[[Path], object]


def _samples(pattern: str) -> Sequence[bytes]:
    return [path.read_bytes() for path in sorted(bundled_path("sample_videos").glob(pattern))]


def _read_track(path: Path) -> object:
    track = PoseTrack.load(path)
    return review_track(track, load_exercise("bridge")) if len(track) <= _FRAMES else None


def _short_tracks() -> Sequence[bytes]:
    found = []
    for path in sorted(bundled_path("sample_videos").glob("*.landmarks.npz")):
        poses = list(islice(PoseTrack.load(path).poses(), _FRAMES))
        PoseTrack.from_poses(poses, meta={"source": path.name}).save(out := io.BytesIO())
        found.append(out.getvalue())
    return found


def _exercises() -> Sequence[bytes]:
    folder = Path(parse_exercise.__code__.co_filename).parent
    return [(folder / f"{name}.toml").read_bytes() for name in exercise_names()]


def _short_clips() -> Sequence[bytes]:
    """Return clips of a few kB: the first frames of the samples, small."""
    found = []
    for path in sorted(bundled_path("sample_videos").glob("*.mp4"))[:2]:
        with open_clip(path) as clip:
            frames = [frame.image[::8, ::8] for frame in islice(clip, 8)]
        for form in ("mp4", "matroska", "avi"):
            out = io.BytesIO()
            with av.open(out, "w", format=form) as container:
                stream = container.add_stream("mpeg4", rate=24)
                stream.height, stream.width = (side // 2 * 2 for side in frames[0].shape[:2])
                for image in frames:
                    cut = image[: stream.height, : stream.width].copy()
                    for packet in stream.encode(av.VideoFrame.from_ndarray(cut, "rgb24")):
                        container.mux(packet)
                for packet in stream.encode():
                    container.mux(packet)
            found.append(out.getvalue())
    return found


def _read_clip(path: Path) -> object:
    with open_clip(path) as clip:
        return sum(1 for _ in islice(clip, _FRAMES))


def _pictures() -> Sequence[bytes]:
    found = []
    with open_clip(min(bundled_path("sample_videos").glob("*.mp4"))) as clip:
        image = Image.fromarray(next(iter(clip)).image).resize((160, 120))
    for options in ({}, {"progressive": True}, {"quality": 5}):
        image.save(out := io.BytesIO(), "JPEG", **options)
        found.append(out.getvalue())
    return found


def _frames() -> Sequence[bytes]:
    return [bytes(8) + b"\0" + picture for picture in _pictures()]


def _read_frame(path: Path) -> object:
    return decode_jpeg(read_frame(path.read_bytes()).jpeg)


def _read_command(path: Path) -> object:
    return read_command(path.read_bytes().decode("utf-8", "replace"))


def _answers() -> Sequence[bytes]:
    pain = {"back": 1, "leg": 2, "site": "back", "sensations": ["numbness"]}
    answers = [
        {"kind": "checked", "pain": pain, "flags": [], "flare": False, "cleared": False},
        {"kind": "told", "pain": pain, "because_of_pain": False},
        {"kind": "asked", "exercise": "bridge", "why": "stop", "session_id": 3},
    ]
    return [json.dumps(each, indent=0).replace(":", "=:").encode() for each in answers]


def _read_answer(path: Path) -> object:
    text = path.read_bytes().decode("utf-8", "replace").replace("=:", ":").replace("= ", ": ")
    value = dict(load_object(text))
    return from_dict(str(value.pop("kind", "")), value, at=datetime(2026, 1, 1, tzinfo=UTC))


def _commands() -> Sequence[bytes]:
    return [b'{"do":\n"stop"\n}', b'{"do":\n"note",\n"what":\n"hidden"\n}']


def _footage_labels() -> Sequence[bytes]:
    kind = b"[[track]]\nfile = 'a.npz'\nexercise = 'bridge'\nkind = 'fair'\n"
    return [kind + b"counted = [2]\nholds_s = [3.0, 2.5]\n"]


TARGETS: Mapping[str, Target] = {
    "tracks": Target(
        suffix=".npz", examples=_short_tracks, damage=mutate_archive, read=_read_track
    ),
    "films": Target(suffix=".mp4", examples=_short_clips, damage=mutate, read=_read_clip),
    "labels": Target(
        suffix=".toml", examples=lambda: _samples("*.toml"), damage=mutate_text, read=read_labels
    ),
    "footage labels": Target(
        suffix=".toml", examples=_footage_labels, damage=mutate_text, read=read_footage_labels
    ),
    "outcomes": Target(
        suffix=".json",
        examples=lambda: _samples("real_people.json"),
        damage=mutate_text,
        read=read_footage,
    ),
    "exercises": Target(
        suffix=".toml", examples=_exercises, damage=mutate_text, read=parse_exercise
    ),
    "live frames": Target(suffix=".bin", examples=_frames, damage=mutate, read=_read_frame),
    "live commands": Target(
        suffix=".json", examples=_commands, damage=mutate_text, read=_read_command
    ),
    "answers": Target(suffix=".json", examples=_answers, damage=mutate_text, read=_read_answer),
}
