"""The real time of each frame in seconds, from the times in a clip's file."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["FrameTimes", "SlowMotion", "find_slow_motion"]

_RECORDED_FPS_TAG = "com.android.capture.fps"
# Android's cameras write it (MediaFormat.KEY_CAPTURE_RATE); players and MediaInfo read it as the
# true rate. Apple's phones keep true times in the file, and their "full-frame-rate-playback-intent"
# only says how to play them, so nothing has to be corrected there.

_META_KEY, _META_FIELDS = "slow_motion", ("recorded_fps", "played_fps")

_MAX_RECORDED_FPS = 1000.0
"""Phones reach 960 frames a second; a tag with a higher number is ignored."""

_USUAL_FPS = 20.0
_MIN_FACTOR = 1.5
_MIN_FACTOR_BELOW_USUAL = 3.0
# In dim light, a phone records as few as half of the frames that its tag states, with true times.
# Slow motion plays at a usual rate of 24 or more. Below that, the difference must be clear.


@dataclass(frozen=True, kw_only=True)
class SlowMotion:
    """A clip recorded at `recorded_fps` frames a second that plays at `played_fps`."""

    recorded_fps: float
    played_fps: float

    @property
    def factor(self) -> float:
        """How many times longer the clip plays than its recording took, more than 1."""
        return self.recorded_fps / self.played_fps

    @classmethod
    def from_meta(cls, meta: Mapping[str, Any]) -> "SlowMotion | None":
        """Return the slow motion in a track's `meta`, None when it is missing or invalid."""
        try:
            recorded, played = (float(meta[_META_KEY][key]) for key in _META_FIELDS)
        except (TypeError, ValueError, LookupError):
            return None
        if not (math.isfinite(recorded) and recorded > 0 and math.isfinite(played) and played > 0):
            return None
        return cls(recorded_fps=recorded, played_fps=played)

    def meta(self) -> dict[str, dict[str, float]]:
        """Return the entry for a track's `meta`."""
        return {_META_KEY: {key: getattr(self, key) for key in _META_FIELDS}}

    def note(self, name: str) -> str:
        """Return the sentence that tells a person about it; `name` is the clip's name."""
        return (
            f"{name} is slow motion: it was recorded at {self.recorded_fps:.0f} frames a second "
            f"and plays at {self.played_fps:.0f}. All times shown here are real times."
        )


def find_slow_motion(
    tags: Mapping[str, str], packets: Sequence["Packet[VideoStream]"]
) -> SlowMotion | None:
    """Return the slow motion that a file's metadata states, None when there is none.

    Args:
        tags: the file's metadata. The case of the names is ignored, because Matroska changes it.
        packets: the first packets of the video; the typical distance between them gives the rate
            at which the clip plays, whatever gaps it has.
    """
    recorded = _recorded_fps(tags)
    played = _played_fps(packets)
    if not 0 < recorded <= _MAX_RECORDED_FPS or not played > 0:
        return None
    found = SlowMotion(recorded_fps=recorded, played_fps=played)
    least = _MIN_FACTOR if played >= _USUAL_FPS else _MIN_FACTOR_BELOW_USUAL
    return found if found.factor >= least else None


def _recorded_fps(tags: Mapping[str, str]) -> float:
    """Return the tag's value, NaN when it is missing or not a number."""
    for key, value in tags.items():
        if key.lower() == _RECORDED_FPS_TAG:
            try:
                return float(value)
            except ValueError:
                return math.nan
    return math.nan


def _played_fps(packets: Sequence["Packet[VideoStream]"]) -> float:
    """Return the typical rate of `packets` per second, NaN when it cannot be known."""
    base = next((packet.time_base for packet in packets if packet.time_base), None)
    ticks = sorted({packet.pts for packet in packets if packet.pts is not None})
    if base is None or len(ticks) < 2:
        return math.nan
    steps = [after - before for before, after in pairwise(ticks)]
    # Gaps are left out. The mean of the other steps evens out the rounding of the file's time base.
    usual = [step for step in steps if step <= 1.5 * median(steps)]
    return float(1 / (fmean(usual) * base))


class FrameTimes:
    """Gives the frames of one clip their times in seconds; the first frame has time 0.

    With `stored`, the file has the time at which each frame is shown. An AVI file has only the
    order of decoding. FFmpeg makes times from it, and with B-frames, which refer to later frames,
    these go back and forth. The decoder returns frames in the order in which they are shown, one
    for each packet, and the packets' own times rise. So the packets' times are used as the frames'
    times. When the times of another kind of file go back while those of the packets rise, the same
    is done from there on. (FFmpeg's "best effort" does the same; PyAV does not offer it.)

    `factor` is how many times longer the clip plays than its recording took.
    """

    def __init__(self, *, stored: bool, factor: float = 1.0) -> None:
        self._stored = stored
        self._factor = factor
        self._first: int | None = None
        self._last: int | None = None
        self._last_dts: int | None = None
        self._shift = 0

    def time_s(self, frame: "VideoFrame") -> float | None:
        """Return the next frame's time in s, None if it has none after the frame before."""
        ticks = self._shown_at(frame)
        if frame.dts is not None:
            self._last_dts = frame.dts
        if ticks is None or frame.time_base is None:
            return None
        if self._first is None:
            self._first = ticks
            if frame.dts is not None:
                self._shift = ticks - frame.dts
        elif self._last is not None and ticks <= self._last:
            return None
        self._last = ticks
        return float((ticks - self._first) * frame.time_base) / self._factor

    def length_s(self, frame: "VideoFrame") -> float:
        """Return how long `frame` is shown in s; 0 when the file does not say."""
        if not frame.duration or frame.time_base is None:
            return 0.0
        return float(frame.duration * frame.time_base) / self._factor

    def _shown_at(self, frame: "VideoFrame") -> int | None:
        pts, dts = frame.pts, frame.dts
        if self._stored:
            late = pts is None or (self._last is not None and pts <= self._last)
            decoded_later = dts is not None and (self._last_dts is None or dts > self._last_dts)
            if not late or not decoded_later:
                return pts
            self._stored = False
        if self._last is None:
            return dts if dts is not None else 0
        after = self._last + (frame.duration or 1)
        # At the end, the decoder returns its last frames without any packet's time.
        return after if dts is None else max(dts + self._shift, self._last + 1)
