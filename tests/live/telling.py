"""An exercise before the live coach without a camera: stick figures in, what was told out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from formcheck.live.course import Course, Where
from formcheck.live.rounds import item_of
from formcheck.live.sounds import sound_names
from formcheck.live.types import Counted, Happening, Scene, Stage
from formcheck.motion.pose import Pose
from formcheck.motion.track import PoseTrack
from formcheck.poses.model import Exercise
from tests.plays import exercise_named
from tests.stick import Key
from tools.speech.clips import clips_of

_SOUNDS = sound_names()
SECONDS_A_CHARACTER = 0.06


@dataclass
class Told:
    """What a course told, in order."""

    scenes: list[Scene] = field(default_factory=list)

    @property
    def stages(self) -> list[Stage]:
        """The stages, each change once."""
        found: list[Stage] = []
        for scene in self.scenes:
            if not found or found[-1] is not scene.stage:
                found.append(scene.stage)
        return found

    @property
    def said(self) -> list[str]:
        return [scene.say.text for scene in self.scenes if scene.say is not None]

    @property
    def happened(self) -> list[Happening]:
        return [one for scene in self.scenes for one in scene.happened]

    def all_of(self, kind: type) -> list:
        return [one for one in self.happened if isinstance(one, kind)]

    @property
    def counted(self) -> list[Counted]:
        return [one for one in self.all_of(Counted) if one.result.counted]

    def at(self, stage: Stage) -> list[Scene]:
        return [scene for scene in self.scenes if scene.stage is stage]

    def first(self, stage: Stage) -> Scene:
        return self.at(stage)[0]


class Listener:
    """Plays poses to a course, and speaks as a browser would."""

    def __init__(
        self, exercise: str | Exercise, *, where: Where | None = None, asks: bool = True, **dose
    ) -> None:
        judged = exercise_named(exercise) if isinstance(exercise, str) else exercise
        usual = item_of(judged)
        self.item = replace(usual, **{"sets": 1, "rest_s": 4.0, **dose})
        self.course = Course(judged, self.item, where=where, asks=asks)
        self.told = Told()
        self._until_s = -1.0
        self._time_s = 0.0

    def watch(self, track: PoseTrack | Sequence[Pose], *, second_person: bool = False) -> Told:
        """Show all of `track`, going on where the time was."""
        poses = list(track.poses()) if isinstance(track, PoseTrack) else list(track)
        shift_s = self._time_s + 1 / 30 - poses[0].time_s
        for pose in poses:
            self._time_s = pose.time_s + shift_s
            scene = self.course.update(
                replace(pose, time_s=self._time_s),
                speaking=self._time_s < self._until_s,
                second_person=second_person,
            )
            self.take(scene)
        return self.told

    def take(self, scene: Scene) -> Scene:
        if scene.say is not None:
            text = scene.say.text
            assert clips_of(text, _SOUNDS), f"No sound for {text!r}: python -m tools.speech"
            self._until_s = self._time_s + 0.2 + SECONDS_A_CHARACTER * len(text)
        self.told.scenes.append(scene)
        return scene


def still(play, seconds: float) -> PoseTrack:
    """Somebody who keeps the start position."""
    return play.film([Key(seconds=seconds, angles={})], fps=30, lead_s=0)


def nobody(play, seconds: float) -> list[Pose]:
    """An empty room."""
    return [Pose.empty(p.time_s, p.size) for p in still(play, seconds).poses()]
