"""People and cameras: two sets that share no body and no camera."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.render.clip_purpose import Split
from tools.render.exercises.base import OTHER

__all__ = [
    "FAR_LEG_WORKS",
    "SETTINGS",
    "SHORT_NAMES",
    "TEMPO",
    "Setting",
    "Table",
    "list_usual_sides",
    "merge_tables",
]

Table = dict[str, Any]

SHORT_NAMES: Mapping[str, str] = {
    "bridge": "bridge",
    "bird_dog": "dog",
    "hamstring_stretch": "straight",
    "hamstring_stretch_90_90": "ninety",
    "hamstring_stretch_seated": "seated",
}
"""The exercises as clips are called by them."""
BOTH_LEGS_WORK = ("bridge", "hamstring_stretch_seated")
FAR_LEG_WORKS = ("hamstring_stretch_90_90",)
"""The farther leg, as the instructions ask: the model loses a leg that is upright and nearer."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One half of the library: its people and its side-on cameras, used alternately."""

    split: Split
    people: tuple[str, ...]
    cameras: tuple[Table, ...]
    other: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        split="tune",
        people=("young_woman_sporty", "young_man", "old_woman", "heavy_man", "young_man_dark"),
        cameras=(
            {"yaw_deg": 3.0, "height_m": 0.7, "width": 640, "height": 360, "fps": 12.5},
            {"yaw_deg": -5.0, "height_m": 0.9, "width": 640, "height": 480, "fps": 15.0},
            {"yaw_deg": 8.0, "height_m": 0.6, "width": 640, "height": 360, "fps": 20.0},
        ),
        other="old_woman_dark",
    ),
    Setting(
        split="held",
        people=("young_woman_afro", "old_man", "heavy_woman", "young_man_baggy", "old_woman_dark"),
        cameras=(
            {"yaw_deg": -2.0, "height_m": 0.5, "width": 640, "height": 360, "fps": 12.0},
            {"yaw_deg": 6.0, "height_m": 1.0, "width": 640, "height": 400, "fps": 24.0},
            {"yaw_deg": -9.0, "height_m": 0.8, "width": 640, "height": 480, "fps": 15.0},
        ),
        other="young_man",
    ),
)

TEMPO: dict[str, Table] = {
    "bridge": {"raise_s": 1.9, "hold_s": 3.6, "lower_s": 2.4},
    "bird_dog": {"raise_s": 1.8, "hold_s": 3.2, "lower_s": 1.8},
    "hamstring_stretch": {"raise_s": 2.3, "hold_s": 6.2, "lower_s": 2.3},
    "hamstring_stretch_90_90": {"raise_s": 2.1, "hold_s": 6.2, "lower_s": 2.0},
    "hamstring_stretch_seated": {"raise_s": 2.0, "hold_s": 6.2, "lower_s": 1.9},
}
"""The times of a good repetition's parts; stretches are held shorter than they should be
(below 9 s costs points, below 5 is a fault), so that two fit into a short clip."""


def list_usual_sides(exercise: str, near: str, repetitions: int, *, turn: int = 0) -> list[str]:
    """Return the usual working sides: in the bird-dog by turns, else the leg that is advised.

    The bird-dog begins with the `near` side where `turn` is even.
    """
    if exercise in BOTH_LEGS_WORK:
        return ["both"] * repetitions
    if exercise == "bird_dog":
        both = (near, OTHER[near])
        return [both[(turn + number) % 2] for number in range(repetitions)]
    return [OTHER[near] if exercise in FAR_LEG_WORKS else near] * repetitions


def merge_tables(usual: Table, changes: Table) -> Table:
    """Return `usual` with `changes`; where both have a table, the new one is added to the old."""
    merged = dict(usual)
    for key, value in changes.items():
        before = usual.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) else value
    return merged
