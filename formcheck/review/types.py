"""What a recorded clip's review holds, and how far it is: values only."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.assessment.types import Band, CameraView, CheckName, RepResult
from formcheck.texts.formatting import known

__all__ = ["Finding", "Moment", "Progress", "Review", "Span", "Threshold", "Trace"]

FloatArray = NDArray[np.floating]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a clip has got.

    `frames_total` is what the file promises and `seconds_left` what follows from it; None when it
    promises nothing. `fps` is pictures done a second, NaN before the first.
    """

    frames_done: int
    frames_total: int | None
    fps: float
    seconds_left: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """An interval of the clip in seconds, both ends inclusive."""

    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Where something was seen: repetition number (from 1), interval and worst value."""

    repetition: int
    start_s: float
    end_s: float
    worst: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One rule that was broken, with every moment it was broken at.

    `title` names it in plain words, `cue` says what to do, `why` gives the reason, `source` where
    the limit comes from, `unit` is "deg", "s", "trunk", ... and `limit` the limit that was passed
    ("above" or "below" it, as `beyond` says).
    """

    rule: str
    title: str
    cue: str
    why: str
    source: str
    unit: str
    limit: float
    beyond: str
    safety: bool
    informational: bool
    moments: tuple[Moment, ...]

    @property
    def furthest(self) -> float | None:
        """The worst value of all moments, in the rule's unit; None where none was measured."""
        worst = known(moment.worst for moment in self.moments)
        return (min if self.beyond == "below" else max)(worst, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """A limit of the driving signal to show beside its curve.

    `kind` is "start" (back at rest), "end" (end position reached), "amber" or "fault".
    """

    label: str
    value: float
    kind: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """The driving signal over the clip, for plots.

    `time_s (n,)` seconds; `primary_signal` one `(n,)` array a lane ("left", "right" or "both"), NaN
    where it was not measured; `unit` of it; `label` its plain name.
    """

    time_s: FloatArray
    driving: Mapping[str, FloatArray]
    unit: str
    label: str
    thresholds: tuple[Threshold, ...] = ()
    not_assessable: tuple[Span, ...] = ()
    holds: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Review:
    """The verdict on a clip.

    `exercise` is the definition's name, `title` its plain name, `source` the clip's file name.
    `assessable` is the share 0..1 of the exercise time that could be judged; `score` 0..100 or
    None when it cannot be given, then `band` is None too and `warnings` say why. `repetitions`
    holds counted and rejected ones in time's order. `summary` is the verdict in a few sentences.
    `reasons` names the gates that were shut for a notable time, the longest first. `turn_deg` is
    how far the picture has to be turned clockwise before it can be judged, None where it stands
    upright or nothing is known.
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

    @property
    def counted(self) -> int:
        """How many repetitions count."""
        return sum(rep.counted for rep in self.repetitions)
