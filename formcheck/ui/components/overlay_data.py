"""What the browser needs to draw over a clip, as plain data. It is built once for each review."""

import math
from base64 import b64encode
from typing import Any

import numpy as np

from formcheck.drawing.arc import build_browser_arc
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import LANDMARKS
from formcheck.poses.exercise import Exercise
from formcheck.review.overlay_frames import OverlayFrames, OverlayStatus
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import json_number
from formcheck.texts.labels import VIDEO_PHASE_LABELS, readiness_warning

__all__ = ["build_overlay_data"]

_STEP_PX = 0.25
"""Landmarks go to the browser in quarters of a pixel, as whole numbers of 16 bits."""
_UNKNOWN = -32768
_NEAR = {Side.LEFT: "l", Side.RIGHT: "r", None: "-"}


def build_overlay_data(frames: OverlayFrames, exercise: Exercise) -> dict[str, Any]:
    """What the browser needs to draw `frames`; plain data, unknown numbers are null."""
    steps = np.round(frames.xy / _STEP_PX)
    known = np.isfinite(steps).all(axis=2, keepdims=True) & (np.abs(steps) < -_UNKNOWN).all(
        axis=2, keepdims=True
    )
    points = np.where(known, steps, _UNKNOWN).astype("<i2")
    measured = np.packbits(frames.measured.ravel(), bitorder="little")
    return {
        "size": list(frames.size),
        "landmarks": LANDMARKS,
        "step": _STEP_PX,
        "times": [round(time_s, 4) for time_s in frames.time_s.tolist()],
        "xy": b64encode(points.tobytes()).decode("ascii"),
        "measured": b64encode(measured.tobytes()).decode("ascii"),
        "near": "".join(_NEAR[side] for side in frames.near),
        "hold": [None if math.isnan(hold) else round(hold, 1) for hold in frames.hold_s.tolist()],
        "arcs": [
            build_browser_arc(
                arc.at, arc.allowed_deg, from_extension=arc.from_extension, turn=arc.turn
            )
            for arc in frames.arcs
        ],
        "values": [
            [[arc, json_number(value, 1)] for arc, value in values] for values in frames.values
        ],
        "status": [_status(status, exercise) for status in frames.status],
    }


def _status(status: OverlayStatus, exercise: Exercise) -> dict[str, Any]:
    asked = readiness_warning(status.readiness, exercise)
    kind, said = "", ""
    if asked:
        kind, said = "unseen", asked
    elif status.cue is not None:
        kind = "stop" if status.safety else "cue"
        said = f"{'■' if status.safety else '→'} {exercise.rule(status.cue).cue}"
    return {
        "start": round(status.start_s, 4),
        "count": review_texts.describe_count(status.counted),
        "phase": VIDEO_PHASE_LABELS[status.phase],
        "said": said,
        "kind": kind,
    }
