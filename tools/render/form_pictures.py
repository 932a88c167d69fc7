"""Looping pictures of good form: ``python -m tools.render.form_pictures``.

Each shows one repetition of a sample clip with a shorter hold, and light lines between the exact
joints. Beside it is a still picture of the end position, for people who want no motion.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from formcheck.drawing.canvas import Canvas, Point
from formcheck.evaluation.labels import ClipLabels, TrueRepetition, read_labels
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.signals import SIGNALS
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.video.decode import open_clip
from formcheck.video.encode import VideoWriter

__all__ = ["FPS", "SIZE", "Instant", "instants", "make"]

SIZE = (480, 270)
FPS = 12
HOLD_S, REST_S = 1.0, 0.5
CRF, STILL_QUALITY = 19, 85
"""Such a film has less than half the size of an animated WebP of the same quality."""
SAMPLES = Path(__file__).parents[2] / "sample_videos"
ASSETS = Path(__file__).parents[2] / "formcheck" / "ui" / "assets" / "form"

_OPACITY = 0.75
_ARM = ("shoulder", "elbow", "wrist")
_LIMBS: tuple[tuple[str, ...], ...] = (("shoulder", "hip", "knee", "ankle"), _ARM)
_FAR_LIMBS: Mapping[str, tuple[tuple[str, ...], ...]] = {"bird_dog": (_ARM,)}
"""The joints of the farther side that also take part in the exercise."""
_MARGIN = 0.18
"""Margin around the joints, for head, hands and feet, as a share of their larger extent."""
_DRAWN_SIZE = (2 * SIZE[0], 2 * SIZE[1])
_HALF_FRAME_S = 1 / 60
_GRAIN = 5.0
"""In levels of 255: a smaller change is noise, a change of twice as much is movement."""
_LEVEL_PX = 100.0
_ARC = 64.0

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Instant:
    """One picture: the clip at `time_s`, of which `share` 0..1 is already the clip at `then_s`."""

    time_s: float
    then_s: float
    share: float


def instants(repetition: TrueRepetition) -> list[Instant]:
    """Return the pictures of one repetition: out, a short hold, back, a short rest.

    Hold and rest fade from their beginning to their end, so that nothing jumps where time is left
    out or where the loop begins again.
    """
    start, end = repetition.start_s, repetition.end_s
    top, leave = repetition.top_s, repetition.leave_s
    if top is None or leave is None or end is None:
        raise ValueError("Expected a repetition that was finished.")
    return [
        *_phase_instants(start, top),
        *_pause(top, leave, HOLD_S),
        *_phase_instants(leave, end),
        *_pause(end, start, REST_S),
    ]


def _phase_instants(start_s: float, end_s: float) -> list[Instant]:
    steps = round((end_s - start_s) * FPS)
    times = [start_s + (end_s - start_s) * step / steps for step in range(steps)]
    return [Instant(time_s, time_s, 0.0) for time_s in times]


def _pause(start_s: float, end_s: float, length_s: float) -> list[Instant]:
    steps = round(length_s * FPS)
    return [
        Instant(start_s + step / FPS, end_s - (steps - step) / FPS, step / steps)
        for step in range(steps)
    ]


def make(labels: ClipLabels, folder: Path) -> tuple[Path, Path]:
    """Write the looping picture and the still of one labelled clip, and return where."""
    repetition = labels.repetition[0]
    wanted = instants(repetition)
    pictures = _pictures(labels, wanted)
    moving = folder / f"{labels.exercise}.mp4"
    still = folder / f"{labels.exercise}.jpg"
    with VideoWriter(moving, SIZE, preset="veryslow", crf=CRF, threads=1) as film:
        for number, picture in enumerate(pictures):
            film.write(picture, number / FPS)
    # In the middle of the hold two instants lie over each other; at its beginning it is one.
    held = next(number for number, i in enumerate(wanted) if i.time_s == repetition.top_s)
    Image.fromarray(pictures[held]).save(still, quality=STILL_QUALITY, optimize=True)
    return moving, still


def _pictures(labels: ClipLabels, wanted: list[Instant]) -> list[Picture]:
    times = sorted({time_s for i in wanted for time_s in (i.time_s, i.then_s)})
    seen = dict(zip(times, _frames(labels.clip, times), strict=True))
    truth = PoseTrack.load(labels.truth)
    joints = {time_s: truth.xy[np.abs(truth.time_s - time_s).argmin()] for time_s in times}
    left, top, width, height = _find_frame(np.stack(list(joints.values())), truth.size)
    part = np.s_[top : top + height, left : left + width]
    pictures = []
    for i in wanted:
        mixed = cv2.addWeighted(seen[i.time_s][part], 1 - i.share, seen[i.then_s][part], i.share, 0)
        large = cv2.resize(mixed, _DRAWN_SIZE, interpolation=cv2.INTER_CUBIC)
        points = joints[i.time_s] * (1 - i.share) + joints[i.then_s] * i.share
        points = (points - (left, top)) * (_DRAWN_SIZE[0] / width)
        drawn = _drawn(np.asarray(large, dtype=np.uint8), labels, points)
        small = cv2.resize(drawn, SIZE, interpolation=cv2.INTER_AREA)
        pictures.append(np.asarray(small, dtype=np.uint8))
    return _steadied(pictures)


def _steadied(pictures: list[Picture]) -> list[Picture]:
    """Return the pictures without noise where nothing moves; it would show where the loop ends."""
    usual = np.median(np.stack(pictures), axis=0)
    steady = []
    for picture in pictures:
        change = np.abs(picture - usual).max(axis=2, keepdims=True)
        moves = np.clip((change - _GRAIN) / _GRAIN, 0, 1)
        mixed = moves * picture + (1 - moves) * usual
        steady.append(np.asarray(np.round(mixed), dtype=np.uint8))
    return steady


def _find_frame(joints: Points, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, width and height of the part that always shows the whole person."""
    low, high = np.nanmin(joints, axis=(0, 1)), np.nanmax(joints, axis=(0, 1))
    aspect = SIZE[0] / SIZE[1]
    extent = high - low + 2 * _MARGIN * (high - low).max()
    width = min(max(extent[0], extent[1] * aspect), size[0], size[1] * aspect)
    part = np.array([width, width / aspect])
    corner = np.clip((low + high - part) / 2, 0, np.array(size) - part)
    (left, top), (wide, tall) = np.floor(corner).astype(int), np.floor(part).astype(int)
    return int(left), int(top), int(wide), int(tall)


