"""The vocabulary of an exercise definition, checked when it is read.

Every limit carries its unit in its key, a reason (`why`) and a `source`; none is clinically
validated until `validated` says so.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from formcheck.errors import ExerciseError
from formcheck.poses.limits import check_joint, check_signal, take_limits

__all__ = [
    "Condition",
    "Dose",
    "Driving",
    "Exercise",
    "Mode",
    "Phases",
    "Posture",
    "Reject",
    "Rule",
    "ViewLimits",
]

Text = Annotated[str, Field(min_length=3)]
Group = Literal["alignment", "tempo", "hold", "steadiness"]
RulePhase = Literal["start", "out", "hold", "end", "back", "rep", "summary"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Condition(_Table):
    """A signal must lie within limits, inclusive.

    The `keep_` limits are looser ones that hold once the position is taken, so that a value
    wavering at the limit does not leave and enter it again. `if_measured` lets an unmeasurable
    signal pass instead of failing.
    """

    signal: str
    at_least: float | None = None
    at_most: float | None = None
    keep_at_least: float | None = None
    keep_at_most: float | None = None
    if_measured: bool = False
    why: Text
    source: Text

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        stems = ("keep_at_least", "keep_at_most", "at_least", "at_most")
        return take_limits(table, stems) if isinstance(table, dict) else table

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
        for keep, limit, sign in ((self.keep_at_least, low, 1), (self.keep_at_most, high, -1)):
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
            low = low if self.keep_at_least is None else self.keep_at_least
            high = high if self.keep_at_most is None else self.keep_at_most
        return (low is None or value >= low) and (high is None or value <= high)


class Posture(_Table):
    """What tells the exercise's position from others, and what to say when it is not taken."""

    body: tuple[Condition, ...]
    body_message: Text
    limbs: tuple[Condition, ...] = ()
    limbs_message: Text
    start_message: Text


class ViewLimits(_Table):
    """How far from side-on the camera may stand, degrees."""

    warn_deg: float
    refuse_deg: float
    why: Text
    source: Text

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 < self.warn_deg < self.refuse_deg < 90:
            raise ValueError("expected 0 < warn_deg < refuse_deg < 90")
        return self


class Driving(_Table):
    """The signal whose way out and back is one repetition.

    `rises` says whether it grows on the way out. `rest_deg` is its level at rest, taken for
    granted until the real one has been seen; `goal_deg` the level that counts as full travel.
    `still` is the signal whose stillness makes a hold, where that is not the driving one.
    """

    signal: str
    still: str | None = None
    rises: bool
    rest_deg: float
    goal_deg: float
    why: Text
    source: Text

    @field_validator("signal", "still")
    @classmethod
    def _known(cls, signal: str | None) -> str | None:
        return None if signal is None else check_signal(signal)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.goal_deg > self.rest_deg) != self.rises or self.goal_deg == self.rest_deg:
            raise ValueError("expected goal_deg on the side of rest_deg to which the signal moves")
        return self


class Phases(_Table):
    """When a repetition is at rest, attempted, and in its end position.

    `rest`, `attempt` and `end` each hold when all their conditions do, for at least the dwell.
    """

    rest: tuple[Condition, ...]
    rest_dwell_s: Annotated[float, Field(gt=0, le=2)]
    attempt: tuple[Condition, ...]
    end: tuple[Condition, ...]
    end_dwell_s: Annotated[float, Field(gt=0, le=2)]
    still_deg_per_s: Annotated[float, Field(gt=0)]
    shortest_s: Annotated[float, Field(gt=0)]
    longest_s: Annotated[float, Field(gt=0)]
    why: Text
    source: Text

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.shortest_s >= self.longest_s:
            raise ValueError("expected shortest_s below longest_s")
        for name in ("rest", "attempt", "end"):
            if not getattr(self, name):
                raise ValueError(f"expected at least one condition in phases.{name}")
        apart = (
            not _overlap(rest, end)
            for rest in self.rest
            for end in self.end
            if rest.signal == end.signal
        )
        if not any(apart):
            raise ValueError(
                "expected one signal that keeps phases.rest and phases.end apart; as it is, a "
                "repetition could be at rest and in its end position at once"
            )
        return self


def _overlap(rest: Condition, end: Condition) -> bool:
    """Whether one value can satisfy both, the end position's looser limits included."""
    low = end.keep_at_least if end.keep_at_least is not None else end.at_least
    high = end.keep_at_most if end.keep_at_most is not None else end.at_most
    lows = [x for x in (rest.at_least, low) if x is not None]
    highs = [x for x in (rest.at_most, high) if x is not None]
    return not lows or not highs or max(lows) <= min(highs)


class Reject(_Table):
    """A movement that is not this exercise: rejected when the condition holds most of the time.

    `share` is the part of the end position's measured time in which the condition must hold.
    `unknown` is the reason given when the signal was measured for less than a quarter of it, with
    `unknown_message`, or None to let it pass.
    """

    reason: Literal["same_side", "leg_only"]
    message: Text
    condition: Condition
    share: Annotated[float, Field(gt=0, le=1)]
    unknown: Literal["not_assessable"] | None = None
    unknown_message: str = ""


