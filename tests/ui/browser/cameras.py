"""Rendered people before a camera: clips, and films for Chromium's stand-in for a camera."""

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from formcheck.locations import shipped
from formcheck.vision.decode import open_clip
from tests.sensor import with_noise

FPS = 30
"""Chromium shows every picture of an MJPEG film for a thirtieth of a second."""

LEAD_S = 8.0
BEFORE_S = 0.9
DIFFERENT = 120
"""Pictures that differ: more than the seconds in which a picture is taken for a repeated one."""


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A clip for the live coach, and the labels of the two repetitions that a test shows of it.

    The first of them has the clip's fault. A repetition is led up to for `BEFORE_S`.
    """

    path: Path
    repetitions: tuple[dict, dict]


def clip_of(exercise: str) -> Clip:
    """Somebody doing `exercise`."""
    path = _live_clip(exercise)
    labels = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    [fault] = labels["fault"]
    first = fault["repetition"] - 1
    return Clip(path=path, repetitions=tuple(labels["repetition"][first : first + 2]))


def _live_clip(exercise: str) -> Path:
    return shipped("sample_videos") / "live" / f"live_{exercise}.mp4"


def exercising(exercise: str, folder: Path) -> Path:
    """A film of somebody who holds still, does `exercise`, and begins anew."""
    film = folder / f"{exercise}.mjpeg"
    with open_clip(_live_clip(exercise)) as frames:
        shown = [(frame.time_s, frame.image.copy()) for frame in frames]
    times = np.array([time_s for time_s, _ in shown])
    at = np.searchsorted(times, np.arange(0.0, times[-1], 1 / FPS), side="right") - 1
    jpegs = [to_jpeg(image) for _, image in shown]
    with film.open("wb") as file:
        file.write(b"".join(still(shown[0][1], LEAD_S)))
        file.write(b"".join(jpegs[max(index, 0)] for index in at))
    return film


def still(image: np.ndarray, seconds: float) -> Iterator[bytes]:
    """Somebody who keeps still: a camera's noise is another one in each picture."""
    rng = np.random.default_rng(1)
    shown = [to_jpeg(with_noise(image, rng)) for _ in range(DIFFERENT)]
    for i in range(round(seconds * FPS)):
        yield shown[i % DIFFERENT]


def to_jpeg(image: np.ndarray) -> bytes:
    """The RGB picture as a JPEG."""
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "JPEG", quality=90)
    return packed.getvalue()


def turned_over(exercise: str, folder: Path) -> Path:
    """A film in which somebody in the start position is on all fours now and then.

    The first pictures on all fours have a white corner.
    """
    film = folder / f"{exercise}-turned.mjpeg"
    lying = _first_picture(exercise)
    other = _first_picture("bird_dog")
    other[:16, :16] = 255
    lying[:16, :16] = 0
    with film.open("wb") as file:
        file.write(b"".join(still(lying, IN_PLACE_S)))
        file.write(b"".join(still(other, OVER_S)))
    return film


IN_PLACE_S, OVER_S = 10.0, 6.0


def _first_picture(exercise: str) -> np.ndarray:
    with open_clip(_live_clip(exercise)) as frames:
        return next(iter(frames)).image.copy()
