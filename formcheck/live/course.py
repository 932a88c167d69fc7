"""An exercise from setting up to the last set, as one fold over the camera's poses.

```
SETUP -> COUNTDOWN -> SET <-> PAUSED        SET -> REST -> SETUP ...        SET -> DONE
           |  (left the position: back to SETUP)        stop(): DONE, hurts(): HALTED from anywhere
```

After leaving the position, or a sign that something may hurt, a set stands still with a question;
without an answer it ends. Time is the pictures' own; nothing here waits, draws, speaks or stores.
"""

from formcheck.coach.checker import FormChecker
from formcheck.coach.lane import MOVING
from formcheck.coach.signs import SignSeen, SignWatch
from formcheck.coach.types import Snapshot
from formcheck.live.asking import BY_POSITION, Asker, Leaving, doubt_of
from formcheck.live.clocks import Countdown, Rest, Steady
from formcheck.live.ladder import Guide
from formcheck.live.scenes import scene_of
from formcheck.live.sets import Sets, Where
from formcheck.live.types import Halted, Happening, Kind, Line, Paused, Resumed, Scene, Stage
from formcheck.live.voice import Speaker
from formcheck.motion.pose import Pose
from formcheck.poses.model import Exercise
from formcheck.poses.plan import PlanItem
from formcheck.safety.events import Why
from formcheck.safety.prompts import Doubt, How
from formcheck.texts import coach as coach_texts
from formcheck.texts.labels import gate_sentence

__all__ = ["Course", "Where"]

WAVER_S = 0.7
"""A countdown goes on over shorter losses of the start position."""


