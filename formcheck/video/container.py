"""Opens a clip's file: its kind, its video stream, its largest frame, its stated length."""

from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import VideoError
from formcheck.video.formats import DEMUXERS, FIRST_BYTES, KINDS
from formcheck.video.orientation import has_same_shape

__all__ = [
    "find_largest_size",
    "find_stated_frames",
    "find_stated_length_s",
    "find_video_stream",
    "open_container",
]


def open_container(source: Path | BinaryIO, name: str) -> InputContainer:
    """Return the open file, at its beginning; only the formats in `formats.KINDS` are read.

    Raises:
        VideoError: the file, called `name`, is missing, empty, damaged or of another kind.
    """
    if isinstance(source, Path):
        _check_file(source, name)
    # FFmpeg never reads an absolute path as an address such as "http:...".
    target = str(source.resolve()) if isinstance(source, Path) else source
    try:
        if not isinstance(source, Path):
            source.seek(0)
        return av.open(
            target,
            mode="r",
            container_options={"format_whitelist": DEMUXERS},
            metadata_errors="replace",
        )
    except (FFmpegError, OSError) as error:
        raise VideoError(_why_not_opened(source, name)) from error


def find_video_stream(container: InputContainer, name: str) -> VideoStream:
    """Return the first video stream; the cover image of a song does not count."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            if stream.codec_context is None:
                raise VideoError(
                    f"The video in {name} has a format that cannot be decoded. Save it as MP4 "
                    "(H.264)."
                )
            return stream
    if container.streams.audio:
        raise VideoError(
            f"Expected a video, got {name}, which has sound only. Choose another clip."
        )
    raise VideoError(f"{name} has no video; it may be cut off. Copy or record it again.")


def find_largest_size(container: InputContainer, stream: VideoStream) -> tuple[int, int] | None:
    """Return width and height of the largest frame in stored pixels, None if none is decoded.

    Only frames with the shape of the first one count. A browser's recording of a call begins small
    when the connection is slow, and then grows. A new size always begins with a key frame, so only
    key frames are decoded. The file is read to its end.
    """
    stream.codec_context.skip_frame = "NONKEY"
    first: tuple[int, int] | None = None
    largest: tuple[int, int] | None = None
    try:
        for frame in container.decode(stream):
            size = (frame.width, frame.height)
            first = size if first is None else first
            if largest is None or (size > largest and has_same_shape(size, first)):
                largest = size
    except FFmpegError:  # damage is counted and reported when the clip is read
        return largest
    return largest


def _check_file(path: Path, name: str) -> None:
    """Refuse what is not a readable file; FFmpeg's own message would be less clear."""
    try:
        if not path.exists():
            raise VideoError(f"There is no file {path}. Check the name.")
        if not path.is_file():
            raise VideoError(f"Expected {KINDS}, but {path} is not a file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise VideoError(f"Expected {KINDS}, got {name}, which is empty (0 bytes).")
    except (OSError, ValueError) as error:
        raise VideoError(f"{path} cannot be read ({_reason(error)}).") from error


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return text or str(error)


def _why_not_opened(source: Path | BinaryIO, name: str) -> str:
    """Return the reason: the file is damaged or cut off, or it is not a clip."""
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
        return f"Expected {KINDS}, got {name}, which is empty (0 bytes)."
    if any(head[at : at + len(mark)] == mark for at, mark in FIRST_BYTES):
        return (
            f"{name} begins like a clip but is damaged or cut off, so its video cannot be read. "
            "Copy or record it again."
        )
    return f"Expected {KINDS}, but {name} is none of these."


def find_stated_length_s(container: InputContainer, stream: VideoStream) -> float | None:
    """Return the length of the video in seconds from the file's header, None if it has none."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    tag = stream.metadata.get("DURATION", "").split(":")  # Matroska and WebM: hh:mm:ss.fraction
    try:
        hours, minutes, seconds = (float(part) for part in tag)
    except ValueError:
        # The length of the whole file is the video's only if the file has nothing else.
        if container.duration is not None and len(container.streams) == 1:
            return container.duration / av.time_base
        return None
    return hours * 3600 + minutes * 60 + seconds


def find_stated_frames(stream: VideoStream, duration_s: float | None) -> int | None:
    """Return the number of frames from the file's header, None if it cannot be known."""
    if stream.frames > 0:
        return stream.frames
    if duration_s is None or stream.average_rate is None:
        return None
    return max(1, round(duration_s * stream.average_rate))
