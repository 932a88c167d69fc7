"""Makes one clip from its recipe: video, joint positions, labels."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.render.assets import AssetFolder
from tools.render.body import Body, Posed
from tools.render.camera import NEAR_M, View, place
from tools.render.choreography import build_settings, lay_out_clip
from tools.render.errors import RecipeError
from tools.render.exercises import EXERCISES, Exercise, Strapped
from tools.render.frame_times import frame_times, write_film
from tools.render.ground_truth import landmarks, other_label, write_labels, write_track
from tools.render.light import lighting
from tools.render.recipe import Recipe
from tools.render.renderer import Renderer
from tools.render.scene import Furnishing, person_materials, room
from tools.render.second_person import SecondPerson
from tools.render.sensor_noise import SensorLook
from tools.render.strap import add_strap, ribbons
from tools.render.visible_mesh import OTHER, Surface, joined, loosened

CACHED_PICTURES = 200
MAT_BEYOND_PERSON_M = 0.25

Pose = tuple[str, tuple[tuple[str, float], ...]]  # working side, values
Key = tuple[str, tuple[tuple[str, float], ...], int | None]  # and the second person's state
HALF_TURN = np.diag([-1.0, -1.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class Made:
    """The cost of one clip."""

    frames: int
    drawn: int
    duration_s: float


class Staging:
    """A recipe's body, timeline and camera; each distinct pose is solved once."""

    def __init__(self, recipe: Recipe, assets: AssetFolder) -> None:
        kind = EXERCISES[recipe.exercise]
        self.recipe = recipe
        self.body = Body(assets, recipe.person)
        self.exercise: Exercise = kind(self.body, build_settings(recipe, kind))
        self.timeline = lay_out_clip(recipe, self.exercise)
        # Loosen clothes only now: the body itself lies on its back, whatever it wears.
        self.body.surface = loosened(self.body.surface, recipe.person.loose_m)
        if isinstance(self.exercise, Strapped):
            self.body.surface = add_strap(self.body.surface, self.exercise.strap_pieces)
        self._turn = HALF_TURN if recipe.movement.near_side == "left" else np.eye(3)
        self._solved: dict[Pose, tuple[Posed, NDArray[np.float64]]] = {}
        self.times_s = frame_times(recipe.camera, self.timeline.duration_s, recipe.seed)
        self.second: SecondPerson | None = None
        # Before the first repetition the person may not be in the start position.
        self.start_s = self.timeline.repetitions[0].start_s if self.timeline.parts else 0.0
        self.start = self._own(self.key(self.start_s))
        if recipe.other:
            self.second = SecondPerson(assets, recipe.other, self.start)
        self.view: View = place(recipe.camera, self._reach())
        if self.second and self.view.depth_m(self.second.vertices(0)).min() < NEAR_M:
            raise RecipeError(
                f"{recipe.name}: expected the second person before the camera, which stands "
                f"{self.view.distance_m} m from the first; change other.offset_m or the distance."
            )

    def key(self, time_s: float) -> Key:
        """Return the key of the pose at a time; equal keys mean equal frames."""
        values, side = self.timeline.at(time_s)
        state = self.second.state(time_s) if self.second else None
        return side, tuple(sorted(values.items())), state

    def solve(self, key: Key) -> tuple[Posed, NDArray[np.float64]]:
        """Return the posed body and its landmarks (33, 3) in the world."""
        side, values, _ = key
        if (side, values) not in self._solved:
            posed = self.body.pose(self.exercise.posture(dict(values), side))
            self._solved[side, values] = posed, landmarks(posed) @ self._turn.T
        return self._solved[side, values]

    @property
    def surface(self) -> Surface:
        """The surface of all people; `vertices` places its vertices."""
        own = self.body.surface
        return joined(own, self.second.body.surface) if self.second else own

    def vertices(self, key: Key) -> NDArray[np.float32]:
        """Return the visible surface in the world."""
        own, state = self._own(key), key[2]
        if self.second is None:
            return own
        # An absent person shrinks to a point of the other one, so nothing of them is drawn.
        count = len(self.second.body.surface.vertices)
        away = np.broadcast_to(own[0], (count, 3))
        return np.concatenate([own, away if state is None else self.second.vertices(state)])

    def _own(self, key: Key) -> NDArray[np.float32]:
        posed, _ = self.solve(key)
        surface = self.body.skin(posed)
        if isinstance(self.exercise, Strapped):
            corners = ribbons(self.exercise.strap(posed, key[0]))
            surface[-len(corners) :] = corners
        return np.asarray(surface @ self._turn.T.astype(np.float32))

    def _reach(self) -> NDArray[np.float64]:
        """Return surface points of the start and end positions; the camera must show them all."""
        moments = [0.0]
        for repetition in self.timeline.repetitions:
            middle = (repetition.start_s + repetition.top_s) / 2
            moments += [t for t in (middle, repetition.top_s) if t < self.timeline.duration_s]
        moments += self.timeline.extremes_s
        reach = [self._own(self.key(moment))[::7] for moment in moments]
        if self.second and self.second.other.framed:
            reach.append(self.second.vertices(0)[::7])
        return np.concatenate(reach)


