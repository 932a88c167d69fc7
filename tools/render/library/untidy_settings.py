"""People, cameras, tempo and light of the untidy half of the library; nothing is in both halves."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.render.clip_purpose import Split
from tools.render.library.settings import Table
from tools.render.people import Person
from tools.render.recipe import Recipe

__all__ = [
    "HOLD_BAND_DEG",
    "TIDY_HOLD",
    "UNTIDY",
    "UNTIDY_SETTINGS",
    "UNTIDY_TEMPO",
    "UntidySetting",
    "describe",
]

HOLD_BAND_DEG = 8.0
"""Holds of real people, timed by eye, end where they leave this band (docs/measurements.md)."""

UNTIDY: Table = {
    "hold_drift_deg": 6.0,
    "tremor_deg": 0.45,
    "breath_deg": 0.5,
    "return_short": 0.1,
    "variation": 0.18,
    "spread_deg": 2.0,
    "skew": 0.4,
    "asymmetry": 0.12,
    "hold_band_deg": HOLD_BAND_DEG,
}
"""As untidy as real people; the sizes are in docs/measurements.md."""

SHOWING: Table = {
    **UNTIDY,
    "hold_drift_deg": 1.5,
    "tremor_deg": 0.3,
    "return_short": 0.05,
    "variation": 0.06,
    "spread_deg": 0.8,
    "asymmetry": 0.0,
}
"""Less untidy, because the size of a fault must stay what the labels say."""

TIDY_HOLD: Table = {**SHOWING, "tremor_deg": 0.0, "breath_deg": 0.0, "hold_drift_deg": 0.8}
"""For long holds with a disturbance of their own."""

UNTIDY_TEMPO: Mapping[str, Table] = {
    "bridge": {"raise_s": 1.5, "hold_s": 2.8, "lower_s": 1.8, "rest_s": 1.0},
    "bird_dog": {"raise_s": 1.4, "hold_s": 2.0, "lower_s": 1.4, "rest_s": 1.1},
    "hamstring_stretch": {"raise_s": 1.8, "hold_s": 3.0, "lower_s": 1.9, "rest_s": 1.0},
    "hamstring_stretch_90_90": {"raise_s": 1.7, "hold_s": 3.0, "lower_s": 1.7, "rest_s": 1.0},
    "hamstring_stretch_seated": {"raise_s": 1.7, "hold_s": 3.0, "lower_s": 1.7, "rest_s": 1.0},
}

FLOORS: tuple[Table, ...] = (
    {},
    {"mat": "2a2c33"},
    {"mat": "b9a6c4", "floor": "8c8780"},
    {},
    {"mat": "7c3140"},
    {"mat": "c9c4b4", "floor": "b79a77"},
    {"mat": "31506e", "floor": "6b5340"},
)
LIGHTS: tuple[Table, ...] = (
    {},
    {"lighting": "side"},
    {},
    {"lighting": "evening", "exposure": 1.1, "noise": 3},
    {},
)
DARK_FLOOR: Table = {"mat": "22242a", "floor": "4a3a30"}


@dataclass(frozen=True, kw_only=True)
class UntidySetting:
    """One half: its people and cameras, used in turn; `low` and `wide` are special cameras."""

    split: Split
    people: tuple[str, ...]
    dark: tuple[str, ...]
    light: tuple[str, ...]
    cameras: tuple[Table, ...]
    low: Table
    wide: Table
    share: float


def _camera(yaw_deg: float, height_m: float, fps: float, **more: float) -> Table:
    size = {"width": 640, "height": 360}
    return {"yaw_deg": yaw_deg, "height_m": height_m, "fps": fps, **size, **more}


UNTIDY_SETTINGS: tuple[UntidySetting, ...] = (
    UntidySetting(
        split="held",
        people=(
            "woman_38_dark_on_dark", "stout_woman_62", "tall_man_45", "old_man", "stout_man_52",
            "young_woman_afro", "man_80", "heavy_woman", "person_30_slight", "old_woman_dark",
            "young_man_baggy",
        ),
        dark=("woman_38_dark_on_dark", "stout_man_52", "young_man_baggy"),
        light=("tall_man_45",),
        cameras=(
            _camera(4.0, 0.55, 12), _camera(-6.0, 0.75, 12), _camera(1.0, 1.15, 13),
            _camera(-3.0, 0.35, 12), _camera(10.0, 0.65, 15), _camera(-11.0, 0.95, 12),
            _camera(6.5, 0.45, 12, hfov_deg=70.0),
        ),
        low=_camera(-1.5, 0.2, 12),
        wide=_camera(2.5, 0.6, 12, hfov_deg=88.0),
        share=1.0,
    ),
    UntidySetting(
        split="tune",
        people=(
            "man_33_dark_on_dark", "stout_woman_70", "tall_woman_28", "short_man_64",
            "woman_57_light", "old_woman", "young_man", "heavy_man", "young_man_dark",
            "young_woman_sporty",
        ),
        dark=("man_33_dark_on_dark", "short_man_64"),
        light=("woman_57_light",),
        cameras=(
            _camera(5.0, 0.5, 12), _camera(-7.0, 0.8, 12), _camera(0.0, 1.05, 12),
            _camera(-4.0, 0.4, 15), _camera(9.0, 0.7, 13), _camera(-12.0, 0.85, 12),
        ),
        low=_camera(3.5, 0.22, 12),
        wide=_camera(-2.5, 0.65, 12, hfov_deg=84.0),
        share=0.5,
    ),
)  # fmt: skip
"""`share` is how many of the clips of the held half each half has."""


def describe(recipe: Recipe, what: str) -> dict[str, str]:
    """Return the scenario of a clip, for grouping clips in an evaluation; `what` it shows."""
    camera, person = recipe.camera, recipe.person
    off_deg = abs(camera.yaw_deg)
    return {
        "shows": what,
        "view": "side-on" if off_deg <= 8 else "slightly oblique",
        "camera": _name(camera.height_m, ((0.3, "low"), (0.9, "usual")), "high"),
        "lens": "wide" if camera.hfov_deg > 75 else "usual",
        "light": recipe.finish.lighting,
        "frames_per_s": f"{camera.fps:g}",
        "clothing": "loose" if person.loose_m > 0.013 else "close",
        "contrast": _contrast(person, recipe.finish.mat),
        "body": person.name,
        "age": _name(sum(share * AGES[age] for age, share in person.ages.items()),
                     ((40, "young"), (60, "middle")), "old"),
        "weight": _name(person.bulk_m, ((0.02, "slim"), (0.05, "middle")), "stout"),
    }  # fmt: skip


AGES = {"young": 25.0, "old": 90.0}


def _name(value: float, steps: tuple[tuple[float, str], ...], last: str) -> str:
    """Return the name of the first step that the value does not exceed."""
    return next((name for limit, name in steps if value <= limit), last)


def _contrast(person: Person, mat: str | None) -> str:
    dark = max(_grey(person.top), _grey(person.trousers)) < 70
    light = min(_grey(person.top), _grey(person.trousers)) > 190
    if dark:
        return "dark on dark" if mat and _grey(mat) < 60 else "dark"
    return "light" if light else "usual"


def _grey(colour: str) -> float:
    return sum(int(colour[at : at + 2], 16) for at in (0, 2, 4)) / 3
