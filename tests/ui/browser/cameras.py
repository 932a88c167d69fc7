"""Rendered clips before a camera: Chromium's stand-in for one, or the one of canvas_camera.js."""

import base64
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

CLIP_FPS = 15
LEAD_S = 8.0
BEFORE_S = 0.9
NOBODY = 150
"""A shade of grey: an empty room."""
DIFFERENT = 120
"""Pictures that differ: more than the seconds in which a picture is taken for a repeated one."""


@dataclass(frozen=True, kw_only=True)
class TwoRepetitions:
    """The pictures of a faulty repetition and of a good one, and their labels.

    The pictures are JPEGs in base64, `CLIP_FPS` a second. Each part begins and ends in the start
    position.
    """

    faulty: list[str]
    good: list[str]
    labels: tuple[dict, dict]


def faulty_and_good(exercise: str) -> TwoRepetitions:
    """Two repetitions of `exercise`; the first has the clip's fault."""
    labels = tomllib.loads(_live_clip(exercise).with_suffix(".toml").read_text(encoding="utf-8"))
    [fault] = labels["fault"]
    faulty, good = labels["repetition"][fault["repetition"] - 1 :][:2]
    shown = _Shown(_live_clip(exercise))
    leave_s = good["start_s"] - BEFORE_S
    return TwoRepetitions(
        faulty=_in_base64(shown.between(faulty["start_s"] - BEFORE_S, leave_s, fps=CLIP_FPS)),
        good=_in_base64(shown.between(leave_s, good["end_s"] + BEFORE_S, fps=CLIP_FPS)),
        labels=(faulty, good),
    )


def _in_base64(jpegs: Iterator[bytes]) -> list[str]:
    return [base64.b64encode(jpeg).decode() for jpeg in jpegs]


def waiting(picture: str) -> str:
    """The script of a page whose camera begins with `picture`."""
    return f"void window.camera.show('{picture}');"


def play(page, pictures: list[str]) -> None:
    """Let the camera in the page show `pictures`; returns when it has begun."""
    page.evaluate(f"(jpegs) => {{ window.camera.play(jpegs, {CLIP_FPS}); }}", pictures)


def leave(page) -> None:
    """Let the camera in the page show an empty room, once what it plays is over."""
    page.evaluate("(shade) => window.camera.leave(shade)", NOBODY)


def come_back(page, picture: str) -> None:
    """Let the camera in the page show `picture` from now on."""
    page.evaluate("(jpeg) => window.camera.show(jpeg)", picture)


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

    def between(self, start_s: float, end_s: float, *, fps: int = FPS) -> Iterator[bytes]:
        """JPEGs, `fps` a second."""
        jpegs: dict[int, bytes] = {}
        for i in range(round((end_s - start_s) * fps)):
            index = self._index(start_s + i / fps)
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
