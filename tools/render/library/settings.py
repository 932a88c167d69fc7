"""People and cameras: two sets that share no body and no camera."""

from dataclasses import dataclass
from typing import Any

from tools.render.clip_purpose import Split

__all__ = ["SETTINGS", "TEMPO", "Setting"]

Table = dict[str, Any]


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
