"""The pain signs, their limits, and what is reported of them."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PainSign", "PainSignKind", "PainSignLimits"]


class PainSignKind(StrEnum):
    """A kind of movement that may mean pain."""

    COLLAPSE = "collapse"  # a sudden fall out of a hold, or out of the raised part of a movement
    FREEZE = "freeze"  # no movement half-way, neither in the start position nor in the end position
    RANGE_DROP = "range_drop"  # a much smaller range than in the person's own first repetitions


@dataclass(frozen=True, kw_only=True, slots=True)
class PainSign:
    """A pain sign and its figures.

    `time_s` is when it was reported, `start_s` when it began: the fall, the standstill, the first
    smaller repetition. `side` is "left", "right" or "both". `before_deg` and `after_deg` say how
    far the primary signal was from the start position: before and after a fall; at the usual
    turning point and where the body stopped; in the usual and in the latest range. `lasted_s` is
    how long the fall took or the standstill had lasted, None for a range.
    """

    sign: PainSignKind
    time_s: float
    start_s: float
    side: str
    before_deg: float
    after_deg: float
    lasted_s: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PainSignLimits:
    """The limits of pain signs: engineering choices (docs/measurements.md, Pain signs).

    A fall:

    - `raised_share`, `fallen_share`: it goes from the first share of the movement's own top down to
      the second one, near the start position,
    - `fall_s`: within this time,
    - `fall_of_rise`: and within this share of the time the way out took between the two; a person
      who does everything fast does not fall.
    - `finished_share`: a hold kept for this share of the agreed one is finished. Letting go quickly
      after that is a fault of tempo, because no camera can distinguish it from a fall.
    - `stays_s`: after a fall the body stays down this long; a swapped leg jumps back sooner.

    A freeze:

    - `freeze_s`: nothing moves for this long.
    - `freeze_deg`, `freeze_share`: a change below this, or below this share of the range, is no
      movement.
    - `freeze_spare_share`: this share of the highest and of the lowest values is ignored, because
      MediaPipe swaps the legs now and then.
    - `freeze_from_share`: half-way is above this share of the range, and so above any start
      position.
    - `freeze_to_share`: on the way out, half-way is below this share of the usual range. A person
      who holds less far than usual has a smaller range and is not frozen.
    - `freeze_back_share`: after a hold, half-way is below this share of the held level.

    A drop of range, in degrees and as a share of the usual range; both must be reached:

    - `drop_deg`, `drop_share`: by two repetitions in a row.
    - `severe_drop_deg`, `severe_drop_share`: by a single one, after two or more usual ones.
    - `baseline_of`: the number of first repetitions that define the usual range.
    - `assessable`: a repetition assessable for less than this share of its time is left out; it
      gets no score either.

    `gap_s`: points farther apart than this are not joined.
    """

    raised_share: float = 0.85
    fallen_share: float = 0.3
    fall_s: float = 0.3
    fall_of_rise: float = 0.45
    finished_share: float = 0.8
    stays_s: float = 0.4
    freeze_s: float = 4.0
    freeze_deg: float = 4.0
    freeze_share: float = 0.08
    freeze_from_share: float = 0.3
    freeze_to_share: float = 0.55
    freeze_back_share: float = 0.75
    freeze_spare_share: float = 0.1
    drop_deg: float = 10.0
    drop_share: float = 0.2
    severe_drop_deg: float = 18.0
    severe_drop_share: float = 0.35
    baseline_of: int = 2
    assessable: float = 0.7
    gap_s: float = 0.3
