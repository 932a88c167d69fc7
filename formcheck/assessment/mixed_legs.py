"""Where the pose model mixes the legs in a movement, so that one of them is not judged."""

from dataclasses import dataclass

import numpy as np

from formcheck.assessment.rule_signals import RuleSignals, spreads
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["MixedLegs", "find_mixed_legs"]

_LEG_OF_TIMES = "work"


@dataclass(frozen=True, kw_only=True, slots=True)
class MixedLegs:
    """Where the legs are mixed: the roles that are not judged in the hold, and the ways."""

    roles: frozenset[str] = frozenset()
    ways: bool = False

    @property
    def times(self) -> bool:
        """Whether the times, the speed and the steadiness of the movement mean nothing."""
        return self.ways or _LEG_OF_TIMES in self.roles

    def allow(self, rule: Rule, primary_signal: str) -> bool:
        """Say whether `rule` can be judged.

        How far the leg went is always judged, because mixed legs read too low and not too high.
        """
        if rule.phase == "summary":
            return not self.times
        if rule.signal == primary_signal:
            return True
        return rule.signal.partition(".")[0] not in self.roles


def find_mixed_legs(samples: RuleSignals, exercise: Exercise) -> MixedLegs:
    """Return where the legs are mixed, by the exercise's steady signals."""
    movement = samples.movement
    on_way = (movement.time_s < movement.top_s) | (movement.time_s > movement.leave_s)
    roles, ways = set(), False
    for steady in exercise.steady_signals:
        value = samples.column(steady.signal)
        known = np.isfinite(value)
        held = value[movement.end & known]
        if not held.size:
            continue
        if spreads(held, steady.most_spread):
            roles.add(steady.signal.partition(".")[0])
        if steady.most_dip is not None:
            usual = np.fmin(np.median(held), samples.base(steady.signal))
            ways |= bool((value[on_way & known] < usual - steady.most_dip).any())
    return MixedLegs(roles=frozenset(roles), ways=ways)
