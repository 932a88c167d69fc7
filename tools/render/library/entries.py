"""Every clip of the library as a recipe."""

import zlib
from collections.abc import Iterator
from itertools import count
from typing import Any

from formcheck.poses.loader import load_exercise
from tools.render.clip_purpose import Kind
from tools.render.exercises import EXERCISES
from tools.render.library.settings import (
    FAR_LEG_WORKS,
    SETTINGS,
    SHORT_NAMES,
    TEMPO,
    Setting,
    Table,
    list_usual_sides,
    merge_tables,
)
from tools.render.library.signs import build_sign_clips
from tools.render.library.sizes import NOT_SHOWN, SIZES
from tools.render.recipe import Recipe

__all__ = ["library"]

OTHER_LEG_BENT = {"other_knee_deg": 80.0}
BENT_ONLY = ("other_foot_lifts", "other_knee_opens")
FLAT_ONLY = ("other_leg_lifts", "other_knee_bends")
NEGATIVES = {
    "bridge": ("still", "pelvic_tilt", "heel_slide", "leg_raise", "knee_to_chest", "arms"),
    "bird_dog": ("still", "cat", "camel", "rock_back", "donkey_kick", "arm_raise"),
    "hamstring_stretch": ("still", "pelvic_tilt", "heel_slide", "knee_to_chest", "small_lift"),
    "hamstring_stretch_90_90": ("still", "knee_to_chest", "heel_slide", "small_straightening"),
    "hamstring_stretch_seated": ("still", "slump", "nod", "arms", "feet_drawn_up"),
}
FEET_TO_THE_LEFT = ("bird_dog",)
"""The person is seen from the right side here, unlike in all other clips."""
FOOT_RAISED = ("hamstring_stretch", "hamstring_stretch_90_90")
TARGET_DEG = {"hamstring_stretch": 62.0, "hamstring_stretch_90_90": 157.0}


def library() -> list[Recipe]:
    """Return every clip, for tuning and held back; always the same list."""
    return [
        Recipe.model_validate(table)
        for setting in SETTINGS
        for exercise in TEMPO
        for table in _Half(setting, exercise).entries()
    ]


