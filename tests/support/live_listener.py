"""A live session without a camera: stick figures go in, a transcript comes out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.live.session.controller import SessionController
from formcheck.live.session.events import RepetitionFinished, SessionEvent
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.live.session.state import LiveState, SessionUpdate
from formcheck.live.session.types import Stage, Utterance
from formcheck.live.speech.recorded_voice import list_sounds
from formcheck.live.speech.scheduler import SpeechScheduler
from formcheck.poses.exercise import Exercise
from formcheck.poses.plan import usual_item
from tests.support.good_repetitions import exercise_named
from tools.speech.clips import find_clips

_SOUNDS = list_sounds()
SECONDS_A_CHARACTER = 0.06


@dataclass
class Moment:
    """One step of a session: its state, its events, and what was spoken."""

    state: LiveState
    events: tuple[SessionEvent, ...]
    say: Utterance | None

    def __getattr__(self, name: str) -> Any:  # noqa: D105
        return getattr(self.state, name)


@dataclass
class Transcript:
    """The states, events and spoken texts of a session, in order."""

    moments: list[Moment] = field(default_factory=list)

    @property
    def stages(self) -> list[Stage]:
        """The stages in order, without repeats."""
        found: list[Stage] = []
        for moment in self.moments:
            if not found or found[-1] is not moment.stage:
                found.append(moment.stage)
        return found

    @property
    def spoken(self) -> list[str]:
        """What was spoken, in order."""
        return [moment.say.text for moment in self.moments if moment.say is not None]

    @property
    def events(self) -> list[SessionEvent]:
        return [one for moment in self.moments for one in moment.events]

    def all_of(self, kind: type) -> list:
        return [one for one in self.events if isinstance(one, kind)]

    @property
    def counted(self) -> list[RepetitionFinished]:
        return [one for one in self.all_of(RepetitionFinished) if one.result.counted]

    def at(self, stage: Stage) -> list[Moment]:
        return [moment for moment in self.moments if moment.stage is stage]

    def first(self, stage: Stage) -> Moment:
        return self.at(stage)[0]


class Listener:
    """Shows poses to a session, and speaks as a browser would."""

    def __init__(
        self,
        exercise: str | Exercise,
        *,
        start: ResumePoint | None = None,
        asks: bool = True,
        **dose,
    ) -> None:
        judged = exercise_named(exercise) if isinstance(exercise, str) else exercise
        usual = usual_item(judged)
        self.item = replace(usual, **{"sets": 1, "rest_s": 4.0, **dose})
        start = start or ResumePoint()
        self.controller = SessionController(judged, self.item, start=start, asks=asks)
        self.transcript = Transcript()
        self._speaker = SpeechScheduler()
        self.speaks_until_s = -1.0
        self._time_s = 0.0

    def watch(
        self, track: PoseTrack | Sequence[Pose], *, second_person: bool = False
    ) -> Transcript:
        """Show all of `track`; time continues where it was."""
        poses = list(track.poses()) if isinstance(track, PoseTrack) else list(track)
        shift_s = self._time_s + 1 / 30 - poses[0].time_s
        for pose in poses:
            self._time_s = pose.time_s + shift_s
            shown = replace(pose, time_s=self._time_s)
            update = self.controller.update(shown, second_person=second_person)
            self.take(update, speaking=self._time_s < self.speaks_until_s)
        return self.transcript

    def take(self, update: SessionUpdate, *, speaking: bool = False) -> Moment:
        state, events, prompts = update
        if prompts.clears:
            self._speaker.clear()
        say = self._speaker.update(state.time_s, prompts.offered, speaking=speaking)
        if say is not None:
            assert find_clips(say.text, _SOUNDS), (
                f"No sound for {say.text!r}: python -m tools.speech"
            )
            self.speaks_until_s = self._time_s + 0.2 + SECONDS_A_CHARACTER * len(say.text)
        moment = Moment(state=state, events=events, say=say)
        self.transcript.moments.append(moment)
        return moment


def still(good_rep, seconds: float) -> PoseTrack:
    """A person who keeps the start position."""
    return good_rep.start_position(seconds=seconds, fps=30)


def nobody(good_rep, seconds: float) -> list[Pose]:
    """An empty room."""
    return [Pose.empty(p.time_s, p.size) for p in still(good_rep, seconds).poses()]
