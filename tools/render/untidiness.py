"""What real people do beside the movement: tremble, breathe, not come back all the way.

The sizes of real people are in docs/measurements.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from tools.render.recipe import Movement

__all__ = ["TIDY", "Untidiness", "draw_untidiness"]

TREMOR_HZ = (1.8, 4.0)
TREMOR_WAVES = 2
BREATH_HZ = (0.22, 0.34)
LEAST_LEFT_OVER = 0.3
"""The least of `return_short` that is left undone, as a share of it."""

Wave = tuple[float, float]  # hertz, phase


@dataclass(frozen=True, kw_only=True)
class Untidiness:
    """The untidiness of one clip.

    `tremors` has the waves of each moving value and `breaths` how far each value moves with a
    breath. `remains` are the shares of the way that remain undone before the first repetition,
    between them, and after the last one. `windows` are the shares of the way out in which some
    values move, `window` that of all others.
    """

    tremor_deg: float = 0.0
    tremors: Mapping[str, tuple[Wave, ...]] = field(default_factory=dict)
    breaths: Mapping[str, float] = field(default_factory=dict)
    breathing: Wave = (0.0, 0.0)
    remains: tuple[float, ...] = ()
    windows: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    window: tuple[float, float] = (0.0, 1.0)

    def tremor(self, name: str, time_s: float) -> float:
        """Return how far trembling moves a value at a time, in degrees."""
        waves = self.tremors.get(name, ())
        scale = self.tremor_deg * math.sqrt(2 / TREMOR_WAVES)
        return scale * sum(math.sin(2 * math.pi * hertz * time_s + at) for hertz, at in waves)

    def breath(self, time_s: float) -> float:
        """Return how far a breath has lifted the chest, -1..1."""
        hertz, at = self.breathing
        return math.sin(2 * math.pi * hertz * time_s + at)

    def left_over(self, share: float, index: int, *, out: bool) -> float:
        """Return a share of the way when the start position is not quite reached.

        `index` is the repetition's, from 1 on; `out` is before it leaves the end position.
        """
        if not self.remains:
            return share
        remain = self.remains[index - 1 if out else index]
        return remain + (1 - remain) * share


TIDY = Untidiness()


def draw_untidiness(
    movement: Movement, moving: set[str], breaths: Mapping[str, float], rng: np.random.Generator
) -> Untidiness:
    """Return the untidiness that a recipe asks for.

    `moving` are the values that move, `breaths` the exercise's values that breathing moves, each
    with its size for a turn of the trunk by one degree.
    """
    windows, window = _windows(movement.ahead)
    turns = len(movement.sides) - 1
    between = movement.return_short * rng.uniform(LEAST_LEFT_OVER, 1, size=turns)
    return Untidiness(
        tremor_deg=movement.tremor_deg,
        tremors={name: _waves(rng) for name in sorted(moving)} if movement.tremor_deg else {},
        breaths={name: movement.breath_deg * size for name, size in breaths.items()}
        if movement.breath_deg
        else {},
        breathing=(float(rng.uniform(*BREATH_HZ)), float(rng.uniform(0, 2 * math.pi))),
        remains=(0.0, *(float(each) for each in between), 0.0) if movement.return_short else (),
        windows=windows,
        window=window,
    )


def _waves(rng: np.random.Generator) -> tuple[Wave, ...]:
    hertz = rng.uniform(*TREMOR_HZ, size=TREMOR_WAVES)
    phases = rng.uniform(0, 2 * math.pi, size=TREMOR_WAVES)
    return tuple((float(each), float(at)) for each, at in zip(hertz, phases, strict=True))


def _windows(
    ahead: Mapping[str, float],
) -> tuple[dict[str, tuple[float, float]], tuple[float, float]]:
    """Return the window of each value that goes ahead or behind, and that of all others."""
    most, least = max([0.0, *ahead.values()]), min([0.0, *ahead.values()])
    length = 1 - (most - least)
    windows = {name: (most - share, most - share + length) for name, share in ahead.items()}
    return windows, (most, most + length)