class Course:
    """Leads through the sets of one order."""

    def __init__(
        self, exercise: Exercise, item: PlanItem, *, where: Where | None = None, asks: bool = True
    ) -> None:
        """Begin with setting up for the set that `where` names.

        `asks` says whether to ask if something hurts: of a person, not of a sample clip.
        """
        where = Where() if where is None else where
        self._asks = asks
        self._ask_after_next = where.eased and asks
        self._happened: list[Happening] = []
        self._sets = Sets(exercise, item, where, tell=self._happened.append)
        self._speaker = Speaker()
        self._guide = Guide()
        self._asker = Asker(self._happened.append)
        self._leaving = Leaving()
        self._steadiness = Steady()
        self._countdown = Countdown(0.0)
        self._rest = Rest(0.0, 0.0)
        self._time_s = 0.0
        self._lines: list[Line] = []
        self._stage = Stage.SETUP
        self._by_person = False
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
        if second_person and self._stage not in {Stage.REST, Stage.HALTED, Stage.DONE}:
            message = coach_texts.SECOND_PERSON
        # A set that is about to be paused says so then; two sentences would cut each other off.
        lost = self._stage is Stage.SET and snapshot is not None and not snapshot.ready
        self._lines += self._guide.update(pose.time_s, "" if lost else message)
        return self._scene(snapshot, message=message, speaking=speaking)

    # --- what the person asks for ----------------------------------------------------------------

    def pause(self) -> None:
        """Stand still; nothing is judged until `resume`."""
        if self._stage in {Stage.SET, Stage.COUNTDOWN, Stage.SETUP}:
            self._pause(coach_texts.PAUSED_BY_PERSON, by_person=True)
            self._sets.pause()
            self._say(Kind.COUNT, coach_texts.PAUSED_BY_PERSON)

    def resume(self) -> None:
        """Go on after `pause`: take the start position, then it counts down."""
        if self._stage is Stage.PAUSED and self._by_person:
            self._by_person = False
            if not self._sets.begun:
                self._set_up()

    def skip_rest(self) -> None:
        """Go on before the rest is over."""
        if self._stage is Stage.REST:
            self._set_up()

    def fine(self) -> None:
        """Nothing hurts: the answer to the question that is open."""
        self._asker.answer(How.FINE)

    def hurts(self) -> None:
        """Something hurts: stand still until it was asked where and how much."""
        if self._stage in {Stage.DONE, Stage.HALTED}:
            return
        self._asker.answer(How.HURTS)
        self._happened.append(Halted(why=Why.HURTS))
        self._fall_silent(Stage.HALTED)

    def stop(self) -> None:
        """End it all now; nothing more is said."""
        self._end(Why.STOP)

    def leave(self) -> None:
        """Give it up: the same as stopping, unless nothing was done that could have hurt."""
        self._end(Why.STOP if self._sets.exercised else None)

    def refuse(self) -> None:
        """End it all now, as the set that was about to begin may not; nothing is asked."""
        self._end(None)

    def _end(self, why: Why | None) -> None:
        if self._stage is not Stage.DONE:
            self._sets.end_all("stopped", why)
            self._fall_silent(Stage.DONE)

    def _fall_silent(self, stage: Stage) -> None:
        self._stage = stage
        self._lines = []
        self._speaker.reset()

    def scene(self) -> Scene:
        """The scene as it stands, between two pictures."""
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
        self._checker = FormChecker(self._sets.exercise, side=self._sets.round.side)
        self._sets.forget()
        self._steadiness.reset()
        self._guide.reset()

    def _setting_up(self, pose: Pose) -> Snapshot:
        snapshot = self._checker.update(pose)
        if self._steadiness.update(snapshot):
            self._sets.prepare()
            self._count_down()
        return snapshot

    def _count_down(self) -> None:
        self._stage = Stage.COUNTDOWN
        self._countdown = Countdown(self._time_s)
        self._in_place_s = self._time_s
        self._guide.reset()

    def _counting_down(self, pose: Pose) -> Snapshot:
        snapshot = self._sets.judge(pose)
        if snapshot.gate.ok:
            self._in_place_s = pose.time_s
        if snapshot.phase in MOVING and self._sets.begun:
            self._go()  # somebody who goes on right away is not held up
        elif snapshot.phase in MOVING or pose.time_s - self._in_place_s > WAVER_S:
            self._lost(snapshot)
        elif self._countdown.number(pose.time_s) == 0:
            self._go()
        else:
            self._lines += self._countdown.update(pose.time_s)
        return snapshot

    def _lost(self, snapshot: Snapshot) -> None:
        if self._sets.begun:
            self._pause_and_ask(Doubt.LEFT, self._message(snapshot))
        else:
            self._set_up()

    def _go(self) -> None:
        self._stage = Stage.SET
        self._leaving.reset(self._time_s)
        self._asker.answer(How.CARRIED_ON)  # whoever begins again has answered by that
        self._asker.begin(self._time_s)
        if self._sets.begun:
            self._say(Kind.HOLD, coach_texts.RESUME)
            self._happened.append(Resumed())
        else:
            exercise = self._sets.exercise
            self._sets.begin()
            self._signs = SignWatch(exercise, hold_s=self._sets.item.hold_s)
            easy = f" {coach_texts.EASY}" if exercise.eased_deg > 0 else ""
            self._say(Kind.HOLD, f"{coach_texts.GO}{easy} {exercise.spoken.begin}")

    def _running(self, pose: Pose) -> Snapshot:
        snapshot = self._sets.judge(pose)
        left, sign = self._leaving.update(snapshot), self._signs.update(snapshot)
        run = self._sets.run
        if run is not None and run.complete:
            self._set_complete(run.count)
            return snapshot
        self._lines += () if run is None else run.lines
        if left is not None:
            self._pause_and_ask(left, self._asked_for(snapshot))
        elif self._asks and sign is not None:
            self._pause_and_ask(doubt_of(sign), "", seen=sign)
        elif self._ask_after_next and any(one.counted for one in snapshot.finished):
            self._ask_after_next = False
            self._pause_and_ask(Doubt.EASED, "")
        elif self._asks:
            self._ask_now_and_then(snapshot)
        return snapshot

    def _ask_now_and_then(self, snapshot: Snapshot) -> None:
        if self._asker.is_minute(snapshot):
            self._say(Kind.GUIDE, self._asker.ask(Doubt.MINUTE, snapshot.time_s).text)
        elif self._asker.goes_on(snapshot):
            self._asker.answer(How.CARRIED_ON)

    def _pause(self, reason: str, *, by_person: bool) -> None:
        self._stage = Stage.PAUSED
        self._by_person = by_person
        self._steadiness.reset()
        self._speaker.hush()
        self._lines = []
        self._guide.reset()
        if self._sets.begun:
            self._happened.append(Paused(reason=reason, by_person=by_person))

    def _pause_and_ask(self, why: Doubt, message: str, *, seen: SignSeen | None = None) -> None:
        """Stand still, cut off what is being said, and ask; a sample clip is asked nothing."""
        self._pause(message or coach_texts.LOST, by_person=False)
        text = coach_texts.LOST
        if self._asks:
            text = self._asker.ask(why, self._time_s, seen=seen).text
        # Cues of safety are not repeated soon; a question is asked as often as there is one.
        self._lines.append(Line(kind=Kind.SAFETY, text=text, key=f"asked at {self._time_s}"))

    def _paused(self, pose: Pose) -> Snapshot | None:
        run = self._sets.run
        if self._by_person or run is None:
            return None
        snapshot = self._sets.judge(pose)
        question, steady = self._asker.question, self._steadiness.update(snapshot)
        lifted = self._asker.lifted(snapshot)
        if run.complete:
            self._set_complete(run.count)
        elif self._asker.overdue(pose.time_s):
            self._nobody_answers()
        elif question is not None and question.why not in BY_POSITION:
            if lifted:
                self._go()
        elif steady:
            self._say(Kind.GUIDE, coach_texts.READY)
            self._count_down()
        return snapshot

    def _nobody_answers(self) -> None:
        self._asker.answer(How.NONE)
        self._sets.end_all("stopped", Why.NO_ANSWER)
        self._stage = Stage.DONE
        self._speaker.hush()
        self._say(Kind.SAFETY, coach_texts.NO_ANSWER)

    def _set_complete(self, count: int) -> None:
        said = [f"{coach_texts.number(count)}."]
        self._asker.answer(How.CARRIED_ON)
        if self._sets.last:
            self._sets.end_all("finished", Why.FINISHED)
            self._stage = Stage.DONE
            said.append(coach_texts.LAST_SET_DONE)
        else:
            self._sets.end("finished")
            self._stage = Stage.REST
            rest_s = self._sets.item.rest_s
            self._rest = Rest(self._time_s, rest_s)
            done = coach_texts.set_done(self._sets.round.number, sets=len(self._sets.rounds))
            said += [done, coach_texts.rest_begins(rest_s)]
            if self._asks:
                said.append(self._asker.ask(Doubt.SET_END, self._time_s).text)
            self._sets.next()
        self._speaker.hush()
        self._say(Kind.COUNT, " ".join(said))

    def _resting(self) -> None:
        if self._rest.left_s(self._time_s) <= 0:
            self._set_up()
            start = self._sets.exercise.posture.start_message
            self._say(Kind.GUIDE, coach_texts.OTHER_LEG if self._sets.turned else start)
        else:
            self._lines += self._rest.update(self._time_s)

    # --- what is shown and said ------------------------------------------------------------------

    def _say(self, kind: Kind, text: str) -> None:
        self._lines.append(Line(kind=kind, text=text))

    def _message(self, snapshot: Snapshot) -> str:
        """The sentence to act on: a shut gate, where that hinders."""
        if self._stage is Stage.PAUSED and snapshot.gate.ok:
            return ""
        return self._asked_for(snapshot)

    def _asked_for(self, snapshot: Snapshot) -> str:
        return gate_sentence(snapshot.gate, self._sets.exercise)

    def _scene(self, snapshot: Snapshot | None, *, message: str, speaking: bool) -> Scene:
        happened, lines = tuple(self._happened), self._lines
        self._happened.clear()
        self._lines = []
        return scene_of(
            self._sets,
            self._asker,
            self._countdown,
            self._rest,
            stage=self._stage,
            time_s=self._time_s,
            snapshot=snapshot,
            message=message,
            say=self._speaker.update(self._time_s, lines, speaking=speaking),
            happened=happened,
        )
