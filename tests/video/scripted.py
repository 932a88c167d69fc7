"""Scripted estimators and judges, and clips for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from formcheck.assessment.types import CameraView, Phase, ReadinessCheck, Snapshot
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.video.frame import Frame


def standing(time_s: float, size: tuple[int, int] = (64, 48)) -> Pose:
    """A pose somewhere inside the picture."""
    share = np.linspace(0.2, 0.8, LANDMARKS)
    return Pose(
        time_s=time_s,
        xy=np.column_stack([share * size[0], share[::-1] * size[1]]),
        visibility=np.full(LANDMARKS, 0.9),
        world=np.column_stack([share, share, share]),
        size=size,
    )


class ScriptedEstimator:
    """Sees what `see(frame)` says."""

    def __init__(self, see: Callable[[Frame], Pose] | None = None) -> None:
        self.see = see or (lambda frame: standing(frame.time_s, frame.size))
        self.frames: list[int] = []
        self.closed = False

    def estimate(self, frame: Frame) -> Pose:
        self.frames.append(frame.index)
        return self.see(frame)

    def close(self) -> None:
        self.closed = True


def snapshot_of(pose: Pose, **changes: object) -> Snapshot:
    """A snapshot without any judgement."""
    values: dict = {
        "time_s": pose.time_s,
        "pose": pose,
        "readiness": ReadinessCheck(),
        "view": CameraView(yaw_deg=3.0, facing="left", near_side=Side.LEFT, ok=True),
        "phase": Phase.START,
        "side": None,
        "counted": 0,
        "counted_by_side": {},
        "hold_s": None,
        "assessable": True,
        "ready": True,
        "measured": (True,) * LANDMARKS,
    }
    return Snapshot(**(values | changes))


def hidden_files(folder: Path) -> Sequence[Path]:
    """Unfinished files in the folder."""
    return [path for path in folder.iterdir() if path.name.startswith(".")]
