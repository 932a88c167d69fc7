"""Clips of how people really do the exercises, and of other movements, on many bodies."""

from collections.abc import Iterator
from math import ceil

from tools.render.library.untidy_clips import ClipBuilder
from tools.render.library.untidy_settings import DARK_FLOOR, UntidySetting
from tools.render.recipe import Recipe

__all__ = ["bird_dogs", "good_clips", "other_movements"]

BENT_KNEES_DEG = (80.0, 62.0, 98.0, 70.0, 108.0, 88.0, 60.0, 75.0, 104.0, 92.0)
RAISES_DEG = (62.0, 48.0, 74.0, 55.0, 82.0, 42.0, 66.0, 58.0, 70.0, 50.0)
STRETCH_HOLD = {"hold_s": 5.6}


def bird_dogs(setting: UntidySetting) -> Iterator[Recipe]:
    """Yield bird-dogs of every choreography, one of each, then the next of each."""
    build = ClipBuilder(setting, "bird_dog", "choreographies")
    for n in range(1, ceil(5 * setting.share) + 1):
        step = 0.1 * (n % 3)
        yield build.clip(f"arm_first_{n}", "good", 4, movement={"ahead": {"arm_deg": 0.35 + step}})
        yield _mixed(build, n, "leg_only", -90.0)
        yield build.clip(f"leg_first_{n}", "good", 4, movement={"ahead": {"arm_deg": -0.35 - step}})
        yield build.clip(
            f"dark_on_dark_{n}", "good", 4, finish=DARK_FLOOR,
            person=setting.dark[n % len(setting.dark)],
        )  # fmt: skip
        yield _mixed(build, n, "same_side", 0.0 if n % 2 else -12.0)
        yield build.clip(f"short_hold_{n}", "fault", 4, fault=_hold_short(0.75 + step))
        yield build.clip(
            f"quick_{n}", "fault", 4, fault=_hold_short(0.8),
            movement={"raise_s": 0.85, "lower_s": 0.85},
        )  # fmt: skip
        yield build.clip(f"untidy_{n}", "good", 4)
        if n > ceil(3 * setting.share):
            continue
        yield build.clip(f"low_camera_{n}", "good", 3, camera=setting.low)
        yield build.clip(f"far_leg_{n}", "good", 3, near="right", sides=["left"] * 3)
        yield build.clip(f"wide_lens_{n}", "good", 3, camera=setting.wide)
        yield build.clip(f"near_leg_{n}", "good", 3, near="left", sides=["left"] * 3)
    for n in range(1, ceil(2 * setting.share) + 1):
        yield build.clip(
            f"light_on_light_{n}", "good", 3, finish={"mat": "e6e2d8", "floor": "cbbfa8"},
            person=setting.light[n % len(setting.light)],
        )  # fmt: skip


def _hold_short(size_s: float) -> list[dict[str, object]]:
    """Return the fault that every repetition is held for `size_s` only."""
    return [{"rule": "hold_short", "size": size_s}]


def _mixed(build: ClipBuilder, n: int, rule: str, size: float) -> Recipe:
    """Return good repetitions next to rejected ones, of the near and of the far side."""
    rejected = ([2, 3], [1, 4], [3, 4], [1, 2], [2])[n % 5]
    fault = [{"rule": rule, "size": size, "repetitions": rejected}]
    return build.clip(f"{rule}_mixed_{n}", "rejected", 4, fault=fault)


def good_clips(setting: UntidySetting) -> Iterator[Recipe]:
    """Yield good repetitions of the other exercises, among them stiff people and bent knees."""
    names = ("hamstring_stretch", "bridge", "hamstring_stretch_90_90", "hamstring_stretch_seated")
    builders = {name: ClipBuilder(setting, name, "good") for name in names}
    straight, bridge, ninety, seated = builders.values()
    slow_down = {"lower_s": 4.2}
    for n in range(1, ceil(5 * setting.share) + 1):
        for number in (2 * n - 2, 2 * n - 1):
            knee_deg, raise_deg = BENT_KNEES_DEG[number], RAISES_DEG[number]
            yield straight.clip(
                f"other_knee_bent_{number + 1}", "good", 2, movement=STRETCH_HOLD,
                posture={"other_knee_deg": knee_deg, "top_raise_deg": raise_deg},
            )  # fmt: skip
        if n > ceil(4 * setting.share):
            continue
        yield bridge.clip(f"untidy_{n}", "good", 3, movement=slow_down if n % 2 else {})
        yield ninety.clip(
            f"untidy_{n}", "good", 2, movement=STRETCH_HOLD,
            posture={"other_knee_deg": 82.0} if n % 2 else {},
        )  # fmt: skip
        yield seated.clip(f"untidy_{n}", "good", 2, movement=STRETCH_HOLD)
        yield seated.clip(
            f"stiff_{n}", "hard", 2, movement={**STRETCH_HOLD, "hold_drift_deg": 2.0},
            posture={"top_lean_deg": 16.0 + n},
        )  # fmt: skip
        yield straight.clip(f"untidy_{n}", "good", 2, movement=STRETCH_HOLD)


def other_movements(setting: UntidySetting) -> Iterator[Recipe]:
    """Yield movements that must not be counted, in the posture of an exercise."""
    straight, ninety, bridge = (
        ClipBuilder(setting, name, "other movements")
        for name in ("hamstring_stretch", "hamstring_stretch_90_90", "bridge")
    )

    def other(build: ClipBuilder, name: str, n: int, **more: object) -> Recipe:
        movement = {"negative": name, **more.pop("movement", {})}  # type: ignore[dict-item]
        return build.clip(f"{name}_{n}", "negative", 3, movement=movement, **more)

    by_turns = {"near": "right", "sides": ["right", "left", "right"]}
    tabletop = {"other_up_deg": 66.0, "other_knee_deg": 90.0, "hands_down_pct": 100.0}
    feet_down = {"start_down_pct": 100.0, "other_knee_deg": 80.0}
    for n in range(1, ceil(3 * setting.share) + 1):
        yield other(ninety, "knee_hug", n, posture=feet_down)
        leg_up = 70.0 + 4 * n
        up = {"strap": 0.0, "start_up_deg": leg_up, "other_up_deg": leg_up}
        yield other(straight, "leg_lower", n, posture=up)
        ahead = {"ahead": {"right_slide_deg": 0.5, "right_lift_deg": 0.5}}
        yield other(bridge, "single_leg", n, near=("right", "left")[n % 2], movement=ahead)
        yield other(ninety, "dead_bug", n, posture=tabletop, **by_turns)
        yield other(straight, "double_leg_raise", n, posture={"strap": 0.0})
        yield other(ninety, "foot_to_floor", n, posture={"other_knee_deg": 80.0})
        sixty = {"strap": 0.0, "start_up_deg": 44.0, "other_up_deg": 44.0}
        yield other(straight, "scissors", n, posture=sixty, **by_turns)
        yield other(ninety, "heel_tap", n, posture=tabletop, **by_turns)
        yield other(ninety, "double_knee_hug", n, posture=feet_down)
        yield other(ninety, "knee_to_chest", n)
