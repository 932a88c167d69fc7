"""An exercise from setting up to the last set, as one fold over the camera's poses.

```
SETUP -> COUNTDOWN -> SET <-> PAUSED        SET -> REST -> SETUP ...        SET -> DONE
           |  (left the position: back to SETUP)        stop(): DONE from anywhere
```

Time is the pictures' own; nothing here waits, draws, speaks or stores.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.clinic.store.types import PlanItem
from formcheck.coach.checker import FormChecker
from formcheck.coach.lane import MOVING
from formcheck.coach.types import Phase, Snapshot
from formcheck.live import texts
from formcheck.live.ladder import Guide, ladder_of
from formcheck.live.rounds import rounds_of
from formcheck.live.setrun import SetRun
from formcheck.live.types import (
    Begun,
    Done,
    Ended,
    Happening,
    Kind,
    Line,
    Paused,
    Resumed,
    Scene,
    Stage,
)
from formcheck.live.voice import Speaker
from formcheck.motion.pose import Pose
from formcheck.poses.model import Exercise

__all__ = ["Course", "Where"]

STEADY_S = 1.0
"""The start position is kept so long before the countdown begins."""
COUNTDOWN_S = 3.0
LOST_S = 2.0
"""A set is paused when the position was left, or nobody seen, for so long (issue)."""
WAVER_S = 0.7
"""A countdown goes on over shorter losses of the start position."""
REST_WARNING_S = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """Where to begin: at set `number`, with `counts` of it done. The default is the beginning."""

    number: int = 1
    counts: Mapping[str, int] = field(default_factory=dict)


class Course:
    """Leads through the sets of one order."""

    def __init__(self, exercise: Exercise, item: PlanItem, *, where: Where | None = None) -> None:
        """Begin with setting up for the set that `where` names."""
        where = Where() if where is None else where
        self._exercise = exercise.with_target(item.target_deg).with_hold(item.hold_s or None)
        self._item = item
        self._rounds = rounds_of(item, exercise)
        self._index = min(max(where.number, 1), len(self._rounds)) - 1
        self._before: Mapping[str, int] = where.counts
        self._speaker = Speaker()
        self._guide = Guide()
        self._time_s = 0.0
        self._happened: list[Happening] = []
        self._lines: list[Line] = []
        self._run: SetRun | None = None
        self._stage = Stage.SETUP
        self._by_person = False
        self._begun = False
        self._set_up()

    @property
    def stage(self) -> Stage:
        """Where the exercise stands."""
        return self._stage

    def update(self, pose: Pose, *, speaking: bool = False, second_person: bool = False) -> Scene:
        """One picture further.

        `speaking` says whether the browser is speaking, `second_person` whether somebody else is
        in the picture. Raises `TrackError` when the pose is not later than the one before.
        """
        self._time_s = pose.time_s
        snapshot = self._step(pose)
        message = "" if snapshot is None else self._message(snapshot)
        if second_person and self._stage not in {Stage.REST, Stage.DONE}:
            message = texts.SECOND_PERSON
        # A set that is about to be paused says so then; two sentences would cut each other off.
        lost = self._stage is Stage.SET and snapshot is not None and not snapshot.ready
        self._lines += self._guide.update(pose.time_s, "" if lost else message)
        return self._scene(snapshot, message=message, speaking=speaking)

    # --- what the person asks for ----------------------------------------------------------------

    def pause(self) -> None:
        """Stand still; nothing is judged until `resume`."""
        if self._stage in {Stage.SET, Stage.COUNTDOWN, Stage.SETUP}:
            self._pause(texts.PAUSED_BY_PERSON, by_person=True)

    def resume(self) -> None:
        """Go on after `pause`: take the start position, then it counts down."""
        if self._stage is Stage.PAUSED and self._by_person:
            self._by_person = False
            if self._run is None or not self._begun:
                self._set_up()

    def skip_rest(self) -> None:
        """Go on before the rest is over."""
        if self._stage is Stage.REST:
            self._set_up()

    def stop(self) -> None:
        """End it all now; nothing more is said."""
        if self._stage is Stage.DONE:
            return
        self._end_set("stopped")
        self._happened.append(Done(state="stopped"))
        self._speaker.reset()
        self._stage = Stage.DONE

    def scene(self) -> Scene:
        """The scene as it stands, between two pictures: after a command, or when none come."""
        return self._scene(None, message="", speaking=False)

    # --- the stages ------------------------------------------------------------------------------

    def _step(self, pose: Pose) -> Snapshot | None:
        match self._stage:
            case Stage.SETUP:
                return self._setting_up(pose)
            case Stage.COUNTDOWN:
                return self._counting_down(pose)
            case Stage.SET:
                return self._running(pose)
            case Stage.PAUSED:
                return self._paused(pose)
            case Stage.REST:
                self._resting()
        return None

    def _set_up(self) -> None:
        self._stage = Stage.SETUP
        self._by_person = False
        self._checker = FormChecker(self._exercise, side=self._rounds[self._index].side)
        self._run = None
        self._begun = False
        self._steady_s = math.nan
        self._guide.reset()

    def _setting_up(self, pose: Pose) -> Snapshot:
        snapshot = self._checker.update(pose)
        if self._steady(snapshot):
            self._run = SetRun(
                self._exercise,
                self._rounds[self._index],
                hold_s=self._item.hold_s,
                before=self._before,
            )
            self._count_down()
        return snapshot

    def _steady(self, snapshot: Snapshot) -> bool:
        """Whether the start position has been kept for a while."""
        if not (snapshot.gate.ok and snapshot.phase is Phase.REST):
            self._steady_s = math.nan
            return False
        if math.isnan(self._steady_s):
            self._steady_s = snapshot.time_s
        return snapshot.time_s - self._steady_s >= STEADY_S

    def _count_down(self) -> None:
        self._stage = Stage.COUNTDOWN
        self._from_s = self._in_place_s = self._time_s
        self._said = math.inf
        self._guide.reset()

    def _judged(self, run: SetRun, pose: Pose) -> Snapshot:
        """The set's verdict on this instant; what was counted by it is told, whatever the stage."""
        snapshot = run.update(pose)
        if self._begun:
            self._happened += run.counted
        return snapshot

    def _counting_down(self, pose: Pose) -> Snapshot:
        assert self._run is not None  # noqa: S101 - what the stage means, for the type checker
        snapshot = self._judged(self._run, pose)
        if snapshot.gate.ok:
            self._in_place_s = pose.time_s
        if snapshot.phase in MOVING and self._begun:
            self._go()  # somebody who goes on right away is not held up
        elif snapshot.phase in MOVING or pose.time_s - self._in_place_s > WAVER_S:
            self._lost(snapshot)
        else:
            left = math.ceil(COUNTDOWN_S - (pose.time_s - self._from_s) - 1e-9)
            if left <= 0:
                self._go()
            elif left < self._said:
                self._said = left
                self._say(Kind.HOLD, f"{texts.number(left)}.")
        return snapshot

    def _lost(self, snapshot: Snapshot) -> None:
        if self._begun:
            self._pause(self._message(snapshot) or texts.LOST, by_person=False)
        else:
            self._set_up()

    def _go(self) -> None:
        self._stage = Stage.SET
        self._in_place_s = self._time_s
        if self._begun:
            self._say(Kind.HOLD, texts.RESUME)
            self._happened.append(Resumed())
        else:
            self._begun = True
            self._say(Kind.HOLD, f"{texts.GO} {self._exercise.spoken.begin}")
            self._happened.append(Begun(round=self._rounds[self._index]))

    def _running(self, pose: Pose) -> Snapshot:
        assert self._run is not None  # noqa: S101 - what the stage means, for the type checker
        snapshot = self._judged(self._run, pose)
        if snapshot.ready:
            self._in_place_s = pose.time_s
        if self._run.complete:
            self._set_complete(self._run)
        else:
            self._lines += self._run.lines
            if pose.time_s - self._in_place_s > LOST_S:
                self._pause(snapshot.gate.message or texts.LOST, by_person=False)
        return snapshot

    def _pause(self, reason: str, *, by_person: bool) -> None:
        self._stage = Stage.PAUSED
        self._by_person = by_person
        self._steady_s = math.nan
        self._speaker.hush()
        self._guide.reset()
        self._say(Kind.COUNT, texts.PAUSED_BY_PERSON if by_person else texts.LOST)
        if self._begun:
            self._happened.append(Paused(reason=reason, by_person=by_person))

    def _paused(self, pose: Pose) -> Snapshot | None:
        if self._by_person or self._run is None:
            return None
        snapshot = self._judged(self._run, pose)
        if self._run.complete:
            self._set_complete(self._run)
        elif self._steady(snapshot):
            self._say(Kind.GUIDE, texts.READY)
            self._count_down()
        return snapshot

    def _set_complete(self, run: SetRun) -> None:
        round_, last = self._rounds[self._index], self._index == len(self._rounds) - 1
        said = [f"{texts.number(run.count)}."]
        self._end_set("finished")
        if last:
            self._stage = Stage.DONE
            self._happened.append(Done(state="finished"))
            said.append(texts.LAST_SET_DONE)
        else:
            self._stage = Stage.REST
            self._rest_until_s = self._time_s + self._item.rest_s
            self._warned = self._item.rest_s <= REST_WARNING_S
            said += [
                texts.set_done(round_.number, sets=len(self._rounds)),
                texts.rest_begins(self._item.rest_s),
            ]
            self._index += 1
            self._before = {}
        self._speaker.hush()
        self._say(Kind.COUNT, " ".join(said))

    def _end_set(self, state: str) -> None:
        if self._run is None or not self._begun:
            return
        counted, summary = self._run.finish()
        self._happened += counted
        round_ = self._rounds[self._index]
        self._happened.append(Ended(round=round_, state=state, summary=summary))
        self._begun = False

    def _resting(self) -> None:
        left_s = self._rest_until_s - self._time_s
        if left_s <= 0:
            self._set_up()
            turned = self._rounds[self._index].side is not self._rounds[self._index - 1].side
            self._say(
                Kind.GUIDE, texts.OTHER_LEG if turned else self._exercise.posture.start_message
            )
        elif left_s <= REST_WARNING_S and not self._warned:
            self._warned = True
            self._say(Kind.GUIDE, f"{texts.number(int(REST_WARNING_S))} seconds.")

    # --- what is shown and said ------------------------------------------------------------------

    def _say(self, kind: Kind, text: str) -> None:
        self._lines.append(Line(kind=kind, text=text))

    def _message(self, snapshot: Snapshot) -> str:
        """The sentence to act on: a shut gate, where that hinders."""
        if self._stage is Stage.PAUSED and snapshot.gate.ok:
            return ""
        return snapshot.gate.message

    def _scene(self, snapshot: Snapshot | None, *, message: str, speaking: bool) -> Scene:
        happened, self._happened = tuple(self._happened), []
        lines, self._lines = self._lines, []
        run, round_ = self._run, self._rounds[self._index]
        counts = dict.fromkeys(round_.counters, 0) | dict(self._before)
        if run is not None and run.round is round_:
            counts = dict(run.counts)
        resting = self._stage is Stage.REST
        left = COUNTDOWN_S - (self._time_s - self._from_s) if self._stage is Stage.COUNTDOWN else 0
        in_set = self._stage is Stage.SET
        return Scene(
            time_s=self._time_s,
            stage=self._stage,
            round=round_,
            rounds=len(self._rounds),
            count=sum(counts.values()),
            goal=round_.total,
            counts=counts,
            hold_goal_s=self._item.hold_s,
            hold_s=snapshot.hold_s if snapshot is not None and in_set else None,
            phase=Phase.WAITING if snapshot is None else snapshot.phase,
            ladder=ladder_of(snapshot) if self._stage in {Stage.SETUP, Stage.PAUSED} else (),
            message=message,
            cue=run.cue(self._time_s) if run is not None and in_set else None,
            countdown=max(math.ceil(left), 1) if self._stage is Stage.COUNTDOWN else None,
            rest_left_s=max(self._rest_until_s - self._time_s, 0.0) if resting else None,
            say=self._speaker.update(self._time_s, lines, speaking=speaking),
            snapshot=snapshot,
            happened=happened,
        )
