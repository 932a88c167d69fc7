"""The answers that a person can give: pain, sensations, red flags."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from formcheck.errors import SafetyError

__all__ = [
    "EMERGENCIES",
    "MOST_PAIN",
    "Pain",
    "PainSite",
    "RedFlag",
    "ScreeningAnswers",
    "Sensation",
    "at_least",
]

MOST_PAIN = 10
"""The upper end of the numeric rating scale, 0 = no pain (clinical notes 2.1, 4: LOINC 72514-3)."""


class PainSite(IntEnum):
    """The furthest place the pain reaches; larger is further from the back (clinical notes 2.1)."""

    NONE = 0
    BACK = 1
    BUTTOCK = 2
    THIGH = 3
    BELOW_KNEE = 4
    FOOT = 5


class Sensation(StrEnum):
    """What kind of pain, or what else is felt."""

    ACHE = "ache"
    STRETCH = "stretch"
    CRAMP = "cramp"
    SHARP = "sharp"
    ELECTRIC = "electric"
    TINGLING = "tingling"
    NUMBNESS = "numbness"
    WEAKNESS = "weakness"


class RedFlag(StrEnum):
    """A warning sign that comes before any exercise (clinical notes 2.2)."""

    SADDLE_NUMBNESS = "saddle_numbness"
    BLADDER_BOWEL = "bladder_bowel"
    SEXUAL_FUNCTION = "sexual_function"
    BOTH_LEGS = "both_legs"
    WORSE_WEAKNESS = "worse_weakness"
    FOOT_DROP = "foot_drop"
    INJURY = "injury"
    FEVER = "fever"
    WEIGHT_LOSS = "weight_loss"
    CANCER = "cancer"
    THIN_BONES = "thin_bones"
    PREGNANCY = "pregnancy"
    SURGERY = "surgery"


EMERGENCIES = frozenset(
    {
        RedFlag.SADDLE_NUMBNESS,
        RedFlag.BLADDER_BOWEL,
        RedFlag.SEXUAL_FUNCTION,
        RedFlag.BOTH_LEGS,
        RedFlag.WORSE_WEAKNESS,
        RedFlag.FOOT_DROP,
    }
)
"""Flags that may mean pressure on nerves: the person needs help now, by ambulance or taxi."""


def at_least(value: int | None, least: int) -> bool:
    """Say whether a number was answered and reaches `least`; False when it was not answered."""
    return value is not None and value >= least


@dataclass(frozen=True, kw_only=True, slots=True)
class Pain:
    """Pain: 0..10 in the back and in the leg, how far down it reaches, and what it feels like.

    None means that the question was not answered; it never means "no pain". An empty set of
    sensations is an answer. Raises `SafetyError` for an answer that is not allowed.
    """

    back: int | None = None
    leg: int | None = None
    site: PainSite | None = None
    sensations: frozenset[Sensation] | None = None

    def __post_init__(self) -> None:
        """Check the numbers once, so that the decision tables need not."""
        for name, value in (("back", self.back), ("leg", self.leg)):
            if value is not None and (type(value) is not int or not 0 <= value <= MOST_PAIN):
                raise SafetyError(
                    f"Expected pain in the {name} as a whole number from 0 to {MOST_PAIN}, "
                    f"got {value!r}. Choose a number on the scale."
                )

    @property
    def complete(self) -> bool:
        """Whether everything was answered."""
        return None not in (self.back, self.leg, self.site, self.sensations)

    @property
    def worst(self) -> int | None:
        """The higher of the known numbers; None when neither is known."""
        known = [value for value in (self.back, self.leg) if value is not None]
        return max(known, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningAnswers:
    """The answers before the first exercise of a day.

    `flags` are the red flags that apply, None = not answered. `cleared` says that a clinician knows
    of them and allowed these exercises; it never overrides an emergency. `flare` says that the pain
    became much worse in the last days.
    """

    pain: Pain
    flags: frozenset[RedFlag] | None = None
    flare: bool | None = None
    cleared: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything was answered."""
        return self.pain.complete and self.flags is not None and self.flare is not None
