"""Films for Chromium's stand-in for a camera, put together from rendered clips."""

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from formcheck.paths import bundled_path
from formcheck.video.decode import open_clip
from tests.support.sensor_noise import with_noise

FPS = 30
"""Chromium shows every picture of an MJPEG film for a thirtieth of a second."""

LEAD_S, AWAY_S, BACK_S, TAIL_S = 8.0, 4.0, 6.5, 4.0
BEFORE_S = 0.9
DIFFERENT = 120
"""Pictures that differ: more than the seconds in which a picture is taken for a repeated one."""


@dataclass(frozen=True, kw_only=True)
class Live:
    """The film of two repetitions, and their labels; the first has the clip's fault."""

    film: Path
    repetitions: tuple[dict, dict]


def faulty_and_good(exercise: str, folder: Path) -> Live:
    """The film of somebody doing `exercise`, written to `folder`.

    They hold still until the coach has counted down, do a repetition with a fault, leave the
    picture, come back, and do a good one.
    """
    labels = tomllib.loads(_live_clip(exercise).with_suffix(".toml").read_text(encoding="utf-8"))
    [fault] = labels["fault"]
    faulty, good = labels["repetition"][fault["repetition"] - 1 :][:2]
    shown = _Shown(_live_clip(exercise))
    begin_s, leave_s, end_s = (
        faulty["start_s"] - BEFORE_S,
        good["start_s"] - BEFORE_S,
        good["end_s"] + BEFORE_S,
    )
    film = folder / f"{exercise}.mjpeg"
    nobody = np.full((270, 480, 3), 150, np.uint8)
    with film.open("wb") as file:
        for part in (
            still(shown.at(begin_s), LEAD_S),
            shown.between(begin_s, leave_s),
            still(nobody, AWAY_S),
            still(shown.at(leave_s), BACK_S),
            shown.between(leave_s, end_s),
            still(shown.at(end_s), TAIL_S),
        ):
            file.write(b"".join(part))
    return Live(film=film, repetitions=(faulty, good))


def exercising(exercise: str, folder: Path) -> Path:
    """A film of somebody who holds still, does `exercise`, and begins anew."""
    shown = _Shown(_live_clip(exercise))
    film = folder / f"{exercise}.mjpeg"
    with film.open("wb") as file:
        file.write(b"".join(still(shown.at(0.0), LEAD_S)))
        file.write(b"".join(shown.between(0.0, shown.end_s)))
    return film


def _live_clip(exercise: str) -> Path:
    return bundled_path("sample_videos") / "live" / f"live_{exercise}.mp4"


class _Shown:
    """The pictures of a clip, by time."""

    def __init__(self, clip: Path) -> None:
        with open_clip(clip) as frames:
            shown = [(frame.time_s, frame.image.copy()) for frame in frames]
        self._times = np.array([time_s for time_s, _ in shown])
        self._images = [image for _, image in shown]
        self.end_s = float(self._times[-1])

    def at(self, time_s: float) -> np.ndarray:
        return self._images[self._index(time_s)]

    def between(self, start_s: float, end_s: float) -> Iterator[bytes]:
        """JPEGs at the film's rate."""
        jpegs: dict[int, bytes] = {}
        for i in range(round((end_s - start_s) * FPS)):
            index = self._index(start_s + i / FPS)
            if index not in jpegs:
                jpegs[index] = to_jpeg(self._images[index])
            yield jpegs[index]

    def _index(self, time_s: float) -> int:
        return max(int(np.searchsorted(self._times, time_s, side="right")) - 1, 0)


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
