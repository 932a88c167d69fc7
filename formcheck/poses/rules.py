"""Conditions and rules: the sentences an exercise definition is made of."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from formcheck.poses.vocabulary import check_signal, parse_limits

__all__ = [
    "Condition",
    "DefinitionModel",
    "Group",
    "NonEmptyText",
    "RejectionRule",
    "Rule",
    "Variant",
]

NonEmptyText = Annotated[str, Field(min_length=3)]
Group = Literal["alignment", "tempo", "hold", "steadiness"]
RulePhase = Literal["start", "out", "hold", "end", "back", "rep", "summary"]


class DefinitionModel(BaseModel):
    """A table of an exercise file: nothing unknown in it, nothing changed once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Condition(DefinitionModel):
    """A signal must lie within limits, inclusive.

    The `keep_` limits are looser ones that hold once the position is taken, so that a value
    wavering at the limit does not leave and enter it again. `if_measured` lets an unmeasurable
    signal pass instead of failing.
    """

    signal: str
    at_least: float | None = None
    at_most: float | None = None
    exit_at_least: float | None = None
    exit_at_most: float | None = None
    if_measured: bool = False
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        stems = ("exit_at_least", "exit_at_most", "at_least", "at_most")
        return parse_limits(table, stems) if isinstance(table, dict) else table

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        return check_signal(signal)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            raise ValueError("expected at_least or at_most")
        if low is not None and high is not None and low >= high:
            raise ValueError(f"expected at_least below at_most, got {low:g} and {high:g}")
        for keep, limit, sign in ((self.exit_at_least, low, 1), (self.exit_at_most, high, -1)):
            if keep is not None and (limit is None or sign * (limit - keep) < 0):
                raise ValueError("expected a keep limit looser than the limit it belongs to")
        return self

    def holds(self, value: float, *, kept: bool = False) -> bool:
        """Whether `value` meets the condition; NaN meets it only when `if_measured`.

        `kept` asks for the looser limits of a position already taken.
        """
        if value != value:  # noqa: PLR0124 - NaN, at a hundredth of the cost of math.isnan's call
            return self.if_measured
        low, high = self.at_least, self.at_most
        if kept:
            low = low if self.exit_at_least is None else self.exit_at_least
            high = high if self.exit_at_most is None else self.exit_at_most
        return (low is None or value >= low) and (high is None or value <= high)


class RejectionRule(DefinitionModel):
    """A movement that is not this exercise: rejected when the condition holds most of the time.

    `share` is the part of the end position's measured time in which the condition must hold.
    `unknown` is the reason given when the signal was measured for less than a quarter of it, with
    `unknown_message`, or None to let it pass.
    """

    reason: Literal["same_side", "leg_only"]
    message: NonEmptyText
    condition: Condition
    share: Annotated[float, Field(gt=0, le=1)]
    unknown: Literal["not_assessable"] | None = None
    unknown_message: str = ""


class Rule(DefinitionModel):
    """One form rule, one-sided: good up to `amber`, a fault from `fault` on.

    The signal is judged in `phase`. `relative_to_start` asks for its absolute "change" or signed
    "rise" since the start position; without it the value itself is judged. `min_duration_s` is how
    long a fault must last. `weight` is the part of its group's points that a fault lasting all the
    time costs. `informational` rules are shown and never touch the score.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: NonEmptyText
    signal: str
    phase: RulePhase
    relative_to_start: Literal["change", "rise"] | None = None
    above: bool
    amber: float
    fault: float
    min_duration_s: Annotated[float, Field(ge=0, le=5)] = 0.4
    group: Group
    weight: Annotated[float, Field(ge=0, le=1)]
    safety: bool = False
    informational: bool = False
    from_target: bool = False
    variant: str | None = None
    cue: NonEmptyText
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        stems = ("amber_above", "amber_below", "fault_above", "fault_below")
        taken = parse_limits(table, stems)
        sides = {way for way in ("above", "below") if f"fault_{way}" in taken}
        if len(sides) != 1 or f"amber_{next(iter(sides), '')}" not in taken:
            raise ValueError("expected amber_above and fault_above, or amber_below and fault_below")
        way = sides.pop()
        taken |= {"above": way == "above", "amber": taken.pop(f"amber_{way}")}
        taken["fault"] = taken.pop(f"fault_{way}")
        return taken

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        return check_signal(signal)

    @field_validator("cue")
    @classmethod
    def _short(cls, cue: str) -> str:
        if len(cue.split()) > 4:
            raise ValueError(f"expected a cue of at most four words, got {cue!r}")
        return cue

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.fault < self.amber) if self.above else (self.fault > self.amber):
            raise ValueError(
                f"expected the fault limit beyond the amber one, got amber {self.amber:g} "
                f"and fault {self.fault:g}"
            )
        if self.signal.startswith("rep.") != (self.phase == "summary"):
            raise ValueError("expected rep signals, and only those, in the phase 'summary'")
        if self.informational and self.weight:
            raise ValueError("expected weight = 0 for an informational rule")
        return self

    def beyond(self, value: float, limit: float) -> float:
        """How far `value` lies beyond `limit`; negative when on the good side, NaN for NaN."""
        return value - limit if self.above else limit - value


class Variant(DefinitionModel):
    """A way of doing the exercise, told by conditions on the start position.

    The first mode whose conditions hold is the repetition's; rules may be limited to one.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: NonEmptyText
    when: tuple[Condition, ...]
