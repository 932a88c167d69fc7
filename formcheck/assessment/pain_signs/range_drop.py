"""Detecting that repetitions have a much smaller range than the person's own first ones."""

from formcheck.assessment.pain_signs.types import PainSign, PainSignKind, PainSignLimits
from formcheck.assessment.types import Rejection, RepResult

__all__ = ["RangeDropDetector"]

Key = tuple[str, str | None]  # side and variant; ranges of two variants are never compared


class RangeDropDetector:
    """Follows the ranges of one set, by side and variant.

    A range is left out when it is NaN or its repetition could hardly be assessed.
    """

    def __init__(self, limits: PainSignLimits) -> None:
        self._limits = limits
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._baselines: dict[Key, list[float]] = {}
        self._short: dict[Key, list[RepResult]] = {}
        self._reported: set[Key] = set()

    def baseline_deg(self, side: str) -> float | None:
        """Return the range of a side's first repetitions in degrees, None before the first.

        This is the smallest of them: after one that was measured too large, the later ones would
        look small. For "both", where a movement's side is known only afterwards, it is the smallest
        of the two sides.
        """
        found = [
            min(ranges)
            for (of, _), ranges in self._baselines.items()
            if ranges and side in {of, "both"}
        ]
        return min(found, default=None)

    def update(self, time_s: float, result: RepResult) -> PainSign | None:
        """Return the pain sign that one more repetition shows, or None."""
        key = (result.side, result.variant)
        if key in self._reported or not self._is_comparable(result):
            return None
        usual = self._baselines.setdefault(key, [])
        short = self._short.setdefault(key, [])
        if not usual or not self._is_lower(result, min(usual)):
            short.clear()
            if result.counted and len(usual) < self._limits.baseline_of:
                usual.append(result.rom_deg)
            return None
        short.append(result)
        severe = len(usual) >= 2 and self._is_lower(result, min(usual), severe=True)
        if len(short) < 2 and not severe:
            return None
        self._reported.add(key)
        return PainSign(
            sign=PainSignKind.RANGE_DROP,
            time_s=time_s,
            start_s=short[0].start_s,
            side=result.side,
            before_deg=min(usual),
            after_deg=result.rom_deg,
            lasted_s=None,
        )

    def _is_comparable(self, result: RepResult) -> bool:
        tried = result.counted or result.rejected is Rejection.PARTIAL
        return tried and result.assessable >= self._limits.assessable and result.rom_deg > 0

    def _is_lower(self, result: RepResult, usual: float, *, severe: bool = False) -> bool:
        limits = self._limits
        least, share = (
            (limits.severe_drop_deg, limits.severe_drop_share)
            if severe
            else (limits.drop_deg, limits.drop_share)
        )
        return usual - result.rom_deg >= max(least, share * usual)