class Rule(_Table):
    """One form rule, one-sided: good up to `amber`, a fault from `fault` on.

    The signal is judged in `phase`. `reading` says what of it: its "value", the absolute "change"
    or the signed "rise" since the start position. `grace_s` is how long a fault must last.
    `weight` is the part of its group's points that a fault lasting all the time costs.
    `informational` rules are shown and never touch the score.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    signal: str
    phase: RulePhase
    reading: Literal["value", "change", "rise"] = "value"
    above: bool
    amber: float
    fault: float
    grace_s: Annotated[float, Field(ge=0, le=5)] = 0.4
    group: Group
    weight: Annotated[float, Field(ge=0, le=1)]
    safety: bool = False
    informational: bool = False
    from_target: bool = False
    mode: str | None = None
    cue: Text
    why: Text
    source: Text

    @model_validator(mode="before")
    @classmethod
    def _units(cls, table: Any) -> Any:
        if not isinstance(table, dict):
            return table
        stems = ("amber_above", "amber_below", "fault_above", "fault_below")
        taken = take_limits(table, stems)
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


class Mode(_Table):
    """A way of doing the exercise, told by conditions on the start position.

    The first mode whose conditions hold is the repetition's; rules may be limited to one.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    when: tuple[Condition, ...]


class Dose(_Table):
    """The usual amount: repetitions a set (a side, where sides alternate), sets, seconds.

    The hold grows by `hold_step_s` from `hold_s` to `hold_max_s` as it becomes easy.
    """

    repetitions: Annotated[int, Field(gt=0)]
    sets: Annotated[int, Field(gt=0)]
    hold_s: Annotated[float, Field(gt=0)]
    hold_max_s: Annotated[float, Field(gt=0)]
    rest_s: Annotated[float, Field(ge=0)]
    hold_step_s: Annotated[float, Field(ge=0)] = 0.0
    times_a_day: Annotated[int, Field(gt=0)] = 1
    why: Text
    source: Text


class Exercise(_Table):
    """One exercise, as its TOML file defines it.

    `lanes` says what counts as one stream of repetitions: "body" (the whole body moves), "legs"
    (each leg by itself) or "higher_leg" (whichever leg is lifted). `score_joints` are the joints,
    as role.joint, that must be measured for a score.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    summary: Text
    camera: Text
    validated: bool
    caution: Text
    lanes: Literal["body", "legs", "higher_leg"]
    score_joints: tuple[str, ...]
    posture: Posture
    view: ViewLimits
    driving: Driving
    phases: Phases
    modes: Annotated[tuple[Mode, ...], Field(alias="mode")] = ()
    rejects: Annotated[tuple[Reject, ...], Field(alias="reject")] = ()
    rules: Annotated[tuple[Rule, ...], Field(alias="rule", min_length=1)]
    points: dict[Group, Annotated[float, Field(ge=0)]]
    dose: Dose
    target_deg: float | None = None

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
            raise ValueError("expected rule names to be different")
        if round(sum(self.points.values()), 6) != 100:
            raise ValueError(f"expected points to add up to 100, got {sum(self.points.values())}")
        for rule in self.rules:
            if rule.mode is not None and rule.mode not in {mode.name for mode in self.modes}:
                raise ValueError(f"expected the mode {rule.mode!r} of {rule.name} to be defined")
            if not rule.informational and not self.points.get(rule.group):
                raise ValueError(f"expected points for the group {rule.group!r} of {rule.name}")
        for group in self.points:
            if not any(r.group == group and not r.informational for r in self.rules):
                raise ValueError(f"expected a rule in the group {group!r}, which has points")
        return self

    def rule(self, name: str) -> Rule:
        """The rule called `name`; `KeyError` when there is none."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(name)

    def with_target(self, target_deg: float | None) -> "Exercise":
        """The exercise with a personal target of the driving signal, or without one.

        Raises `ExerciseError` when it is not between 0 and 180 or no rule of it uses a target.
        """
        if target_deg is not None:
            if not any(rule.from_target for rule in self.rules):
                raise ExerciseError(f"{self.title} has no personal target; leave it out.")
            if not 0 < target_deg < 180:
                raise ExerciseError(
                    f"Expected a target between 0 and 180 degrees, got {target_deg:g}."
                )
        return self.model_copy(update={"target_deg": target_deg})

    def mode_of(self, rest: Callable[[str], float]) -> str | None:
        """The name of the mode the start position shows; None when none fits or it was not seen.

        `rest` gives a signal's value in the start position, NaN where it was not measured.
        """
        for mode in self.modes:
            if all(c.holds(rest(c.signal)) for c in mode.when):
                return mode.name
        return None

    def limits(self, rule: Rule) -> tuple[float, float] | None:
        """The amber and fault limit of `rule`; None where it needs a target and there is none."""
        if not rule.from_target:
            return rule.amber, rule.fault
        if self.target_deg is None:
            return None
        return self.target_deg + rule.amber, self.target_deg + rule.fault
