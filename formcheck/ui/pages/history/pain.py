"""The questions and answers about pain, and what followed, as rows and tables of a page."""

import heapq
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TypeVar

from formcheck.export.pain import Reason, find_reasons
from formcheck.history import Event, ExerciseSession, PainRecord, Store
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    ClockSetBack,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.questionnaire import Pain, RedFlag, ScreeningAnswers
from formcheck.safety.replay import CHECK_HOLDS_FOR
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import UNKNOWN, capitalised, time_of_day
from formcheck.ui.pages.history.session_summary import find_exercise_title
from formcheck.ui.pages.history.tables import build_table_html

__all__ = [
    "PainRow",
    "build_answer_row",
    "build_pain_html",
    "build_pain_rows",
    "find_answers",
    "find_gravest",
    "find_stopped",
    "group_by_day",
]

T = TypeVar("T")
_COACH_QUESTIONS = ("asked", "answered")


@dataclass(frozen=True, kw_only=True, slots=True)
class PainRow:
    """One question or answer in words: what it is, what it says, what followed and why."""

    at: datetime
    exercise: str | None
    what: str
    lines: tuple[str, ...]
    decision: Decision | None = None
    reasons: tuple[Reason, ...] = ()


def find_answers(store: Store, session: ExerciseSession) -> tuple[PainRecord, ...]:
    """Return the answers that were valid when a session began, then its own. Raises `StoreError`.

    A sample clip shows another person, so the answers before it do not belong to it.
    """
    own = store.answers(session_id=session.id)
    if session.source != "camera":
        return own
    began = session.started_at
    before = [
        answer
        for answer in store.answers(since=began - CHECK_HOLDS_FOR)
        if isinstance(answer.event, ScreeningAnswered) and answer.at <= began
    ]
    return (*before[-1:], *own)


def build_pain_rows(answers: Sequence[PainRecord], events: Iterable[Event] = ()) -> list[PainRow]:
    """Return the answers and the coach's own questions, merged by their times.

    Each kind keeps its own order, even if the clock was set back.
    """
    asked = [
        PainRow(
            at=event.at,
            exercise=None,
            what=history_texts.EVENTS[event.kind],
            lines=(history_texts.asked_or_answered(event.kind, event.data),),
        )
        for event in events
        if event.kind in _COACH_QUESTIONS
    ]
    return list(heapq.merge(asked, map(build_answer_row, answers), key=lambda row: row.at))


def build_answer_row(answer: PainRecord) -> PainRow:
    """Return a stored question or answer in words."""
    match answer.event:
        case ScreeningAnswered(answers=before):
            what, lines = history_texts.CHECKED, _before_lines(before)
        case PainQuestionAsked(why=why):
            what, lines = history_texts.ASKED, [safety_labels.QUESTION_REASONS[why]]
        case PainAnswered(pain=pain, because_of_pain=because):
            what, lines = history_texts.ANSWERED, _pain_lines(pain)
            if because is not None:
                lines.append(f"{safety_labels.BECAUSE_OF_PAIN}: {_yes_no(because)}")
        case FollowUpAnswered(pain=pain):
            what, lines = history_texts.ASKED_AGAIN, _pain_lines(pain)
        case SignsCorrected(flags=flags):
            what, lines = history_texts.SIGNS_CORRECTED, [_signs_line(flags)]
        case ClockSetBack():
            what, lines = history_texts.CLOCK_SET_BACK, []
    return PainRow(
        at=answer.at,
        exercise=answer.exercise,
        what=what,
        lines=tuple(lines),
        decision=answer.decision,
        reasons=find_reasons(answer),
    )


def find_stopped(answers: Iterable[PainRecord]) -> frozenset[int]:
    """Return the sessions that were stopped, or ended early, because something hurt.

    `answers` are in the order they were given. STOP and "It hurts" count as pain until the person
    answers that there was another reason.
    """
    found: set[int] = set()
    unanswered: set[int] = set()
    for answer in answers:
        if answer.session_id is None:
            continue
        if isinstance(answer.event, PainQuestionAsked):
            if answer.event.why in {QuestionReason.STOP, QuestionReason.HURTS}:
                unanswered.add(answer.session_id)
        elif answer.decision is not None:
            unanswered.discard(answer.session_id)
            if answer.decision >= Decision.STOP or "second_amber" in answer.rules:
                found.add(answer.session_id)
    return frozenset(found | unanswered)


