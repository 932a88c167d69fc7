"""Fillers around the repetitions: setting up, fidgeting, other movements, getting up."""

from collections.abc import Mapping

import numpy as np

from tools.render.clip_timeline import FillerSpan, Knots, Repetition
from tools.render.errors import RecipeError
from tools.render.exercises import Exercise, Values
from tools.render.recipe import Part, Recipe

FIDGET_EVERY_S = 1.6
FIDGET_MOVE_S, FIDGET_STAY_S = (0.5, 1.1), (0.2, 1.2)
CYCLE_S = 4.5
OUT_SHARE, STAY_SHARE = 0.38, 0.2


class FillerTimeline:
    """Places the recipe's fillers (`[[part]]`) in time, before, between and after repetitions."""

    def __init__(self, recipe: Recipe, exercise: Exercise) -> None:
        self._recipe = recipe
        self._exercise = exercise
        self._rng = np.random.default_rng([recipe.seed, 2])
        self.parts: list[FillerSpan] = []

    def before(self) -> float:
        """Place the fillers before the repetitions; return when they end, in s."""
        return self._place([p for p in self._recipe.part if p.place == "before"], 0.0)

    def after(self, repetition: Repetition) -> float:
        """Place the fillers after `repetition`; return when the start position may begin, in s."""
        mine = [
            part
            for part in self._recipe.part
            if part.place == "between"
            and (not part.repetitions or repetition.index in part.repetitions)
        ]
        rest_s = self._recipe.movement.rest_s if mine else 0.0
        return self._place(mine, float(repetition.end_s) + rest_s)

    def end(self, last: Repetition) -> float:
        """Place the fillers after the last repetition; return when the clip ends, in s."""
        mine = [part for part in self._recipe.part if part.place == "after"]
        return self._place(mine, float(last.end_s + self._recipe.movement.tail_s))

    def _place(self, parts: list[Part], clock: float) -> float:
        for part in parts:
            self.parts.append(self._span(part, round(clock, 3)))
            clock += part.seconds
        return clock

    def _span(self, part: Part, start_s: float) -> FillerSpan:
        negatives = self._exercise.negatives
        if part.kind == "idle":
            tracks = self._idle(part, start_s)
        elif part.kind in ("set_up", "get_up"):
            keys = [*self._exercise.set_up, {}]
            tracks = _through(keys if part.kind == "set_up" else keys[::-1], part, start_s)
        elif part.kind in negatives:
            tracks = _cycles(negatives[part.kind], part, start_s)
        else:
            raise RecipeError(
                f"{self._recipe.name}: {self._recipe.exercise} has no part {part.kind!r}; "
                f"it has idle, set_up, get_up, {', '.join(sorted(negatives))}."
            )
        end_s = round(start_s + part.seconds, 3)
        return FillerSpan(kind=part.kind, start_s=start_s, end_s=end_s, tracks=tracks)

    def _idle(self, part: Part, start_s: float) -> Mapping[str, Knots]:
        """Return small movements of one value after another, each out and back."""
        names = list(self._exercise.fidgets)
        tracks: dict[str, list[tuple[float, float]]] = {name: [(start_s, 0.0)] for name in names}
        clock, last = start_s, ""
        while clock < start_s + part.seconds:
            name = str(self._rng.choice([each for each in names if each != last]))
            last = name
            out_s, back_s = self._rng.uniform(*FIDGET_MOVE_S, size=2)
            stay_s = self._rng.uniform(*FIDGET_STAY_S)
            size = part.size * self._exercise.fidgets[name] * self._rng.uniform(0.4, 1)
            if name in ("turn_deg", "nod_deg"):
                size *= self._rng.choice([-1, 1])
            times = clock + np.cumsum([0.0, out_s, stay_s, back_s])
            if times[-1] <= start_s + part.seconds and times[0] >= tracks[name][-1][0]:
                values = (0.0, size, size, 0.0)
                tracks[name] += [(float(t), float(v)) for t, v in zip(times, values, strict=True)]
            clock += FIDGET_EVERY_S * self._rng.uniform(0.4, 1.4)
        return {name: tuple(knots) for name, knots in tracks.items() if len(knots) > 1}


def _through(keys: list[Values], part: Part, start_s: float) -> Mapping[str, Knots]:
    """Return a movement through positions; it is still for a tenth of the time at either end."""
    times = start_s + part.seconds * np.linspace(0.1, 0.9, len(keys))
    names = {name for key in keys for name in key}
    return {
        name: tuple((float(t), key.get(name, 0.0)) for t, key in zip(times, keys, strict=True))
        for name in sorted(names)
    }


def _cycles(top: Values, part: Part, start_s: float) -> Mapping[str, Knots]:
    """Return a movement out and back, repeated at a calm pace while there is time."""
    count = max(1, round(part.seconds / CYCLE_S))
    length = part.seconds / count
    tracks: dict[str, Knots] = {}
    for name, value in top.items():
        knots: list[tuple[float, float]] = []
        for number in range(count):
            first = start_s + number * length
            stay = first + OUT_SHARE * length
            leave = stay + STAY_SHARE * length
            back = leave + OUT_SHARE * length
            size = part.size * value
            knots += [(first, 0.0), (stay, size), (leave, size), (back, 0.0)]
        tracks[name] = tuple(knots)
    return tracks
