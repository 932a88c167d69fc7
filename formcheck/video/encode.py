"""Writes an annotated clip as H.264 that every browser plays."""

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import cv2
import numpy as np
from av.container import OutputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from formcheck.atomic_path import AtomicPath
from formcheck.errors import DiskFullError, OutputError, is_disk_full

__all__ = ["VideoWriter"]

_TICKS_PER_S = 90_000
"""The time base of MPEG: fine enough for every frame rate, exact for all common ones."""

_LONGEST_TICKS = 6 * 3600 * _TICKS_PER_S
"""The longest duration of one frame. MP4 stores it in 32 bits, which is 13 hours, and is wrong
beyond that; half of it is also safe with readers that treat the number as signed."""


class VideoWriter:
    """Writes frames with their own times into an MP4 (H.264, yuv420p, index at the front).

    Use it in a `with` statement. The file gets its name only when the block ends without an
    exception; after an exception, and after `discard()`, nothing is left. An odd width or height is
    padded by one pixel, because H.264 needs even ones. When a recorder's clock jumped, a gap
    between two frames may be hours long; the frame before it is then repeated, so that all times
    stay true.

    `preset` and `crf` are x264's speed and quality (lower is better); `threads` = 0 lets it choose.

    Raises:
        OutputError: the file cannot be written, for instance because the disk is full.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        *,
        preset: str = "veryfast",
        crf: int = 23,
        threads: int = 0,
    ) -> None:
        """Open a temporary file beside `path` for frames of `size` = width, height."""
        self.path = path
        self.size = size
        self._output = AtomicPath(path)
        try:
            self._output.part.touch(exist_ok=False)  # PyAV would fail only at the first frame
            self._container: OutputContainer | None = av.open(
                str(self._output.part.absolute()),
                mode="w",
                format="mp4",
                options={"movflags": "faststart"},
            )
        except (FFmpegError, OSError) as error:
            self._output.discard()
            raise self._failure(error) from error
        try:
            self._stream = self._add_stream(self._container, preset, crf, threads)
        except BaseException:
            self.discard()
            raise
        self._last_ticks = -1
        self._last: NDArray[np.uint8] | None = None

    def _add_stream(
        self, container: OutputContainer, preset: str, crf: int, threads: int
    ) -> VideoStream:
        width, height = self.size
        # With B-frames, FFmpeg writes a wrong length for clips with uneven frame times.
        options = {"preset": preset, "crf": str(crf), "bf": "0"}
        stream = container.add_stream("libx264", options=options)
        stream.width, stream.height = width + width % 2, height + height % 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, _TICKS_PER_S)
        stream.codec_context.thread_count = threads
        stream.codec_context.gop_size = 60  # a jump to a moment then decodes few frames first
        stream.codec_context.colorspace = Colorspace.ITU601
        stream.codec_context.color_range = ColorRange.MPEG
        return stream

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file, or remove it after an exception."""
        if kind is None:
            self.close()
        else:
            self.discard()

    def write(self, image: NDArray[np.uint8], time_s: float) -> None:
        """Add an RGB image of `size` at `time_s` >= 0; times must rise."""
        height, width = image.shape[:2]
        if (width, height) != self.size:
            raise ValueError(f"Expected an image of {self.size}, got {(width, height)}.")
        if width % 2 or height % 2:
            image = np.asarray(
                cv2.copyMakeBorder(image, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE),
                dtype=np.uint8,
            )
        # OpenCV converts ten times as fast as FFmpeg; it follows BT.601, limited range.
        planes = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420), dtype=np.uint8)
        ticks = max(self._last_ticks + 1, round(time_s * _TICKS_PER_S))
        while self._last is not None and ticks - self._last_ticks > _LONGEST_TICKS:
            self._encode(self._last, self._last_ticks + _LONGEST_TICKS)
        self._encode(planes, ticks)

    def _encode(self, planes: NDArray[np.uint8], ticks: int) -> None:
        """Write one frame in the encoder's colours at `ticks`."""
        if self._container is None:
            raise ValueError("The video has been closed.")
        self._last, self._last_ticks = planes, ticks
        frame = VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = ticks
        frame.time_base = Fraction(1, _TICKS_PER_S)
        try:
            self._container.mux(self._stream.encode(frame))
        except (FFmpegError, OSError) as error:
            self.discard()
            raise self._failure(error) from error

    def close(self) -> None:
        """Finish the file and give it its name; safe to call again."""
        if self._container is None:
            return
        try:
            self._container.mux(self._stream.encode(None))
            self._container.close()
            self._output.commit()
        except (FFmpegError, OSError) as error:
            self.discard()
            raise self._failure(error) from error
        except BaseException:
            self.discard()
            raise
        self._container = None

    def discard(self) -> None:
        """Remove the unfinished file; safe to call again."""
        container, self._container = self._container, None
        if container is not None:
            with suppress(FFmpegError, OSError):  # the file is removed in any case
                container.close()
        self._output.discard()

    def _failure(self, error: Exception) -> OutputError:
        if is_disk_full(error):
            return DiskFullError(
                f"The disk is full; {self.path} was not written. Free some space and try again."
            )
        reason = getattr(error, "strerror", None) or str(error)
        return OutputError(
            f"The video cannot be written to {self.path} ({reason}). Choose another file."
        )
