"""Angles of movements that are not good repetitions."""

from tests.support.good_repetitions import GOOD_REPETITIONS

EXERCISES = list(GOOD_REPETITIONS)
DOG, LYING, NINETY, SEATED = (
    GOOD_REPETITIONS["bird_dog"],
    GOOD_REPETITIONS["hamstring_stretch"],
    GOOD_REPETITIONS["hamstring_stretch_90_90"],
    GOOD_REPETITIONS["hamstring_stretch_seated"],
)
BRIDGE = GOOD_REPETITIONS["bridge"]

# HALF: the attempt does not reach the end position. QUICK: it is too fast to be judged.
HALF = {
    "bridge": {"hip": 151},
    "bird_dog": {"leg": -39, "knee": 165, "arm": 0},
    "hamstring_stretch": {"raise": 25},
    "hamstring_stretch_90_90": {"knee": 116},
    "hamstring_stretch_seated": {"hip": 80.5},
}
QUICK = {
    "bridge": {"out_s": 0.25, "hold_s": 0.2, "back_s": 0.25},
    "bird_dog": {"out_s": 0.25, "hold_s": 0.3, "back_s": 0.25},
    "hamstring_stretch": {"out_s": 0.4, "hold_s": 0.35, "back_s": 0.4},
    "hamstring_stretch_90_90": {"out_s": 0.3, "hold_s": 0.4, "back_s": 0.3},
    "hamstring_stretch_seated": {"out_s": 0.3, "hold_s": 0.4, "back_s": 0.3},
}
