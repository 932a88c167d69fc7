"""The sizes of the library's faults."""

from collections.abc import Mapping

__all__ = ["NOT_SHOWN", "SIZES", "Sizes"]

Sizes = tuple[float, float]
"""A clear and a borderline size, in the unit of its signal (of a bounce, how far in degrees)."""

# Ten degrees, a third of a second or a tenth of a length beyond the limit where bodies can do that,
# and about a third of it. They stay as they are when limits move, or every clip would be another.
SIZES: Mapping[str, Mapping[str, Sizes]] = {
    "bird_dog": {
        "leg_too_high": (27.0, 20.5),
        "knee_bent": (130.0, 136.5),
        "arm_too_low": (-37.0, -33.0),
        "arm_too_high": (42.0, 35.5),
        "elbow_bent": (120.0, 126.5),
        "trunk_moves": (24.5, 17.5),
        "hips_shift": (0.55, 0.48),
        "head_moves": (29.0, 28.5),
        "hand_not_under_shoulder": (-50.0, -56.5),
        "knee_not_under_hip": (-55.5, -58.0),
        "start_hip_shut": (60.0, 65.0),
        "start_shoulder_open": (128.0, 121.5),
        "start_knee_shut": (41.0, 43.0),
        "no_reset": (0.38, 0.6),
        "hold_long": (14.5, 12.6),
        "unsteady": (11.0, 8.0),
        "lifted_too_fast": (0.38, 0.6),
        "lowered_too_fast": (0.38, 0.6),
        "hold_short": (0.4, 0.7),
    },
    "bridge": {
        "over_arched": (202.0, 195.5),
        "hips_low": (154.0, 157.0),
        "feet_too_far": (119.5, 118.5),
        "feet_too_near": (37.0, 43.5),
        "knees_open_at_top": (129.0, 125.0),
        "knees_shut_at_top": (48.5, 51.0),
        "heels_lift": (0.25, 0.17),
        "drop_in_hold": (23.0, 15.0),
        "lifted_too_fast": (0.38, 0.6),
        "lowered_too_fast": (0.58, 0.8),
        "hold_short": (0.4, 0.8),
    },
    "hamstring_stretch": {
        "past_limit": (110.0, 103.5),
        "past_target": (82.0, 74.0),
        "short_of_target": (38.0, 45.0),
        "knee_bent": (140.0, 146.5),
        "other_leg_lifts": (32.0, 25.5),
        "other_knee_bends": (128.0, 134.5),
        "other_foot_lifts": (26.0, 19.5),
        "other_knee_opens": (145.0, 138.5),
        "hips_rise": (0.25, 0.18),
        "bouncing": (12.0, 6.0),
        "unsteady": (10.0, 7.5),
        "raised_too_fast": (0.58, 0.8),
        "lowered_too_fast": (0.58, 0.8),
        "jerked": (125.0, 103.0),
        "hold_short": (3.8, 4.7),
    },
    "hamstring_stretch_90_90": {
        "thigh_too_low": (126.0, 119.5),
        "thigh_too_high": (56.0, 62.5),
        "other_leg_lifts": (32.0, 25.5),
        "other_knee_bends": (128.0, 134.5),
        "other_foot_lifts": (26.0, 19.5),
        "other_knee_opens": (145.0, 138.5),
        "hips_rise": (0.25, 0.18),
        "short_of_target": (132.0, 140.0),
        "bouncing": (16.0, 10.0),
        "unsteady": (11.0, 8.5),
        "raised_too_fast": (0.58, 0.8),
        "lowered_too_fast": (0.38, 0.6),
        "jerked": (135.0, 113.0),
        "hold_short": (3.8, 4.7),
    },
    "hamstring_stretch_seated": {
        "back_rounded": (39.52, 28.88),
        "knee_bent": (140.0, 146.5),
        "bouncing": (12.0, 6.0),
        "unsteady": (10.0, 7.5),
        "hinged_too_fast": (0.38, 0.6),
        "came_up_too_fast": (0.38, 0.6),
        "hold_short": (3.8, 4.7),
    },
}

NOT_SHOWN = frozenset(
    {
        ("bird_dog", "leg_too_low"),
        ("bird_dog", "start_shoulder_shut"),
        ("bird_dog", "start_hip_open"),
        ("bird_dog", "start_knee_open"),
    }
)
"""Faults that cannot be shown: a straight leg touches the floor, or an arm the thigh, before that
size. With the thighs leaning that far, the start position is not taken."""
