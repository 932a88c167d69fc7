"""Where the light comes from: the day, a window beside or behind the person, a lamp at night."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.render.geometry import Vector, vector
from tools.render.recipe import Finish


@dataclass(frozen=True, kw_only=True)
class Lighting:
    """Light in the room, in linear units in which a white wall by day is near 1.

    `key` points to the brightest light. `key_colour` and `sky_colour` are the light from it and
    from all other directions. `fill` scales the light that reaches every corner, `glow`
    the light seen in the windows. `large_window` puts one behind the person.
    """

    key: Vector
    key_colour: Vector
    sky_colour: Vector
    fill: Vector
    glow: float
    large_window: bool = False


DAY = Lighting(
    key=vector(-0.35, -0.75, 1.1),
    key_colour=vector(1.0, 0.95, 0.88) * 0.8,
    sky_colour=vector(0.9, 0.96, 1.05) * 1.35,
    fill=vector(1.0, 1.0, 1.0),
    glow=1.0,
)
BACKLIGHT = Lighting(
    key=vector(-0.25, 0.9, 0.62),
    key_colour=vector(1.0, 0.97, 0.92) * 2.4,
    sky_colour=vector(0.9, 0.96, 1.05) * 0.3,
    fill=vector(0.3, 0.31, 0.33),
    glow=6.0,
    large_window=True,
)
EVENING = Lighting(
    key=vector(0.45, -0.35, 1.5),
    key_colour=vector(1.0, 0.72, 0.42) * 1.0,
    sky_colour=vector(1.0, 0.78, 0.52) * 0.45,
    fill=vector(0.5, 0.4, 0.28),
    glow=0.01,
)
SIDE = Lighting(
    key=vector(1.0, -0.15, 0.5),
    key_colour=vector(1.0, 0.96, 0.9) * 2.0,
    sky_colour=vector(0.9, 0.96, 1.05) * 0.35,
    fill=vector(0.38, 0.39, 0.41),
    glow=1.5,
)
KINDS = {"day": DAY, "side": SIDE, "backlight": BACKLIGHT, "evening": EVENING}


def lighting(finish: Finish) -> tuple[Lighting, Vector]:
    """Return the light that a recipe asks for, and the direction to its brightest source."""
    chosen = KINDS[finish.lighting]
    if finish.light_deg is None:
        return chosen, chosen.key
    turn = math.radians(finish.light_deg)
    reach = math.hypot(chosen.key[0], chosen.key[1])
    return chosen, vector(math.sin(turn) * reach, -math.cos(turn) * reach, chosen.key[2])


def lights(
    chosen: Lighting, key: Vector, count: int, around_key: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return directions to the lights and their colours (count, 3).

    `around_key` of them lie close round one window-like key light and so soften its shadow; the
    rest are spread evenly over the sky (golden-angle spiral), which gives ambient occlusion.
    """
    key = key / np.linalg.norm(key)
    directions, colours = [], []
    for i in range(around_key):
        off = np.array([math.cos(2.4 * i), math.sin(2.4 * i), 0.3 * math.cos(i)]) * (i > 0)
        direction = key + 0.1 * off
        directions.append(direction / np.linalg.norm(direction))
        colours.append(chosen.key_colour / around_key)
    sky = count - around_key
    for i in range(sky):
        z, turn = 0.12 + 0.86 * (i + 0.5) / sky, i * math.pi * (3 - math.sqrt(5))
        flat = math.sqrt(1 - z * z)
        directions.append(np.array([flat * math.cos(turn), flat * math.sin(turn), z]))
        colours.append(chosen.sky_colour / sky)
    return np.array(directions), np.array(colours)
