"""Films for Chromium's stand-in for a camera, put together from rendered clips.

A person holds still until the coach has counted down, does all repetitions but the last, leaves the
picture, comes back, and does the last one.
"""

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

LEAD_S, AWAY_S, BACK_S, TAIL_S = 8.0, 4.0, 6.5, 30.0
BEFORE_S = 0.9
DIFFERENT = 120
"""Pictures that differ: more than the seconds in which a picture is taken for a repeated one."""


@dataclass(frozen=True, kw_only=True)
class Live:
    """A clip for the live coach: its labels, and the film Chromium takes for a camera."""

    labels: dict
    film: Path

    @property
    def repetitions(self) -> list[dict]:
        return self.labels["repetition"]


def made_for(exercise: str, folder: Path) -> Live:
    """The film of somebody doing `exercise`, written to `folder`."""
    clip = shipped("sample_videos") / "live" / f"live_{exercise}.mp4"
    labels = tomllib.loads(clip.with_suffix(".toml").read_text(encoding="utf-8"))
    film = folder / f"{exercise}.mjpeg"
    with film.open("wb") as file:
        for picture in _pictures(clip, labels["repetition"][-1]["start_s"] - BEFORE_S):
            file.write(picture)
    return Live(labels=labels, film=film)


def _pictures(clip: Path, leave_s: float) -> Iterator[bytes]:
    with open_clip(clip) as frames:
        shown = [(frame.time_s, frame.image.copy()) for frame in frames]
    times = np.array([time_s for time_s, _ in shown])

    def at(time_s: float) -> np.ndarray:
        return shown[max(int(np.searchsorted(times, time_s, side="right")) - 1, 0)][1]

    def film(start_s: float, end_s: float) -> Iterator[bytes]:
        for i in range(round((end_s - start_s) * FPS)):
            yield to_jpeg(at(start_s + i / FPS))

    nobody = np.full((270, 480, 3), 150, np.uint8)
    yield from still(at(0.0), LEAD_S)
    yield from film(0.0, leave_s)
    yield from still(nobody, AWAY_S)
    yield from still(at(leave_s), BACK_S)
    yield from film(leave_s, float(times[-1]))
    yield from still(at(float(times[-1])), TAIL_S)


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
    with open_clip(shipped("sample_videos") / "live" / f"live_{exercise}.mp4") as frames:
        return next(iter(frames)).image.copy()
