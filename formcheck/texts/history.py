"""The texts of the History page."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from formcheck.assessment.types import RepResult
from formcheck.texts import review as review_texts
from formcheck.texts import safety_labels
from formcheck.texts.formatting import UNKNOWN, capitalised, is_known, points, quantity, time_of_day
from formcheck.texts.labels import SIDE_LABELS

__all__ = [
    "asked_or_answered",
    "chart_alt",
    "clock_span",
    "counted_line",
    "day",
    "deleted_line",
    "event_line",
    "measured_line",
    "moment",
    "outline_line",
    "pain_day",
    "repetition_line",
    "score_line",
    "set_title",
    "sets_line",
    "short_day",
    "skeleton_title",
    "source_line",
    "table_label",
    "trend_title",
]

PAGE = "History"
TITLE = "History"
LEAD = "Your sessions so far. They stay on this machine."
EMPTY_TITLE = "Nothing here yet"
EMPTY_TEXT = (
    "Your sessions will appear here: what was counted, how it went, and how it changes over time."
)
EMPTY_LINK = "Go to Exercise"
FILTER = "Exercise"
ALL = "All exercises"
LIST_TITLE = "Sessions"
MORE = "Show earlier sessions"
DOWNLOAD_CSV = "All repetitions (CSV)"
DOWNLOAD_PAIN = "All answers about pain (CSV)"

# --- Over time --------------------------------------------------------------------------------

TRENDS_HINT = "To see another exercise, choose it above."
TOO_FEW = "Charts appear after your second session."
SAMPLES_ONLY = "These sessions used the sample clip."
SAMPLES_LEFT_OUT = "Sessions with the sample clip are left out."
NOTHING_MEASURED = "Too little could be measured to draw a chart."
CHART_COUNTED = "Counted repetitions"
CHART_SCORE = "Score, mean of the sets"
CHART_HOLD = "Hold, mean"
CHART_RANGE = "Range of motion, mean"
GOAL = "goal"
NOT_KNOWN = "not known"

# --- One session ------------------------------------------------------------------------------

BACK = "All sessions"
GONE = "This session is not in the history. It may have been deleted."
DOWNLOADS = "Download"
DOWNLOAD_SESSION = "This session (JSON)"
DOWNLOAD_REPS = "Its repetitions (CSV)"
DOWNLOAD_ITS_PAIN = "Its answers about pain (CSV)"
DELETE = "Delete"
UNDO = "Undo"
SETS = "Sets"
STILL_OPEN = "This session is not finished. You can continue it on the Exercise page."
NO_SETS = "No set was started."
NO_REPS = "No repetition was seen in this set."
BEST = "Best repetition"
WORST = "Repetition to look at"
PICTURES_TITLE = "The best, and one to look at"
NO_SCORES = "No counted repetition has a score, so there is no best one to show."
NOT_KEPT = "No stick figures were saved. You can turn that on before you start an exercise."
NOT_SEEN = "The joints could not be seen well enough at that moment to draw them."
ALL_ALIKE = "No counted repetition scored lower."
EVENTS_TITLE = "What happened"
EVENT_COLUMNS = ("Time", "Clock", "What")
EVENT_CLOCK_HELP = "Minutes and seconds since the exercise started."
STARTED = "Started"
VARIANT = "Variant"
WORKED_ON = "Most important"

RANGE = "range"
HOLD = "hold"
NO_SCORE = "No score"

# --- Pain -------------------------------------------------------------------------------------

PAIN_TITLE = "Pain and stops"
PAIN_HINT = "Stopping when it hurts is right. Pain never lowers a score."
PAIN_COLUMNS = ("Time", "What was asked or said", "What followed, and why")
BEFORE_TITLE = "Before exercising"
BEFORE_LEAD = "The answers before each day's exercises, and what followed."
BEFORE_EARLIER = "Earlier days are in the download."
STOPPED_FOR_PAIN = "Stopped for pain"
CHECKED = "Before exercising"
ASKED = "Asked how much it hurts"
ANSWERED = "Answer"
ASKED_AGAIN = "Asked again a few minutes after the stop"
SIGNS_CORRECTED = "Warning signs, asked again"
CLOCK_SET_BACK = "This machine's clock was set back"
ASKED_BY_COACH = "Asked whether something hurts"

STATES: Mapping[str, str] = {
    "running": "Not finished",
    "finished": "Finished",
    "stopped": "Stopped by you",
    "interrupted": "Interrupted",
}
"""By the word that the history stores, like the other tables here."""
EVENTS: Mapping[str, str] = {
    "paused": "Paused",
    "resumed": "Resumed",
    "stopped": "Stopped",
    "camera_lost": "Camera disconnected",
    "camera_back": "Camera connected again",
    "hidden": "The page was hidden",
    "asked": ASKED_BY_COACH,
    "answered": ANSWERED,
}
PAUSED_BY_YOU = "Paused by you"
CAMERA = "Camera"
SAMPLE = "Sample clip"


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """Return the date, such as "Wed 4 Mar 2026"; `zone` None = this machine's time zone."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {local.year}"


