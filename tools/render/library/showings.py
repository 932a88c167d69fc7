"""Clips that show every rule's fault, clear and borderline, on many bodies.

A repetition shows one fault, or two that do not disturb each other. A clip has up to four
repetitions with different faults.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from math import ceil

from tools.render.exercises import EXERCISES
from tools.render.library.entries import OTHER_LEG_BENT, TARGET_DEG
from tools.render.library.settings import Table
from tools.render.library.sizes import SIZES
from tools.render.library.untidy_clips import ClipBuilder
from tools.render.library.untidy_settings import SHOWING, TIDY_HOLD, UntidySetting
from tools.render.recipe import Recipe

__all__ = ["showings"]

SHOWN = 14
"""Showings of each rule in the held half, half of them clear; the other library has two more."""
SETTING_CLIPS, SETTING_REPETITIONS = 6, 2
ROUND_SHIFT = 4  # with it, no rule meets the same body, camera or light in each round
VARIED = (0.0, 0.35, -0.15, 0.6, 0.15, 0.9, 0.25)
"""Clear faults go this share of clear to borderline further than the usual clear size."""

WHOLE_CLIP: Table = {**SHOWING, "return_short": 0.0}
"""A fault of the start position must be there before every repetition."""
VARIED_KINDS = ("top", "bounce")
AT_MOST: Mapping[str, float] = {
    "hips_shift": 0.55,
    "head_moves": 28.7,
    "hips_low": 153.5,
    "knee_not_under_hip": -57.0,
    "start_knee_shut": 42.0,
}
"""The most that all bodies can show, and that every camera still sees as the exercise."""

UNABLE: Mapping[str, frozenset[str]] = {
    "start_knee_shut": frozenset({"stout_woman_62"}),
    "knees_shut_at_top": frozenset({
        "tall_man_45", "old_man", "stout_man_52", "man_80", "person_30_slight",
        "man_33_dark_on_dark", "stout_woman_70", "short_man_64", "young_man_dark",
    }),
}  # fmt: skip
"""People whose bodies cannot show a fault of the whole clip."""
LEANING = ("knee_not_under_hip", "start_hip_shut", "start_knee_shut")
"""Faults of a start position in which the thighs lean: the bird-dog's movement begins and ends
elsewhere then, so its times are not shown there."""
RIGHT_ONLY = ("hips_shift",)
"""The faults that many bodies can show only in repetitions of the right side."""

SHORT_HOLDS: Mapping[str, tuple[float, float]] = {
    "bridge": (0.05, 0.2),
    "bird_dog": (0.05, 0.15),
    "hamstring_stretch": (2.6, 3.9),
    "hamstring_stretch_90_90": (2.6, 3.9),
    "hamstring_stretch_seated": (2.4, 3.6),
}
"""Clear and borderline: how long the movement pauses. It stays within the band for longer; that is
what the labels say."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rules whose faults can be shown in the same clips.

    `companions` are faults of time that go with a repetition's other fault.
    """

    name: str
    rules: tuple[str, ...]
    companions: tuple[str, ...] = ()
    changes: Table = field(default_factory=dict)
    per_clip: int = 4


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is shown of one exercise: in repetitions, and over whole clips."""

    batches: tuple[Batch, ...]
    settings: tuple[str, ...] = ()
    setting_companions: tuple[str, ...] = ()


def _steady(hold_s: float, **more: object) -> Batch:
    """Return the showings of an unsteady hold, which must be long."""
    movement = {**TIDY_HOLD, "hold_s": hold_s}
    changes: Table = {"movement": movement, **more}
    return Batch(name="unsteady", rules=("unsteady",), changes=changes, per_clip=2)


def _short(**phases_s: float) -> Batch:
    """Return the showings of a short hold; a slow movement alone is near its end for as long."""
    changes: Table = {"movement": phases_s}
    return Batch(name="hold_short", rules=("hold_short",), changes=changes, per_clip=3)


LYING = ("other_leg_lifts", "other_knee_bends", "hips_rise", "bouncing", "raised_too_fast",
         "jerked")  # fmt: skip
BENT = Batch(
    name="bent", rules=("other_foot_lifts", "other_knee_opens"),
    changes={"posture": OTHER_LEG_BENT},
)  # fmt: skip
PLANS: Mapping[str, Plan] = {
    "bird_dog": Plan(
        batches=(
            Batch(
                name="form",
                rules=(
                    "leg_too_high", "arm_too_low", "knee_bent", "elbow_bent", "trunk_moves",
                    "arm_too_high", "hips_shift", "head_moves",
                ),
                companions=("no_reset",),
            ),
            _short(raise_s=0.8, lower_s=0.8),
            _steady(6.0),
            Batch(
                name="hold_long", rules=("hold_long",), per_clip=2,
                companions=("lifted_too_fast", "lowered_too_fast"),
                changes={"movement": TIDY_HOLD},
            ),
        ),
        settings=(
            "hand_not_under_shoulder", "knee_not_under_hip", "start_hip_shut",
            "start_shoulder_open", "start_knee_shut",
        ),
        setting_companions=("lifted_too_fast", "lowered_too_fast"),
    ),
    "bridge": Plan(
        batches=(
            Batch(
                name="form", rules=("over_arched", "heels_lift", "drop_in_hold"), per_clip=3,
            ),
            # Apart: beside an over-arched repetition, a low one is taken for a part of one.
            Batch(name="low", rules=("hips_low",), per_clip=3),
            _short(raise_s=0.85, lower_s=1.05),
        ),
        settings=("feet_too_far", "feet_too_near", "knees_open_at_top", "knees_shut_at_top"),
        setting_companions=("lifted_too_fast", "lowered_too_fast"),
    ),
    "hamstring_stretch": Plan(
        batches=(
            Batch(
                name="form", rules=("past_limit", "knee_bent", *LYING),
                companions=("lowered_too_fast",),
            ),
            BENT,
            Batch(
                name="target", rules=("past_target", "short_of_target"),
                changes={"target_deg": TARGET_DEG["hamstring_stretch"]},
            ),
            _steady(10.0),
        ),
    ),
    "hamstring_stretch_90_90": Plan(
        batches=(
            Batch(
                name="form", rules=("thigh_too_low", "thigh_too_high", *LYING),
                companions=("lowered_too_fast",),
            ),
            BENT,
            Batch(
                name="target", rules=("short_of_target",),
                changes={"target_deg": TARGET_DEG["hamstring_stretch_90_90"]},
            ),
            _steady(10.0),
        ),
    ),
    "hamstring_stretch_seated": Plan(
        batches=(
            Batch(
                name="form", rules=("back_rounded", "bouncing", "knee_bent", "hinged_too_fast"),
                companions=("came_up_too_fast",),
            ),
            _steady(10.0, posture={"top_lean_deg": 48.0}),
        ),
    ),
}  # fmt: skip
STRETCHES = tuple(name for name in PLANS if name.startswith("hamstring"))


