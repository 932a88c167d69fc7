"""One set under way: judged by the one fold, with the words that go with it."""

from collections import deque
from collections.abc import Mapping

from formcheck.coach.checker import FormChecker
from formcheck.coach.summary import SetSummary
from formcheck.coach.types import RepResult, Snapshot
from formcheck.live.holding import HoldVoice
from formcheck.live.types import Counted, Kind, Line, ScreenCue
from formcheck.motion.landmarks import Side
from formcheck.motion.pose import Pose
from formcheck.poses.model import Exercise
from formcheck.poses.plan import Round
from formcheck.texts import coach as coach_texts
from formcheck.texts.labels import REJECTION_SPOKEN

__all__ = ["SetRun"]

_KEEP_EVERY_S = 0.2
_KEEP_S = 150.0
CUE_SHOWN_S = 2.5
"""A cue stays on the screen at least so long: time to look up and read four words."""
PRAISED_EVERY = 3
PRAISED_FROM = 90.0


class SetRun:
    """A set from its countdown on.

    Every pose given to `update` is judged, and only those: a review of the same poses gives the
    same verdict.
    """

    def __init__(
        self, exercise: Exercise, round_: Round, *, hold_s: float, before: Mapping[str, int]
    ) -> None:
        """Begin the set; `before` are repetitions of it that were counted earlier, by side."""
        self.round = round_
        self._exercise = exercise
        self._checker = FormChecker(exercise, side=round_.side)
        self._before = dict(before)
        self._hold = HoldVoice(exercise.spoken, goal_s=hold_s)
        self._seen: deque[tuple[float, Pose]] = deque()
        self._cue: tuple[float, ScreenCue] | None = None
        self.counts: Mapping[str, int] = self._counts({})
        self.lines: tuple[Line, ...] = ()
        self.counted: tuple[Counted, ...] = ()

    @property
    def count(self) -> int:
        """Repetitions counted so far, of all sides."""
        return sum(self.counts.values())

    @property
    def complete(self) -> bool:
        """Whether the goal is reached."""
        return self.count >= self.round.total

    def update(self, pose: Pose) -> Snapshot:
        """Judge one pose; `lines` and `counted` then say what came of it."""
        snapshot = self._checker.update(pose)
        self._remember(snapshot)
        self.counts = self._counts(snapshot.counted_by_side)
        lines = list(self._hold.update(snapshot.hold_s))
        lines += self._now(snapshot)
        for result in snapshot.finished:
            lines += self._after(snapshot.time_s, result)
        self.lines = tuple(lines)
        self.counted = tuple(Counted(result=r, pose=self._at(r.turn_s)) for r in snapshot.finished)
        if snapshot.finished:
            self._seen.clear()
        return snapshot

    def pause(self) -> None:
        """What comes until the next pose is no part of the set."""
        self._checker.pause()

    def cue(self, time_s: float) -> ScreenCue | None:
        """The one cue to show at `time_s`."""
        if self._cue is None or time_s - self._cue[0] > CUE_SHOWN_S:
            return None
        return self._cue[1]

    def finish(self) -> tuple[tuple[Counted, ...], SetSummary]:
        """End the set: what ended by this, and what is known of the whole."""
        ended = self._checker.finish()
        counted = tuple(Counted(result=r, pose=self._at(r.turn_s)) for r in ended)
        return counted, self._checker.summary()

    # --- inside --------------------------------------------------------------------------------

    def _counts(self, counted: Mapping[str, int]) -> dict[str, int]:
        """Repetitions by counter; one whose side is not known goes to the side that has fewer."""
        counts = {name: self._before.get(name, 0) for name in self.round.counters}
        unknown = 0
        for name, count in counted.items():
            if name in counts:
                counts[name] += count
            else:
                unknown += count
        for _ in range(unknown):
            counts[min(counts, key=lambda name: counts[name])] += 1
        return counts

    def _now(self, snapshot: Snapshot) -> list[Line]:
        """The cue for what is wrong at this moment; hints are too unsure to be spoken."""
        for cue in snapshot.cues:
            rule = self._exercise.rule(cue.rule)
            if not rule.informational:
                kind = Kind.SAFETY if cue.safety else Kind.FORM
                self._cue = (snapshot.time_s, ScreenCue(text=rule.cue, kind=kind))
                return [Line(kind=kind, text=rule.cue, key=rule.name)]
        return []

    def _after(self, time_s: float, result: RepResult) -> list[Line]:
        """What is said of a repetition that is over: its number, then one thing to change."""
        if not result.counted:
            said = REJECTION_SPOKEN.get(result.rejected) if result.rejected is not None else None
            return [] if said is None else [Line(kind=Kind.COUNT, text=said)]
        lines = [Line(kind=Kind.COUNT, text=self._count_line(result))]
        rules = [self._exercise.rule(fault.rule) for fault in result.faults]
        wrong = [rule for rule in rules if not rule.informational]
        if wrong:
            kind = Kind.SAFETY if wrong[0].safety else Kind.FORM
            self._cue = (time_s, ScreenCue(text=wrong[0].cue, kind=kind))
            lines.append(Line(kind=Kind.FORM, text=wrong[0].cue, key=wrong[0].name))
        elif (result.score or 0.0) >= PRAISED_FROM and self.count % PRAISED_EVERY == 0:
            lines.append(Line(kind=Kind.PRAISE, text=coach_texts.PRAISE))
        return lines

    def _count_line(self, result: RepResult) -> str:
        if len(self.round.counters) == 1 or result.side not in self.counts:
            return coach_texts.count_line(self.count, goal=self.round.total, side=None)
        count = self.counts[result.side]
        return coach_texts.count_line(count, goal=self.round.goal, side=Side(result.side))

    def _remember(self, snapshot: Snapshot) -> None:
        """Keep some poses, so that a repetition's turning point can be shown."""
        if self._seen and snapshot.time_s - self._seen[-1][0] < _KEEP_EVERY_S:
            return
        self._seen.append((snapshot.time_s, snapshot.pose))
        while snapshot.time_s - self._seen[0][0] > _KEEP_S:
            self._seen.popleft()

    def _at(self, time_s: float) -> Pose | None:
        """The kept pose nearest to `time_s`; None where nobody was seen then."""
        seen = [(abs(at - time_s), pose) for at, pose in self._seen if pose.found]
        nearest = min(seen, key=lambda one: one[0], default=None)
        return nearest[1] if nearest is not None and nearest[0] <= 2 * _KEEP_EVERY_S else None
