"""Every text the live coach says or shows: calm, plain, short."""

from collections.abc import Mapping

from formcheck.coach.types import Rejection
from formcheck.live.types import Doubt
from formcheck.motion.landmarks import Side

__all__ = [
    "EASY",
    "GO",
    "LAST_SET_DONE",
    "LOST",
    "NO_ANSWER",
    "OTHER_LEG",
    "PAUSED_BY_PERSON",
    "PRAISE",
    "QUESTIONS",
    "READY",
    "RESUME",
    "SECOND_PERSON",
    "STEPS",
    "count_line",
    "number",
    "rejected",
    "rest_begins",
    "set_done",
]

READY = "Good. Stay there."
GO = "Go."
RESUME = "Going on."
PRAISE = "Good."
LAST_SET_DONE = "That was the last set. Well done."
PAUSED_BY_PERSON = "Paused. Press space to go on."
LOST = "Paused. Your count is kept."
OTHER_LEG = "Now the other leg."
NO_ANSWER = "I end it here. Everything is kept."
EASY = "Gently today: not so far."
SECOND_PERSON = "I see somebody else. Only one person in the picture, please."

STEPS: Mapping[str, str] = {
    "seen": "In the picture",
    "side": "Side-on",
    "joints": "Joints in sight",
    "start": "Start position",
}

QUESTIONS: Mapping[Doubt, str] = {
    Doubt.MINUTE: "All right? Carry on, or press any key if it hurts.",
    Doubt.SET_END: "Does it hurt more than before? Then press any key.",
    Doubt.LEFT: "Paused. Is something hurting? If not, take the start position again.",
    Doubt.LOST: "Paused. Your count is kept. Is something hurting?",
    Doubt.STILL: "Paused. The picture stands still; check the camera. Is something hurting?",
    Doubt.COLLAPSE: "Paused. Is something hurting? If not, go on with the next one.",
    Doubt.FREEZE: "Paused. Is something hurting? If not, go on with the next one.",
    Doubt.RANGE_DROP: "Paused. Is something hurting? If not, go on with the next one.",
    Doubt.EASED: "Paused. Is it better like this? If so, go on with the next one.",
}

_NUMBERS = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen"),
    *("Nineteen", "Twenty"),
)

_REJECTED: Mapping[Rejection, str] = {
    Rejection.PARTIAL: "That one was too small to count.",
    Rejection.TOO_FAST: "A little slower, please.",
    Rejection.SAME_SIDE: "Opposite arm and leg, please.",
    Rejection.LEG_ONLY: "Stretch the opposite arm too.",
    Rejection.NOT_ASSESSABLE: "I couldn't see that one well.",
}


def number(count: int) -> str:
    """A count as it is spoken, such as "Three"."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def count_line(count: int, *, goal: int, side: Side | None) -> str:
    """What is said when a repetition was counted; `side` where both work in turn."""
    said = number(count) if side is None else f"{number(count)}, {side.value}"
    if count == goal - 1:
        return f"{said}. One more{'' if side is None else f' {side.value}'}."
    return f"{said}."


def rejected(reason: Rejection) -> str | None:
    """What is said when a repetition did not count; None when nothing needs to be said."""
    return _REJECTED.get(reason)


def set_done(number_of_set: int, *, sets: int) -> str:
    """What is said at the end of a set that is not the last."""
    return f"Set {number_of_set} of {sets} done."


def rest_begins(rest_s: float) -> str:
    """What is said when a rest begins."""
    return f"Rest for {rest_s:.0f} seconds."
