"""The findings of a review: every broken rule, with its moments."""

from collections.abc import Sequence

from formcheck.assessment.types import RepResult
from formcheck.kinematics.signals import unit_of
from formcheck.poses.exercise import Exercise
from formcheck.review.types import Finding, Moment

__all__ = ["build_findings"]


def build_findings(results: Sequence[RepResult], exercise: Exercise) -> tuple[Finding, ...]:
    """Return every broken rule with its moments, the most important first."""
    moments: dict[str, list[Moment]] = {}
    for result in results:
        for fault in result.faults:
            moments.setdefault(fault.rule, []).append(
                Moment(
                    repetition=result.index,
                    start_s=fault.start_s,
                    end_s=fault.end_s,
                    worst=fault.worst,
                )
            )
    found = []
    for rule in exercise.rules:
        limits = exercise.limits(rule)
        if rule.name not in moments or limits is None:
            continue
        found.append(
            Finding(
                rule=rule.name,
                title=rule.title,
                cue=rule.cue,
                why=rule.why,
                source=rule.source,
                unit=unit_of(rule.signal),
                limit=limits[1],
                asked=exercise.asked(rule),
                beyond="above" if rule.above else "below",
                safety=rule.safety,
                informational=rule.informational,
                moments=tuple(moments[rule.name]),
            )
        )
    return tuple(sorted(found, key=lambda f: (not f.safety, f.informational, -len(f.moments))))
