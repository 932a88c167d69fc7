"""Detecting pain signs, after which the coach asks: a fall, a stop half-way, a smaller range.

No sign is a diagnosis; people also let go because the telephone rings. Everything is compared with
the person's own movement in the exercise's primary signal, so no exercise needs limits of its own.
"""

import math
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from formcheck.assessment.pain_signs.range_drop import RangeDropDetector
from formcheck.assessment.pain_signs.trace import Point, TracedMovement, crossed_s, forget, since
from formcheck.assessment.pain_signs.types import PainSign, PainSignKind, PainSignLimits
from formcheck.assessment.repetitions.sample_reader import LEAST_RANGE_DEG
from formcheck.assessment.repetitions.tracker import MOVING
from formcheck.assessment.types import Phase, RepResult, Snapshot
from formcheck.poses.exercise import Exercise

__all__ = ["PainSign", "PainSignDetector", "PainSignKind", "PainSignLimits"]

START_KEPT_S = 3.0
"""How many seconds of the start position give its level, as in the tracker."""
START_QUANTILE = 0.25
"""The quantile of its samples. The beginning of a movement still belongs to it and lies higher."""
KEPT_S = 0.2
"""A level kept this long is the top of a movement; a jump of a landmark is shorter."""
HELD_S = 1.0
"""A level kept still this long was held; an unsteady hold passes its farthest point faster."""
START_STILL_S = 0.4
"""A level belongs to the start position if the body was still there for this long.

After a gap the tracker may at first take a movement for the start position.
"""
BEFORE_S = 2.0
"""A movement begins at most this long before the tracker notices it."""
ACCEPT_AFTER_S = 10.0
"""A person who stays this long at another level has changed position."""


