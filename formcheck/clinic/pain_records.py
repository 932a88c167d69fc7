"""What was asked and answered about pain, as entries of JSON and rows of CSV, with the reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from formcheck.clinic.store import KeptAnswer
from formcheck.clinic.store.event_json import kind_of, to_dict
from formcheck.export.csv_file import Column, csv_file
from formcheck.safety.before import BEFORE
from formcheck.safety.during import AFTER, DURING, NEXT_DAY
from formcheck.safety.events import (
    Asked,
    AskedAgain,
    Checked,
    ClockSetBack,
    Event,
    SignsCorrected,
    Told,
)
from formcheck.safety.tables import Row
from formcheck.texts.formatting import csv_text
from formcheck.texts.safety import DISCLAIMER_LINE

__all__ = ["Reason", "answers_csv", "pain_entry", "reasons_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """A rule that applied; `why` and `source` are empty for one the tables do not have any more."""

    rule: str
    why: str = ""
    source: str = ""


def _by_rule(rows: Iterable[Row[Any]]) -> dict[str, Reason]:
    return {row.rule: Reason(rule=row.rule, why=row.why, source=row.source) for row in rows}


_TABLES: Mapping[type, Mapping[str, Reason]] = {
    Checked: _by_rule((*BEFORE, *NEXT_DAY)),
    Told: _by_rule(DURING),
    AskedAgain: _by_rule(AFTER),
    Asked: {},
    SignsCorrected: _by_rule(BEFORE),
    ClockSetBack: {},
}


def reasons_of(answer: KeptAnswer) -> tuple[Reason, ...]:
    """Return the rules that led to what followed from an answer, with why they are there."""
    table = _TABLES[type(answer.event)]
    return tuple(table.get(rule, Reason(rule=rule)) for rule in answer.rules)


def pain_entry(answer: KeptAnswer) -> dict[str, Any]:
    """A question or an answer as every JSON export tells it; what was not answered is null."""
    return {
        "at": _time(answer),
        "kind": kind_of(answer.event),
        "exercise": answer.exercise,
        "training": answer.training_id,
        "said": to_dict(answer.event),
        "decision": None if answer.decision is None else answer.decision.name.lower(),
        "rules": [
            {"rule": reason.rule, "why": reason.why, "source": reason.source}
            for reason in reasons_of(answer)
        ],
    }


def _said(name: str, key: str = "") -> Column[KeptAnswer]:
    """What was said under `key`, by default the column's own name."""
    return Column(name, lambda answer: csv_text(_field(_flat(answer.event).get(key or name))))


_COLUMNS: tuple[Column[KeptAnswer], ...] = (
    Column("at", lambda answer: csv_text(_time(answer))),
    Column("kind", lambda answer: csv_text(kind_of(answer.event))),
    Column("exercise", lambda answer: csv_text(answer.exercise or "")),
    Column("training", lambda answer: csv_text(_field(answer.training_id))),
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
    Column("rules", lambda a: csv_text(" ".join(reason.rule for reason in reasons_of(a)))),
    Column("why", lambda a: csv_text(" ".join(r.why for r in reasons_of(a) if r.why))),
    Column("disclaimer", lambda _: csv_text(DISCLAIMER_LINE)),
)


def answers_csv(answers: Iterable[KeptAnswer]) -> bytes:
    """A CSV file: one row a question or an answer, as given; what was not answered is empty.

    "none" says that nothing of a list applies. Text that a spreadsheet would take for a formula is
    made harmless by a leading apostrophe.
    """
    return csv_file(_COLUMNS, answers)


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


def _time(answer: KeptAnswer) -> str:
    return answer.at.astimezone(UTC).isoformat(timespec="seconds")
