"""A stick figure made from chosen joint angles, so that the right verdict is known.

Figures are drawn in trunk lengths, y up, head (or face, when sitting) to the right, for whole
films at once: every angle is an array with one number per instant. `film` then puts them into a
picture as the pose model would: 33 landmarks in pixels, visibilities, and depths that say which
side is nearer. Side and direction depend on each other as for a real body: on the back with the
head to the right the left side is nearer, so with the right side near the figure is mirrored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.kinematics.landmarks import Landmark, Side, side_landmark
from formcheck.kinematics.track import PoseTrack

BONE = 0.85  # thigh and shank
ARM = 0.55  # upper and lower arm
NECK = 0.3
FOOT = 0.28
TRUNK_M = 0.5
SHOULDER_SHARE, HIP_SHARE = 0.58, 0.42  # of the two widths seen obliquely
JOINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
ON_THE_EAR = ("eye", "eye_inner", "eye_outer", "mouth")
ON_THE_WRIST = ("pinky", "index", "thumb")

Angles = Mapping[str, np.ndarray]
Points = dict[tuple[str, str], np.ndarray]


def ray(direction_deg: np.ndarray | float) -> np.ndarray:
    """Unit vectors (..., 2), anticlockwise from the right."""
    turn = np.radians(np.asarray(direction_deg, dtype=float))
    return np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def _leg(points: Points, role: str, hip: np.ndarray, thigh, shank, *, toes: int) -> None:
    knee = hip + BONE * ray(thigh)
    ankle = knee + BONE * ray(shank)
    heel = ankle + 0.06 * ray(shank)
    points |= {
        (role, "hip"): hip,
        (role, "knee"): knee,
        (role, "ankle"): ankle,
        (role, "heel"): heel,
        (role, "foot_index"): heel + FOOT * ray(shank + toes * 90),
    }


def _arm(points: Points, role: str, shoulder: np.ndarray, way, elbow) -> None:
    bend = (180 - elbow) / 2
    points[role, "shoulder"] = shoulder
    points[role, "elbow"] = shoulder + ARM * ray(way + bend)
    points[role, "wrist"] = points[role, "elbow"] + ARM * ray(way - bend)


def _head(points: Points, shoulder: np.ndarray, axis, neck, *, front: int) -> None:
    for role in ("work", "other"):
        points[role, "ear"] = shoulder + NECK * ray(axis + front * (180 - neck))


def bridge(a: Angles) -> Points:
    """Shoulders and feet on the floor; `hip`, `knee` set the rest. The anchor is the shoulder.

    `other_knee` lifts the other foot.
    """
    low, high = np.full_like(a["hip"], -30.0), np.full_like(a["hip"], 50.0)
    for _ in range(40):
        pitch = (low + high) / 2
        thigh = a["hip"] - pitch
        foot = np.sin(np.radians(pitch)) + BONE * (
            np.sin(np.radians(thigh)) + np.sin(np.radians(thigh + 180 - a["knee"]))
        )
        low, high = np.where(foot < 0, pitch, low), np.where(foot < 0, high, pitch)
    shoulder = np.zeros((len(pitch), 2))
    points: Points = {}
    _head(points, shoulder, -pitch, a["neck"], front=1)
    for role in ("work", "other"):
        gap = a["thigh_gap"] if role == "other" else 0.0
        bend = 180 - (a.get("other_knee", a["knee"]) if role == "other" else a["knee"])
        _leg(points, role, ray(180 - pitch), thigh + gap, thigh + bend + gap, toes=-1)
        heel = points[role, "heel"]
        heel[:, 1] += a["heel"] * BONE
        points[role, "foot_index"] = heel + np.stack([-FOOT + 0 * pitch, -a["heel"] * BONE], -1)
        _arm(points, role, shoulder, 182 + 0 * pitch, 176)
    return points


def bird_dog(a: Angles) -> Points:
    """`leg`, `arm`, `trunk` against the floor; `arm` is the opposite one. The anchor is the hip."""
    hip = np.stack([a["shift"], 0 * a["shift"]], axis=-1)
    shoulder = hip + ray(a["trunk"])
    points: Points = {}
    _head(points, shoulder, a["trunk"], a["neck"], front=-1)
    for role, leg, knee in (("work", "leg", "knee"), ("other", "other_leg", "other_knee")):
        way, bend = 180 - a[leg], (180 - a[knee]) / 2
        _leg(points, role, hip, way + bend, way - bend, toes=1)
    _arm(points, "work", shoulder, a["same_arm"], a["elbow"])
    _arm(points, "other", shoulder, a["arm"], a["elbow"])
    return points


def lying(a: Angles) -> Points:
    """On the back; `raise` lifts hip to ankle off the trunk's line. The anchor is the hip."""
    hip = np.stack([0 * a["lift"], a["lift"]], axis=-1)
    points: Points = {}
    _on_the_back(points, hip, a)
    for role, up, knee in (("work", "raise", "knee"), ("other", "other_raise", "other_knee")):
        way, bend = 180 - a[up], (180 - a[knee]) / 2
        _leg(points, role, hip, way - bend, way + bend, toes=-1)
    return points


def ninety(a: Angles) -> Points:
    """On the back, the thigh held at `hip` from the trunk, the knee opening."""
    hip = np.stack([0 * a["lift"], a["lift"]], axis=-1)
    points: Points = {}
    _on_the_back(points, hip, a)
    _leg(points, "work", hip, a["hip"], a["hip"] + 180 - a["knee"], toes=-1)
    way, bend = 180 - a["other_raise"], (180 - a["other_knee"]) / 2
    _leg(points, "other", hip, way - bend, way + bend, toes=-1)
    return points


