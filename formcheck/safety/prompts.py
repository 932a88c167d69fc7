"""Why the coach asks by itself whether something hurts, and how that is answered."""

from enum import StrEnum

__all__ = ["PromptAnswer", "PromptReason"]


class PromptReason(StrEnum):
    """What made the coach ask whether something hurts."""

    MINUTE = "minute"  # every minute of a set
    SET_END = "set_end"
    LEFT = "left"  # another position
    LOST = "lost"  # not seen any more
    STILL = "still"  # the picture stands still
    COLLAPSE = "collapse"
    FREEZE = "freeze"
    RANGE_DROP = "range_drop"
    EASED = "eased"  # after the first repetition of an eased exercise


class PromptAnswer(StrEnum):
    """How such a question was answered."""

    FINE = "fine"
    CARRIED_ON = "carried_on"
    HURTS = "hurts"
    NONE = "none"
