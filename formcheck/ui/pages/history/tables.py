"""The tables of one session, as HTML for `st.html`; everything from outside is escaped."""

import html
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from formcheck.history import Event, ExerciseSession, ExerciseSet, SessionState
from formcheck.poses.exercise import Exercise
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import (
    UNKNOWN,
    capitalised,
    clock,
    points,
    quantity,
    seconds_out_and_back,
    time_of_day,
)
from formcheck.texts.labels import SIDE_LABELS
from formcheck.ui.pages.history.session_summary import (
    build_notes,
    find_shared_reason,
    find_variant_title,
)

__all__ = ["build_events_html", "build_repetitions_html", "build_table_html"]

_MODE = "mode"
_WORDS = (*review_texts.WORD_COLUMNS, _MODE)


def build_repetitions_html(one: ExerciseSet, exercise: Exercise | None, *, label: str) -> str:
    """Return a set's repetitions as a table, the faults of each below it; `label` names the table.

    The side is left out when both sides work together, and the variant if there is only one. A
    reason that all repetitions share (`find_shared_reason`) is shown above the table, not in it.
    """
    results = [repetition.result for repetition in one.repetitions or ()]
    known = find_shared_reason(results)
    columns: dict[str, str] = {
        name: review_texts.COLUMNS[name]
        for name in ("number", "side", "counted", "score", "range", "hold", "pace")
    }
    if all(result.side == "both" for result in results):
        del columns["side"]
    if any(result.variant is not None for result in results):
        columns[_MODE] = history_texts.VARIANT
    head = "".join(
        f'<th scope="col"{_class(name)}>{html.escape(title)}</th>'
        for name, title in columns.items()
    )
    body = []
    for number, result in enumerate(results, 1):
        cells: Mapping[str, str] = {
            "number": str(number),
            "side": SIDE_LABELS.get(result.side, result.side),
            "counted": review_texts.describe_verdict(result),
            "score": points(result.score),
            "range": quantity(result.rom_deg, "deg"),
            "hold": quantity(result.hold_s, "s"),
            "pace": seconds_out_and_back(result.out_s, result.back_s),
            _MODE: capitalised(find_variant_title(exercise, result.variant)) or UNKNOWN,
        }
        row = "".join(
            f'<th scope="row">{number}</th>'
            if name == "number"
            else f"<td{_class(name)}>{html.escape(cells[name])}</td>"
            for name in columns
        )
        kind = "counted" if result.counted else "rejected"
        said = build_notes(exercise, result, known=known)
        body.append(f'<tr class="{kind}">{row}</tr>{_build_notes_row(said, columns)}')
    return build_table_html(head, body, label)


def _build_notes_row(said: Sequence[tuple[bool, str]], columns: Mapping[str, str]) -> str:
    if not said:
        return ""
    lines = "".join(
        f'<li class="stop"><strong>■ {review_texts.SAFETY}</strong> {html.escape(text)}</li>'
        if safety
        else f"<li>{html.escape(text)}</li>"
        for safety, text in said
    )
    return f'<tr class="notes"><td></td><td colspan="{len(columns) - 1}"><ul>{lines}</ul></td></tr>'


def build_events_html(
    session: ExerciseSession, events: Iterable[Event], *, zone: tzinfo | None = None
) -> str:
    """Return the events of a session as a table, from its start to its end, if the end is known.

    Rows are in the order in which they were written; `zone` None = this machine's time zone.
    """
    rows: list[tuple[datetime, float | None, str]] = [
        (session.started_at, None, history_texts.STARTED)
    ]
    rows += [
        (event.at, event.time_s, history_texts.event_line(event.kind, event.data))
        for event in events
    ]
    if session.ended_at is not None and session.state is not SessionState.RUNNING:
        rows.append((session.ended_at, None, history_texts.STATES[session.state]))
    time, since, what = (html.escape(each) for each in history_texts.EVENT_COLUMNS)
    head = (
        f'<th scope="col" class="words">{time}</th>'
        f'<th scope="col" title="{html.escape(history_texts.EVENT_CLOCK_HELP)}">{since}</th>'
        f'<th scope="col" class="words">{what}</th>'
    )
    body = [
        f'<tr><td class="words">{time_of_day(at, zone, seconds=True)}</td>'
        f"<td>{clock(time_s)}</td>"
        f'<td class="words wrap">{html.escape(line)}</td></tr>'
        for at, time_s, line in rows
    ]
    return build_table_html(head, body, history_texts.EVENTS_TITLE, "history-table short")


def _class(column: str) -> str:
    return ' class="words"' if column in _WORDS else ""


def build_table_html(
    head: str, body: Iterable[str], label: str, kind: str = "history-table"
) -> str:
    """Return a table of rows that are already HTML; `label` names it, `kind` is its CSS classes."""
    # On a phone it scrolls sideways, so the keyboard must be able to reach it.
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{html.escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )
