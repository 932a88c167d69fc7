"""Signs that something may hurt: how many of those shown were caught, and how often none was there.

A sign that is shown in several repetitions of a clip is one event, from the first to the last.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assessment.pain_signs.detector import PainSign, PainSignKind
from formcheck.evaluation.labels import ClipLabels
from formcheck.evaluation.outcome import ClipOutcome, clip_name
from formcheck.evaluation.stats import mean_or_none

__all__ = ["AlarmRow", "SignFigures", "SignRow", "sign_figures"]

EARLY_S = 0.5
"""Times of landmarks are off by as much."""
LATE_S = 4.0
"""What is told so long after its end is still the answer to it: a repetition's range is known once
the body has come to rest."""


@dataclass(frozen=True, kw_only=True)
class SignRow:
    """One sign: events shown and caught, and how late they were told.

    Seconds count from the beginning of the fall, the standstill or the first shortened repetition.
    `otherwise` of those missed were told as another sign, which asks the same question. `missed`
    names the clips.
    """

    sign: str
    shown: int
    caught: int
    otherwise: int
    mean_late_s: float | None
    most_late_s: float | None
    missed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmRow:
    """Alarms without a cause in one kind of clip; `minutes` were watched."""

    kind: str
    clips: int
    minutes: float
    alarms: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignFigures:
    """What was caught, by sign, and false alarms, by kind of clip."""

    rows: tuple[SignRow, ...]
    alarms: tuple[AlarmRow, ...]

    @property
    def minutes(self) -> float:
        """How long was watched in all."""
        return sum(row.minutes for row in self.alarms)

    @property
    def false_alarms(self) -> int:
        """How many alarms had no cause."""
        return sum(row.alarms for row in self.alarms)


@dataclass(frozen=True, kw_only=True)
class _Event:
    sign: PainSignKind
    start_s: float
    end_s: float

    def met_by(self, seen: PainSign) -> bool:
        """Whether a sign of any kind was told about this event."""
        return seen.time_s >= self.start_s - EARLY_S and seen.start_s <= self.end_s + LATE_S


def sign_figures(clips: Sequence[ClipOutcome]) -> SignFigures:
    """The figures of `clips`."""
    return SignFigures(
        rows=tuple(row for sign in PainSignKind if (row := _row(sign, clips)).shown),
        alarms=_alarms(clips),
    )


def _events(labels: ClipLabels) -> tuple[_Event, ...]:
    spans: defaultdict[PainSignKind, list[tuple[float, float]]] = defaultdict(list)
    for true in labels.sign:
        spans[true.sign].append((true.start_s, true.end_s))
    return tuple(
        _Event(sign=sign, start_s=min(s for s, _ in each), end_s=max(e for _, e in each))
        for sign, each in spans.items()
    )


def _row(sign: PainSignKind, clips: Sequence[ClipOutcome]) -> SignRow:
    late_s: list[float] = []
    missed: list[str] = []
    otherwise = 0
    for clip in clips:
        for event in _events(clip.labels):
            if event.sign is not sign:
                continue
            told = [seen for seen in clip.signs if event.met_by(seen)]
            times_s = [seen.time_s for seen in told if seen.sign is sign]
            if times_s:
                late_s.append(min(times_s) - event.start_s)
            else:
                missed.append(clip_name(clip))
                otherwise += bool(told)
    return SignRow(
        sign=sign.value,
        shown=len(late_s) + len(missed),
        caught=len(late_s),
        otherwise=otherwise,
        mean_late_s=mean_or_none(late_s),
        most_late_s=max(late_s, default=None),
        missed=tuple(missed),
    )


def _alarms(clips: Sequence[ClipOutcome]) -> tuple[AlarmRow, ...]:
    kinds: defaultdict[str, list[ClipOutcome]] = defaultdict(list)
    for clip in clips:
        if "person" not in clip.reasons or clip.assessable:
            kinds[_kind(clip)].append(clip)
    return tuple(_alarm_row(kind, kinds[kind]) for kind in sorted(kinds))


def _kind(clip: ClipOutcome) -> str:
    """The kind of clip; a steady one is told apart by what it looks like."""
    kind = clip.labels.kind
    return clip_name(clip).rpartition("_")[2] if kind == "steady" else kind


def _alarm_row(kind: str, clips: Sequence[ClipOutcome]) -> AlarmRow:
    wrong = [
        f"{clip_name(clip)}: {seen.sign.value} at {seen.time_s:.0f} s"
        for clip in clips
        for seen in clip.signs
        if not any(event.met_by(seen) for event in _events(clip.labels))
    ]
    return AlarmRow(
        kind=kind,
        clips=len(clips),
        minutes=sum(clip.labels.duration_s for clip in clips) / 60,
        alarms=len(wrong),
        wrong=tuple(wrong),
    )
