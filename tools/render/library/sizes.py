"""How large the faults are that the library shows, taken from the limits they are to break."""

from formcheck.poses.loader import load_exercise

__all__ = ["NOT_SHOWN", "Sizes", "sizes_of"]

Sizes = tuple[float, float]
"""A clear and a borderline size, in the unit of the rule's signal."""

CLEAR = {"deg": 10.0, "s": 0.32, "trunk": 0.1, "shank": 0.11, "deg_per_s": 30.0}
BORDERLINE = {"deg": 3.5, "s": 0.1, "trunk": 0.03, "shank": 0.03, "deg_per_s": 8.0}
"""How far beyond the fault limit. A camera two metres away shifts hip angles by up to 3 degrees."""

SPECIAL: dict[tuple[str, str], Sizes] = {
    # Lower than this is no bridge any more but a partial one.
    ("bridge", "hips_low"): (154.0, 157.0),
    ("bridge", "hold_short"): (0.4, 0.8),
    ("bird_dog", "hold_short"): (0.4, 0.7),
    ("bird_dog", "hold_long"): (14.5, 12.6),
    ("hamstring_stretch", "past_target"): (82.0, 74.0),
    ("hamstring_stretch", "short_of_target"): (38.0, 45.0),
    ("hamstring_stretch_90_90", "short_of_target"): (132.0, 140.0),
    # As far as bodies can.
    ("hamstring_stretch_seated", "back_rounded"): (52.0, 38.0),
    ("bird_dog", "start_knee_shut"): (41.0, 43.0),
    ("bird_dog", "start_hip_shut"): (60.0, 65.0),
    ("bird_dog", "arm_too_low"): (-37.0, -33.0),
    ("bridge", "feet_too_far"): (119.5, 118.5),
    ("bridge", "drop_in_hold"): (23.0, 15.0),
    ("bridge", "knees_open_at_top"): (129.0, 125.0),
    ("bridge", "knees_shut_at_top"): (48.5, 51.0),
    ("bird_dog", "trunk_moves"): (24.5, 17.5),
    ("bird_dog", "head_moves"): (31.5, 29.5),
    ("bird_dog", "knee_not_under_hip"): (-55.5, -58.0),
    # A standard deviation in degrees.
    ("bird_dog", "unsteady"): (11.0, 8.0),
    ("hamstring_stretch", "unsteady"): (10.0, 7.5),
    ("hamstring_stretch_90_90", "unsteady"): (11.0, 8.5),
    ("hamstring_stretch_seated", "unsteady"): (10.0, 7.5),
    # The swing in degrees; the rule counts swings.
    ("hamstring_stretch", "bouncing"): (12.0, 6.0),
    ("hamstring_stretch_90_90", "bouncing"): (16.0, 10.0),
    ("hamstring_stretch_seated", "bouncing"): (12.0, 6.0),
    ("hamstring_stretch", "hold_short"): (3.8, 4.7),
    ("hamstring_stretch_90_90", "hold_short"): (3.8, 4.7),
    ("hamstring_stretch_seated", "hold_short"): (3.8, 4.7),
}


NOT_SHOWN = frozenset(
    {
        ("bird_dog", "leg_too_low"),
        ("bird_dog", "start_shoulder_shut"),
        ("bird_dog", "start_hip_open"),
        ("bird_dog", "start_knee_open"),
    }
)
"""Faults that cannot be shown: a straight leg meets the floor and an arm the thigh before that;
with the thighs leaning so far the start position is not taken at all."""


def sizes_of(exercise: str, rule: str, unit: str) -> Sizes:
    """The clear and the borderline size of a fault, in `unit`."""
    special = SPECIAL.get((exercise, rule))
    if special is not None:
        return special
    found = load_exercise(exercise).rule(rule)
    sign = 1.0 if found.above else -1.0
    clear, borderline = (round(found.fault + sign * by[unit], 3) for by in (CLEAR, BORDERLINE))
    return clear, borderline