def build_renderer(staging: Staging) -> Renderer:
    """Return the renderer of a clip's people and room; the mat lies where the person starts."""
    along = staging.start[:, 0]
    first, last = float(along.min()), float(along.max())
    finish, second = staging.recipe.finish, staging.second
    materials = person_materials(staging.recipe.person)
    if second:
        materials |= person_materials(second.other.who, OTHER)
    furnishing = Furnishing(
        centre_x=(first + last) / 2,
        mat_length=last - first + 2 * MAT_BEYOND_PERSON_M,
        seen_from=staging.view.position,
        large_window=lighting(finish)[0].large_window,
        stool=second.stool if second else None,
    )
    return Renderer(staging.surface, materials, room(furnishing), staging.view, finish)


def make_clip(
    recipe: Recipe,
    assets: AssetFolder,
    out: Path,
    *,
    on_frame: Callable[[int, int], None] | None = None,
) -> Made:
    """Write NAME.mp4, NAME.truth.npz and NAME.toml into `out`; nothing if it fails.

    `on_frame` is called with the number of frames done and of all frames. Raises `RenderError`.
    """
    staging = Staging(recipe, assets)
    keys = [staging.key(time_s) for time_s in staging.times_s]
    renderer = build_renderer(staging)
    look = SensorLook(recipe.camera, recipe.finish, recipe.seed)
    pictures: OrderedDict[Key, NDArray[np.uint8]] = OrderedDict()
    drawn = 0

    def frames() -> Iterator[NDArray[np.uint8]]:
        nonlocal drawn
        for done, key in enumerate(keys, start=1):
            if key not in pictures:
                pictures[key] = look.soften(renderer.draw(staging.vertices(key)))
                drawn += 1
                if len(pictures) > CACHED_PICTURES:
                    pictures.popitem(last=False)
            pictures.move_to_end(key)
            if on_frame is not None:
                on_frame(done, len(keys))
            yield look.expose(pictures[key])

    out.mkdir(parents=True, exist_ok=True)
    film = (out / recipe.name).with_suffix(".mp4")
    with closing(renderer):
        write_film(film, frames(), staging.times_s, recipe.camera, recipe.finish)
    write_truth(staging, out)
    return Made(frames=len(keys), drawn=drawn, duration_s=staging.timeline.duration_s)


def write_truth(staging: Staging, out: Path) -> None:
    """Write NAME.truth.npz and, last, NAME.toml into `out`, without drawing."""
    recipe, stem = staging.recipe, out / staging.recipe.name
    points = [staging.solve(staging.key(time_s))[1] for time_s in staging.times_s]
    out.mkdir(parents=True, exist_ok=True)
    write_track(stem.with_suffix(".truth.npz"), recipe, staging.view, staging.times_s, points)
    write_labels(
        stem.with_suffix(".toml"), recipe, staging.timeline, staging.view, _other_label(staging)
    )


def _other_label(staging: Staging) -> dict[str, object] | None:
    if staging.second is None:
        return None
    points = staging.solve(staging.key(staging.start_s))[1]
    trunk = np.stack([points[[11, 12]].mean(axis=0), points[[23, 24]].mean(axis=0)])
    return other_label(staging.timeline, staging.view, staging.second, staging.start, trunk)
