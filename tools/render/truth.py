"""Writes what is exactly true of a clip: joint positions per frame, repetitions and faults."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import tomlkit
from numpy.typing import NDArray

from tools.render.body import Posed
from tools.render.camera import View
from tools.render.choreography import Plan
from tools.render.recipe import Recipe

LANDMARK_COUNT = 33
PIXEL_STEP, METRE_STEP = 0.05, 0.001

# MediaPipe's landmark numbers.
HEAD = {"nose": 0, "left_eye": 2, "right_eye": 5, "left_ear": 7, "right_ear": 8}
FEET = {"left_heel": 29, "right_heel": 30, "left_foot_index": 31, "right_foot_index": 32}
PAIRS = {"shoulder": 11, "elbow": 13, "wrist": 15, "hip": 23, "knee": 25, "ankle": 27}


def landmarks(posed: Posed) -> NDArray[np.float64]:
    """Return world points (33, 3) at MediaPipe's indices; NaN where the body has no counterpart."""
    points = np.full((LANDMARK_COUNT, 3), np.nan)
    for name, index in {**HEAD, **FEET}.items():
        points[index] = posed.points[name]
    for name, index in PAIRS.items():
        points[index] = posed.joint(name, "left")
        points[index + 1] = posed.joint(name, "right")
    return points


def write_track(
    path: Path, recipe: Recipe, view: View, times_s: list[float], points: list[NDArray[np.float64]]
) -> None:
    """Write the joint positions per frame, in the layout of the project's pose tracks.

    `xy` (n, 33, 2) pixels in steps of 0.05; `world` (n, 33, 3) metres in steps of 0.001 with its
    origin between the hips, x right in the picture, y down, z away from the camera.
    """
    all_points = np.stack(points)
    middle = all_points[:, [23, 24]].mean(axis=1, keepdims=True)
    world = (all_points - middle) @ view.axes.T * (1, -1, 1)
    xy = view.project(all_points)
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
        meta=np.array(json.dumps(meta)),
    )


def write_labels(path: Path, recipe: Recipe, plan: Plan, view: View) -> None:
    """Write the clip's labels: what is shown, from where, repetitions, faults, the count."""
    labels = tomlkit.document()
    labels.update(
        {
            "file": f"{recipe.name}.mp4",
            "exercise": recipe.exercise,
            "about": recipe.about,
            "near_side": recipe.movement.near_side,
            "recipe": recipe.name,
            "seed": recipe.seed,
            "duration_s": round(plan.duration_s, 3),
            "counted": plan.counted,
            "camera": {
                "yaw_deg": recipe.camera.yaw_deg,
                "height_m": recipe.camera.height_m,
                "distance_m": view.distance_m,
                "hfov_deg": recipe.camera.hfov_deg,
            },
            "repetition": [_repetition(each, plan.duration_s) for each in plan.repetitions],
        }
    )
    if plan.faults:
        names = ("rule", "repetition", "start_s", "end_s", "size", "unit")
        labels["fault"] = [{name: getattr(fault, name) for name in names} for fault in plan.faults]
    path.write_text(tomlkit.dumps(labels), encoding="utf-8")


def _repetition(repetition: Any, duration_s: float) -> dict[str, object]:
    """Return a repetition's label; what lies after the clip's end is left out."""
    label: dict[str, object] = {"index": repetition.index, "side": repetition.side}
    for name in ("start_s", "top_s", "leave_s", "end_s"):
        moment = float(getattr(repetition, name))
        if moment <= duration_s:
            label[name] = moment
    still_s = min(repetition.leave_s, duration_s) - repetition.top_s
    label["still_s"] = round(max(0.0, float(still_s)), 3)
    label["complete"] = repetition.complete
    return label
