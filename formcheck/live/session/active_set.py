"""One set, from its setup to its end: `FormChecker` judges it; prompts come with the verdicts."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import RepResult, Snapshot
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import Pose
from formcheck.live.session.events import RepetitionFinished, SessionEvent, SetEnded, SetStarted
from formcheck.live.session.types import Priority, Prompt
from formcheck.live.speech.hold_prompts import HoldPrompter
from formcheck.poses.exercise import Exercise
from formcheck.poses.plan import PlannedSet
from formcheck.texts import coach as coach_texts
from formcheck.texts.labels import REJECTION_SPOKEN

__all__ = ["ActiveSet", "SetUpdate"]

_KEEP_EVERY_S = 0.2
_KEEP_S = 150.0
CUE_SHOWN_S = 2.5
"""How long a cue stays on the screen: time to look up and read four words."""
PRAISED_EVERY = 3
PRAISED_FROM = 90.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUpdate:
    """The result of one pose: the snapshot, the possible prompts, the finished repetitions."""

    snapshot: Snapshot
    prompts: tuple[Prompt, ...] = ()
    events: tuple[RepetitionFinished, ...] = ()


class ActiveSet:
    """A set with its setup, countdown, repetitions and end.

    Only the poses given to `update` since `restart` are judged, and all of them. A review of the
    same poses gives the same verdict. Nothing counts before `start`.
    """

    def __init__(
        self,
        exercise: Exercise,
        planned: PlannedSet,
        *,
        hold_s: float,
        counted_before: Mapping[str, int],
    ) -> None:
        """Begin the setup; `counted_before` are the repetitions counted earlier, by side."""
        self.planned = planned
        self.has_started = False
        self._exercise = exercise
        self._checker = FormChecker(exercise, side=planned.side)
        self._counted_before = dict(counted_before)
        self._hold = HoldPrompter(exercise.prompts, goal_s=hold_s)
        self._seen: deque[tuple[float, Pose]] = deque()
        self._cue: tuple[float, Prompt] | None = None
        self.counts: Mapping[str, int] = self._count_by_side({})

    @property
    def count(self) -> int:
        """Repetitions counted so far, of all sides."""
        return sum(self.counts.values())

    @property
    def is_complete(self) -> bool:
        """Whether the planned repetitions are done."""
        return self.count >= self.planned.total

    def restart(self) -> None:
        """Start the judging again; the poses seen until now are not part of the set."""
        self._checker.reset()
        self._hold.reset()
        self._seen.clear()
        self._cue = None

    def start(self) -> SetStarted:
        """Count repetitions from now on."""
        self.has_started = True
        return SetStarted(planned=self.planned)

    def update(self, pose: Pose) -> SetUpdate:
        """Judge one pose.

        Raises `TrackError` when the pose is not later than the one before.
        """
        snapshot = self._checker.update(pose)
        self._remember(snapshot)
        if not self.has_started:
            return SetUpdate(snapshot=snapshot)
        self.counts = self._count_by_side(snapshot.counted_by_side)
        prompts = [*self._hold.update(snapshot.hold_s), *self._update_cue(snapshot)]
        for result in snapshot.finished:
            prompts += self._comment(snapshot.time_s, result)
        events = self._to_events(snapshot.finished)
        if events:
            self._seen.clear()
        return SetUpdate(snapshot=snapshot, prompts=tuple(prompts), events=events)

    def pause(self) -> None:
        """Leave the time until the next pose out of the set."""
        self._checker.pause()

    def find_cue(self, time_s: float) -> Prompt | None:
        """Return the one cue to show at `time_s`, None when there is none."""
        if self._cue is None or time_s - self._cue[0] > CUE_SHOWN_S:
            return None
        return self._cue[1]

    def end(self, state: str) -> tuple[SessionEvent, ...]:
        """End the set; return its last repetition and its summary, nothing if it never started."""
        if not self.has_started:
            return ()
        self.has_started = False
        last = self._to_events(self._checker.finish())
        summary = self._checker.summary()
        return (*last, SetEnded(planned=self.planned, state=state, summary=summary))

    # --- inside --------------------------------------------------------------------------------

    def _count_by_side(self, counted: Mapping[str, int]) -> dict[str, int]:
        """Return the repetitions by counter; one of unknown side goes to the one with fewer."""
        counts = {name: self._counted_before.get(name, 0) for name in self.planned.counters}
        unknown = 0
        for name, count in counted.items():
            if name in counts:
                counts[name] += count
            else:
                unknown += count
        for _ in range(unknown):
            counts[min(counts, key=lambda name: counts[name])] += 1
        return counts

    def _to_events(self, results: tuple[RepResult, ...]) -> tuple[RepetitionFinished, ...]:
        return tuple(RepetitionFinished(result=r, pose=self._find_pose(r.turn_s)) for r in results)

    def _update_cue(self, snapshot: Snapshot) -> list[Prompt]:
        """Show and return the cue for the fault seen now; hints are too uncertain to be spoken."""
        for cue in snapshot.cues:
            rule = self._exercise.rule(cue.rule)
            if not rule.informational:
                kind = Priority.SAFETY if cue.safety else Priority.FORM
                prompt = Prompt(kind=kind, text=rule.cue, key=rule.name)
                self._cue = (snapshot.time_s, prompt)
                return [prompt]
        return []

    def _comment(self, time_s: float, result: RepResult) -> list[Prompt]:
        """Return what to say after a repetition: its number, then one thing to change."""
        if not result.counted:
            said = REJECTION_SPOKEN.get(result.rejected) if result.rejected is not None else None
            return [] if said is None else [Prompt(kind=Priority.COUNT, text=said)]
        prompts = [Prompt(kind=Priority.COUNT, text=self._announce_count(result))]
        rules = [self._exercise.rule(fault.rule) for fault in result.faults]
        wrong = [rule for rule in rules if not rule.informational]
        if wrong:
            kind = Priority.SAFETY if wrong[0].safety else Priority.FORM
            self._cue = (time_s, Prompt(kind=kind, text=wrong[0].cue))
            prompts.append(Prompt(kind=Priority.FORM, text=wrong[0].cue, key=wrong[0].name))
        elif (result.score or 0.0) >= PRAISED_FROM and self.count % PRAISED_EVERY == 0:
            prompts.append(Prompt(kind=Priority.PRAISE, text=coach_texts.PRAISE))
        return prompts

    def _announce_count(self, result: RepResult) -> str:
        if len(self.planned.counters) == 1 or result.side not in self.counts:
            return coach_texts.count_line(self.count, goal=self.planned.total, side=None)
        count = self.counts[result.side]
        return coach_texts.count_line(count, goal=self.planned.goal, side=Side(result.side))

    def _remember(self, snapshot: Snapshot) -> None:
        """Keep a pose now and then, so that a repetition's turning point can be shown."""
        if self._seen and snapshot.time_s - self._seen[-1][0] < _KEEP_EVERY_S:
            return
        self._seen.append((snapshot.time_s, snapshot.pose))
        while snapshot.time_s - self._seen[0][0] > _KEEP_S:
            self._seen.popleft()

    def _find_pose(self, time_s: float) -> Pose | None:
        """Return the kept pose nearest to `time_s`; None when nobody was seen near that time."""
        seen = [(abs(at - time_s), pose) for at, pose in self._seen if pose.found]
        nearest = min(seen, key=lambda one: one[0], default=None)
        return nearest[1] if nearest is not None and nearest[0] <= 2 * _KEEP_EVERY_S else None
