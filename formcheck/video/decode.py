"""Reads a recorded clip: every frame upright, in RGB, with its own time."""

from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from formcheck.encoding import printable
from formcheck.errors import InputError, VideoError
from formcheck.video.closable import Closable
from formcheck.video.container import (
    find_largest_size,
    find_stated_frames,
    find_stated_length_s,
    find_video_stream,
    open_container,
)
from formcheck.video.frame import Frame
from formcheck.video.frame_rate import FrameRateLimit
from formcheck.video.frame_times import FrameTimes, find_slow_motion
from formcheck.video.orientation import ROTATIONS_DEG, Orientation, has_same_shape
from formcheck.video.playable import is_playable

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

__all__ = ["MAX_SIDE_PX", "ClipReader", "open_clip"]

MAX_SIDE_PX = 4096
"""The longest accepted side of a frame: 4K is accepted, 8K (twelve times 1080p's work) is not."""

_MISSING_END_S = 0.5
_MISSING_END_SHARE = 0.03
# How much of the length in the header may be missing at the end before a warning says so.

_LONGEST_GAP_S = 30 * 24 * 3600.0
"""No recorder pauses this long within one clip; a corrected clock makes such a jump."""

_HEAD_PACKETS = 32
"""The number of packets read before the first frame, to find the rate at which the clip plays."""


def open_clip(
    source: Path | BinaryIO,
    *,
    name: str | None = None,
    max_side_px: int = MAX_SIDE_PX,
    rotate_deg: int = 0,
    most_per_s: float | None = None,
) -> "ClipReader":
    """Return a reader of the clip in `source`, to be used in a `with` statement.

    Args:
        source: a file on disk, or an open binary file that can seek.
        name: the clip's name in messages; by default the file's own.
        max_side_px: longest side that a frame may have.
        rotate_deg: 0, 90, 180 or 270: how far to turn the frames clockwise, after the turn that the
            file itself asks for. It corrects a clip that no longer says how the camera was held.
        most_per_s: yield at most so many frames a second of real time; None for all.

    Raises:
        InputError: `rotate_deg` is another number.
        VideoError: the clip is missing, empty, of another format, without video, too large, or
            nothing in it can be decoded.
    """
    if rotate_deg not in ROTATIONS_DEG:
        raise InputError(
            f"Expected a turn of 0, 90, 180 or 270 degrees, got {rotate_deg}. Choose one of these."
        )
    label = printable(name or (source.name if isinstance(source, Path) else "the clip"))
    container = open_container(source, label)
    try:
        largest = None
        if "matroska" in container.format.name:
            largest = find_largest_size(container, find_video_stream(container, label))
            container.close()
            container = open_container(source, label)
        return ClipReader(
            container,
            name=label,
            max_side_px=max_side_px,
            rotate_deg=rotate_deg,
            most_per_s=most_per_s,
            size=largest,
        )
    except BaseException:
        container.close()
        raise


