"""The review of a recorded clip, and its progress: values only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.types import Band, CameraView, CheckName, RepResult
from formcheck.review.overlay_frames import OverlayFrames
from formcheck.texts.formatting import known

__all__ = ["Finding", "Moment", "Progress", "Review", "Span", "Threshold", "Trace"]

FloatArray = NDArray[np.floating]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How much of a clip is done.

    `frames_total` is the number that the file states, and `seconds_left` follows from it; both are
    None when the file states none. `fps` is frames done per second, NaN before the first.
    """

    frames_done: int
    frames_total: int | None
    fps: float
    seconds_left: float | None

    @classmethod
    def after(cls, elapsed_s: float, *, frames_done: int, frames_total: int | None) -> "Progress":
        """Return the progress after `elapsed_s`, at the rate so far."""
        fps = frames_done / elapsed_s if frames_done and elapsed_s > 0 else math.nan
        left = None if frames_total is None else frames_total - frames_done
        return cls(
            frames_done=frames_done,
            frames_total=frames_total,
            fps=fps,
            seconds_left=None if left is None or not fps > 0 else left / fps,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """An interval of the clip in seconds, both ends inclusive."""

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """When something was seen: repetition number (from 1), interval and worst value."""

    repetition: int
    start_s: float
    end_s: float
    worst: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One rule that was broken, with every moment it was broken at.

    `title` names the rule in plain words, `cue` says what to do, `why` gives the reason, `source`
    says where the limit comes from. `unit` is "deg", "s", "trunk", ...; `limit` is the limit that
    was passed, and `beyond` says on which side, "above" or "below". `asked` is what the dose asks
    for, where the limit is a share of it.
    """

    rule: str
    title: str
    cue: str
    why: str
    source: str
    unit: str
    limit: float
    asked: float | None = None
    beyond: str
    safety: bool
    informational: bool
    moments: tuple[Moment, ...]

    @property
    def furthest(self) -> float | None:
        """The worst value of all moments, in the rule's unit; None when none was measured."""
        worst = known(moment.worst for moment in self.moments)
        return (min if self.beyond == "below" else max)(worst, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """A limit of the primary signal to show beside its curve.

    `kind` is "start" (start position), "end" (end position), "amber" or "fault".
    """

    label: str
    value: float
    kind: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """The primary signal over the clip, for plots.

    `time_s (n,)` is in seconds. `primary_by_side` has one `(n,)` array per side ("left", "right" or
    "both"), NaN where the signal was not measured. `unit` is the signal's unit, `label` its plain
    name.
    """

    time_s: FloatArray
    primary_by_side: Mapping[str, FloatArray]
    unit: str
    label: str
    thresholds: tuple[Threshold, ...] = ()
    not_assessable: tuple[Span, ...] = ()
    holds: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Review:
    """The verdict on a clip.

    `exercise` is the definition's name, `title` its plain name, `source` the clip's file name.
    `assessable` is the share 0..1 of the exercise time that could be judged. `score` is 0..100;
    when there is none, `score` and `band` are None and `warnings` say why. `repetitions` has
    counted and rejected ones in order of time. `summary` is the verdict in a few sentences.
    `reasons` are the readiness checks that failed for a notable time, the longest first. `turn_deg`
    is how far to turn the clip clockwise before it can be judged, None when it is upright or that
    is unknown. `overlay` is what to draw over the clip, None where nothing is drawn.
    """

    exercise: str
    title: str
    source: str
    duration_s: float
    frames: int
    view: CameraView
    assessable: float
    repetitions: tuple[RepResult, ...]
    score: float | None
    band: Band | None
    main_fault: str | None
    warnings: tuple[str, ...]
    findings: tuple[Finding, ...]
    trace: Trace
    summary: str = ""
    hold_target_s: float | None = None
    reasons: tuple[CheckName, ...] = ()
    turn_deg: int | None = None
    overlay: OverlayFrames | None = None

    @property
    def counted(self) -> int:
        """The number of repetitions that count."""
        return sum(rep.counted for rep in self.repetitions)
