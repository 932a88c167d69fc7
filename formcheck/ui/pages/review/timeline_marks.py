"""Every moment in a review that a click can jump to, as one list."""

from dataclasses import dataclass

from formcheck.assessment.types import Rejection, RepResult
from formcheck.review.types import Review, Span
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import is_known, known, quantity, shown_span

__all__ = ["Mark", "build_marks", "find_axis_end_s"]

_SHORTEST_AXIS_S = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """An interval to show and to jump to.

    `span_s` is its start and end in seconds of the clip. If only one is known, both have its value;
    if neither is known, it is None and cannot be drawn. `row` is its row of the timeline, `kind`
    one of "counted", "rejected", "unseen", "hold", "adjust", "stop" (a colour and an icon each),
    `text` the text inside it, `title` what a screen reader says.
    """

    id: str
    row: str
    kind: str
    span_s: tuple[float, float] | None
    text: str
    title: str

    @property
    def start_s(self) -> float | None:
        """The moment a click jumps to, None if it is unknown."""
        return None if self.span_s is None else self.span_s[0]


def build_marks(review: Review) -> tuple[Mark, ...]:
    """Return all marks of a review: repetitions, holds, faults by rule, unseen times."""
    return (*_reps(review), *_holds(review), *_faults(review), *_unseen(review))


def find_axis_end_s(review: Review) -> float:
    """Return the end of a review's time axis: the clip's end, or the last known moment."""
    if is_known(review.duration_s):
        return max(review.duration_s, _SHORTEST_AXIS_S)
    spans = [mark.span_s for mark in build_marks(review) if mark.span_s is not None]
    last_s = known((*review.trace.time_s.tolist(), *(end_s for _, end_s in spans)))
    return max([*last_s, _SHORTEST_AXIS_S])


def _reps(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"rep-{rep.index}",
            row=review_texts.ROW_REPS,
            kind=_rep_kind(rep),
            span_s=shown_span(rep.start_s, rep.end_s),
            text=str(rep.index),
            title=review_texts.name_repetition(rep),
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
            row=review_texts.ROW_HOLDS,
            kind="hold",
            span_s=shown_span(span.start_s, span.end_s),
            text=_hold_text(review, span),
            title=review_texts.name_span(review_texts.ROW_HOLDS, span.start_s, span.end_s),
        )
        for n, span in enumerate(review.trace.holds, 1)
    ]


def _hold_text(review: Review, span: Span) -> str:
    """Return the judged seconds of the hold, without the settling at both ends."""
    if not (is_known(span.start_s) and is_known(span.end_s)):
        return ""
    middle_s = (span.start_s + span.end_s) / 2
    held = [rep.hold_s for rep in review.repetitions if _lies_in(rep, middle_s)]
    return quantity(held[0] if held else span.end_s - span.start_s, "s", digits=0)


def _lies_in(rep: RepResult, time_s: float) -> bool:
    known_ends = is_known(rep.start_s) and is_known(rep.end_s)
    return known_ends and rep.start_s <= time_s <= rep.end_s


def _faults(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"fault-{finding.rule}-{n}",
            row=finding.title,
            kind="stop" if finding.safety else "adjust",
            span_s=shown_span(moment.start_s, moment.end_s),
            text="",
            title=review_texts.name_fault(finding.title, moment.start_s, moment.repetition),
        )
        for finding in review.findings
        for n, moment in enumerate(finding.moments, 1)
    ]


def _unseen(review: Review) -> list[Mark]:
    return [
        Mark(
            id=f"unseen-{n}",
            row=review_texts.ROW_UNSEEN,
            kind="unseen",
            span_s=shown_span(span.start_s, span.end_s),
            text="",
            title=review_texts.name_span(review_texts.ROW_UNSEEN, span.start_s, span.end_s),
        )
        for n, span in enumerate(review.trace.not_assessable, 1)
    ]
