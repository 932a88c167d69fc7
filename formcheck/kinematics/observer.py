"""Observing a person: which landmarks of a frame can be trusted, and the signals they give.

MediaPipe invents limbs that have left the picture and calls them visible, so a landmark must pass
three tests before it is used for an angle: it lies inside the picture, its visibility is high
enough, and its bone has about the same length as before. The measurements behind the limits are in
docs/measurements.md, Landmarks that are trusted.
"""

import math
from bisect import insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.kinematics.corrections.hip_correction import correct_hip
from formcheck.kinematics.corrections.leg_swap import LegSwapDetector, swap_legs
from formcheck.kinematics.corrections.merged_legs import MergedLegDetector
from formcheck.kinematics.geometry import NAN, distance
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.kinematics.signals import SIGNALS, facing_sign, side_signals

__all__ = ["JOINTS", "Observation", "Observer", "SideMeasurement"]

Point = Sequence[float]

JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
_INDEX = {side: tuple(int(side_landmark(side, joint)) for joint in JOINTS) for side in Side}
_HIPS = tuple([int(side_landmark(s, j)) for j in ("shoulder", "hip", "knee")] for s in Side)
_ALL = tuple(i for index in _INDEX.values() for i in index)
_BONES = (("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist"))
_LEG = ("knee", "ankle", "heel", "foot_index")
_NOWHERE: Point = (NAN, NAN)
_NEEDS = {name: frozenset(info.joints) for name, info in SIGNALS.items()}

