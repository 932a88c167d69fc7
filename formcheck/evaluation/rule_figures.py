"""The figures of the rules: faults caught, faults missed, false alarms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.evaluation.outcome import ClipOutcome, FaultPresence, RuleCase, clip_name
from formcheck.evaluation.stats import DetectionCounts, mean_or_none
from formcheck.poses.loader import load_exercise

__all__ = ["RuleRow", "build_rule_rows"]


SHOWN = (FaultPresence.CLEAR, FaultPresence.BORDERLINE)


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """How well one rule was judged.

    `clear` counts faults of clear size. `borderline` is the share 0..1 caught of those hardly
    beyond the limit. `bodies` is on how many bodies a fault of either size was shown.
    `first_caught` is the smallest excess that was caught; from `always_caught` on every one was
    caught; both are in the unit of the rule. `alarms` names the clips of false alarms, `missed`
    those of missed clear faults.
    """

    exercise: str
    rule: str
    informational: bool
    clear: DetectionCounts
    borderline: float | None
    borderline_shown: int
    bodies: int
    first_caught: float | None
    always_caught: float | None
    alarms: tuple[str, ...]
    missed: tuple[str, ...]


def build_rule_rows(clips: Sequence[ClipOutcome]) -> tuple[RuleRow, ...]:
    """Return a row for each rule that was judged, sorted by exercise and rule."""
    cases: defaultdict[tuple[str, str], list[tuple[ClipOutcome, RuleCase]]] = defaultdict(list)
    for clip in clips:
        for case in clip.rules:
            cases[case.exercise, case.rule].append((clip, case))
    return tuple(_rule_row(*key, cases[key]) for key in sorted(cases))


def _rule_row(exercise: str, rule: str, cases: list[tuple[ClipOutcome, RuleCase]]) -> RuleRow:
    def those(shown: FaultPresence, *, found: bool) -> list[str]:
        return [
            f"{clip_name(clip)} #{case.repetition}"
            for clip, case in cases
            if case.shown is shown and case.found is found
        ]

    missed, alarms = (
        those(FaultPresence.CLEAR, found=False),
        those(FaultPresence.ABSENT, found=True),
    )
    near = [case.found for _, case in cases if case.shown is FaultPresence.BORDERLINE]
    sizes = sorted((c.excess, c.found) for _, c in cases if c.excess is not None)
    caught = [excess for excess, found in sizes if found]
    last_missed = max((excess for excess, found in sizes if not found), default=None)
    always = [e for e in caught if last_missed is None or e > last_missed]
    return RuleRow(
        exercise=exercise,
        rule=rule,
        informational=load_exercise(exercise).rule(rule).informational,
        clear=DetectionCounts(
            hits=len(those(FaultPresence.CLEAR, found=True)),
            misses=len(missed),
            false_alarms=len(alarms),
        ),
        borderline=mean_or_none([float(found) for found in near]),
        borderline_shown=len(near),
        bodies=len({clip.labels.body for clip, case in cases if case.shown in SHOWN}),
        first_caught=min(caught, default=None),
        always_caught=min(always, default=None),
        alarms=tuple(alarms),
        missed=tuple(missed),
    )
