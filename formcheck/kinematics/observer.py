"""Observing a person: which landmarks of a frame can be trusted, and the signals they give.

MediaPipe invents limbs that have left the picture and calls them visible, so a landmark must pass
three tests before it is used for an angle: it lies inside the picture, its visibility is high
enough, and its bone has about the same length as before. The measurements behind the limits are in
docs/measurements.md, Landmarks that are trusted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.kinematics.corrections.hip_correction import correct_hip
from formcheck.kinematics.corrections.leg_swap import LegSwapDetector, swap_legs
from formcheck.kinematics.corrections.merged_legs import MergedLegDetector
from formcheck.kinematics.geometry import NAN, distance
from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.kinematics.signals import SIGNALS, facing_sign, side_signals
from formcheck.kinematics.trunk_change import RunningMedian, TrunkChange, TrunkChangeDetector

__all__ = ["JOINTS", "Observation", "Observer", "SideMeasurement"]

Point = Sequence[float]

JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
_INDEX = {side: {joint: int(side_landmark(side, joint)) for joint in JOINTS} for side in Side}
_HIPS = tuple(tuple(index[j] for j in ("shoulder", "hip", "knee")) for index in _INDEX.values())
_ALL = tuple(i for index in _INDEX.values() for i in index.values())
_SHOULDERS = slice(Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER + 1)
_BOTH_HIPS = slice(Landmark.LEFT_HIP, Landmark.RIGHT_HIP + 1)
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
VISIBLE_CLEAR = 0.46
"""Visibility from which a hand is surely where it is found. MediaPipe puts a hand that is hidden,
or stretched out of the picture, beside the other one (docs/measurements.md, Bird-dog)."""
BONE_RANGE = (0.6, 1.6)
"""A bone this much shorter or longer than its running median is not measured. Bones are compared in
lengths of the trunk, so that a zoom or a step towards the camera changes none."""
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
    enough to score. `is_hand_clear` says that the hand is surely where it was found.
    """

    signals: Mapping[str, float]
    trackable: frozenset[str]
    scorable: frozenset[str]
    is_hand_clear: bool

    def is_scorable(self, signal: str) -> bool:
        """Say whether every joint that `signal` needs may be scored."""
        return _NEEDS[signal] <= self.scorable


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """Everything measured in one frame.

    `near_side` is None while it is not clear. `yaw_deg` is how far from side-on the camera stands
    (0..90, NaN while unknown), smoothed over about a second. `xy (33, 2)` are the landmarks in
    pixels as they are judged: leg swaps undone, hips at their joints. `outside` are the joints
    beyond the picture's border, `doubtful` those that are seen but not believed, because a bone's
    length or a leg's place has jumped. `measured` says for each of the 33 landmarks whether it may
    be used (always False for those that are no joints, such as the eyes). `legs_distinguishable` is
    False while MediaPipe takes one leg for the other again and again; `legs_swapped` is True for a
    few seconds after it did so once. `brightness` of the frame is 0..1, NaN where it is not known;
    so is `change_ahead`, the changed share of the picture ahead of the head.
    """

    time_s: float
    found: bool
    near_side: Side | None
    yaw_deg: float
    sides: Mapping[Side, SideMeasurement]
    xy: Sequence[Point]
    outside: frozenset[Landmark]
    doubtful: frozenset[Landmark]
    measured: tuple[bool, ...]
    legs_distinguishable: bool = True
    legs_swapped: bool = False
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
        self._trunk = RunningMedian()
        self._change = TrunkChangeDetector()
        self._anchors: dict[Side, Point] = {}
        self._forget_limbs()

    def _forget_limbs(self) -> None:
        """Forget how long the bones look, and where the legs were."""
        self._bones = {side: [(*bone, RunningMedian()) for bone in _BONES] for side in Side}
        self._legs = LegSwapDetector(accept_after_s=self._swap_accept_after_s)
        self._merged = MergedLegDetector()

    def _forget_changed(self, time_s: float, xy: Sequence[Point]) -> None:
        """Forget what was learned of a trunk that has another size or posture now."""
        (ls, rs), (lh, rh) = xy[_SHOULDERS], xy[_BOTH_HIPS]
        shoulder = ((ls[0] + rs[0]) / 2, (ls[1] + rs[1]) / 2)
        hip = ((lh[0] + rh[0]) / 2, (lh[1] + rh[1]) / 2)
        match self._change.update(time_s, shoulder, hip):
            case TrunkChange.SIZE:
                self.reset()
            case TrunkChange.POSTURE:
                self._forget_limbs()

    def update(self, pose: Pose) -> Observation:
        """Return the observation at `pose.time_s`, which must be later than the one before."""
        xy: list[list[float]] = pose.xy.tolist()
        visibility: list[float] = pose.visibility.tolist()
        self._forget_changed(pose.time_s, xy)
        usual_px = self._trunk.median
        if self._legs.is_swapped(pose.time_s, xy, trunk_px=usual_px):
            swap_legs(xy)
            swap_legs(visibility)
        inside = _find_inside(xy, pose.size)
        near = self._near_side(pose)
        front = facing_sign(near)
        if pose.from_model:
            for s, h, k in _HIPS:
                xy[h] = list(correct_hip(xy[s], xy[h], xy[k], front=front))
        now_px = self._trunk_px(pose.time_s, xy, inside, near)
        trunk_px = now_px if math.isnan(self._trunk.median) else self._trunk.median
        merged = self._merged.update(pose.time_s, xy, trunk_px=usual_px)
        usable = [False] * LANDMARKS
        doubtful: list[int] = []
        sides: dict[Side, SideMeasurement] = {}
        for side, index in _INDEX.items():
            points = {
                joint: xy[i] if inside[i] and visibility[i] >= VISIBLE_PHASE else _NOWHERE
                for joint, i in index.items()
            }
            if side in merged:
                doubtful += [index[joint] for joint in _LEG if points[joint] is not _NOWHERE]
                points |= dict.fromkeys(_LEG, _NOWHERE)
            wrong = self._check_bones(pose.time_s, side, points, now_px=now_px)
            doubtful += [index[joint] for joint in wrong]
            hip = points["hip"]
            if side not in self._anchors and hip is not _NOWHERE:
                self._anchors[side] = hip
            measured = [joint for joint, point in points.items() if point is not _NOWHERE]
            for joint in measured:
                usable[index[joint]] = True
            sides[side] = SideMeasurement(
                signals=side_signals(
                    points,
                    front=front,
                    trunk_px=trunk_px,
                    anchor=self._anchors.get(side, _NOWHERE),
                ),
                trackable=frozenset(measured),
                scorable=frozenset([j for j in measured if visibility[index[j]] >= VISIBLE_SCORE]),
                is_hand_clear="wrist" in measured and visibility[index["wrist"]] >= VISIBLE_CLEAR,
            )
        # A landmark that is not known is NaN, which is not inside.
        beyond = [i for i in _ALL if not inside[i]]
        outside = [Landmark(i) for i in beyond if not math.isnan(xy[i][0] + xy[i][1])]
        return Observation(
            time_s=pose.time_s,
            found=bool(outside) or len(beyond) < len(_ALL),
            near_side=near,
            yaw_deg=self._yaw_deg(pose.time_s, xy),
            sides=sides,
            xy=xy,
            outside=frozenset(outside),
            doubtful=frozenset(map(Landmark, doubtful)),
            measured=tuple(usable),
            legs_distinguishable=self._legs.distinguishable,
            legs_swapped=self._legs.changing,
            brightness=pose.brightness,
            change_ahead=pose.change_ahead,
        )

    def _near_side(self, pose: Pose) -> Side | None:
        if pose.world is not None:
            left, right = pose.world[_SHOULDERS].tolist()
            length = math.dist(left, right)
            depth = (left[2] - right[2]) / length if length > 0 else NAN
            self._front.update(pose.time_s, depth)
        front = self._front.value
        if math.isnan(front) or abs(front) < FRONT_CLEAR:
            return None
        return Side.LEFT if front < 0 else Side.RIGHT

    def _trunk_px(
        self, time_s: float, xy: list[list[float]], inside: Sequence[bool], near: Side | None
    ) -> float:
        """Return the trunk's present length; its usual one is kept up where it can be seen."""
        index = _INDEX[near or Side.LEFT]
        shoulder, hip = index["shoulder"], index["hip"]
        length = distance(xy[shoulder], xy[hip])
        if inside[shoulder] and inside[hip]:
            self._trunk.update(time_s, length)
        return length

    def _yaw_deg(self, time_s: float, xy: list[list[float]]) -> float:
        (ls, rs, lh, rh) = (xy[i] for i in (11, 12, 23, 24))
        trunk = math.hypot((ls[0] + rs[0] - lh[0] - rh[0]) / 2, (ls[1] + rs[1] - lh[1] - rh[1]) / 2)
        if math.isnan(trunk) or trunk == 0:
            return self._view.value
        ratio = (abs(ls[0] - rs[0]) + abs(lh[0] - rh[0])) / trunk / SHOULDERS_PER_TRUNK
        return self._view.update(time_s, math.degrees(math.atan(ratio)))

    def _check_bones(
        self, time_s: float, side: Side, points: dict[str, Point], *, now_px: float
    ) -> list[str]:
        """Remove from `points` the far end of every bone whose length jumps; return those joints.

        Lengths are shares of the trunk's. Its present length `now_px` wavers, and its usual one
        lags behind a zoom; a length that fits either is no jump.
        """
        usual_px = self._trunk.median
        wrong = []
        for start, end, usual in self._bones[side]:
            length = distance(points[start], points[end])
            share = length / now_px if now_px > 0 else NAN
            median = usual.update(time_s, share)
            least, most = BONE_RANGE[0] * median, BONE_RANGE[1] * median
            if (share < least or share > most) and not least <= length / usual_px <= most:
                points[end] = _NOWHERE
                wrong.append(end)
        return wrong


def _find_inside(xy: Sequence[Point], size: tuple[int, int]) -> list[bool]:
    """Say for each landmark whether it lies inside the picture's border; False for NaN."""
    width, height = size
    mx, my = width * BORDER_SHARE, height * BORDER_SHARE
    right, bottom = width - mx, height - my
    return [mx <= x <= right and my <= y <= bottom for x, y in xy]
