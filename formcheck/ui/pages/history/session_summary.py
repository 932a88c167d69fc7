"""Sessions of the history as values a page can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from formcheck.assessment.scoring import band_of
from formcheck.assessment.types import Band, RepResult
from formcheck.errors import FormCheckError
from formcheck.history import ExerciseSession, ExerciseSet, SessionState
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import planned_sets
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import capitalised, is_known, known
from formcheck.texts.labels import BAND_LABELS, reason_sentence

__all__ = [
    "ScoreLevel",
    "SessionSummary",
    "build_notes",
    "build_set_line",
    "find_advice",
    "find_exercise",
    "find_exercise_title",
    "find_score_level",
    "find_set_goals",
    "find_shared_reason",
    "find_variant_title",
    "summarize_session",
]

ScoreLevel = Literal["good", "adjust", "unseen"]
"""The meaning of a score's colour and icon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionSummary:
    """A session in a few words.

    `counted` of `goal` repetitions; `goal` is None if the exercise is unknown. `score` is the mean
    of the sets' scores (0..100), None if no set has one.
    """

    id: int
    title: str
    when: str
    sets_done: int
    sets_planned: int
    counted: int
    goal: int | None
    score: float | None
    state: SessionState
    source: str

    @property
    def band(self) -> Band | None:
        """The score in words; None without a score."""
        return band_of(self.score) if is_known(self.score) else None

    @property
    def band_line(self) -> str:
        """The score in words, or that there is none."""
        return review_texts.NOT_SCORED if self.band is None else BAND_LABELS[self.band]

    @property
    def score_line(self) -> str:
        """The score in words with its number, or that there is none."""
        return history_texts.score_line(self.score, self.band_line)

    @property
    def line(self) -> str:
        """The rest in one line."""
        return history_texts.outline_line(
            (
                history_texts.sets_line(self.sets_done, self.sets_planned),
                history_texts.counted_line(self.counted, self.goal),
                history_texts.STATES[self.state],
                self.source,
            )
        )


def summarize_session(session: ExerciseSession, *, zone: tzinfo | None = None) -> SessionSummary:
    """Return the summary of a session; `zone` None = this machine's time zone."""
    goals = find_set_goals(session)
    scores = known(one.score for one in session.sets)
    return SessionSummary(
        id=session.id,
        title=find_exercise_title(session.exercise),
        when=history_texts.moment(session.started_at, zone),
        sets_done=sum(one.state is SessionState.FINISHED for one in session.sets),
        sets_planned=len(goals) or session.item.sets,
        counted=sum(one.counted for one in session.sets),
        goal=sum(goals.values()) or None,
        score=sum(scores) / len(scores) if scores else None,
        state=session.state,
        source=history_texts.source_line(session.source),
    )


def find_exercise(name: str) -> Exercise | None:
    """Return the exercise called `name`; None if it is unknown, or its file is wrong.

    A history may be older than the exercises.
    """
    try:
        return load_exercise(name)
    except FormCheckError:
        return None


def find_exercise_title(name: str) -> str:
    """Return an exercise's title; its name in words if it is unknown."""
    exercise = find_exercise(name)
    return capitalised(name.replace("_", " ")) if exercise is None else exercise.title


def find_variant_title(exercise: Exercise | None, mode: str | None) -> str:
    """Return the title of a variant; its name if it is unknown, empty for None."""
    if mode is None:
        return ""
    modes = () if exercise is None else exercise.variants
    return next((each.title for each in modes if each.name == mode), mode.replace("_", " "))


def find_advice(exercise: Exercise | None, rule: str) -> str:
    """Return a rule's title with its cue; its name in words if it is unknown."""
    rules = () if exercise is None else exercise.rules
    for each in rules:
        if each.name == rule:
            return f"{each.title} → {each.cue}"
    return capitalised(rule.replace("_", " "))


def find_shared_reason(results: Sequence[RepResult]) -> str:
    """Return the one reason why no counted repetition has a score; empty if reasons differ."""
    reasons = {reason_sentence(result.reason) for result in results if result.counted}
    return reasons.pop() if len(reasons) == 1 and len(results) > 1 else ""


def build_notes(
    exercise: Exercise | None, result: RepResult, *, known: str = ""
) -> tuple[tuple[bool, str], ...]:
    """Return the notes on a repetition: for each, whether it is about safety, and its text.

    The reason why it does not count or has no score comes first, unless it is `known` already. Then
    comes each broken rule once, safety first.
    """
    seen: dict[str, bool] = {}
    for fault in result.faults:
        seen[fault.rule] = seen.get(fault.rule, False) or fault.safety
    reason = reason_sentence(result.reason)
    said = [(False, reason)] if reason not in {"", known} else []
    ordered = sorted(seen.items(), key=lambda each: not each[1])
    return (*said, *((safety, find_advice(exercise, rule)) for rule, safety in ordered))


def find_score_level(score: float | None) -> ScoreLevel:
    """Return the meaning of a score."""
    if not is_known(score):
        return "unseen"
    return "good" if band_of(score) in {Band.EXCELLENT, Band.GOOD} else "adjust"


def build_set_line(one: ExerciseSet, goal: int | None) -> str:
    """Return a set's result in one line; `goal` None = not known."""
    band = "" if one.band is None else BAND_LABELS[one.band]
    return history_texts.outline_line(
        (
            history_texts.counted_line(one.counted, goal),
            history_texts.score_line(one.score, band),
            history_texts.STATES[one.state],
        )
    )


def find_set_goals(session: ExerciseSession) -> dict[int, int]:
    """Return the repetitions wanted by the number of the set; empty for an unknown exercise."""
    exercise = find_exercise(session.exercise)
    if exercise is None:
        return {}
    return {each.number: each.total for each in planned_sets(session.item, exercise)}
