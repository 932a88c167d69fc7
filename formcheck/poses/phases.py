"""How the repetitions of an exercise are followed: primary signal, phases, hold."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from formcheck.poses.rules import Condition, DefinitionModel, NonEmptyText
from formcheck.poses.vocabulary import check_signal

__all__ = ["HoldLimits", "Phases", "PrimarySignal"]


class PrimarySignal(DefinitionModel):
    """The signal whose way out and back is one repetition.

    `rises` says whether it grows on the way out. `start_deg` is its level in the start position,
    used until the person's own level has been measured. `goal_deg` is the level of the full range.
    `stillness_signal` is the signal whose stillness makes a hold, where that is another one.
    `hidden_signal` times the ways out and back where one leg hides the other near the start
    position; it grows on the way out.
    """

    signal: str
    stillness_signal: str | None = None
    hidden_signal: str | None = None
    rises: bool
    start_deg: float
    goal_deg: float
    why: NonEmptyText
    source: NonEmptyText

    @field_validator("signal", "stillness_signal", "hidden_signal")
    @classmethod
    def _known(cls, signal: str | None) -> str | None:
        return None if signal is None else check_signal(signal)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.goal_deg > self.start_deg) != self.rises or self.goal_deg == self.start_deg:
            raise ValueError("expected goal_deg on the side of start_deg to which the signal moves")
        return self


class Phases(DefinitionModel):
    """The conditions of the start position, of an attempt and of the end position.

    `start`, `attempt` and `end` each hold when all their conditions do, for at least the dwell. The
    start position at the end of a movement must last for `return_dwell_s` (by default
    `start_dwell_s`). A body faster than `moving_deg_per_s` is moving: cues about a hold wait, and
    no new start position is accepted. `HoldLimits` say what a hold is.
    """

    start: tuple[Condition, ...]
    start_dwell_s: Annotated[float, Field(gt=0, le=2)]
    return_dwell_s: Annotated[float, Field(gt=0, le=2)] | None = None
    attempt: tuple[Condition, ...]
    end: tuple[Condition, ...]
    end_dwell_s: Annotated[float, Field(gt=0, le=2)]
    moving_deg_per_s: Annotated[float, Field(gt=0)]
    shortest_s: Annotated[float, Field(gt=0)]
    longest_s: Annotated[float, Field(gt=0)]
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.shortest_s >= self.longest_s:
            raise ValueError("expected shortest_s below longest_s")
        for name in ("start", "attempt", "end"):
            if not getattr(self, name):
                raise ValueError(f"expected at least one condition in phases.{name}")
        apart = (
            not _overlap(rest, end)
            for rest in self.start
            for end in self.end
            if rest.signal == end.signal
        )
        if not any(apart):
            raise ValueError(
                "expected one signal that keeps phases.start and phases.end apart; as it is, a "
                "repetition could be at rest and in its end position at once"
            )
        return self


class HoldLimits(DefinitionModel):
    """What counts as a hold; only `formcheck.assessment.repetitions.hold` reads it.

    In the end position a body slower than `still_deg_per_s` is held still. How much of the time
    around it counts is the same for every exercise.
    """

    still_deg_per_s: Annotated[float, Field(gt=0)]
    why: NonEmptyText
    source: NonEmptyText


def _overlap(rest: Condition, end: Condition) -> bool:
    """Say whether one value can satisfy both, the end position's looser limits included."""
    low = end.exit_at_least if end.exit_at_least is not None else end.at_least
    high = end.exit_at_most if end.exit_at_most is not None else end.at_most
    lows = [x for x in (rest.at_least, low) if x is not None]
    highs = [x for x in (rest.at_most, high) if x is not None]
    return not lows or not highs or max(lows) <= min(highs)
