"""Builds the recipes of one half's untidy clips; people, cameras, light and floors take turns."""

import zlib
from typing import Any

from formcheck.poses.loader import load_exercise
from tools.render.clip_purpose import Kind
from tools.render.library.settings import SHORT_NAMES, list_usual_sides, merge_tables
from tools.render.library.untidy_settings import (
    FLOORS,
    LIGHTS,
    UNTIDY,
    UNTIDY_TEMPO,
    UntidySetting,
    describe,
)
from tools.render.recipe import Recipe

__all__ = ["ClipBuilder"]


class ClipBuilder:
    """One half's clips of one exercise; each stream of clips takes its own turns."""

    def __init__(self, setting: UntidySetting, exercise: str, stream: str) -> None:
        self.setting = setting
        self.exercise = exercise
        self._stream = stream
        self._turn = zlib.crc32(f"{setting.split} {exercise} {stream}".encode()) % 11

    def skip(self, turns: int) -> None:
        """Leave out turns, so that the next round meets other people, cameras and lights."""
        self._turn += turns

    def clip(self, what: str, kind: Kind, repetitions: int, **changes: Any) -> Recipe:
        """Return the next clip; tables in `changes` are added to the usual ones.

        `sides` among them are the working sides ("" for the usual one), `target_deg` a personal
        target.
        """
        turn = self._turn
        self._turn += 1
        setting, exercise = self.setting, self.exercise
        name = f"{setting.split}_untidy_{SHORT_NAMES[exercise]}_{what}"
        near = changes.pop("near", ("right", "left")[(turn // 2 + turn) % 2])
        usual = list_usual_sides(exercise, near, repetitions, turn=turn // 2)
        asked = changes.pop("sides", None) or [""] * repetitions
        sides = [each or other for each, other in zip(asked, usual, strict=True)]
        shows = {"kind": kind, "split": setting.split}
        if "target_deg" in changes:
            shows["target_deg"] = changes.pop("target_deg")
        table: dict[str, Any] = {
            "name": name,
            "exercise": exercise,
            "seed": zlib.crc32(name.encode()),
            "about": f"{load_exercise(exercise).title}: {what.replace('_', ' ')}.",
            "person": setting.people[turn % len(setting.people)],
            "camera": setting.cameras[turn % len(setting.cameras)],
            "finish": {
                "supersample": 1,
                "quick": True,
                **FLOORS[turn % len(FLOORS)],
                **LIGHTS[turn % len(LIGHTS)],
            },
            "movement": {"near_side": near, "sides": sides, **UNTIDY_TEMPO[exercise], **UNTIDY},
            "shows": shows,
        }
        recipe = Recipe.model_validate(merge_tables(table, changes))
        kind_of_clip = what.rstrip("0123456789").rstrip("_")
        return recipe.model_copy(update={"scenario": describe(recipe, kind_of_clip)})