class ClipReader(Closable):
    """An open clip: iterate over it once to get its `Frame`s in order of time.

    Memory does not grow with the clip's length. Times are real times, also when a clip plays in
    slow motion (`slow_motion`, otherwise None); the first frame has time 0. A frame without a time,
    or with a time that is not after the one before, is left out and counted in `warnings`. Damaged
    frames are left out and set `truncated`.

    `size` is width and height in pixels of the upright frame with square pixels; smaller and larger
    frames are scaled to it. `rotation_deg` is how far a frame was turned counter-clockwise to be
    upright (0, 90, 180 or 270). `duration_s` and `frames_estimate` come from the file's header,
    None when it does not state them. With `most_per_s`, the frames between those that are used are
    not even converted; a frame's index and `frames_read` count them all.

    Iterating raises `VideoError` when the frames change their shape in the middle, or their time
    jumps by more than a month.
    """

    def __init__(
        self,
        container: InputContainer,
        *,
        name: str,
        max_side_px: int,
        rotate_deg: int = 0,
        most_per_s: float | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Read up to the first frame, which says which way is up.

        Frames are scaled to `size` in stored pixels, by default the size of the first one.
        """
        self.name = name
        self._rotate_deg = rotate_deg
        self._limit = None if most_per_s is None else FrameRateLimit(most_per_s)
        self._container = container
        self._stream = find_video_stream(container, name)
        codec = self._stream.codec_context
        _check_size(codec.width, codec.height, name=name, max_side_px=max_side_px)
        codec.thread_type = "AUTO"
        self._damaged = 0
        self._untimed = 0
        self._playable = is_playable(container, self._stream)
        self._end_s = 0.0
        self._read_to_end = False
        self.frames_read = 0
        self._packets = self._demux()
        head = list(islice(self._packets, _HEAD_PACKETS))
        tags = {**container.metadata, **self._stream.metadata}
        self.slow_motion = find_slow_motion(tags, [packet for packet in head if packet is not None])
        factor = 1.0 if self.slow_motion is None else self.slow_motion.factor
        self._times = FrameTimes(stored=container.format.name != "avi", factor=factor)
        self._frames = self._decode(chain(head, self._packets))
        first = next(self._frames, None)
        if first is None:
            raise VideoError(
                f"{name} is damaged: no frame of it can be decoded. Copy or record it again."
            )
        self._first: VideoFrame | None = first
        self._stored = (first.width, first.height)
        _check_size(*self._stored, name=name, max_side_px=max_side_px)
        if size is None or not has_same_shape(size, self._stored):
            size = self._stored
        self._upright = Orientation.from_rotation(
            first, self._stream.sample_aspect_ratio, size=size, rotate_deg=rotate_deg
        )
        _check_size(*self._upright.size, name=name, max_side_px=max_side_px)
        self.size = self._upright.size
        self.rotation_deg = self._upright.rotation_deg
        stated_s = find_stated_length_s(container, self._stream)
        self.duration_s = None if stated_s is None else stated_s / factor
        self.frames_estimate = find_stated_frames(self._stream, stated_s)

    def close(self) -> None:
        """Close the file; safe to call again."""
        self._frames.close()
        self._first = None
        self._container.close()

    @property
    def truncated(self) -> bool:
        """Whether frames were damaged or the end was missing, in the part read so far."""
        if self._damaged:
            return True
        if not self._read_to_end or self.duration_s is None:
            return False
        missing_s = self.duration_s - self._end_s
        return missing_s > max(_MISSING_END_S, _MISSING_END_SHARE * self.duration_s)

    @property
    def is_playable(self) -> bool:
        """Whether a browser shows this clip as it is, upright and with the same times."""
        return self._playable and not self._rotate_deg and self.slow_motion is None

    @property
    def meta(self) -> dict[str, Any]:
        """What a track of this clip must keep about reading its file; empty for most clips."""
        turned = {"rotate_deg": self._rotate_deg} if self._rotate_deg else {}
        slowed = {} if self.slow_motion is None else self.slow_motion.meta()
        return {**turned, **slowed}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the part read so far, one sentence each; empty without any."""
        found = [] if self.slow_motion is None else [self.slow_motion.note(self.name)]
        if self.truncated:
            found.append(
                f"{self.name} is damaged or cut off. Only the {self._end_s:.1f} seconds that "
                "can be read were used."
            )
        if self._untimed:
            found.append(
                f"{self._untimed} frames of {self.name} were left out because they have no time or "
                "are out of order."
            )
        return tuple(found)

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames; a second pass needs a new reader."""
        converter = VideoReformatter()
        first = [] if self._first is None else [self._first]
        self._first = None
        for frame in chain(first, self._frames):
            time_s = self._times.time_s(frame)
            if time_s is None:
                self._untimed += 1
                continue
            if time_s - self._end_s > _LONGEST_GAP_S:
                raise VideoError(
                    f"The time in {self.name} jumps ahead by {(time_s - self._end_s) / 86400:.0f} "
                    f"days, at {self._end_s:.1f} s. Cut the clip there and use each part as its "
                    "own clip."
                )
            if not has_same_shape((frame.width, frame.height), self._stored):
                raise VideoError(
                    f"The frames of {self.name} change their shape at {time_s:.1f} s, from "
                    f"{self._stored[0]} x {self._stored[1]} to {frame.width} x "
                    f"{frame.height}. Cut the clip there and use each part as its own clip."
                )
            self._end_s = time_s + self._times.length_s(frame)
            if self._limit is None or self._limit.update(time_s):
                image = self._upright.apply(frame, converter)
                yield Frame(image=image, time_s=time_s, index=self.frames_read)
            self.frames_read += 1
        self._read_to_end = True

    def _demux(self) -> Generator["Packet[VideoStream] | None", None, None]:
        """Yield the packets, and then None, which makes the decoder return its last frames."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self._damaged += 1
                packet = None
            yield packet
            if packet is None:
                return

    def _decode(
        self, packets: Iterable["Packet[VideoStream] | None"]
    ) -> Generator[VideoFrame, None, None]:
        """Yield every frame that can be decoded, and count those that cannot."""
        for packet in packets:
            try:
                # After a break in the file, the decoder still has whole frames.
                frames = self._stream.decode(packet)
            except av.error.EOFError:
                frames = []
            except FFmpegError:
                self._damaged += 1
                frames = []
            for frame in frames:
                if frame.is_corrupt:
                    self._damaged += 1
                else:
                    yield frame


def _check_size(width: int, height: int, *, name: str, max_side_px: int) -> None:
    if width < 1 or height < 1:
        raise VideoError(
            f"{name} is damaged: its frames are {width} x {height} pixels. Copy or record it again."
        )
    if max(width, height) > max_side_px:
        raise VideoError(
            f"Expected frames of at most {max_side_px} pixels on the longer side, got {name} with "
            f"{width} x {height}. Save it in a smaller size, such as 1280 x 720."
        )