def showings(setting: UntidySetting, exercise: str) -> list[Iterator[Recipe]]:
    """Return streams of clips; in each, every rule's first showing comes before any second one."""
    plan = PLANS[exercise]
    streams = [_batch(setting, exercise, batch) for batch in plan.batches]
    if plan.settings:
        streams.append(_whole_clips(setting, exercise, plan))
    return streams


def _batch(setting: UntidySetting, exercise: str, batch: Batch) -> Iterator[Recipe]:
    build = ClipBuilder(setting, exercise, batch.name)
    count = ceil(SHOWN * setting.share)
    order = [(rule, turn) for turn in range(count) for rule in batch.rules]
    short_hold = cycle(range(2))
    companion_turns = dict.fromkeys(batch.companions, 0)
    for number, group in enumerate(_groups(order, batch.per_clip), start=1):
        faults: list[Table] = []
        for repetition, (rule, turn) in enumerate(group, start=1):
            clear = (turn + batch.rules.index(rule)) % 2 == 0
            faults.append(_fault(exercise, rule, turn, clear=clear, repetition=repetition))
            for companion, taken in companion_turns.items():
                # Nothing comes before the first repetition, so there is no rest to shorten.
                fits = repetition % 2 == number % 2 and (companion != "no_reset" or repetition > 1)
                if taken < count and fits and "fast" not in rule:
                    clear = taken % 2 == 0
                    faults.append(_fault(exercise, companion, taken, clear=clear,
                                         repetition=repetition))  # fmt: skip
                    companion_turns[companion] += 1
            if exercise in STRETCHES and batch.name != "unsteady":
                longer = rule == "bouncing" or next(short_hold) == 1  # bouncing takes its time
                pause_s = SHORT_HOLDS[exercise][longer]
                faults.append({"rule": "hold_short", "repetitions": [repetition], "size": pause_s})
        sides = ["right" if rule in RIGHT_ONLY else "" for rule, _ in group]
        yield build.clip(
            f"{batch.name}_{number}", "fault", len(group), sides=sides,
            **{"fault": faults, **batch.changes,
               "movement": {**SHOWING, **batch.changes.get("movement", {})}},
        )  # fmt: skip


def _whole_clips(setting: UntidySetting, exercise: str, plan: Plan) -> Iterator[Recipe]:
    """Yield clips with a fault of the whole clip, and faults of time in their repetitions."""
    build = ClipBuilder(setting, exercise, "whole clips")
    count = ceil(SETTING_CLIPS * setting.share)
    companions, taken = plan.setting_companions, 0
    for turn in range(count):
        build.skip(ROUND_SHIFT if turn else 0)
        for place, rule in enumerate(plan.settings):
            word = ("clear", "slight")[(turn + place) % 2]
            size = _size(exercise, rule, turn // 2, clear=word == "clear")
            faults: list[Table] = [{"rule": rule, "size": size}]
            alone = rule in LEANING
            for repetition in () if alone else range(1, SETTING_REPETITIONS + 1):
                companion = companions[taken % len(companions)]
                clear = taken // len(companions) % 2 == 0
                faults.append(
                    _fault(exercise, companion, taken, clear=clear, repetition=repetition)
                )
                taken += 1
            able = [each for each in setting.people if each not in UNABLE.get(rule, ())]
            other: Table = {"person": able[turn % len(able)]} if rule in UNABLE else {}
            yield build.clip(
                f"{rule}_{word}_{turn // 2 + 1}", "fault", SETTING_REPETITIONS, fault=faults,
                movement=WHOLE_CLIP, **other,
            )  # fmt: skip


def _groups(order: list[tuple[str, int]], size: int) -> list[list[tuple[str, int]]]:
    return [order[first : first + size] for first in range(0, len(order), size)]


def _fault(exercise: str, rule: str, turn: int, *, clear: bool, repetition: int) -> Table:
    size = _size(exercise, rule, turn // 2, clear=clear)
    return {"rule": rule, "size": size, "repetitions": [repetition]}


def _size(exercise: str, rule: str, turn: int, *, clear: bool) -> float:
    """Return a fault's size: the usual borderline one, or a clear one that varies a little."""
    if rule == "hold_short":
        return SHORT_HOLDS[exercise][not clear]
    plainly, hardly = SIZES[exercise][rule]
    if clear and rule in AT_MOST:
        return AT_MOST[rule]
    if not clear or EXERCISES[exercise].faults[rule].how not in VARIED_KINDS:
        return plainly if clear else hardly
    return round(plainly + VARIED[turn % len(VARIED)] * (plainly - hardly), 3)
