"""One live session, from setup to the last set. It takes the camera's poses one by one.

```
SETUP -> COUNTDOWN -> SET <-> PAUSED        SET -> BREAK -> SETUP ...       SET -> DONE
           |  (position left: back to SETUP)
from anywhere: stop() -> DONE, report_pain() -> PAIN_REPORTED
```

When the person leaves the position or shows a pain sign, the set pauses and a question is asked.
Without an answer, the session ends. All times come from the frames. Nothing here waits, draws,
speaks or stores.
"""

from formcheck.assessment.repetitions.tracker import MOVING
from formcheck.assessment.types import Snapshot
from formcheck.kinematics.pose import Pose
from formcheck.live.session import announcements
from formcheck.live.session.active_set import SetUpdate
from formcheck.live.session.events import PainReported, Paused, Resumed, SessionEnded
from formcheck.live.session.outbox import Outbox
from formcheck.live.session.pain_prompts import ANSWERED_BY_POSITION, PainPrompter
from formcheck.live.session.pause_triggers import PauseTrigger, PauseTriggers
from formcheck.live.session.set_sequence import ResumePoint, SetSequence
from formcheck.live.session.setup_checklist import SetupPrompter, build_checklist
from formcheck.live.session.state import LiveState, SessionUpdate
from formcheck.live.session.timers import BreakTimer, Countdown, SteadyStart
from formcheck.live.session.types import Priority, Stage
from formcheck.poses.exercise import Exercise
from formcheck.poses.plan import PlanItem
from formcheck.safety.events import QuestionReason
from formcheck.safety.prompts import PromptAnswer, PromptReason
from formcheck.texts import coach as coach_texts
from formcheck.texts.labels import readiness_sentence

__all__ = ["SessionController"]


