"""The untidy clips in the order in which they are worth rendering.

Any first part of that order is balanced: over exercises, rules, choreographies and bodies. The
bird-dog's choreographies come earlier than the rest.
"""

from tools.render.library.choreographies import bird_dogs, good_clips, other_movements
from tools.render.library.showings import PLANS, showings
from tools.render.library.untidy_settings import UNTIDY_SETTINGS, UntidySetting
from tools.render.recipe import Recipe

__all__ = ["untidy_clips"]

EARLY = 0.45
"""The share of the whole order within which the bird-dog's choreographies come."""


def untidy_clips() -> list[Recipe]:
    """Return the untidy clips of both halves, the most valuable first; always the same list."""
    return [recipe for setting in UNTIDY_SETTINGS for recipe in _half(setting)]


def _half(setting: UntidySetting) -> list[Recipe]:
    streams = [
        (EARLY, list(bird_dogs(setting))),
        (1.0, list(good_clips(setting))),
        (1.0, list(other_movements(setting))),
    ]
    streams += [(1.0, list(stream)) for name in PLANS for stream in showings(setting, name)]
    placed = [
        (span * (place + 0.5) / len(recipes), number, recipe)
        for number, (span, recipes) in enumerate(streams)
        for place, recipe in enumerate(recipes)
    ]
    return [recipe for _, _, recipe in sorted(placed, key=lambda each: each[:2])]