def find_gravest(answers: Iterable[PainRecord]) -> str:
    """Return the gravest decision, in words; empty if there was none."""
    decisions = [answer.decision for answer in answers if answer.decision is not None]
    return safety_labels.DECISIONS[max(decisions)] if decisions else ""


def group_by_day(
    answers: Iterable[PainRecord], *, zone: tzinfo | None = None
) -> list[tuple[date, list[PainRecord]]]:
    """Return the answers of each day in their order, the newest day first."""
    days: dict[date, list[PainRecord]] = {}
    for answer in answers:
        days.setdefault(answer.at.astimezone(zone).date(), []).append(answer)
    return sorted(days.items(), key=lambda each: each[0], reverse=True)


def build_pain_html(rows: Sequence[PainRow], *, label: str, zone: tzinfo | None = None) -> str:
    """Return the rows as a table called `label`; all of it is escaped.

    The exercise is shown if there are several. `zone` None = this machine's time zone.
    """
    named = len({row.exercise for row in rows} - {None}) > 1
    head = "".join(
        f'<th scope="col" class="words">{html.escape(column)}</th>'
        for column in history_texts.PAIN_COLUMNS
    )
    body = [_row(row, named=named, zone=zone) for row in rows]
    return build_table_html(head, body, label, "history-table pain")


def _row(row: PainRow, *, named: bool, zone: tzinfo | None) -> str:
    time = time_of_day(row.at, zone, seconds=True)
    if named and row.exercise is not None:
        time = f"{time}<ul><li>{html.escape(find_exercise_title(row.exercise))}</li></ul>"
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in row.lines)
    return (
        f'<tr><td class="words">{time}</td>'
        f'<td class="words wrap"><b>{html.escape(row.what)}</b><ul>{lines}</ul></td>'
        f'<td class="words wrap">{_followed(row)}</td></tr>'
    )


def _followed(row: PainRow) -> str:
    if row.decision is None:
        return UNKNOWN
    reasons = "".join(f"<li>{_reason(reason)}</li>" for reason in row.reasons)
    return f"<b>{html.escape(safety_labels.DECISIONS[row.decision])}</b><ul>{reasons}</ul>"


def _reason(reason: Reason) -> str:
    why = reason.why or capitalised(reason.rule.replace("_", " "))
    if not reason.source:
        return html.escape(why)
    return f"{html.escape(why)} <small>{review_texts.SOURCE}: {html.escape(reason.source)}</small>"


def _before_lines(answers: ScreeningAnswers) -> list[str]:
    lines = [
        *_pain_lines(answers.pain),
        _signs_line(answers.flags),
    ]
    if answers.cleared:
        lines.append(safety_labels.CLEARED)
    return [*lines, f"{safety_labels.FLARE}: {_yes_no(answers.flare)}"]


def _signs_line(flags: frozenset[RedFlag] | None) -> str:
    return f"{safety_labels.WARNING_SIGNS}: {_listed(flags, safety_labels.FLAGS)}"


def _pain_lines(pain: Pain) -> list[str]:
    site = safety_labels.NOT_ANSWERED if pain.site is None else safety_labels.SITES[pain.site]
    return [
        history_texts.outline_line(
            (
                f"{safety_labels.PAIN_BACK}: {_of_ten(pain.back)}",
                f"{safety_labels.PAIN_LEG}: {_of_ten(pain.leg)}",
                f"{safety_labels.REACHES}: {site}",
            )
        ),
        f"{safety_labels.FEELS}: {_listed(pain.sensations, safety_labels.SENSATIONS)}",
    ]


def _of_ten(value: int | None) -> str:
    return safety_labels.NOT_ANSWERED if value is None else f"{value} {safety_labels.OF_TEN}"


def _listed(chosen: frozenset[T] | None, names: Mapping[T, str]) -> str:
    if chosen is None:
        return safety_labels.NOT_ANSWERED
    listed = [f"{name[:1].lower()}{name[1:]}" for one, name in names.items() if one in chosen]
    return capitalised("; ".join(listed)) or safety_labels.NONE_OF_THESE


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - an answer, not a switch
    return (
        safety_labels.NOT_ANSWERED
        if value is None
        else safety_labels.YES
        if value
        else safety_labels.NO
    )
