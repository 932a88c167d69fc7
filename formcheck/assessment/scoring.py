"""From broken rules to a score from 0 to 100 and a band.

Each group of rules has points (alignment, tempo, hold, steadiness; clinical notes 5.4). A rule that
is broken all the time costs its `weight` of its group's points, one that is broken half the time
costs half of that. Between the amber and the fault limit the cost grows evenly from nothing to the
whole. A group in which nothing could be judged is left out, and the others are scaled to 100. A
lasting safety fault caps the score at 59. Pain, stops and little flexibility have no rule, so they
never lower the score.
"""

from collections.abc import Sequence
from typing import Protocol

from formcheck.assessment.types import Band
from formcheck.poses.exercise import Exercise
from formcheck.poses.rules import Rule

__all__ = ["SAFETY_CAP", "band_of", "caps_score", "compute_lost_points", "compute_score"]

SAFETY_CAP = 59.0
"""Highest score with a lasting safety fault: the top of the band "needs work"."""
_BANDS = ((90, Band.EXCELLENT), (75, Band.GOOD), (60, Band.FAIR), (40, Band.NEEDS_WORK))


class _Share(Protocol):
    @property
    def rule(self) -> Rule: ...
    @property
    def severity(self) -> float: ...
    @property
    def persistent(self) -> bool: ...


def caps_score(rule: Rule) -> bool:
    """Say whether a lasting fault of `rule` caps the score; a hint never does."""
    return rule.safety and not rule.informational


def compute_lost_points(exercise: Exercise, share: _Share) -> float:
    """Return the points that one rule costs by itself, 0..100, before its group's limit."""
    if share.rule.informational:
        return 0.0
    return exercise.points[share.rule.group] * share.rule.weight * share.severity


def compute_score(exercise: Exercise, shares: Sequence[_Share]) -> float | None:
    """Return the score 0..100 of one repetition, or None when its alignment could not be judged."""
    kept = full = 0.0
    judged = {share.rule.group for share in shares if not share.rule.informational}
    if "alignment" in exercise.points and "alignment" not in judged:
        return None
    # In the points' own order: in another one, sums differ in the last digit.
    for group, points in exercise.points.items():
        if group not in judged:
            continue
        lost = sum(
            compute_lost_points(exercise, share) for share in shares if share.rule.group == group
        )
        full += points
        kept += points - min(points, lost)
    if full <= 0:
        return None
    score = 100 * kept / full
    if any(caps_score(share.rule) and share.persistent for share in shares):
        score = min(score, SAFETY_CAP)
    return score


def band_of(score: float) -> Band:
    """Return the band of a score of 0..100."""
    # Rounded as it is shown; otherwise 89.96 would read "90, good".
    return next((band for limit, band in _BANDS if round(score) >= limit), Band.POOR)
