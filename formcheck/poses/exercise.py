"""An exercise definition, checked when it is read.

Every limit has its unit in its key, a reason (`why`) and a `source`. None is clinically validated
until `validated` says so.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from formcheck.errors import ExerciseError
from formcheck.poses.phases import HoldLimits, Phases, PrimarySignal
from formcheck.poses.rules import (
    Condition,
    DefinitionModel,
    Group,
    NonEmptyText,
    RejectionRule,
    Rule,
    SteadySignal,
    Variant,
)
from formcheck.poses.vocabulary import check_joint

__all__ = [
    "Dose",
    "Exercise",
    "Posture",
    "PrescriptionOnly",
    "Prompts",
    "ViewLimits",
]


class Posture(DefinitionModel):
    """The conditions of the exercise's position, and what to say when they do not hold."""

    body: tuple[Condition, ...]
    body_message: NonEmptyText
    limbs: tuple[Condition, ...] = ()
    limbs_message: NonEmptyText
    start_message: NonEmptyText


class ViewLimits(DefinitionModel):
    """How far from side-on the camera may stand, degrees."""

    warn_deg: float
    refuse_deg: float
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 < self.warn_deg < self.refuse_deg < 90:
            raise ValueError("expected 0 < warn_deg < refuse_deg < 90")
        return self


class Dose(DefinitionModel):
    """The usual amount: repetitions in a set (for each side, where sides alternate), sets, seconds.

    `hold_s` is the hold to begin with, `hold_max_s` the longest one. `rest_s` is the break between
    sets.
    """

    repetitions: Annotated[int, Field(gt=0)]
    sets: Annotated[int, Field(gt=0)]
    hold_s: Annotated[float, Field(gt=0)]
    hold_max_s: Annotated[float, Field(gt=0)]
    rest_s: Annotated[float, Field(ge=0)]
    why: NonEmptyText
    source: NonEmptyText

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, values: object) -> object:
        """Leave out keys of earlier releases that the program never used."""
        if not isinstance(values, Mapping):
            return values
        unread = ("hold_step_s", "times_a_day")
        return {key: value for key, value in values.items() if key not in unread}


class Prompts(DefinitionModel):
    """What the coach says to begin, in the end position, and to come back."""

    begin: NonEmptyText
    hold: NonEmptyText
    back: NonEmptyText


class PrescriptionOnly(DefinitionModel):
    """Why clinicians disagree about an exercise, and the exercise to offer instead.

    Such an exercise runs only after the patient says that a clinician prescribed it.
    """

    instead: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    why: NonEmptyText
    source: NonEmptyText


