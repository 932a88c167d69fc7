"""Reading a recorded clip: every picture upright, in RGB, with its own time."""

from collections.abc import Generator, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from formcheck.encoding import printable
from formcheck.errors import VideoError
from formcheck.vision.closing import Closing
from formcheck.vision.frame import Frame
from formcheck.vision.upright import Upright

__all__ = ["MAX_SIDE_PX", "ClipReader", "open_clip"]

MAX_SIDE_PX = 4096
"""Longest side of a picture that is accepted: 4K is, 8K (twelve times 1080p's work) is not."""

_DEMUXERS = "mov,matroska,webm,avi,gif"
# Nothing else is tried on what a user gives: FFmpeg's playlists and concatenation scripts would
# open further files and addresses named inside the clip.

_MISSING_END_S = 0.5
_MISSING_END_SHARE = 0.03
# How much may be missing at the end, against the length the header promises, before we say so.

_KNOWN_BEGINNINGS = (
    *((4, box) for box in (b"ftyp", b"moov", b"mdat")),  # MP4, MOV
    (0, b"\x1aE\xdf\xa3"),  # WebM
    (8, b"AVI "),
    (0, b"GIF8"),
)
_KINDS = "an MP4, MOV, WebM, AVI or animated GIF clip"


def open_clip(
    source: Path | BinaryIO, *, name: str | None = None, max_side_px: int = MAX_SIDE_PX
) -> "ClipReader":
    """Return a reader of the clip in `source`, to be used in a `with` statement.

    Args:
        source: a file on disk, or an open binary file that can seek.
        name: what messages call the clip; the file's own name by default.
        max_side_px: longest side a picture may have.

    Raises:
        VideoError: the clip is missing, empty, of another format, without pictures, too large,
            or nothing in it can be decoded.
    """
    label = printable(name or (source.name if isinstance(source, Path) else "the clip"))
    if isinstance(source, Path):
        _check_file(source, label)
    # An absolute path can never be taken for an address such as "http:...".
    target = str(source.resolve()) if isinstance(source, Path) else source
    try:
        container = av.open(
            target,
            mode="r",
            container_options={"format_whitelist": _DEMUXERS},
            metadata_errors="replace",
        )
    except (FFmpegError, OSError) as error:
        raise VideoError(_why_not_opened(source, label)) from error
    try:
        return ClipReader(container, name=label, max_side_px=max_side_px)
    except BaseException:
        container.close()
        raise


class ClipReader(Closing):
    """A clip being read: iterate over it once to get its `Frame`s in time's order.

    Memory does not grow with the clip's length. Times are the pictures' own and start at 0 with
    the first one; a picture whose time is missing or not after its predecessor's is left out and
    counted in `warnings`. Pictures that are damaged are left out and set `truncated`.

    `size` is width and height in pixels of the upright picture with square pixels;
    `rotation_deg` how far it was turned counter-clockwise to stand upright (0, 90, 180 or 270);
    `duration_s` and `frames_estimate` are what the file says of itself, None when it does not.

    Iterating raises `VideoError` when the pictures change their size half-way.
    """

    def __init__(self, container: InputContainer, *, name: str, max_side_px: int) -> None:
        """Read up to the first picture, which tells which way is up."""
        self.name = name
        self._container = container
        self._stream = _picture_stream(container, name)
        codec = self._stream.codec_context
        _check_size(codec.width, codec.height, name=name, max_side_px=max_side_px)
        codec.thread_type = "AUTO"
        self._damaged = 0
        self._untimed = 0
        self._end_s = 0.0
        self._read_to_end = False
        self._pictures = self._decode()
        first = next(self._pictures, None)
        if first is None:
            raise VideoError(f"Not one picture of {name} can be decoded; the file is damaged.")
        self._first: VideoFrame | None = first
        self._stored = (first.width, first.height)
        _check_size(*self._stored, name=name, max_side_px=max_side_px)
        self._upright = Upright.of(first, self._stream.sample_aspect_ratio)
        _check_size(*self._upright.size, name=name, max_side_px=max_side_px)
        self.size = self._upright.size
        self.rotation_deg = self._upright.rotation_deg
        self.duration_s = _promised_s(container, self._stream)
        self.frames_estimate = _promised_frames(self._stream, self.duration_s)

    def close(self) -> None:
        """Close the file; safe to call again."""
        self._pictures.close()
        self._first = None
        self._container.close()

    @property
    def truncated(self) -> bool:
        """Whether pictures were damaged or the end was missing, as far as was read so far."""
        if self._damaged:
            return True
        if not self._read_to_end or self.duration_s is None:
            return False
        missing_s = self.duration_s - self._end_s
        return missing_s > max(_MISSING_END_S, _MISSING_END_SHARE * self.duration_s)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong so far, one sentence each; empty when nothing did."""
        found = []
        if self.truncated:
            found.append(
                f"{self.name} is damaged or cut off; only the {self._end_s:.1f} seconds that "
                "can be read were used."
            )
        if self._untimed:
            found.append(
                f"{self._untimed} pictures of {self.name} have no time of their own or come out "
                "of order and were left out."
            )
        return tuple(found)

    def __iter__(self) -> Iterator[Frame]:
        """Yield the pictures; a second pass needs a new reader."""
        converter = VideoReformatter()
        start: int | None = None
        last_s = -1.0
        index = 0
        first = [] if self._first is None else [self._first]
        self._first = None
        for picture in chain(first, self._pictures):
            if picture.pts is None or picture.time_base is None:
                self._untimed += 1
                continue
            start = picture.pts if start is None else start
            time_s = float((picture.pts - start) * picture.time_base)
            if time_s <= last_s:
                self._untimed += 1
                continue
            if (picture.width, picture.height) != self._stored:
                raise VideoError(
                    f"{self.name} changes its picture size half-way, at {time_s:.1f} s, from "
                    f"{self._stored[0]} x {self._stored[1]} to {picture.width} x "
                    f"{picture.height}; give each part as its own clip."
                )
            length_s = float(picture.duration * picture.time_base) if picture.duration else 0.0
            last_s, self._end_s = time_s, time_s + length_s
            yield Frame(image=self._upright.apply(picture, converter), time_s=time_s, index=index)
            index += 1
        self._read_to_end = True

    def _decode(self) -> Generator[VideoFrame, None, None]:
        """Yield whatever can be decoded, counting what cannot."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self._damaged += 1
                packet = None
            try:
                # After a break in the file the decoder still holds whole pictures.
                pictures = self._stream.decode(packet)
            except av.error.EOFError:
                pictures = []
            except FFmpegError:
                self._damaged += 1
                pictures = []
            for picture in pictures:
                if picture.is_corrupt:
                    self._damaged += 1
                else:
                    yield picture
            if packet is None:
                return


