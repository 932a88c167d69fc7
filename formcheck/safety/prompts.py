"""Why the coach asks, of its own accord, whether something hurts, and how that is answered."""

from enum import StrEnum

__all__ = ["PromptAnswer", "PromptReason"]


class PromptReason(StrEnum):
    """What made the coach ask whether something hurts."""

    MINUTE = "minute"  # every minute of a set
    SET_END = "set_end"
    LEFT = "left"  # the person took another position
    LOST = "lost"  # the person is no longer seen
    STILL = "still"  # the camera's image no longer changes
    COLLAPSE = "collapse"
    FREEZE = "freeze"
    RANGE_DROP = "range_drop"
    EASED = "eased"  # after the first repetition of an exercise that was made gentler


class PromptAnswer(StrEnum):
    """How the coach's question was answered."""

    FINE = "fine"
    CARRIED_ON = "carried_on"
    HURTS = "hurts"
    NONE = "none"
