"""The sets of one order: which of them is on, what was counted, and what is to be told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from formcheck.coach.types import Snapshot
from formcheck.live.setrun import SetRun
from formcheck.live.types import Begun, Done, Ended, Happening
from formcheck.motion.pose import Pose
from formcheck.poses.model import Exercise
from formcheck.poses.plan import PlanItem, Round, rounds_of
from formcheck.safety.events import Why

__all__ = ["Sets", "Where"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """Where to begin: at set `number`, with `counts` of it done. The default is the beginning.

    `eased` says that it goes on gently after something hurt a little.
    """

    number: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)
    eased: bool = False


class Sets:
    """Counts through the sets; `tell` is called with what happens, as it happens."""

    def __init__(
        self,
        exercise: Exercise,
        item: PlanItem,
        where: Where,
        *,
        tell: Callable[[Happening], None],
    ) -> None:
        self.exercise = exercise.with_target(item.target_deg).with_hold(item.hold_s or None)
        self.item = item
        self.rounds = rounds_of(item, exercise)
        self.run: SetRun | None = None
        self.begun = False
        self.exercised = False
        self._index = min(max(where.number, 1), len(self.rounds)) - 1
        self._before: Mapping[str, int] = where.counts
        self._tell = tell

    @property
    def round(self) -> Round:
        """The set that is on, or comes next."""
        return self.rounds[self._index]

    @property
    def last(self) -> bool:
        """Whether no set comes after it."""
        return self._index == len(self.rounds) - 1

    @property
    def turned(self) -> bool:
        """Whether the set before was for the other side."""
        return self._index > 0 and self.round.side is not self.rounds[self._index - 1].side

    @property
    def counts(self) -> Mapping[str, int]:
        """Repetitions of this set by counter, those of before a pause included."""
        if self.run is not None and self.run.round is self.round:
            return dict(self.run.counts)
        return dict.fromkeys(self.round.counters, 0) | dict(self._before)

    def prepare(self) -> None:
        """The start position is taken: what is seen from now on may belong to the set."""
        self.run = SetRun(self.exercise, self.round, hold_s=self.item.hold_s, before=self._before)

    def forget(self) -> None:
        """The start position was left before the set began, or the next set comes."""
        self.run, self.begun = None, False

    def judge(self, pose: Pose) -> Snapshot:
        """The set's verdict on this instant; what was counted by it is told, whatever the stage."""
        assert self.run is not None  # noqa: S101 - only called between `prepare` and the end
        snapshot = self.run.update(pose)
        if self.begun:
            for one in self.run.counted:
                self._tell(one)
        return snapshot

    def pause(self) -> None:
        """What comes until the next instant that is judged is no part of the set."""
        if self.run is not None:
            self.run.pause()

    def begin(self) -> None:
        """From now on it counts."""
        self.begun = self.exercised = True
        self._tell(Begun(round=self.round))

    def end(self, state: str) -> None:
        """The set is over, if one had begun."""
        if self.run is None or not self.begun:
            return
        counted, summary = self.run.finish()
        for one in counted:
            self._tell(one)
        self._tell(Ended(round=self.round, state=state, summary=summary))
        self.begun = False

    def end_all(self, state: str, why: Why | None) -> None:
        """The whole order is over."""
        self.end(state)
        self._tell(Done(state=state, why=why))

    def next(self) -> None:
        """On to the next set."""
        self._index += 1
        self._before = {}
