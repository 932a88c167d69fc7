"""The times of a clip's frames, and writing them as a video."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.atomic_path import AtomicPath
from tools.render.recipe import Camera, Finish

TICKS_PER_S = 90_000
# Noise cannot be compressed: on noisier frames the slow search takes five times as long and gains
# nothing.
SEARCHED_NOISE = 4.0
TIMING_STREAM = 1  # a random stream of its own, so that varying times change nothing else


def frame_times(camera: Camera, duration_s: float, seed: int) -> list[float]:
    """Return the time of every frame in seconds from 0 on, strictly rising.

    If the camera's frame rate varies, each interval is longer or shorter by at most that share. It
    is in whole ticks of the video, so that the video has exactly these times.
    """
    if not camera.variable:
        return [number / camera.fps for number in range(round(duration_s * camera.fps))]
    most = int(duration_s * camera.fps / (1 - camera.variable)) + 1
    uneven = np.random.default_rng([seed, TIMING_STREAM]).uniform(-1, 1, size=most)
    intervals = np.round((1 + camera.variable * uneven) * TICKS_PER_S / camera.fps)
    ticks = np.concatenate([[0], np.cumsum(intervals)])
    return [float(each) / TICKS_PER_S for each in ticks if each < duration_s * TICKS_PER_S]


def write_film(
    path: Path,
    frames: Iterable[NDArray[np.uint8]],
    times_s: list[float],
    camera: Camera,
    finish: Finish,
) -> None:
    """Write frames as H.264 in MP4, playable while it loads; a failure leaves no file behind.

    `times_s` are the frames' times; the video keeps them if the camera's frame rate varies.
    """
    with (
        AtomicPath(path) as part,
        av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as film,
    ):
        stream = film.add_stream("libx264", rate=Fraction(camera.fps).limit_denominator(1000))
        stream.width, stream.height, stream.pix_fmt = camera.width, camera.height, "yuv420p"
        stream.options = {
            "crf": str(finish.crf),
            "preset": _preset(finish),
            "threads": "2",
            # Without this, some of the encoder's fast paths differ from run to run.
            "x264-params": "cpu-independent=1",
        }
        if camera.variable:
            # With B-frames and uneven frame times, FFmpeg gets the video's length wrong.
            stream.options = {**stream.options, "bf": "0"}
            stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        for image, time_s in zip(frames, times_s, strict=True):
            picture = av.VideoFrame.from_ndarray(image, format="rgb24")
            if camera.variable:
                picture.pts = round(time_s * TICKS_PER_S)
                picture.time_base = Fraction(1, TICKS_PER_S)
            film.mux(stream.encode(picture))
        film.mux(stream.encode())


def _preset(finish: Finish) -> str:
    if finish.quick:
        return "veryfast"
    return "slow" if finish.noise <= SEARCHED_NOISE else "faster"
