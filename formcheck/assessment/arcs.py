"""The judged angles that are drawn, and their values in one frame."""

import math
from collections.abc import Mapping, Sequence

from formcheck.assessment.roles import Roles
from formcheck.assessment.rule_signals import find_own_offset
from formcheck.assessment.types import Arc
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.observer import Observation
from formcheck.kinematics.signals import SIGNALS, find_turn
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["JudgedArcs"]

_AT_MOST = 2


class JudgedArcs:
    """The angles of an exercise to draw: the primary signal and one judged in the end position."""

    def __init__(self, exercise: Exercise) -> None:
        """Choose them once; an exercise may have none if its primary signal is not an angle."""
        wanted = [exercise.primary_signal.signal]
        wanted += [r.signal for r in exercise.rules if r.phase in ("hold", "end")]
        found = []
        for signal in dict.fromkeys(wanted):
            role, _, name = signal.partition(".")
            arc = SIGNALS[name].arc if name in SIGNALS else None
            if arc is not None:
                found.append((role, name, _limiting_rules(exercise, signal), _find_landmarks(arc)))
        self._wanted = found[:_AT_MOST]

    def at(
        self, observation: Observation, roles: Roles, start_values: Mapping[str, float]
    ) -> tuple[Arc, ...]:
        """Return their present values on the sides that have these `roles`; NaN = not measured.

        `start_values` has each signal's value in the start position, as far as it is known. Limits
        are moved for the person's own body, as the verdict does.
        """
        arcs = []
        for role, name, rules, landmarks in self._wanted:
            side = roles.side(role)
            if side is None:
                continue
            a, vertex, b = landmarks[side]
            arcs.append(
                Arc(
                    a=a,
                    vertex=vertex,
                    b=b,
                    value_deg=observation.sides[side].signals[name],
                    allowed_deg=_allowed(rules, start_values),
                    from_extension=SIGNALS[name].from_extension,
                    turn=find_turn(name, observation.near_side),
                )
            )
        return tuple(arcs)


def _find_landmarks(
    arc: tuple[str, str, str],
) -> dict[Side, tuple[Landmark, Landmark, Landmark]]:
    """Return the three landmarks of an angle on each side, from the names of its joints."""
    a, vertex, b = arc
    return {
        side: (side_landmark(side, a), side_landmark(side, vertex), side_landmark(side, b))
        for side in Side
    }


def _limiting_rules(exercise: Exercise, signal: str) -> tuple[tuple[Rule, float], ...]:
    """Return the rules that limit a signal in the end position, each with its amber limit."""
    rules = [
        (rule, exercise.limits(rule))
        for rule in exercise.rules
        if rule.signal == signal
        and rule.phase in ("hold", "end")
        and rule.relative_to_start is None
    ]
    return tuple((rule, limits[0]) for rule, limits in rules if limits is not None)


def _allowed(
    rules: Sequence[tuple[Rule, float]], start_values: Mapping[str, float]
) -> tuple[float, float] | None:
    """Return the green range in the end position; None where no rule limits it."""
    low, high = 0.0, 360.0
    for rule, amber in rules:
        limit = amber + find_own_offset(rule, lambda signal: start_values.get(signal, math.nan))
        low, high = (low, min(high, limit)) if rule.above else (max(low, limit), high)
    return None if (low, high) == (0.0, 360.0) else (low, high)
