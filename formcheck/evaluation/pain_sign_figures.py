"""The figures of pain signs: how many shown ones were caught, and how many alarms had no cause.

A sign that several repetitions of a clip show is one event, from the first to the last of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.assessment.pain_signs.detector import PainSign, PainSignKind
from formcheck.evaluation.labels import ClipLabels
from formcheck.evaluation.outcome import ClipOutcome, clip_name
from formcheck.evaluation.stats import mean_or_none

__all__ = ["AlarmRow", "SignFigures", "SignRow", "build_sign_figures"]

EARLY_S = 0.5
"""Times from landmarks are off by this much."""
LATE_S = 4.0
"""A report this long after the end of an event still belongs to it, because a repetition's range is
known only when the body has come to rest."""


@dataclass(frozen=True, kw_only=True)
class SignRow:
    """One sign: the events shown and caught, and how late they were reported.

    Seconds count from the beginning of the fall, the standstill or the first smaller repetition.
    `otherwise` counts the missed events that were reported as another sign, which asks the same
    question. `missed` names the clips.
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
    """Alarms without a cause in one kind of clip, which lasted `minutes` in all."""

    kind: str
    clips: int
    minutes: float
    alarms: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignFigures:
    """The events caught, by sign, and the false alarms, by kind of clip."""

    rows: tuple[SignRow, ...]
    alarms: tuple[AlarmRow, ...]

    @property
    def minutes(self) -> float:
        """The length of all clips together."""
        return sum(row.minutes for row in self.alarms)

    @property
    def false_alarms(self) -> int:
        """The number of alarms without a cause."""
        return sum(row.alarms for row in self.alarms)


@dataclass(frozen=True, kw_only=True)
class _Event:
    sign: PainSignKind
    start_s: float
    end_s: float

    def met_by(self, seen: PainSign) -> bool:
        """Say whether a sign of any kind belongs to this event."""
        return seen.time_s >= self.start_s - EARLY_S and seen.start_s <= self.end_s + LATE_S


def build_sign_figures(clips: Sequence[ClipOutcome]) -> SignFigures:
    """Return the figures of `clips`."""
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
            reported = [seen for seen in clip.signs if event.met_by(seen)]
            times_s = [seen.time_s for seen in reported if seen.sign is sign]
            if times_s:
                late_s.append(min(times_s) - event.start_s)
            else:
                missed.append(clip_name(clip))
                otherwise += bool(reported)
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
    """Return the kind of clip; for a steady one, what it looks like."""
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
