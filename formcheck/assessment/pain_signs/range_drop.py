"""Whether repetitions go far less far than the person's own first ones did."""

from formcheck.assessment.pain_signs.types import PainSign, PainSignKind, PainSignLimits
from formcheck.assessment.types import Rejection, RepResult

__all__ = ["RangeDropDetector"]

Key = tuple[
    str, str | None
]  # lane and way of doing it; ranges of two ways say nothing of each other


class RangeDropDetector:
    """The ranges of one set, lane by lane.

    A range that is NaN, or of a repetition that could hardly be assessed, is left out.
    """

    def __init__(self, limits: PainSignLimits) -> None:
        self._limits = limits
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._usual: dict[Key, list[float]] = {}
        self._short: dict[Key, list[RepResult]] = {}
        self._told: set[Key] = set()

    def baseline_deg(self, side: str) -> float | None:
        """The range of the first repetitions in a lane, None before the first.

        The least of them: one that was misread as too long makes no later one look short. Where it
        is told only afterwards which side a movement was of ("both"), the lesser of the two sides.
        """
        found = [
            min(ranges)
            for (of, _), ranges in self._usual.items()
            if ranges and side in {of, "both"}
        ]
        return min(found, default=None)

    def update(self, time_s: float, result: RepResult) -> PainSign | None:
        """What one more repetition shows, or None."""
        key = (result.side, result.variant)
        if key in self._told or not self._comparable(result):
            return None
        usual = self._usual.setdefault(key, [])
        short = self._short.setdefault(key, [])
        if not usual or not self._lower(result, min(usual), by="drop"):
            short.clear()
            if result.counted and len(usual) < self._limits.baseline_of:
                usual.append(result.rom_deg)
            return None
        short.append(result)
        plunged = len(usual) >= 2 and self._lower(result, min(usual), by="plunge")
        if len(short) < 2 and not plunged:
            return None
        self._told.add(key)
        return PainSign(
            sign=PainSignKind.RANGE_DROP,
            time_s=time_s,
            start_s=short[0].start_s,
            side=result.side,
            before_deg=min(usual),
            after_deg=result.rom_deg,
            lasted_s=None,
        )

    def _comparable(self, result: RepResult) -> bool:
        tried = result.counted or result.rejected is Rejection.PARTIAL
        return tried and result.assessable >= self._limits.assessable and result.rom_deg > 0

    def _lower(self, result: RepResult, usual: float, *, by: str) -> bool:
        limits = self._limits
        least, share = (
            (limits.drop_deg, limits.drop_share)
            if by == "drop"
            else (limits.severe_drop_deg, limits.severe_drop_share)
        )
        return usual - result.rom_deg >= max(least, share * usual)