def short_day(at: datetime, zone: tzinfo | None = None, *, with_year: bool = False) -> str:
    """Return the date for an axis, such as "4 Mar" or "4 Mar 26"."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b}{f' {local:%y}' if with_year else ''}"


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """Date and time, such as "Wed 4 Mar 2026, 18:05"."""
    return f"{day(at, zone)}, {time_of_day(at, zone)}"


def clock_span(start: datetime, end: datetime | None, zone: tzinfo | None = None) -> str:
    """Date and time from start to end; only the start if the clock was set back in between."""
    first = moment(start, zone)
    if end is None or end <= start:
        return first
    same = end.astimezone(zone).date() == start.astimezone(zone).date()
    return f"{first}–{time_of_day(end, zone)}" if same else f"{first} – {moment(end, zone)}"


def sets_line(done: int, planned: int) -> str:
    """Return how many sets were done."""
    return f"{done} of {planned} sets" if planned != 1 else f"{done} of 1 set"


def counted_line(counted: int, goal: int | None) -> str:
    """Return how many repetitions counted; `goal` None = not known."""
    return f"{counted} counted" if goal is None else f"{counted} of {goal} counted"


def score_line(score: float | None, band: str) -> str:
    """Return a score with its word, such as "Good 84"."""
    return f"{band} {points(score)}" if is_known(score) else review_texts.NOT_SCORED


def source_line(source: str) -> str:
    """Return whether the frames came from the camera or the sample clip."""
    return CAMERA if source == "camera" else SAMPLE


def outline_line(parts: Sequence[str]) -> str:
    """Several facts in one line."""
    return " · ".join(parts)


def trend_title(title: str) -> str:
    """Return the heading of an exercise's charts."""
    return f"Over time: {title}"


def chart_alt(title: str, labels: Sequence[str], lines: Mapping[str, Sequence[str]]) -> str:
    """Return a chart in words: every value with its date, for screen readers."""
    parts = []
    for name, values in lines.items():
        said = ", ".join(f"{label} {value}" for label, value in zip(labels, values, strict=True))
        parts.append(f"{name}: {said}" if len(lines) > 1 else said)
    return f"{title}. {'. '.join(parts)}."


def deleted_line(title: str, when: str) -> str:
    """Return the sentence that says what was deleted."""
    return f"Deleted: {title}, {when}."


def repetition_line(set_number: int, number: int, result: RepResult) -> str:
    """Return a repetition in words, such as "Set 1, repetition 3, left"."""
    side = "" if result.side == "both" else f", {SIDE_LABELS.get(result.side, result.side).lower()}"
    return f"Set {set_number}, repetition {number}{side}"


def measured_line(result: RepResult) -> str:
    """Return a repetition's score, range and hold."""
    score = f"{review_texts.SCORE} {points(result.score)}" if is_known(result.score) else NO_SCORE
    reach = f"{RANGE} {quantity(result.rom_deg, 'deg')}"
    return outline_line((score, reach, f"{HOLD} {quantity(result.hold_s, 's')}"))


def set_title(number: int) -> str:
    """Return the heading of a set."""
    return f"Set {number}"


def table_label(number: int) -> str:
    """Return the name of a set's table, for screen readers."""
    return f"Repetitions of set {number}"


def skeleton_title(what: str, where: str) -> str:
    """Return what the drawing shows, for screen readers."""
    return f"Stick figure at the furthest point. {what}: {where}"


def asked_or_answered(kind: str, data: Mapping[str, object]) -> str:
    """Return why the coach asked whether something hurts, or how the person answered.

    `kind` and `data` are those of the stored event.
    """
    key, known = (
        ("why", safety_labels.PROMPT_REASONS)
        if kind == "asked"
        else ("how", safety_labels.PROMPT_ANSWERS)
    )
    said = data.get(key)
    if not isinstance(said, str):
        return safety_labels.NOT_ANSWERED if key == "how" else UNKNOWN
    return known.get(said, capitalised(said.replace("_", " ")))


def pain_day(at: datetime, decision: str, zone: tzinfo | None = None) -> str:
    """Return a day and the decision after its answers; `decision` is empty where there was none."""
    return outline_line((day(at, zone), *((decision,) if decision else ())))


def event_line(kind: str, data: Mapping[str, object]) -> str:
    """Return an event in words, by its stored kind and data; an unknown kind shows its own name."""
    said = data.get("what") if kind == "page" else None
    what = said if isinstance(said, str) and said else kind
    reason = data.get("reason")
    if what == "paused" and data.get("by_person") is True:
        return PAUSED_BY_YOU
    line = EVENTS.get(what, capitalised(what.replace("_", " ")))
    if what in {"asked", "answered"}:
        return f"{line}: {asked_or_answered(kind, data)}"
    return f"{line}: {reason}" if isinstance(reason, str) and reason else line
