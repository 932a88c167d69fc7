"""Tiny clips in every container."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

SIZE = (64, 48)
RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 200, 30), (30, 30, 220), (90, 90, 90)
FORMS = {
    "mp4": ("libx264", "yuv420p"),
    "mov": ("libx264", "yuv420p"),
    "m4v": ("libx264", "yuv420p"),
    "3gp": ("mpeg4", "yuv420p"),
    "webm": ("libvpx", "yuv420p"),
    "mkv": ("libx264", "yuv420p"),
    "avi": ("mpeg4", "yuv420p"),
    "gif": ("gif", "rgb8"),
}


def corners(index: int = 0, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A grey picture: red at the top left, green at the top right, blue at the bottom left."""
    width, height = size
    image = np.full((height, width, 3), GREY, dtype=np.uint8)
    image[: height // 3, : width // 3] = RED
    image[: height // 3, -(width // 3) :] = GREEN
    image[-(height // 3) :, : width // 3] = BLUE
    image[height // 2, (index * 7) % width] = 255  # no two pictures are alike
    return image


def colours_at_corners(image: np.ndarray) -> dict[str, str]:
    """The nearest of the colours at each corner."""
    known = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}
    places = {
        "top left": image[3, 3],
        "top right": image[3, -4],
        "bottom left": image[-4, 3],
        "bottom right": image[-4, -4],
    }
    return {
        place: min(known, key=lambda name: np.abs(np.array(known[name]) - pixel.astype(int)).sum())
        for place, pixel in places.items()
    }


def write_clip(
    path: Path,
    *,
    times_s: Sequence[float] | None = None,
    size: tuple[int, int] = SIZE,
    turn_deg: int | None = None,
    matrix: Sequence[int] | None = None,
    options: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
    codec: str | None = None,
    codec_options: dict[str, str] | None = None,
) -> Path:
    """Write a clip in the container that `path` ends in; ten pictures a second by default.

    `tags` are the file's metadata, kept under any name.
    """
    usual, pixels = FORMS[path.suffix[1:]]
    times = [i / 10 for i in range(10)] if times_s is None else times_s
    keep = {"movflags": "use_metadata_tags"} if tags and path.suffix != ".mkv" else {}
    with av.open(str(path), "w", options={**keep, **(options or {})}) as container:
        container.metadata.update(tags or {})
        stream = container.add_stream(codec or usual, rate=10, options=codec_options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        base = Fraction(1, 10 if path.suffix == ".avi" else 1000)
        stream.codec_context.time_base = base
        if turn_deg is not None:
            stream.set_display_rotation(turn_deg)
        if matrix is not None:
            stream.set_display_matrix(matrix)
        for i, time_s in enumerate(times):
            picture = VideoFrame.from_ndarray(corners(i, size), format="rgb24")
            picture = picture.reformat(format=pixels)
            picture.pts, picture.time_base = round(time_s / base), base
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return path


def write_growing(path: Path, sizes: Sequence[tuple[int, int]], *, each: int = 5) -> Path:
    """Write a WebM clip of `each` pictures in each of `sizes`, ten a second, as calls are recorded.

    The first size stands in the file's header.
    """
    base = Fraction(1, 1000)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height = sizes[0]
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = base
        for part, size in enumerate(sizes):
            encoder = av.CodecContext.create("libvpx", "w")
            encoder.width, encoder.height = size
            encoder.pix_fmt, encoder.time_base = "yuv420p", base
            packets = []
            for i in range(each):
                picture = VideoFrame.from_ndarray(corners(i, size), format="rgb24")
                picture = picture.reformat(format="yuv420p")
                picture.pts, picture.time_base = 100 * (part * each + i), base
                packets += encoder.encode(picture)
            for packet in (*packets, *encoder.encode(None)):
                packet.stream, packet.time_base = stream, base
                container.mux(packet)
    return path


def write_sound(path: Path) -> Path:
    """Write a file with sound and no pictures."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        sound = av.AudioFrame.from_ndarray(
            np.zeros((1, 2048), dtype=np.float32), format="fltp", layout="mono"
        )
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
        container.mux(stream.encode())
    return path
