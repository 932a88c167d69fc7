"""The postures of the exercises, by the exercise's name."""

from tools.render.exercises.base import Exercise, FaultKind, Strapped, Values
from tools.render.exercises.bird_dog import BirdDog
from tools.render.exercises.bridge import Bridge
from tools.render.exercises.ninety_ninety import NinetyNinety
from tools.render.exercises.seated import SeatedStretch
from tools.render.exercises.straight_leg import StraightLegStretch

EXERCISES: dict[str, type[Exercise]] = {
    "bridge": Bridge,
    "bird_dog": BirdDog,
    "hamstring_stretch": StraightLegStretch,
    "hamstring_stretch_90_90": NinetyNinety,
    "hamstring_stretch_seated": SeatedStretch,
}

__all__ = ["EXERCISES", "Exercise", "FaultKind", "Strapped", "Values"]