class SessionController:
    """Leads a person through the sets of one plan item."""

    def __init__(
        self, exercise: Exercise, item: PlanItem, *, start: ResumePoint, asks: bool = True
    ) -> None:
        """Begin with the setup for the set that `start` names.

        `asks` says whether the session asks about pain. It is False for a sample clip.
        """
        self._out = Outbox()
        self._sets = SetSequence(exercise, item, start)
        self._triggers = PauseTriggers(asks=asks, after_next=start.eased)
        self._guide = SetupPrompter()
        self._pain = PainPrompter(self._out.add_events, asks=asks)
        self._steadiness = SteadyStart()
        self._countdown = Countdown(0.0)
        self._break = BreakTimer(0.0, 0.0)
        self._time_s = 0.0
        self._has_exercised = self._by_person = False
        self._stage, self._set = Stage.SETUP, self._sets.new_set()

    @property
    def stage(self) -> Stage:
        """The session's current stage."""
        return self._stage

    def update(self, pose: Pose, *, second_person: bool = False) -> SessionUpdate:
        """Process the next pose; `second_person` says whether its frame shows somebody else.

        Raises `TrackError` when the pose is not later than the one before.
        """
        self._time_s = pose.time_s
        snapshot = self._step(pose)
        message = (
            "" if snapshot is None else readiness_sentence(snapshot.readiness, self._sets.exercise)
        )
        if second_person and self._stage not in {Stage.BREAK, Stage.PAIN_REPORTED, Stage.DONE}:
            message = coach_texts.SECOND_PERSON
        # A set that is about to pause says so when it pauses. Two sentences would cut each other
        # off.
        lost = self._stage is Stage.SET and snapshot is not None and not snapshot.ready
        self._out.add_prompts(self._guide.update(pose.time_s, "" if lost else message))
        return self._out.take(self._build_state(snapshot, message))

    def take_update(self) -> SessionUpdate:
        """Return what the person's commands changed since the last update, between two frames."""
        return self._out.take(self._build_state(None, ""))

    def pause(self) -> None:
        """Pause; nothing is judged until `resume`."""
        if self._stage in {Stage.SET, Stage.COUNTDOWN, Stage.SETUP}:
            self._pause(coach_texts.PAUSED_BY_PERSON, by_person=True)
            self._set.pause()
            self._out.add_prompt(Priority.COUNT, coach_texts.PAUSED_BY_PERSON)

    def resume(self) -> None:
        """Continue after `pause`: the person takes the start position, then a countdown runs."""
        if self._stage is Stage.PAUSED and self._by_person:
            self._by_person = False
            if not self._set.has_started:
                self._begin_setup()

    def skip_break(self) -> None:
        """Continue before the break is over."""
        if self._stage is Stage.BREAK:
            self._begin_setup()

    def answer_fine(self) -> None:
        """Answer the open question: nothing hurts."""
        self._pain.answer(PromptAnswer.FINE)

    def report_pain(self) -> None:
        """Something hurts: pause until the person has been asked where and how much."""
        if self._stage not in {Stage.DONE, Stage.PAIN_REPORTED}:
            self._pain.answer(PromptAnswer.HURTS)
            self._out.add_events(PainReported(why=QuestionReason.HURTS))
            self._stage = Stage.PAIN_REPORTED
            self._out.clear_prompts()

    def stop(self) -> None:
        """End the session now; nothing more is said."""
        self._end_silently(QuestionReason.STOP)

    def leave(self) -> None:
        """Leave the session: like `stop`, but asked about only if a set was started."""
        self._end_silently(QuestionReason.STOP if self._has_exercised else None)

    def refuse(self) -> None:
        """End the session now because the next set may not begin; nothing is asked."""
        self._end_silently(None)

    def _end_silently(self, why: QuestionReason | None) -> None:
        if self._stage is not Stage.DONE:
            self._end("stopped", why)
            self._out.clear_prompts()

    def _end(self, state: str, why: QuestionReason | None) -> None:
        self._out.add_events(*self._set.end(state), SessionEnded(state=state, why=why))
        self._stage = Stage.DONE

    def _step(self, pose: Pose) -> Snapshot | None:
        match self._stage:
            case Stage.SETUP:
                return self._update_setup(pose)
            case Stage.COUNTDOWN:
                return self._update_countdown(pose)
            case Stage.SET:
                return self._update_set(pose)
            case Stage.PAUSED if not self._by_person:
                return self._update_pause(pose)
            case Stage.BREAK:
                self._update_break()
        return None

    def _judge(self, pose: Pose) -> SetUpdate:
        """Judge the pose and report what it counted, whatever the stage."""
        update = self._set.update(pose)
        self._out.add_events(*update.events)
        return update

    def _begin_setup(self) -> None:
        self._stage = Stage.SETUP
        self._by_person = False
        self._set = self._sets.new_set()
        self._steadiness.reset()
        self._guide.reset()

    def _update_setup(self, pose: Pose) -> Snapshot:
        snapshot = self._judge(pose).snapshot
        if self._steadiness.update(snapshot):
            self._set.restart()
            self._begin_countdown()
        return snapshot

    def _begin_countdown(self) -> None:
        self._stage = Stage.COUNTDOWN
        self._countdown = Countdown(self._time_s)
        self._guide.reset()

    def _update_countdown(self, pose: Pose) -> Snapshot:
        snapshot, started = self._judge(pose).snapshot, self._set.has_started
        if snapshot.phase in MOVING and started:
            self._begin_or_resume()  # the person continues before the countdown is over
        elif snapshot.phase in MOVING or not self._countdown.is_kept(snapshot):
            if started:
                self._pause_and_ask(PauseTrigger(reason=PromptReason.LEFT), snapshot)
            else:
                self._begin_setup()
        elif self._countdown.find_number(pose.time_s) == 0:
            self._begin_or_resume()
        else:
            self._out.add_prompts(self._countdown.update(pose.time_s))
        return snapshot

    def _begin_or_resume(self) -> None:
        self._stage = Stage.SET
        self._triggers.continue_set(self._time_s)
        self._pain.continue_set(self._time_s)
        if self._set.has_started:
            self._out.add_prompt(Priority.HOLD, coach_texts.RESUME)
            self._out.add_events(Resumed())
        else:
            exercise, self._has_exercised = self._sets.exercise, True
            self._out.add_events(self._set.start())
            self._triggers.begin_set(exercise, hold_s=self._sets.item.hold_s)
            self._out.add_prompts([announcements.announce_set(exercise)])

    def _update_set(self, pose: Pose) -> Snapshot:
        update = self._judge(pose)
        snapshot, trigger = update.snapshot, self._triggers.update(update.snapshot)
        if self._set.is_complete:
            self._finish_set()
            return snapshot
        self._out.add_prompts(update.prompts)
        if trigger is not None:
            self._pause_and_ask(trigger, snapshot)
        else:
            self._out.add_prompts(self._pain.ask_every_minute(snapshot))
        return snapshot

    def _pause(self, reason: str, *, by_person: bool) -> None:
        self._stage = Stage.PAUSED
        self._by_person = by_person
        self._steadiness.reset()
        self._out.clear_prompts()
        self._guide.reset()
        if self._set.has_started:
            self._out.add_events(Paused(reason=reason, by_person=by_person))

    def _pause_and_ask(self, trigger: PauseTrigger, snapshot: Snapshot) -> None:
        """Pause, cut off what is being said, and ask; no question is asked of a sample clip."""
        reason = coach_texts.LOST
        if trigger.reason in ANSWERED_BY_POSITION:
            reason = readiness_sentence(snapshot.readiness, self._sets.exercise) or reason
        self._pause(reason, by_person=False)
        text = self._pain.ask(trigger.reason, self._time_s, seen=trigger.sign) or coach_texts.LOST
        # Safety cues are not repeated soon, but every question must be asked: its key is unique.
        self._out.add_prompt(Priority.SAFETY, text, key=f"asked at {self._time_s}")

    def _update_pause(self, pose: Pose) -> Snapshot:
        snapshot = self._judge(pose).snapshot
        question, steady = self._pain.question, self._steadiness.update(snapshot)
        moved = self._pain.has_completed_a_movement(snapshot)
        if self._set.is_complete:
            self._finish_set()
        elif self._pain.is_overdue(pose.time_s):
            self._pain.answer(PromptAnswer.NONE)
            self._end("stopped", QuestionReason.NO_ANSWER)
            self._out.clear_prompts()
            self._out.add_prompt(Priority.SAFETY, coach_texts.NO_ANSWER)
        elif question is not None and question.why not in ANSWERED_BY_POSITION:
            if moved:
                self._begin_or_resume()
        elif steady:
            self._out.add_prompt(Priority.GUIDE, coach_texts.READY)
            self._begin_countdown()
        return snapshot

    def _finish_set(self) -> None:
        done, sets, break_s, asked = self._set, len(self._sets), None, ""
        self._pain.answer(PromptAnswer.CARRIED_ON)
        if self._sets.is_last:
            self._end("finished", QuestionReason.FINISHED)
        else:
            break_s = self._sets.item.rest_s
            self._out.add_events(*done.end("finished"))
            self._stage, self._break = Stage.BREAK, BreakTimer(self._time_s, break_s)
            self._set = self._sets.next_set()
            asked = self._pain.ask(PromptReason.SET_END, self._time_s)
        self._out.clear_prompts()
        self._out.add_prompts(
            [announcements.announce_set_complete(done, sets=sets, break_s=break_s, asked=asked)]
        )

    def _update_break(self) -> None:
        if self._break.left_s(self._time_s) <= 0:
            self._begin_setup()
            self._out.add_prompts([announcements.announce_next_set(self._sets)])
        else:
            self._out.add_prompts(self._break.update(self._time_s))

    def _build_state(self, snapshot: Snapshot | None, message: str) -> LiveState:
        stage, time_s, in_set = self._stage, self._time_s, self._stage is Stage.SET
        return LiveState(
            time_s=time_s,
            stage=stage,
            planned=self._sets.planned,
            sets=len(self._sets),
            counts=self._set.counts,
            hold_goal_s=self._sets.item.hold_s,
            hold_s=snapshot.hold_s if snapshot is not None and in_set else None,
            checklist=build_checklist(snapshot) if stage in {Stage.SETUP, Stage.PAUSED} else (),
            message=message,
            cue=self._set.find_cue(time_s) if in_set else None,
            countdown=max(self._countdown.find_number(time_s), 1)
            if stage is Stage.COUNTDOWN
            else None,
            break_left_s=self._break.left_s(time_s) if stage is Stage.BREAK else None,
            question=self._pain.question,
            answer_left_s=self._pain.left_s(time_s),
            snapshot=snapshot,
        )
