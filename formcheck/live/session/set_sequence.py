"""The sets of one plan item, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.live.session.active_set import ActiveSet
from formcheck.poses.exercise import Exercise
from formcheck.poses.plan import PlanItem, PlannedSet, planned_sets

__all__ = ["ResumePoint", "SetSequence"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumePoint:
    """Where to begin: at set `number`, with `counts` repetitions done. Default: the beginning.

    `eased` says that the session continues gently after mild pain.
    """

    number: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    eased: bool = False


class SetSequence:
    """Knows which set runs now or comes next."""

    def __init__(self, exercise: Exercise, item: PlanItem, start: ResumePoint) -> None:
        """Begin with the set that `start` names."""
        self.exercise = exercise.with_target(item.target_deg).with_hold_goal(item.hold_s or None)
        self.item = item
        self._planned = planned_sets(item, exercise)
        self._index = min(max(start.number, 1), len(self._planned)) - 1
        self._counted_before = start.counts

    def __len__(self) -> int:
        """Return the number of sets."""
        return len(self._planned)

    @property
    def planned(self) -> PlannedSet:
        """The set that runs now or comes next."""
        return self._planned[self._index]

    @property
    def is_last(self) -> bool:
        """Whether no set comes after it."""
        return self._index == len(self) - 1

    @property
    def changes_side(self) -> bool:
        """Whether the set before was for the other side."""
        return self._index > 0 and self.planned.side is not self._planned[self._index - 1].side

    def new_set(self) -> ActiveSet:
        """Return a new `ActiveSet` for the set that runs now or comes next; it has not started."""
        return ActiveSet(
            self.exercise,
            self.planned,
            hold_s=self.item.hold_s,
            counted_before=self._counted_before,
        )

    def next_set(self) -> ActiveSet:
        """Move to the next set and return it."""
        self._index += 1
        self._counted_before = {}
        return self.new_set()