def _frames(film: Path, times: list[float]) -> list[Picture]:
    """Return the pictures of a film at rising times."""
    found: list[Picture] = []
    with open_clip(film) as clip:
        for frame in clip:
            while len(found) < len(times) and frame.time_s >= times[len(found)] - _HALF_FRAME_S:
                found.append(frame.image)
            if len(found) == len(times):
                break
    return found


def _drawn(picture: Picture, labels: ClipLabels, points: Points) -> Picture:
    """Return the picture with light lines over the limbs, coloured for the judged angle."""
    canvas = Canvas(picture.copy())
    palette = canvas.style.palette
    plain, judged = palette.white, palette.sky_blue
    near = labels.near_side

    def at(side: Side, joint: str) -> Point:
        x, y = points[int(side_landmark(side, joint))]
        return round(float(x)), round(float(y))

    far = [(near.opposite, limb) for limb in _FAR_LIMBS.get(labels.exercise, ())]
    for side, limb in (*far, *((near, limb) for limb in _LIMBS)):
        for a, b in pairwise(limb):
            canvas.line(at(side, a), at(side, b), plain, width=2)
    side, (start, vertex, end) = _judged(labels)
    corner, tip = at(side, vertex), at(side, end)
    if start:
        origin = at(side, start)
    else:
        away = math.copysign(_LEVEL_PX, corner[0] - at(side, "shoulder")[0])
        origin = (round(corner[0] + away), corner[1])
    angles = [math.degrees(math.atan2(y - corner[1], x - corner[0])) for x, y in (origin, tip)]
    turn = (angles[1] - angles[0] + 180) % 360 - 180
    canvas.sector(
        corner, judged, radius=_ARC, from_deg=angles[0], to_deg=angles[0] + turn, opacity=0.35
    )
    canvas.line(corner, tip, judged, width=4)
    if start:
        canvas.line(corner, origin, judged, width=4)
        canvas.dot(origin, plain, radius=4)
    else:
        canvas.line(corner, origin, judged, width=4, dash=9)
    for place in (corner, tip):
        canvas.dot(place, plain, radius=4)
    return np.asarray(
        cv2.addWeighted(canvas.image, _OPACITY, picture, 1 - _OPACITY, 0), dtype=np.uint8
    )


def _judged(labels: ClipLabels) -> tuple[Side, tuple[str, str, str]]:
    """Return the primary signal's side and joints; no first joint if it counts from the level."""
    role, _, signal = load_exercise(labels.exercise).primary_signal.signal.partition(".")
    works = labels.repetition[0].side
    side = Side(works) if role == "work" and works != "both" else labels.near_side
    info = SIGNALS[signal]
    return side, info.arc or ("", info.joints[0], info.joints[1])


def main(
    samples: Annotated[Path, typer.Option(help="Folder with the sample clips.")] = SAMPLES,
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = ASSETS,
) -> None:
    """Write a looping picture and a still of every exercise."""
    out.mkdir(parents=True, exist_ok=True)
    for name in exercise_names():
        for file in make(read_labels(samples / f"{name}.toml"), out):
            print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    typer.run(main)
