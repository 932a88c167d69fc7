"""Writes a clip's exact ground truth: joints and angles per frame, repetitions, faults.

Angles are those of the picture: of the joint centres' exact, unrounded pixels, x to the right and
y down, in degrees, once for each body side (S, H, K, A, E, W are that side's shoulder, hip, knee,
ankle, elbow, wrist):

- `SIDE_knee`: between the rays K-H and K-A, 0 to 180, 180 when straight;
- `SIDE_hip`: from the ray H-S to the ray H-K across the front of the body, 0 to 360. 180 is
  straight, an over-arched bridge is above 180, a lifted leg of a person on their back is below.
  The front lies to the left of the way from S to H in the picture when the right shoulder is nearer
  the camera, to the right of it when the left one is. NaN when both are equally near;
- `SIDE_elbow`: between the rays E-S and E-W, 0 to 180, 180 when straight;
- `SIDE_thigh`: how steeply the line from H to K rises, -90 (straight down) to 90 (straight up), 0
  level whether it points left or right;
- `SIDE_trunk`: the same of the line from H to S.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import tomlkit
from numpy.typing import NDArray

from tools.render.body import Posed
from tools.render.camera import View
from tools.render.clip_timeline import ClipTimeline, Repetition
from tools.render.hold_truth import find_hold
from tools.render.recipe import Recipe
from tools.render.second_person import SecondPerson

LANDMARK_COUNT = 33
PIXEL_STEP, METRE_STEP, ANGLE_STEP_DEG = 0.05, 0.001, 0.001

# MediaPipe's landmark numbers.
HEAD = {"nose": 0, "left_eye": 2, "right_eye": 5, "left_ear": 7, "right_ear": 8}
FEET = {"left_heel": 29, "right_heel": 30, "left_foot_index": 31, "right_foot_index": 32}
PAIRS = {"shoulder": 11, "elbow": 13, "wrist": 15, "hip": 23, "knee": 25, "ankle": 27}
ANGLES = ("knee", "hip", "elbow", "thigh", "trunk")

Pixels = NDArray[np.float64]


def landmarks(posed: Posed) -> NDArray[np.float64]:
    """Return world points (33, 3) at MediaPipe's indices; NaN where the body has no counterpart."""
    points = np.full((LANDMARK_COUNT, 3), np.nan)
    for name, index in {**HEAD, **FEET}.items():
        points[index] = posed.points[name]
    for name, index in PAIRS.items():
        points[index] = posed.joint(name, "left")
        points[index + 1] = posed.joint(name, "right")
    return points


