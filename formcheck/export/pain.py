"""Questions and answers about pain as JSON entries and CSV rows, with the reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from formcheck.export.csv_file import Column, build_csv_file
from formcheck.history import PainRecord
from formcheck.history.database.event_json import kind_of, to_dict
from formcheck.safety.decision_table import DecisionRule
from formcheck.safety.events import (
    ClockSetBack,
    Event,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.pain_rules import AFTER, DURING, NEXT_DAY
from formcheck.safety.screening import BEFORE
from formcheck.texts.formatting import csv_text
from formcheck.texts.safety import DISCLAIMER_LINE

__all__ = ["Reason", "build_answers_csv", "build_pain_entry", "find_reasons"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A rule that applied; `why` and `source` are empty if the tables no longer have the rule."""

    rule: str
    why: str = ""
    source: str = ""


def _by_rule(rows: Iterable[DecisionRule[Any]]) -> dict[str, Reason]:
    return {row.rule: Reason(rule=row.rule, why=row.why, source=row.source) for row in rows}


_TABLES: Mapping[type, Mapping[str, Reason]] = {
    ScreeningAnswered: _by_rule((*BEFORE, *NEXT_DAY)),
    PainAnswered: _by_rule(DURING),
    FollowUpAnswered: _by_rule(AFTER),
    PainQuestionAsked: {},
    SignsCorrected: _by_rule(BEFORE),
    ClockSetBack: {},
}


def find_reasons(answer: PainRecord) -> tuple[Reason, ...]:
    """Return the rules that led to the decision on an answer, with their reasons and sources."""
    table = _TABLES[type(answer.event)]
    return tuple(table.get(rule, Reason(rule=rule)) for rule in answer.rules)


def build_pain_entry(answer: PainRecord) -> dict[str, Any]:
    """Return a question or an answer, as every JSON export writes it.

    What was not answered is null.
    """
    return {
        "at": _time(answer),
        "kind": kind_of(answer.event),
        "exercise": answer.exercise,
        "training": answer.session_id,
        "said": to_dict(answer.event),
        "decision": None if answer.decision is None else answer.decision.name.lower(),
        "rules": [
            {"rule": reason.rule, "why": reason.why, "source": reason.source}
            for reason in find_reasons(answer)
        ],
    }


def _said(name: str, key: str = "") -> Column[PainRecord]:
    """Return a column for the answer to `key`, by default the column's own name."""
    return Column(name, lambda answer: csv_text(_field(_flat(answer.event).get(key or name))))


_COLUMNS: tuple[Column[PainRecord], ...] = (
    Column("at", lambda answer: csv_text(_time(answer))),
    Column("kind", lambda answer: csv_text(kind_of(answer.event))),
    Column("exercise", lambda answer: csv_text(answer.exercise or "")),
    Column("training", lambda answer: csv_text(_field(answer.session_id))),
    _said("asked_because", "why"),
    _said("back"),
    _said("leg"),
    _said("site"),
    _said("sensations"),
    _said("because_of_pain"),
    _said("flags"),
    _said("flare"),
    _said("cleared"),
    Column("decision", lambda a: "" if a.decision is None else csv_text(a.decision.name.lower())),
    Column("rules", lambda a: csv_text(" ".join(reason.rule for reason in find_reasons(a)))),
    Column("why", lambda a: csv_text(" ".join(r.why for r in find_reasons(a) if r.why))),
    Column("disclaimer", lambda _: csv_text(DISCLAIMER_LINE)),
)


def build_answers_csv(answers: Iterable[PainRecord]) -> bytes:
    """Return a CSV file with one row per question or answer; what was not answered is empty.

    "none" says that nothing of a list applies. A leading apostrophe makes text harmless that a
    spreadsheet would run as a formula.
    """
    return build_csv_file(_COLUMNS, answers)


def _flat(event: Event) -> Mapping[str, object]:
    said = to_dict(event)
    pain = said.get("pain")
    return {**said, **pain} if isinstance(pain, Mapping) else said


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value)) or "none"
    return str(value)


def _time(answer: PainRecord) -> str:
    return answer.at.astimezone(UTC).isoformat(timespec="seconds")