def _check_file(path: Path, name: str) -> None:
    """Refuse what is no readable file, before FFmpeg says it less clearly."""
    try:
        if not path.exists():
            raise VideoError(f"There is no file {path}.")
        if not path.is_file():
            raise VideoError(f"Expected {_KINDS}, but {path} is not a file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise VideoError(f"{name} is empty (0 bytes); expected {_KINDS}.")
    except (OSError, ValueError) as error:
        raise VideoError(f"{path} cannot be read ({_reason(error)}).") from error


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return text or str(error)


def _why_not_opened(source: Path | BinaryIO, name: str) -> str:
    """Say whether the file looks like a clip that was cut off, or like something else."""
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                head = file.read(12)
        else:
            source.seek(0)
            head = source.read(12)
    except (OSError, ValueError) as error:
        return f"{name} cannot be read ({_reason(error)})."
    if not head:
        return f"{name} is empty (0 bytes); expected {_KINDS}."
    if any(head[at : at + len(mark)] == mark for at, mark in _KNOWN_BEGINNINGS):
        return (
            f"{name} begins like a clip but is damaged or cut off, and its pictures cannot be "
            "found; copy or record it again."
        )
    return f"Expected {_KINDS}, but {name} is none of these."


def _picture_stream(container: InputContainer, name: str) -> VideoStream:
    """Return the first moving-picture stream; a cover picture of a song is none."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            if stream.codec_context is None:
                raise VideoError(f"The pictures of {name} are in a format that cannot be decoded.")
            return stream
    if container.streams.audio:
        raise VideoError(f"{name} holds sound only; expected a clip with pictures.")
    raise VideoError(f"{name} holds no pictures; it may be cut off. Copy or record it again.")


def _check_size(width: int, height: int, *, name: str, max_side_px: int) -> None:
    if width < 1 or height < 1:
        raise VideoError(f"The pictures of {name} are {width} x {height} pixels; it is damaged.")
    if max(width, height) > max_side_px:
        raise VideoError(
            f"The pictures of {name} are {width} x {height} pixels; expected at most "
            f"{max_side_px} on the longer side. Save it in a smaller size, such as 1280 x 720."
        )


def _promised_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Return the length of the pictures in seconds that the file promises, None if it does not."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    tag = stream.metadata.get("DURATION", "").split(":")  # Matroska and WebM: hh:mm:ss.fraction
    try:
        hours, minutes, seconds = (float(part) for part in tag)
    except ValueError:
        # The whole file's length is the pictures' only when there is nothing else in it.
        if container.duration is not None and len(container.streams) == 1:
            return container.duration / av.time_base
        return None
    return hours * 3600 + minutes * 60 + seconds


def _promised_frames(stream: VideoStream, duration_s: float | None) -> int | None:
    """Return the number of pictures the file promises, None if it does not."""
    if stream.frames > 0:
        return stream.frames
    if duration_s is None or stream.average_rate is None:
        return None
    return max(1, round(duration_s * stream.average_rate))