def joint_angles(xy: Pixels, depth_m: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
    """Return this module's angles (n,) in degrees, in the order of their names, `left_knee` first.

    `xy` (n, 33, 2) are pixels, `depth_m` (n, 33) how far each landmark lies in front of the camera.
    """
    # +1 where the right shoulder is nearer the camera.
    nearer = np.sign(depth_m[:, PAIRS["shoulder"]] - depth_m[:, PAIRS["shoulder"] + 1])
    front = np.where(nearer == 0, np.nan, nearer)
    angles = {}
    for offset, side in enumerate(("left", "right")):
        at = {name: xy[:, index + offset] for name, index in PAIRS.items()}
        found = {
            "knee": np.abs(_turn_deg(at["hip"], at["knee"], at["ankle"])),
            "hip": front * _turn_deg(at["shoulder"], at["hip"], at["knee"]) % 360,
            "elbow": np.abs(_turn_deg(at["shoulder"], at["elbow"], at["wrist"])),
            "thigh": _rise_deg(at["hip"], at["knee"]),
            "trunk": _rise_deg(at["hip"], at["shoulder"]),
        }
        angles.update({f"{side}_{name}": found[name] for name in ANGLES})
    return angles


def _turn_deg(start: Pixels, vertex: Pixels, end: Pixels) -> NDArray[np.float64]:
    """Return the angle at `vertex` from ray to ray, clockwise in the frame, -180..180."""
    (ax, ay), (bx, by) = (start - vertex).T, (end - vertex).T
    return np.asarray(np.degrees(np.arctan2(ax * by - ay * bx, ax * bx + ay * by)))


def _rise_deg(start: Pixels, end: Pixels) -> NDArray[np.float64]:
    across, down = (end - start).T
    return np.asarray(np.degrees(np.arctan2(-down, np.abs(across))))


def write_track(
    path: Path, recipe: Recipe, view: View, times_s: list[float], points: list[NDArray[np.float64]]
) -> None:
    """Write the joint positions and angles per frame, in the layout of the project's pose tracks.

    `xy` (n, 33, 2) pixels in steps of 0.05; `world` (n, 33, 3) metres in steps of 0.001 with its
    origin between the hips, x right in the picture, y down, z away from the camera.
    Beyond that layout: `angle_names` (k,) and `angles_deg` (n, k) in steps of 0.001; `inside`
    (n, 33), whether the landmark lies inside the picture, False for those that are unknown.
    """
    all_points = np.stack(points)
    middle = all_points[:, [23, 24]].mean(axis=1, keepdims=True)
    world = (all_points - middle) @ view.axes.T * (1, -1, 1)
    xy = view.project(all_points)
    angles = joint_angles(xy, view.depth_m(all_points))
    inside = ((xy >= 0) & (xy < (view.width, view.height))).all(axis=-1)
    meta = {
        "schema": 1, "model": "truth", "frame_rate": recipe.camera.fps, "source": recipe.name,
    }  # fmt: skip
    np.savez_compressed(
        path,
        time_s=np.array(times_s, dtype=np.float64),
        xy=(np.round(xy / PIXEL_STEP) * PIXEL_STEP).astype(np.float32),
        visibility=np.isfinite(xy[..., 0]).astype(np.float32),
        world=(np.round(world / METRE_STEP) * METRE_STEP).astype(np.float32),
        size=np.array([view.width, view.height]),
        angle_names=np.array(list(angles)),
        angles_deg=np.round(np.stack(list(angles.values()), axis=1) / ANGLE_STEP_DEG)
        * ANGLE_STEP_DEG,
        inside=inside,
        meta=np.array(json.dumps(meta)),
    )


def write_labels(
    path: Path,
    recipe: Recipe,
    plan: ClipTimeline,
    view: View,
    other: Mapping[str, object] | None = None,
) -> None:
    """Write the clip's labels: who is shown, from where, repetitions, faults, the count.

    `other` is the label of a second person, from `other_label`.
    """
    labels = tomlkit.document()
    labels.update(
        {
            "file": f"{recipe.name}.mp4",
            "exercise": recipe.exercise,
            "about": recipe.about,
            "body": recipe.person.summary,
            "near_side": recipe.movement.near_side,
            "recipe": recipe.name,
            "seed": recipe.seed,
            "duration_s": round(plan.duration_s, 3),
            "counted": plan.counted,
            **(recipe.shows.model_dump(exclude_none=True) if recipe.shows else {}),
            **plan.around,
            "camera": {
                "yaw_deg": recipe.camera.yaw_deg,
                "pitch_deg": round(view.pitch_deg, 2),
                "height_m": recipe.camera.height_m,
                "distance_m": view.distance_m,
                "hfov_deg": recipe.camera.hfov_deg,
                "shift_x": recipe.camera.shift_x,
                "shift_y": recipe.camera.shift_y,
                "width": view.width,
                "height": view.height,
                "fps": recipe.camera.fps,
                "variable": recipe.camera.variable,
            },
            "finish": recipe.finish.model_dump(exclude_none=True),
            **({"scenario": dict(recipe.scenario)} if recipe.scenario else {}),
            "repetition": [
                _repetition(each, plan, recipe.movement.hold_band_deg) for each in plan.repetitions
            ],
        }
    )
    for key, name in (("fault", "rule"), ("sign", "sign")):
        names = (name, "repetition", "start_s", "end_s", "size", "unit")
        spans = [span for span in plan.faults if bool(span.sign) is (key == "sign")]
        if spans:
            labels[key] = [{name: getattr(span, name) for name in names} for span in spans]
    for fault in labels.get("fault", []):
        # How long the end position was kept, not how long the movement paused in it.
        if fault["rule"] == "hold_short" and recipe.movement.hold_band_deg is not None:
            fault["size"] = labels["repetition"][fault["repetition"] - 1]["hold_s"]
    if other:
        labels["other"] = [dict(other)]
    path.write_text(tomlkit.dumps(labels), encoding="utf-8")


def _repetition(
    repetition: Repetition, plan: ClipTimeline, band_deg: float | None
) -> dict[str, object]:
    """Return a repetition's label without times after the clip's end."""
    duration_s = plan.duration_s
    label: dict[str, object] = {"index": repetition.index, "side": repetition.side}
    for name in ("start_s", "top_s", "leave_s", "end_s"):
        moment = float(getattr(repetition, name))
        if moment <= duration_s:
            label[name] = moment
    still_s = min(repetition.leave_s, duration_s) - repetition.top_s
    label["still_s"] = round(max(0.0, float(still_s)), 3)
    if band_deg is not None:
        first_s, last_s = find_hold(plan, repetition, band_deg)
        label |= {"kept_from_s": first_s, "kept_until_s": last_s}
        label["hold_s"] = round(last_s - first_s, 3)
    label["complete"] = repetition.complete
    if repetition.rejected:
        label["rejected"] = repetition.rejected
    return label


def other_label(
    plan: ClipTimeline, view: View, second: SecondPerson, main: NDArray[np.float32], trunk: Pixels
) -> dict[str, object]:
    """Return the second person's label: from when to when, where, and how large they are.

    `main` is the main person's surface (n, 3), `trunk` the middles of their shoulders and hips
    (2, 3), both at the start. `height_px` and `main_height_px` are how much of the picture's height
    each takes up, `inside_share` how much of the second person's extent lies inside the picture,
    `size_ratio` the length of their trunk in the picture against the main person's.
    """
    other = second.other
    end_s = plan.duration_s if other.to_s is None else other.to_s
    height_px, inside = _extent(view, second.vertices(0))
    lengths = [
        float(np.linalg.norm(np.subtract(*view.project(each)))) for each in (second.trunk, trunk)
    ]
    return {
        "body": other.who.summary,
        "doing": other.doing,
        "start_s": other.from_s,
        "end_s": round(min(end_s, plan.duration_s), 3),
        "along_m": round(float(second.at[0] - (main[:, 0].min() + main[:, 0].max()) / 2), 3),
        "depth_m": round(float(second.at[1]), 3),
        "height_px": height_px,
        "main_height_px": _extent(view, main)[0],
        "inside_share": inside,
        "size_ratio": round(lengths[0] / lengths[1], 3),
    }


def _extent(view: View, surface: NDArray[np.float32]) -> tuple[int, float]:
    """Return the height of a surface's box within the frame and the box's share inside it."""
    pixels = view.project(surface)
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    within = np.clip(high, 0, (view.width, view.height)) - np.clip(
        low, 0, (view.width, view.height)
    )
    return round(float(within[1])), round(float(np.prod(within) / np.prod(high - low)), 3)
