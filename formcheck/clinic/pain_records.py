"""What was asked and answered about pain, as entries of JSON and rows of CSV, with the reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from formcheck.clinic.csv_file import csv_file
from formcheck.clinic.store import KeptAnswer
from formcheck.clinic.store.event_json import kind_of, to_dict
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


_COLUMNS = (
    *("at", "kind", "exercise", "training", "asked_because", "back", "leg", "site", "sensations"),
    *("because_of_pain", "flags", "flare", "cleared", "decision", "rules", "why", "disclaimer"),
)


def answers_csv(answers: Iterable[KeptAnswer]) -> bytes:
    """A CSV file: one row a question or an answer, as given; what was not answered is empty.

    "none" says that nothing of a list applies. Text that a spreadsheet would take for a formula is
    made harmless by a leading apostrophe.
    """
    return csv_file(_COLUMNS, ([csv_text(text) for text in _row(answer)] for answer in answers))


def _row(answer: KeptAnswer) -> list[str]:
    said = _flat(answer.event)
    reasons = reasons_of(answer)
    return [
        _time(answer),
        kind_of(answer.event),
        answer.exercise or "",
        "" if answer.training_id is None else str(answer.training_id),
        *(_field(said.get(name)) for name in ("why", "back", "leg", "site", "sensations")),
        *(_field(said.get(name)) for name in ("because_of_pain", "flags", "flare", "cleared")),
        "" if answer.decision is None else answer.decision.name.lower(),
        " ".join(reason.rule for reason in reasons),
        " ".join(reason.why for reason in reasons if reason.why),
        DISCLAIMER_LINE,
    ]


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
