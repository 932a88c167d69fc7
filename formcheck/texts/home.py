"""The texts of the Home page."""

from collections.abc import Iterable

__all__ = ["EXERCISE", "HISTORY", "LAST", "LEAD", "REVIEW", "planned_line"]

LEAD = (
    "FormCheck watches how you do an exercise, counts, times the holds and says what to change. "
    "It all stays on this machine."
)
EXERCISE = (
    "Do your exercises in front of the camera. It counts aloud, tells you what to change, and "
    "stops at once when it hurts."
)
REVIEW = (
    "Look at a recorded clip, or at a sample: what was counted, what to change, and the moment "
    "each was seen."
)
LAST = "Last time:"
HISTORY = "See the history"


def planned_line(titles: Iterable[str]) -> str:
    """What is on the plan, in one line."""
    return f"On your plan: {', '.join(titles)}."