def _on_the_back(points: Points, hip: np.ndarray, a: Angles) -> None:
    shoulder = hip + ray(0 * a["lift"])
    _head(points, shoulder, 0 * a["lift"], a["neck"], front=1)
    for role in ("work", "other"):
        _arm(points, role, shoulder, 178 + 0 * a["lift"], 170)


def seated(a: Angles) -> Points:
    """Sitting with both legs forward; `hip` is the angle between trunk and thigh."""
    hip = np.zeros((len(a["hip"]), 2))
    thigh = a["leg"] + (180 - a["knee"]) / 2
    axis = thigh + a["hip"]
    shoulder = hip + ray(axis)
    points: Points = {}
    _head(points, shoulder, axis, a["neck"], front=-1)
    for role in ("work", "other"):
        _leg(points, role, hip, thigh, thigh - (180 - a["knee"]), toes=1)
        _arm(points, role, shoulder, axis - 150, 170)
    return points


@dataclass(frozen=True, kw_only=True)
class Figure:
    """How to draw a figure, where its anchor is in the frame, and which side is then nearer."""

    draw: Callable[[Angles], Points]
    anchor: tuple[float, float]
    near: Side


@dataclass(frozen=True, kw_only=True)
class Camera:
    """The camera: `near` turns the figure round if it is not the side drawn nearer."""

    size: tuple[int, int] = (960, 540)
    trunk_px: float = 150.0
    near: Side = Side.LEFT
    yaw_deg: float = 4.0


@dataclass(frozen=True, kw_only=True)
class Key:
    """Reach `angles` within `seconds`, eased; `work` is the side that works, the near one if None.

    `even` moves at one speed instead.
    """

    seconds: float
    angles: Mapping[str, float]
    work: Side | None = None
    even: bool = False


def film(
    figure: Figure,
    start: Mapping[str, float],
    keys: Sequence[Key],
    *,
    fps: float = 30.0,
    camera: Camera | None = None,
) -> PoseTrack:
    """The landmarks of the figure that starts at `start` and goes from key to key."""
    camera = camera or Camera()
    time_s, angles, left_works = _play(start, keys, fps, camera.near)
    points = figure.draw(angles)
    flip = 1.0 if camera.near is figure.near else -1.0
    spread = 1.2 * np.tan(np.radians(camera.yaw_deg))
    body = np.zeros((len(time_s), 33, 3))
    for side in Side:
        depth = -1.0 if side is camera.near else 1.0
        mine = left_works if side is Side.LEFT else ~left_works
        for joint in JOINTS:
            at = np.where(mine[:, None], points["work", joint], points["other", joint])
            upper = joint in ("ear", "shoulder", "elbow", "wrist")
            width = spread * (SHOULDER_SHARE if upper else HIP_SHARE)
            place = body[:, side_landmark(side, joint)]
            place[:, :2] = at
            place[:, 0] += depth * width / 2
            place[:, 2] = depth * (0.36 if upper else 0.2)
        _fill(body, side)
    body[:, Landmark.NOSE] = (body[:, Landmark.LEFT_EAR] + body[:, Landmark.RIGHT_EAR]) / 2
    anchor_x = figure.anchor[0] if flip > 0 else 1 - figure.anchor[0]
    xy = body[..., :2] * [flip * camera.trunk_px, -camera.trunk_px]
    xy += [anchor_x * camera.size[0], figure.anchor[1] * camera.size[1]]
    return PoseTrack(
        time_s=time_s,
        xy=xy,
        visibility=np.ones((len(time_s), 33)),
        world=body * [flip * TRUNK_M, -TRUNK_M, TRUNK_M],
        size=camera.size,
        meta={"source": "stick figure"},
    )


def _play(
    start: Mapping[str, float], keys: Sequence[Key], fps: float, near: Side
) -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    ends_s = np.cumsum([key.seconds for key in keys])
    time_s = np.arange(int(ends_s[-1] * fps + 1e-6) + 1) / fps
    at = np.minimum(np.searchsorted(ends_s, time_s - 1e-9), len(keys) - 1)
    share = 1 - (ends_s[at] - time_s) / np.array([key.seconds for key in keys])[at]
    even = np.array([key.even for key in keys])[at]
    share = np.where(even, share, share**3 * (10 - 15 * share + 6 * share**2))
    unknown = {name for key in keys for name in key.angles} - set(start)
    if unknown:
        raise ValueError(f"expected angles of this figure, {', '.join(start)}; got {unknown}")
    poses = [dict(start)]
    for key in keys:
        poses.append({**poses[-1], **key.angles})
    levels = {name: np.array([pose[name] for pose in poses]) for name in start}
    angles = {name: v[at] * (1 - share) + v[at + 1] * share for name, v in levels.items()}
    left = np.array([(key.work or near) is Side.LEFT for key in keys])[at]
    return time_s, angles, left


def _fill(body: np.ndarray, side: Side) -> None:
    """Place roughly the landmarks that no rule uses."""
    for joint in ON_THE_EAR:
        name = f"MOUTH_{side.name}" if joint == "mouth" else f"{side.name}_{joint.upper()}"
        body[:, Landmark[name]] = body[:, side_landmark(side, "ear")]
    for joint in ON_THE_WRIST:
        body[:, side_landmark(side, joint)] = body[:, side_landmark(side, "wrist")]


BRIDGE = Figure(draw=bridge, anchor=(0.7, 0.8), near=Side.LEFT)
BIRD_DOG = Figure(draw=bird_dog, anchor=(0.45, 0.55), near=Side.RIGHT)
LYING = Figure(draw=lying, anchor=(0.5, 0.8), near=Side.LEFT)
NINETY = Figure(draw=ninety, anchor=(0.5, 0.8), near=Side.LEFT)
SEATED = Figure(draw=seated, anchor=(0.35, 0.75), near=Side.RIGHT)
