"""The judge's results on a recipe's exact joint positions; nothing is rendered."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.roles import assign_roles
from formcheck.assessment.signal_lookup import read_signal
from formcheck.assessment.types import RepResult
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observer
from formcheck.kinematics.pose import Pose
from formcheck.poses.loader import load_exercise
from tools.render.body import Body
from tools.render.camera import place
from tools.render.choreography import build_settings, lay_out_clip
from tools.render.clip_timeline import ClipTimeline
from tools.render.exercises import EXERCISES
from tools.render.ground_truth import landmarks
from tools.render.recipe import Recipe

# A far and level camera gives the side view in which the sizes of faults are defined.
FAR_CAMERA = {"distance_m": 8.0, "hfov_deg": 24, "height_m": 0.35, "fps": 12}
TIMES = {
    "bridge": {"raise_s": 2.0, "hold_s": 4.0, "lower_s": 2.5},
    "bird_dog": {"raise_s": 1.8, "hold_s": 4.0, "lower_s": 1.8},
    "hamstring_stretch": {"raise_s": 2.5, "hold_s": 6.0, "lower_s": 2.5},
    "hamstring_stretch_90_90": {"raise_s": 2.0, "hold_s": 6.0, "lower_s": 2.0},
    "hamstring_stretch_seated": {"raise_s": 2.2, "hold_s": 6.0, "lower_s": 2.2},
}
JOINTS = [0, 7, 8, *range(11, 17), *range(23, 33)]
BOTH = ("bridge", "hamstring_stretch_seated")


@dataclass(frozen=True, kw_only=True)
class RenderedTruth:
    """A recipe's timeline, its poses, and their verdicts."""

    plan: ClipTimeline
    exercise: str
    poses: tuple[Pose, ...]

    def judged(self) -> list[RepResult]:
        """The verdicts on all movements, in order of time."""
        checker = FormChecker(load_exercise(self.exercise))
        results: list[RepResult] = []
        for pose in self.poses:
            results += checker.update(pose).finished
        return results + list(checker.finish())

    def signal(self, name: str, start_s: float, end_s: float) -> float:
        """The median of a rule's signal within a span."""
        observer, values = Observer(), []
        work = None if self.exercise == "bird_dog" else Side(self._side())
        for pose in self.poses:
            if pose.time_s > end_s:
                break
            observation = observer.update(pose)
            if pose.time_s >= start_s:
                roles = assign_roles(observation, work, moving=True)
                values.append(read_signal(observation, roles, name))
        return float(np.nanmedian(values))

    def in_hold(self, name: str, repetition: int = 1) -> float:
        """The median of a signal in a repetition's hold."""
        mine = self.plan.repetitions[repetition - 1]
        return self.signal(name, mine.top_s + 0.1, mine.leave_s - 0.1)

    def at_start(self, name: str) -> float:
        """The median of a signal before the first repetition."""
        return self.signal(name, 0.3, self.plan.repetitions[0].start_s - 0.05)

    def _side(self) -> str:
        side = self.plan.repetitions[0].side
        return "right" if side == "both" else side


def recipe_of(exercise: str, **changes: Any) -> Recipe:
    """A clip of one repetition, steady and exactly timed unless `changes` say otherwise."""
    movement = {
        "sides": ["both"] if exercise in BOTH else ["right"],
        **TIMES[exercise],
        "variation": 0.0,
        "sway_deg": 0.0,
        "lead_s": 1.5,
        "tail_s": 1.5,
        **changes.pop("movement", {}),
    }
    return Recipe.model_validate(
        {
            "name": "tried",
            "exercise": exercise,
            "seed": 5,
            "person": {"sex": "male", "outfit": "male_casualsuit04"},
            "camera": FAR_CAMERA,
            **changes,
            "movement": movement,
        }
    )


def seen(recipe: Recipe, body: Body) -> RenderedTruth:
    """The exact joint positions of the recipe with that body."""
    kind = EXERCISES[recipe.exercise]
    exercise = kind(body, build_settings(recipe, kind))
    clip, camera = lay_out_clip(recipe, exercise), recipe.camera
    times_s = np.arange(0, clip.duration_s, 1 / camera.fps).tolist()
    found = {}
    for values, side in map(clip.at, times_s):
        if (key := f"{side}{values}") not in found:
            found[key] = landmarks(body.pose(exercise.posture(values, side)))
    points = np.stack([found[f"{side}{values}"] for values, side in map(clip.at, times_s)])
    view = place(camera, points[:, JOINTS].reshape(-1, 3))
    xy = view.project(points)
    middle = points[:, [23, 24]].mean(axis=1, keepdims=True)
    world = (points - middle) @ view.axes.T * (1, -1, 1)
    poses = tuple(
        Pose(
            time_s=time_s,
            xy=xy[i],
            visibility=np.isfinite(xy[i, :, 0]).astype(float),
            size=(camera.width, camera.height),
            world=world[i],
        )
        for i, time_s in enumerate(times_s)
    )
    return RenderedTruth(plan=clip, exercise=recipe.exercise, poses=poses)