BORDER_SHARE = 0.01
"""Margin of the picture's border that counts as outside, as a share of width and height."""
VISIBLE_PHASE = 0.25
"""Visibility needed to follow a movement."""
VISIBLE_SCORE = 0.3
"""Visibility needed to judge form."""
BONE_RANGE = (0.6, 1.6)
"""A bone this much shorter or longer than its running median is not measured."""
FRONT_CLEAR = 0.5
"""Least difference in depth between the shoulders, as a share of their distance, for which the
nearer one is known."""
FRONT_SMOOTH_S = 0.5
VIEW_SMOOTH_S = 1.0
SHOULDERS_PER_TRUNK = 1.2
"""Shoulder and hip widths together, in trunk lengths, seen end on. It turns their separation in the
picture into an angle; fitted on real clips (docs/measurements.md, Side view)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SideMeasurement:
    """One side of the body in one frame.

    `signals` holds every name of `formcheck.kinematics.signals.SIGNALS` (NaN = not measurable).
    `trackable` are the joints seen well enough to follow a movement, `scorable` those seen well
    enough to score.
    """

    signals: Mapping[str, float]
    trackable: frozenset[str]
    scorable: frozenset[str]

    def is_scorable(self, signal: str) -> bool:
        """Say whether every joint that `signal` needs may be scored."""
        return _NEEDS[signal] <= self.scorable


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """Everything measured in one frame.

    `near_side` is None while it is not clear. `yaw_deg` is how far from side-on the camera stands
    (0..90, NaN while unknown), smoothed over about a second. `xy (33, 2)` are the landmarks in
    pixels as they are judged: leg swaps undone, hips at their joints. `outside` are the joints
    beyond the picture's border. `measured` says for each of the 33 landmarks whether it may be used
    (always False for those that are no joints, such as the eyes). `legs_distinguishable` is False
    while MediaPipe takes one leg for the other again and again. `brightness` of the frame is 0..1,
    NaN where it is not known; so is `change_ahead`, the changed share of the picture ahead of the
    head.
    """

    time_s: float
    found: bool
    near_side: Side | None
    yaw_deg: float
    sides: Mapping[Side, SideMeasurement]
    xy: Sequence[Point]
    outside: frozenset[Landmark]
    measured: tuple[bool, ...]
    legs_distinguishable: bool = True
    brightness: float = NAN
    change_ahead: float = NAN


class ExponentialSmoother:
    """Exponential smoothing over irregular times; NaN is skipped."""

    def __init__(self, span_s: float) -> None:
        self._span_s = span_s
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.value = NAN
        self._time_s = NAN

    def update(self, time_s: float, value: float) -> float:
        """Return the smoothed value at `time_s`; NaN until the first number."""
        if math.isnan(value):
            return self.value
        if math.isnan(self.value):
            self.value = value
        else:
            share = 1 - math.exp(-(time_s - self._time_s) / self._span_s)
            self.value += share * (value - self.value)
        self._time_s = time_s
        return self.value


class RunningMedian:
    """The running median of a length over the last few seconds."""

    _EVERY_S = 0.2
    _KEEP = 25
    _ENOUGH = 5

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._recent: deque[float] = deque()
        self._sorted: list[float] = []
        self._last_s = -math.inf

    @property
    def median(self) -> float:
        """The median in pixels; NaN until a second of lengths has been seen."""
        if len(self._sorted) < self._ENOUGH:
            return NAN
        return self._sorted[len(self._sorted) // 2]

    def update(self, time_s: float, length: float) -> None:
        """Add `length`; NaN is skipped."""
        if math.isnan(length) or time_s - self._last_s < self._EVERY_S:
            return
        self._last_s = time_s
        self._recent.append(length)
        insort(self._sorted, length)
        if len(self._recent) > self._KEEP:
            self._sorted.remove(self._recent.popleft())


class Observer:
    """Turns poses into observations; it keeps what it needs from earlier frames."""

    def __init__(self, *, swap_accept_after_s: float = math.inf) -> None:
        """Begin; a leg swap is accepted after `swap_accept_after_s` (see `LegSwapDetector`)."""
        self._swap_accept_after_s = swap_accept_after_s
        self.reset()

    def reset(self) -> None:
        """Forget the person."""
        self._front = ExponentialSmoother(FRONT_SMOOTH_S)
        self._view = ExponentialSmoother(VIEW_SMOOTH_S)
        self._bones = {side: {bone: RunningMedian() for bone in _BONES} for side in Side}
        self._trunk = RunningMedian()
        self._legs = LegSwapDetector(accept_after_s=self._swap_accept_after_s)
        self._merged = MergedLegDetector()
        self._anchors: dict[Side, Point] = {}

    def update(self, pose: Pose) -> Observation:
        """Return the observation at `pose.time_s`, which must be later than the one before."""
        xy: list[list[float]] = pose.xy.tolist()
        visibility: list[float] = pose.visibility.tolist()
        usual_px = self._trunk.median
        if self._legs.is_swapped(pose.time_s, xy, trunk_px=usual_px):
            swap_legs(xy)
            swap_legs(visibility)
        width, height = pose.size
        mx, my = width * BORDER_SHARE, height * BORDER_SHARE
        right, bottom = width - mx, height - my
        inside = {i: mx <= xy[i][0] <= right and my <= xy[i][1] <= bottom for i in _ALL}
        near = self._near_side(pose)
        if pose.from_model:
            for s, h, k in _HIPS:
                xy[h] = list(correct_hip(xy[s], xy[h], xy[k], front=facing_sign(near)))
        trunk_px = self._trunk_px(pose.time_s, xy, inside, near)
        merged = self._merged.update(pose.time_s, xy, trunk_px=usual_px)
        usable = [False] * LANDMARKS
        sides: dict[Side, SideMeasurement] = {}
        for side, index in _INDEX.items():
            points = {
                joint: xy[i] if inside[i] and visibility[i] >= VISIBLE_PHASE else _NOWHERE
                for joint, i in zip(JOINTS, index, strict=True)
            }
            if side in merged:
                points |= dict.fromkeys(_LEG, _NOWHERE)
            self._check_bones(pose.time_s, side, points)
            hip = points["hip"]
            if side not in self._anchors and hip is not _NOWHERE:
                self._anchors[side] = hip
            measured, scorable = set(), set()
            for joint, i in zip(JOINTS, index, strict=True):
                if points[joint] is not _NOWHERE:
                    usable[i] = True
                    measured.add(joint)
                    if visibility[i] >= VISIBLE_SCORE:
                        scorable.add(joint)
            sides[side] = SideMeasurement(
                signals=side_signals(
                    points,
                    front=facing_sign(near),
                    trunk_px=trunk_px,
                    anchor=self._anchors.get(side, _NOWHERE),
                ),
                trackable=frozenset(measured),
                scorable=frozenset(scorable),
            )
        known = [i for i in _ALL if not (math.isnan(xy[i][0]) or math.isnan(xy[i][1]))]
        return Observation(
            time_s=pose.time_s,
            found=bool(known),
            near_side=near,
            yaw_deg=self._yaw_deg(pose.time_s, xy),
            sides=sides,
            xy=xy,
            outside=frozenset(Landmark(i) for i in known if not inside[i]),
            measured=tuple(usable),
            legs_distinguishable=self._legs.distinguishable,
            brightness=pose.brightness,
            change_ahead=pose.change_ahead,
        )

    def _near_side(self, pose: Pose) -> Side | None:
        if pose.world is not None:
            left, right = pose.world[[11, 12]].tolist()
            length = math.dist(left, right)
            depth = (left[2] - right[2]) / length if length > 0 else NAN
            self._front.update(pose.time_s, depth)
        front = self._front.value
        if math.isnan(front) or abs(front) < FRONT_CLEAR:
            return None
        return Side.LEFT if front < 0 else Side.RIGHT

    def _trunk_px(
        self, time_s: float, xy: list[list[float]], inside: Mapping[int, bool], near: Side | None
    ) -> float:
        side = near or Side.LEFT
        shoulder, hip = _INDEX[side][1], _INDEX[side][4]
        length = distance(xy[shoulder], xy[hip])
        if inside[shoulder] and inside[hip]:
            self._trunk.update(time_s, length)
        median = self._trunk.median
        return length if math.isnan(median) else median

    def _yaw_deg(self, time_s: float, xy: list[list[float]]) -> float:
        (ls, rs, lh, rh) = (xy[i] for i in (11, 12, 23, 24))
        trunk = math.hypot((ls[0] + rs[0] - lh[0] - rh[0]) / 2, (ls[1] + rs[1] - lh[1] - rh[1]) / 2)
        if math.isnan(trunk) or trunk == 0:
            return self._view.value
        ratio = (abs(ls[0] - rs[0]) + abs(lh[0] - rh[0])) / trunk / SHOULDERS_PER_TRUNK
        return self._view.update(time_s, math.degrees(math.atan(ratio)))

    def _check_bones(self, time_s: float, side: Side, points: dict[str, Point]) -> None:
        """Remove from `points` the far end of every bone whose length jumps."""
        for (start, end), usual in self._bones[side].items():
            length = distance(points[start], points[end])
            median = usual.median
            usual.update(time_s, length)
            if length < BONE_RANGE[0] * median or length > BONE_RANGE[1] * median:
                points[end] = _NOWHERE
