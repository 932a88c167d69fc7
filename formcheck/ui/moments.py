"""Everything in a review that names a moment, as one list: what a click can jump to."""

from dataclasses import dataclass

from formcheck.clinic.types import Review, Span
from formcheck.coach.types import Rejection, RepResult
from formcheck.ui import texts

__all__ = ["Mark", "marks"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """An interval to show and to jump to; both ends in seconds of the clip.

    `lane` is the row of the timeline it lies in, `kind` one of "counted", "rejected", "unseen",
    "hold", "adjust", "stop" (a colour and a sign each), `text` what stands in it, `title` what a
    screen reader says.
    """

    id: str
    lane: str
    kind: str
    start_s: float
    end_s: float
    text: str
    title: str


def marks(review: Review) -> tuple[Mark, ...]:
    """Every mark of a review: repetitions, holds, faults by rule, times that were not seen."""
    return (*_reps(review), *_holds(review), *_faults(review), *_unseen(review))


def _reps(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"rep-{rep.index}",
            lane=texts.LANE_REPS,
            kind=_rep_kind(rep),
            start_s=rep.start_s,
            end_s=rep.end_s,
            text=str(rep.index),
            title=texts.rep_name(rep),
        )
        for rep in review.repetitions
    ]


def _rep_kind(rep: RepResult) -> str:
    if rep.rejected is None:
        return "counted"
    return "unseen" if rep.rejected is Rejection.NOT_ASSESSABLE else "rejected"


def _holds(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"hold-{n}",
            lane=texts.LANE_HOLDS,
            kind="hold",
            start_s=span.start_s,
            end_s=span.end_s,
            text=_hold_text(review, span),
            title=texts.span_name(texts.LANE_HOLDS, span.start_s, span.end_s),
        )
        for n, span in enumerate(review.trace.holds, 1)
    ]


def _hold_text(review: Review, span: Span) -> str:
    """The judged seconds of the hold, which leave out the settling at both ends."""
    middle = (span.start_s + span.end_s) / 2
    held = [rep.hold_s for rep in review.repetitions if rep.start_s <= middle <= rep.end_s]
    return f"{held[0] if held else span.end_s - span.start_s:.0f} s"


def _faults(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"fault-{finding.rule}-{n}",
            lane=finding.title,
            kind="stop" if finding.safety else "adjust",
            start_s=moment.start_s,
            end_s=moment.end_s,
            text="",
            title=texts.fault_name(finding.title, moment.start_s, moment.repetition),
        )
        for finding in review.findings
        for n, moment in enumerate(finding.moments, 1)
    ]


def _unseen(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"unseen-{n}",
            lane=texts.LANE_UNSEEN,
            kind="unseen",
            start_s=span.start_s,
            end_s=span.end_s,
            text="",
            title=texts.span_name(texts.LANE_UNSEEN, span.start_s, span.end_s),
        )
        for n, span in enumerate(review.trace.not_assessable, 1)
    ]