class PainSignDetector:
    """Watches one set, snapshot by snapshot.

    Only measured values count: a NaN or a gap ends a standstill and is never part of a fall. A
    repetition that could hardly be assessed is not compared. Each movement reports a collapse once
    and a freeze once; each side and variant reports a drop of range once.
    """

    def __init__(
        self,
        exercise: Exercise,
        *,
        hold_s: float | None = None,
        limits: PainSignLimits | None = None,
    ) -> None:
        """Begin; `hold_s` is the agreed hold, None or 0 without one.

        Without one the person's own longest hold so far is used.
        """
        self._out = 1.0 if exercise.primary_signal.rises else -1.0
        self._goal_deg = self._out * exercise.primary_signal.goal_deg
        self._hold_s = hold_s or 0.0
        self._limits = PainSignLimits() if limits is None else limits
        self._ranges = RangeDropDetector(self._limits)
        self.reset()

    def reset(self) -> None:
        """Forget everything: another set begins."""
        self._ranges.reset()
        self._start: dict[str, deque[Point]] = {}
        self._recent: dict[str, deque[Point]] = {}
        self._tracked_side = ""
        self._movement: TracedMovement | None = None
        self._phase = Phase.WAITING
        self._own_hold_s = 0.0
        self._pending: deque[PainSign] = deque()

    def update(self, snapshot: Snapshot) -> PainSign | None:
        """Return the pain sign this snapshot shows, or None; snapshots come in order of time."""
        if snapshot.repeated:
            return None
        self._remember(snapshot)
        self._follow(snapshot)
        for result in snapshot.finished:
            if result.counted:
                self._own_hold_s = max(self._own_hold_s, result.hold_s)
            compared = self._is_compared(result)
            shown = self._ranges.update(snapshot.time_s, result) if compared else None
            if shown is not None:
                self._pending.append(shown)
        movement = self._measured(snapshot.time_s)
        if movement is not None:
            for found in (self._collapse(movement), self._freeze(movement)):
                if found is not None:
                    self._pending.appendleft(found)
        return self._pending.popleft() if self._pending else None

    def _is_compared(self, result: RepResult) -> bool:
        """Say whether the range of a repetition means something; after a stop half-way it may not.

        The tracker takes a long stop for the start position and measures the range from there.
        """
        movement = self._movement
        if movement is None or not movement.froze:
            return True
        return result.counted and result.rom_deg > movement.top_deg - self._limits.drop_deg

    # --- following -----------------------------------------------------------------------------

    def _side_of_interest(self, snapshot: Snapshot) -> str:
        if snapshot.side in snapshot.primary_by_side:
            return str(snapshot.side)
        return (
            self._tracked_side
            if self._tracked_side in snapshot.primary_by_side
            else next(iter(snapshot.primary_by_side), "")
        )

    def _remember(self, snapshot: Snapshot) -> None:
        """Keep the last measured points of every side; a gap clears them."""
        time_s = snapshot.time_s
        for side, signal_value in snapshot.primary_by_side.items():
            recent = self._recent.setdefault(side, deque())
            start = self._start.setdefault(side, deque())
            if math.isnan(signal_value):
                recent.clear()
                continue
            if recent and time_s - recent[-1][0] > self._limits.gap_s:
                recent.clear()
            point = (time_s, self._out * signal_value)
            recent.append(point)
            forget(recent, time_s - max(self._limits.freeze_s, BEFORE_S) - self._limits.gap_s)
            # The phase is that of one side. The other may be at its start while that one waits.
            waits = snapshot.phase is Phase.WAITING and side != self._side_of_interest(snapshot)
            if snapshot.phase is Phase.START or waits:
                start.append(point)
                forget(start, time_s - START_KEPT_S)

    def _follow(self, snapshot: Snapshot) -> None:
        side = self._side_of_interest(snapshot)
        began = snapshot.phase in MOVING and (
            self._phase not in MOVING or side != self._tracked_side
        )
        self._phase, self._tracked_side = snapshot.phase, side
        if began and not self._goes_on(snapshot.time_s):
            self._begin()
        movement = self._measured(snapshot.time_s)
        if movement is None:
            return
        points = self._points(movement)
        if snapshot.phase not in MOVING:
            range_deg = max(self._reference_range_deg(movement), self._full_range_deg(movement))
            near = points[-1][1] < self._limits.freeze_from_share * range_deg
            movement.back = movement.back or near
            return
        movement.seen_s = snapshot.time_s
        movement.climb(points[-1:])
        kept = since(points, KEPT_S)
        if kept:
            movement.top_deg = max(movement.top_deg, min(kept))
        held = since(points, HELD_S)
        if held and max(held) - min(held) <= self._limits.freeze_deg:
            movement.held_deg = max(movement.held_deg, min(held))

    def _goes_on(self, time_s: float) -> bool:
        """Say whether the movement before goes on, because the body never came back.

        The tracker at times takes a person who keeps still half-way to be at the start position.
        """
        before = self._movement
        return (
            before is not None
            and before.side == self._tracked_side
            and not before.back
            and time_s - before.seen_s < ACCEPT_AFTER_S
        )

    def _reference_range_deg(self, movement: TracedMovement) -> float:
        """Return how far this movement went, or the usual range if that is more."""
        return max(movement.top_deg, self._ranges.baseline_deg(movement.side) or 0.0)

    def _begin(self) -> None:
        level = self._start_level(self._start.get(self._tracked_side, ()))
        self._movement = None
        if level is None:
            return
        self._movement = TracedMovement(side=self._tracked_side, start_deg=level)
        recent = self._points(self._movement)
        self._movement.climb(p for p in recent if p[0] >= recent[-1][0] - BEFORE_S)

    def _start_level(self, start: Sequence[Point]) -> float | None:
        """Return the level of the start position, None where the body was not still there."""
        limits = self._limits
        levels = sorted(value for _, value in start)
        if not levels:
            return None
        level = levels[int(START_QUANTILE * (len(levels) - 1))]
        near = [time_s for time_s, value in start if abs(value - level) <= limits.freeze_deg]
        steps = (b - a for a, b in pairwise(near))
        still_s = sum(step for step in steps if step <= limits.gap_s)
        return level if still_s >= START_STILL_S else None

    def _points(self, movement: TracedMovement) -> list[Point]:
        """Return the last points without a gap, in degrees away from the start position."""
        return [(t, value - movement.start_deg) for t, value in self._recent[movement.side]]

    def _measured(self, time_s: float) -> TracedMovement | None:
        """Return the movement if it was measured at `time_s`, or None."""
        recent = None if self._movement is None else self._recent.get(self._movement.side)
        return self._movement if recent and recent[-1][0] == time_s else None

    # --- a fall --------------------------------------------------------------------------------

    def _collapse(self, movement: TracedMovement) -> PainSign | None:
        limits, points = self._limits, self._points(movement)
        full_deg = self._full_range_deg(movement)
        if movement.fell or movement.top_deg < limits.freeze_from_share * full_deg:
            return None
        high, low = (
            share * movement.top_deg for share in (limits.raised_share, limits.fallen_share)
        )
        left = [i for i, (_, travel) in enumerate(points) if travel >= high]
        if not left or points[-1][1] > low:
            return None
        falling = [(t, -travel) for t, travel in points[left[-1] :]]
        up_s, down_s = crossed_s(falling, -high), crossed_s(falling, -low)
        if (
            up_s is None
            or down_s is None
            or any(travel > (high + low) / 2 for t, travel in points if t > down_s)
        ):
            return None
        now_s = points[-1][0]
        if now_s - down_s < limits.stays_s or not self._is_fall(movement, up_s, down_s):
            return None
        movement.fell = True
        return PainSign(
            sign=PainSignKind.COLLAPSE,
            time_s=now_s,
            start_s=up_s,
            side=movement.side,
            before_deg=movement.top_deg,
            after_deg=points[-1][1],
            lasted_s=down_s - up_s,
        )

    def _is_fall(self, movement: TracedMovement, up_s: float, down_s: float) -> bool:
        """Say whether it was far faster than the way out, and the hold was not finished."""
        limits, top = self._limits, movement.top_deg
        low_s, high_s = (
            movement.reached_s(share * top) for share in (limits.fallen_share, limits.raised_share)
        )
        if low_s is None or high_s is None:
            return False
        fastest_s = min(limits.fall_s, limits.fall_of_rise * (high_s - low_s))
        wanted_s = limits.finished_share * (self._hold_s or self._own_hold_s or math.inf)
        return down_s - up_s <= fastest_s and up_s - high_s < wanted_s

    # --- a stop half-way -------------------------------------------------------------------------

    def _freeze(self, movement: TracedMovement) -> PainSign | None:
        limits, points = self._limits, self._points(movement)
        stood = since(points, limits.freeze_s)
        still = sorted(stood)
        if movement.froze or movement.back or not still:
            return None
        spare = int(limits.freeze_spare_share * len(still))
        low, high = still[spare], still[-1 - spare]
        range_deg = self._frozen_range_deg(movement, low, high)
        if range_deg is None:
            return None
        if high - low > max(limits.freeze_deg, limits.freeze_share * range_deg):
            return None
        now_s = points[-1][0]
        start_s = next(t for t, travel in points[-len(stood) :] if low <= travel <= high)
        movement.froze = True
        return PainSign(
            sign=PainSignKind.FREEZE,
            time_s=now_s,
            start_s=start_s,
            side=movement.side,
            before_deg=range_deg,
            after_deg=points[-1][1],
            lasted_s=now_s - start_s,
        )

    def _frozen_range_deg(self, movement: TracedMovement, low: float, high: float) -> float | None:
        """Return the range in whose middle the body stands still between two levels, or None."""
        limits, held = self._limits, movement.held_deg
        usual = self._ranges.baseline_deg(movement.side) or 0.0
        if low >= limits.freeze_from_share * held and high <= limits.freeze_back_share * held:
            return held
        beyond = held > limits.freeze_to_share * usual
        if beyond or low < limits.freeze_from_share * usual:
            return None
        return usual if high <= limits.freeze_to_share * usual else None

    def _full_range_deg(self, movement: TracedMovement) -> float:
        """Return the full range to the exercise's goal, as the tracker computes it."""
        return max(self._goal_deg - movement.start_deg, LEAST_RANGE_DEG)