class _Half:
    """The clips of one exercise in one half; people and cameras alternate."""

    def __init__(self, setting: Setting, exercise: str) -> None:
        self._setting = setting
        self._exercise = exercise
        self._turn = count(zlib.crc32(f"{setting.split} {exercise}".encode()) % 7)

    def entries(self) -> Iterator[Table]:
        """Return the recipes as tables."""
        yield from self._good()
        yield from self._faults()
        yield from self._rejected()
        yield from self._degraded()
        yield from self._negative()
        yield from self._unfit()
        yield from self._hard()
        yield from self._signs()

    def _entry(self, kind: Kind, what: str, **changes: Any) -> Table:
        """Return a recipe of two repetitions; tables in `changes` are added to the usual ones."""
        turn = next(self._turn)
        setting, exercise = self._setting, self._exercise
        name = f"{setting.split}_{SHORT_NAMES[exercise]}_{what}"
        near = changes.pop("near", ("right", "left")[turn % 2])
        table: Table = {
            "name": name,
            "exercise": exercise,
            "seed": zlib.crc32(name.encode()),
            "about": f"{load_exercise(exercise).title}: {what.replace('_', ' ')}.",
            "person": setting.people[turn % len(setting.people)],
            "camera": setting.cameras[turn % len(setting.cameras)],
            "finish": {"supersample": 1},
            "movement": {
                "near_side": near,
                "sides": self._sides(near, 2),
                **TEMPO[exercise],
                "skew": 0.25,
                "spread_deg": 0.8,
                "asymmetry": 0.08,
                "hold_drift_deg": 0.8,
                "variation": 0.06,
            },
            "shows": {"kind": kind, "split": setting.split},
        }
        return merge_tables(table, changes)

    def _sides(self, near: str, number: int) -> list[str]:
        return list_usual_sides(self._exercise, near, number)

    def _good(self) -> Iterator[Table]:
        for number in (1, 2, 3):
            yield self._entry("good", f"good_{number}")
        if self._exercise.startswith("hamstring_stretch") and "seated" not in self._exercise:
            yield self._entry("good", "good_other_leg_bent", posture=OTHER_LEG_BENT)

    def _faults(self) -> Iterator[Table]:
        kinds = EXERCISES[self._exercise].faults
        for rule in load_exercise(self._exercise).rules:
            if rule.name not in kinds or (self._exercise, rule.name) in NOT_SHOWN:
                continue
            fault = kinds[rule.name]
            if rule.name not in SIZES[self._exercise]:
                raise KeyError(f"add {rule.name} to SIZES in tools/render/library/sizes.py")
            sizes = SIZES[self._exercise][rule.name]
            changes = self._needed_for(rule.name)
            if fault.how == "setting":
                for word, size in zip(("clear", "slight"), sizes, strict=True):
                    faults = [{"rule": rule.name, "size": size}]
                    yield self._entry("fault", f"{rule.name}_{word}", fault=faults, **changes)
                continue
            first = 2 if fault.how == "pause_time" else 1  # nothing comes before the first one
            faults = [
                {"rule": rule.name, "size": size, "repetitions": [number]}
                for number, size in enumerate(sizes, start=first)
            ]
            yield self._entry("fault", rule.name, fault=faults, **changes)

    def _needed_for(self, rule: str) -> Table:
        """Return the other settings that a fault needs to be visible."""
        if rule in BENT_ONLY:
            return {"posture": OTHER_LEG_BENT}
        if rule in ("past_target", "short_of_target"):
            split = self._setting.split
            target_deg = TARGET_DEG[self._exercise]
            return {"shows": {"kind": "fault", "split": split, "target_deg": target_deg}}
        if rule == "unsteady":
            hold = {"hold_s": 6.0 if self._exercise == "bird_dog" else 10.0}
            seated = self._exercise == "hamstring_stretch_seated"
            posture = {"top_lean_deg": 48.0} if seated else {}
            return {
                "movement": {**hold, "sides": self._sides("right", 2)},
                "near": "right",
                "posture": posture,
            }
        if rule == "no_reset":
            return {"movement": {"sides": self._sides("right", 3)}, "near": "right"}
        return {}

    def _rejected(self) -> Iterator[Table]:
        # Clearly too fast: so quick a movement reads 0.2 s longer.
        quick_s = 0.7 * load_exercise(self._exercise).phases.shortest_s
        faults = [
            {"rule": "partial", "size": 0.3, "repetitions": [1]},
            {"rule": "too_fast", "size": quick_s, "repetitions": [2]},
        ]
        yield self._entry(
            "rejected",
            "partial_and_too_fast",
            near="right",
            fault=faults,
            movement={"sides": self._sides("right", 3)},
        )
        tempo = TEMPO[self._exercise]
        stop_at_s = 1.0 + sum(tempo.values()) + 1.5 + tempo["raise_s"] + 0.6 * tempo["hold_s"]
        yield self._entry("rejected", "unfinished", movement={"stop_at_s": stop_at_s})
        if self._exercise == "bird_dog":
            for rule, size in (("same_side", 0.0), ("leg_only", -90.0)):
                faults = [{"rule": rule, "size": size, "repetitions": [1]}]
                yield self._entry("rejected", rule, fault=faults)

    def _degraded(self) -> Iterator[Table]:
        other = {"who": self._setting.other, "where": "behind"}
        sign = 1 if self._setting.split == "tune" else -1
        yield self._entry("degraded", "yaw_15", camera={"yaw_deg": 15.0 * sign})
        yield self._entry("degraded", "yaw_19", camera={"yaw_deg": -19.0 * sign})
        yield self._entry("degraded", "portrait", camera={"width": 360, "height": 640})
        yield self._entry(
            "degraded",
            "dim",
            finish={"lighting": "evening", "exposure": 0.5, "noise": 8, "crf": 30},
        )
        yield self._entry("degraded", "backlight", finish={"lighting": "backlight"})
        yield self._entry("degraded", "uneven_frames", camera={"fps": 14.0, "variable": 0.6})
        yield self._entry("degraded", "far_away", camera={"distance_m": 4.0})
        yield self._entry(
            "degraded", "somebody_behind", other={**other, "from_s": 6.0, "to_s": 9.0}
        )
        yield self._entry("degraded", "set_up_first", part=[
            {"kind": "set_up", "place": "before", "seconds": 4},
            {"kind": "idle", "place": "before", "seconds": 4},
            {"kind": "get_up", "place": "after", "seconds": 4},
        ])  # fmt: skip

    def _negative(self) -> Iterator[Table]:
        for name in NEGATIVES[self._exercise]:
            movement = {"sides": self._sides("right", 2), "negative": name}
            yield self._entry("negative", name, near="right", movement=movement)
        yield self._entry(
            "negative",
            "fidgeting",
            near="right",
            movement={"sides": self._sides("right", 1), "negative": "still"},
            part=[
                {"kind": "set_up", "place": "before", "seconds": 4},
                {"kind": "idle", "place": "before", "seconds": 8},
            ],
        )

    def _unfit(self) -> Iterator[Table]:
        split = self._setting.split

        def unfit(what: str, reason: str, **changes: Any) -> Table:
            shows = {"kind": "not_assessable", "split": split, "reason": reason}
            return self._entry("not_assessable", what, shows=shows, **changes)

        sign = 1 if split == "tune" else -1
        yield unfit("yaw_45", "view", camera={"yaw_deg": 45.0 * sign})
        yield unfit("frontal", "view", camera={"yaw_deg": 85.0 * sign})
        cut = -0.4 if self._exercise in FEET_TO_THE_LEFT else 0.4
        camera = {"shift_y": -0.35} if self._exercise in FOOT_RAISED else {"shift_x": cut}
        yield unfit("feet_cropped", "in_picture", near="right", camera=camera)
        yield unfit("too_dark", "light", finish={"exposure": 0.04, "noise": 14.0, "crf": 36})

    def _hard(self) -> Iterator[Table]:
        """Yield recipes of what the instructions advise against but people still do."""
        if self._exercise in FAR_LEG_WORKS:
            for number in (1, 2, 3):
                near = ("left", "right")[number % 2]
                movement = {"sides": [near] * 2}
                yield self._entry("hard", f"near_leg_{number}", near=near, movement=movement)

    def _signs(self) -> Iterator[Table]:
        """Pain signs, always on one side, because ranges are compared per side."""
        for what, kind, changes in build_sign_clips(self._exercise, TEMPO[self._exercise]):
            sides = self._sides("right", 1) * changes.pop("repetitions")
            movement = {**changes.pop("movement"), "sides": sides}
            yield self._entry(kind, what, near="right", movement=movement, **changes)