class Exercise(DefinitionModel):
    """One exercise, as its TOML file defines it.

    `counting_mode` says what counts as one series of repetitions: "whole_body", "per_leg" (each leg
    by itself) or "alternating" (whichever leg is lifted). `score_joints` are the joints, written as
    role.joint, that must be measured for a score.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: NonEmptyText
    summary: NonEmptyText
    camera: NonEmptyText
    validated: bool
    caution: NonEmptyText
    counting_mode: Literal["whole_body", "per_leg", "alternating"]
    score_joints: tuple[str, ...]
    posture: Posture
    view: ViewLimits
    primary_signal: PrimarySignal
    phases: Phases
    hold: HoldLimits
    variants: Annotated[tuple[Variant, ...], Field(alias="variant")] = ()
    rejection_rules: Annotated[tuple[RejectionRule, ...], Field(alias="reject")] = ()
    steady_signals: Annotated[tuple[SteadySignal, ...], Field(alias="steady")] = ()
    rules: Annotated[tuple[Rule, ...], Field(alias="rule", min_length=1)]
    points: dict[Group, Annotated[float, Field(ge=0)]]
    dose: Dose
    prompts: Prompts
    prescription_only: PrescriptionOnly | None = None
    target_deg: float | None = None
    hold_goal_s: float | None = None
    reduced_range_deg: float = 0.0

    @field_validator("score_joints")
    @classmethod
    def _known_joints(cls, joints: tuple[str, ...]) -> tuple[str, ...]:
        for joint in joints:
            check_joint(joint)
        return joints

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [rule.name for rule in self.rules]
        if len(set(names)) != len(names):
            twice = max(names, key=names.count)
            raise ValueError(f"expected rule names to be different, got {twice!r} twice")
        if round(sum(self.points.values()), 6) != 100:
            raise ValueError(f"expected points to add up to 100, got {sum(self.points.values())}")
        for rule in self.rules:
            if rule.variant is not None and rule.variant not in {
                variant.name for variant in self.variants
            }:
                raise ValueError(
                    f"expected the variant {rule.variant!r} of {rule.name} to be defined"
                )
            if not rule.informational and not self.points.get(rule.group):
                raise ValueError(f"expected points for the group {rule.group!r} of {rule.name}")
        for group in self.points:
            if not any(r.group == group and not r.informational for r in self.rules):
                raise ValueError(f"expected a rule in the group {group!r}, which has points")
        return self

    def rule(self, name: str) -> Rule:
        """Return the rule called `name`; `KeyError` when there is none."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(name)

    def with_target(self, target_deg: float | None) -> "Exercise":
        """Return the exercise with a personal target of the primary signal, or without one.

        Raises `ExerciseError` when the target is not between 0 and 180 or no rule uses a target.
        """
        if target_deg is not None:
            if not any(rule.from_target for rule in self.rules):
                raise ExerciseError(f"{self.title} has no personal target; leave it out.")
            if not 0 < target_deg < 180:
                raise ExerciseError(
                    f"Expected a target between 0 and 180 degrees, got {target_deg:g}."
                )
        return self.model_copy(update={"target_deg": target_deg})

    def with_hold_goal(self, hold_goal_s: float | None) -> "Exercise":
        """Return the exercise with a personal hold time, or with the usual one.

        Limits that are shares of the dose's hold are then shares of this time. Raises
        `ExerciseError` when the time is not above 0.
        """
        if hold_goal_s is not None and not hold_goal_s > 0:
            raise ExerciseError(f"Expected a hold above 0 seconds, got {hold_goal_s:g}.")
        return self.model_copy(update={"hold_goal_s": hold_goal_s})

    def with_reduced_range(self, by_deg: float) -> "Exercise":
        """Return the exercise with its range reduced by `by_deg`, for someone in mild pain.

        A smaller range is then no fault, and a personal target is nearer. Limits on going too far
        stay. Raises `ExerciseError` when `by_deg` is below 0.
        """
        if not by_deg >= 0:
            raise ExerciseError(
                f"Expected to reduce the range by 0 degrees or more, got {by_deg:g}."
            )
        return self.model_copy(update={"reduced_range_deg": by_deg})

    def find_variant(self, rest: Callable[[str], float]) -> str | None:
        """Return the variant that the start position shows; None when none fits or it was not seen.

        `rest` gives a signal's value in the start position, NaN where it was not measured.
        """
        for variant in self.variants:
            if all(c.holds(rest(c.signal)) for c in variant.when):
                return variant.name
        return None

    def asked(self, rule: Rule) -> float | None:
        """Return how much is asked for of what `rule` judges, in its signal's unit.

        It is the personal dose, or else the usual one. None where the limits are no shares of it.
        """
        if rule.limits_of_dose is None:
            return None
        return self.dose.hold_s if self.hold_goal_s is None else self.hold_goal_s

    def limits(self, rule: Rule) -> tuple[float, float] | None:
        """Return the amber and fault limit of `rule`; None where it needs a target and has none.

        They are in the unit of the rule's signal.
        """
        asked = self.asked(rule)
        if asked is not None:
            return rule.amber * asked, rule.fault * asked
        less = -self.reduced_range_deg if self.primary_signal.rises else self.reduced_range_deg
        if rule.from_target:
            if self.target_deg is None:
                return None
            target_deg = self.target_deg + less
            return target_deg + rule.amber, target_deg + rule.fault
        asks_for_range = (
            rule.signal == self.primary_signal.signal and rule.above != self.primary_signal.rises
        )
        if asks_for_range and rule.phase in {"hold", "end", "rep"}:
            return rule.amber + less, rule.fault + less
        return rule.amber, rule.fault
