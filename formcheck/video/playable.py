"""Says whether a browser can play a clip's file as it is."""

from av.container import InputContainer
from av.video.stream import VideoStream

__all__ = ["is_playable"]

_MOST_BYTES = 100_000_000
"""A page hands a clip to the browser from memory, so a larger file is not handed over as it is."""
_EARLY_S = 0.02
"""A video that begins later than its file would run behind the times of its frames."""
_CODECS = {
    "mov,mp4,m4a,3gp,3g2,mj2": {"h264"},
    "matroska,webm": {"vp8", "vp9"},
}
"""What Chromium, Firefox and Safari all play, by FFmpeg's name of the container."""
_PIXELS = {"yuv420p", "yuvj420p"}


def is_playable(container: InputContainer, stream: VideoStream) -> bool:
    """Whether every browser plays this video, with the same times as `ClipReader` gives it."""
    codec, base = stream.codec_context, stream.time_base
    if codec.name not in _CODECS.get(container.format.name, ()) or codec.pix_fmt not in _PIXELS:
        return False
    if container.duration is None:  # a browser's own recording, in which no player finds its way
        return False
    begins_s = 0.0 if stream.start_time is None or base is None else float(stream.start_time * base)
    return 0 < container.size <= _MOST_BYTES and abs(begins_s) < _EARLY_S
