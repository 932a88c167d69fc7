"""Conditions, rules and variants: the tables that make up an exercise definition."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from formcheck.kinematics.signals import unit_of
from formcheck.poses.vocabulary import check_signal, parse_limits

__all__ = [
    "Condition",
    "DefinitionModel",
    "EndCondition",
    "Group",
    "NonEmptyText",
    "OwnOffset",
    "RejectionRule",
    "Rule",
    "SteadySignal",
    "Variant",
]

NonEmptyText = Annotated[str, Field(min_length=3)]
Group = Literal["alignment", "tempo", "hold", "steadiness"]
RulePhase = Literal["start", "out", "hold", "end", "back", "rep", "summary"]

_SPREAD = (("median", "hold"), ("median", "end"))


class DefinitionModel(BaseModel):
    """A table of an exercise file: it has no unknown keys and cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Condition(DefinitionModel):
    """A signal must lie within limits, inclusive.

    The `exit_` limits are looser and hold once the position is taken, so that a value that wavers
    at the limit does not leave and enter the position again. With `if_measured` the condition also
    holds when the signal was not measured.
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
        for exit_limit, limit, sign in (
            (self.exit_at_least, low, 1),
            (self.exit_at_most, high, -1),
        ):
            if exit_limit is not None and (limit is None or sign * (limit - exit_limit) < 0):
                raise ValueError("expected an exit limit looser than the limit it belongs to")
        return self

    def holds(self, value: float, *, kept: bool = False) -> bool:
        """Say whether `value` meets the condition; NaN meets it only with `if_measured`.

        `kept` selects the looser limits of a position already taken.
        """
        if value != value:  # noqa: PLR0124 - NaN, at a hundredth of the cost of math.isnan's call
            return self.if_measured
        low, high = self.at_least, self.at_most
        if kept:
            low = low if self.exit_at_least is None else self.exit_at_least
            high = high if self.exit_at_most is None else self.exit_at_most
        return (low is None or value >= low) and (high is None or value <= high)


class EndCondition(Condition):
    """A condition on the end position.

    With `from_start_of`, the signal counts from the value that this other signal had in the start
    position. With `most_spread` it counts as not measured where the middle 80 % of its values
    spread over more: limbs that waver so are not seen for certain.
    """

    from_start_of: str | None = None
    most_spread: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _spread_units(cls, table: Any) -> Any:
        return parse_limits(table, ("most_spread",)) if isinstance(table, dict) else table

    @field_validator("from_start_of")
    @classmethod
    def _known_start(cls, signal: str | None) -> str | None:
        return signal if signal is None else check_signal(signal)


class RejectionRule(DefinitionModel):
    """A movement that is not this exercise; it is rejected when the condition holds long enough.

    `phase` says where it is judged: in the "end" position, or in the whole repetition ("rep") with
    the start position before it. `share` is the part of the measured time there in which the
    condition must hold. `unknown` is the rejection, with `unknown_message`, when the signal was
    measured for less than a quarter of that time; None lets the movement pass. With `only_if` there
    is no rejection of either kind unless this other evidence also holds for most of the measured
    time of the end position; where it was not measured, `if_measured` of the condition decides.
    """

    reason: Literal["same_side", "leg_only", "other_leg"]
    phase: Literal["end", "rep"] = "end"
    message: NonEmptyText
    condition: EndCondition
    only_if: EndCondition | None = None
    share: Annotated[float, Field(gt=0, le=1)]
    unknown: Literal["not_assessable"] | None = None
    unknown_message: str = ""


class SteadySignal(DefinitionModel):
    """A signal of a leg that keeps still in the hold.

    Where the middle 80 % of its values in the end position spread over more than `most_spread`, the
    pose model mixes the legs, and what is measured of this leg is not judged. So it is with the
    times of the ways where it falls by more than `most_dip` below its own level on the way.
    """

    signal: str
    most_spread: Annotated[float, Field(gt=0)]
    most_dip: Annotated[float, Field(gt=0)] | None = None
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        return (
            parse_limits(table, ("most_spread", "most_dip")) if isinstance(table, dict) else table
        )

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        return check_signal(signal)


class OwnOffset(DefinitionModel):
    """How much a person's own body makes a rule's signal read too high.

    A `signal` that reads more than `usual` in the start position makes the rule's signal read too
    high, by `rate` for each unit beyond it. That is taken off. A smaller one changes nothing.
    """

    signal: str
    usual: float
    rate: Annotated[float, Field(gt=0)]
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        return parse_limits(table, ("usual",)) if isinstance(table, dict) else table

    @field_validator("signal")
    @classmethod
    def _known(cls, signal: str) -> str:
        return check_signal(signal)

    def at(self, start_value: float) -> float:
        """Return what to take off, 0 or more; 0 where `start_value` was not measured (NaN)."""
        return self.rate * max(0.0, start_value - self.usual) if start_value > self.usual else 0.0


class Rule(DefinitionModel):
    """One rule of form, with limits on one side: good up to `amber`, a fault from `fault` on.

    The signal is judged in `phase`. `relative_to_start` judges its absolute "change", or its
    "rise" or "fall" since the start position; without it the value itself is judged. `own_offset`
    is taken off first. `weight` is the part of its group's points that a fault costs when it lasts
    all the time. `informational` rules are hints: they are shown and never scored.

    `judged_by` says what of the phase is judged: its "moments", of which a fault must last
    `min_duration_s`, or its "median". The median is for the place of a limb that is held, because
    the pose model can be wrong about a hidden limb for a part of the time. With `most_spread`, in
    the signal's unit, it is not judged where the middle 80 % of the values in the end position
    spread over more: a limb that wavers so is not seen for certain. With `only_if` the rule is
    judged only where this other evidence holds for most of the measured time of the end position.

    The limits are in the signal's unit. With `limits_of_dose` they are shares of what the dose asks
    for (`amber_below_share = 0.6`), so that somebody who was asked for less has smaller ones.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: NonEmptyText
    signal: str
    phase: RulePhase
    relative_to_start: Literal["change", "rise", "fall"] | None = None
    own_offset: OwnOffset | None = None
    limits_of_dose: Literal["hold_s"] | None = None
    judged_by: Literal["moments", "median"] = "moments"
    most_spread: Annotated[float, Field(gt=0)] | None = None
    only_if: EndCondition | None = None
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
        unit = None if table.get("limits_of_dose") is None else "share"
        parsed = parse_limits(parse_limits(table, stems, unit=unit), ("most_spread",))
        sides = {direction for direction in ("above", "below") if f"fault_{direction}" in parsed}
        if len(sides) != 1 or f"amber_{next(iter(sides), '')}" not in parsed:
            raise ValueError("expected amber_above and fault_above, or amber_below and fault_below")
        direction = sides.pop()
        parsed |= {"above": direction == "above", "amber": parsed.pop(f"amber_{direction}")}
        parsed["fault"] = parsed.pop(f"fault_{direction}")
        return parsed

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
        if self.limits_of_dose is not None:
            if unit_of(self.limits_of_dose) != unit_of(self.signal):
                raise ValueError(
                    f"expected limits_of_dose in the unit of the signal {self.signal}, "
                    f"got {self.limits_of_dose}"
                )
            if self.from_target:
                raise ValueError("expected limits_of_dose or from_target, got both")
        if self.judged_by == "median" and self.phase in ("start", "summary"):
            raise ValueError(f"expected judged_by = 'median' in a movement, got {self.phase!r}")
        if self.most_spread is not None and (self.judged_by, self.phase) not in _SPREAD:
            raise ValueError("expected most_spread with judged_by = 'median' in the hold or end")
        if self.informational and self.weight:
            raise ValueError("expected weight = 0 for an informational rule")
        return self

    def beyond(self, value: float, limit: float) -> float:
        """Return how far `value` lies beyond `limit`; negative on the good side, NaN for NaN."""
        return value - limit if self.above else limit - value


class Variant(DefinitionModel):
    """One way of doing the exercise, known by conditions on the start position.

    The repetition's variant is the first whose conditions hold. A rule may belong to one variant.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: NonEmptyText
    when: tuple[Condition, ...]
