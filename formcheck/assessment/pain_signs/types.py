"""What is looked for by `signs`, how large it must be, and what is told of it."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PainSign", "PainSignKind", "PainSignLimits"]


class PainSignKind(StrEnum):
    """What may mean that something hurts."""

    COLLAPSE = "collapse"  # a sudden fall out of a hold, or out of the raised part of a movement
    FREEZE = "freeze"  # no movement half-way, neither at rest nor in the own end position
    RANGE_DROP = "range_drop"  # repetitions go far less far than the person's own first ones


@dataclass(frozen=True, kw_only=True, slots=True)
class PainSign:
    """A sign and what was seen of it.

    `time_s` is when it was told, `start_s` when it began: the fall, the standstill, the first
    shortened repetition. `side` is "left", "right" or "both". Both angles say how far from the
    start position the driving signal was: before and after a fall; at the usual turning point and
    where it froze; the usual and the latest range. `lasted_s` is how long the fall took or the
    standstill had lasted, None for a range.
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
    """How large signs must be; engineering choices, measured on the tuning half of the clips.

    A fall:

    - `raised_share`, `fallen_share`: it goes from this share of the movement's own top down to
      this one, near the start position;
    - `fall_s`: within this time. Let go, hips need 0.14 s for that and a leg 0.23, as filmed up to
      0.27; lowered within a second, the quickest that is no fault of tempo, 0.3;
    - `fall_of_rise`: and within this share of the time the way out took between the two, or the
      person does everything fast;
    - `finished_share`: a hold kept for this share of the agreed one is finished, and letting go
      quickly then is a fault of tempo: no camera tells it from a fall;
    - `stays_s`: who fell stays down so long; an exchanged leg leaps back sooner.

    A freeze:

    - `freeze_s`: nothing moves for so long. Twice as slow as advised, half-way, is still 25
      degrees in that time; a hold that sways was once still for 3.5 s;
    - `freeze_deg`, `freeze_share`: less than this, or than this share of the way, is no movement;
      over a still person the pose model wavers by 1 to 2 degrees;
    - `freeze_spare_share`: of the highest and of the lowest readings so many are left out, as
      the pose model exchanges legs now and then;
    - `freeze_from_share`: half-way is above this share of the way, and so above any start position;
    - `freeze_to_share`: on the way out it is below this share of the usual range, so that a person
      who holds less far than usual is told by the range, not as frozen;
    - `freeze_back_share`: after a hold it is below this share of it. Half-way in truth was read as
      0.4 to 0.7 of the way, as the hips of some people read high at rest.

    A drop of range, in degrees and as a share of the usual range, both of which must be reached:

    - `drop_deg`, `drop_share`: by two repetitions in a row; 10 degrees between two days are
      measuring error, tiredness takes 3 to 6;
    - `severe_drop_deg`, `severe_drop_share`: by a single one, after two or more usual ones;
    - `baseline_of`: so many first repetitions say what is usual;
    - `assessable`: those that could be assessed for less than this share of their time are left
      out, as they get no score either.

    `gap_s`: instants that lie farther apart are not joined.
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
