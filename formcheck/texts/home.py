"""The texts of the Home page."""

from collections.abc import Iterable

__all__ = ["EXERCISE", "HISTORY", "LAST", "LEAD", "REVIEW", "planned_line"]

LEAD = (
    "FormCheck watches you exercise, counts repetitions, times holds and says what to change. "
    "Everything stays on this machine."
)
EXERCISE = (
    "Do your exercises in front of the camera. FormCheck counts aloud, tells you what to change, "
    "and stops the moment you say it hurts."
)
REVIEW = (
    "Review a recorded clip or a sample: see what was counted, what to change, and the moment of "
    "each."
)
LAST = "Last time:"
HISTORY = "See the history"


def planned_line(titles: Iterable[str]) -> str:
    """Return the exercises on the plan, in one line."""
    return f"On your plan: {', '.join(titles)}."
