"""A clip's landmarks as arrays, on disk one `.npz` without pickles.

A track is enough to judge a clip again; the video is not needed.
"""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import TrackError
from formcheck.input_path import open_input
from formcheck.kinematics.landmarks import MIRROR
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.kinematics.track_file import read_arrays
from formcheck.limits import TRACK_FRAMES

__all__ = ["MODEL_NAME", "PoseTrack"]

MODEL_NAME = "pose_landmarker"
"""The model name in a track's `meta` begins with this when a pose model found its landmarks."""

_SHAPES: Mapping[str, tuple[int, ...]] = {
    "time_s": (),
    "xy": (LANDMARKS, 2),
    "visibility": (LANDMARKS,),
    "world": (LANDMARKS, 3),
    "light": (),
    "repeated": (),
    "change_ahead": (),
}
_OPTIONAL = ("light", "repeated", "change_ahead")
_KINDS = {"repeated": "b"}
FloatArray = NDArray[np.floating]


@dataclass(frozen=True, kw_only=True, eq=False)
class PoseTrack:
    """The poses of a clip: `n` frames.

    `time_s (n,)` are seconds, strictly increasing; `xy (n, 33, 2)` pixels; `visibility (n, 33)`
    0..1; `world (n, 33, 3)` metres. `light (n,)` is the brightness of the frame, 0..1, and
    `repeated (n,)` says whether it shows nothing new; `change_ahead (n,)` is the changed share of
    the picture ahead of the head, as in `Pose`. Each is None where it was not measured. `size` is
    width and height in pixels. `meta` has the source, the model and the version. A landmark that is
    not known is NaN.

    Raises `TrackError` with what was expected and what was got.
    """

    time_s: FloatArray
    xy: FloatArray
    visibility: FloatArray
    world: FloatArray
    size: tuple[int, int]
    meta: Mapping[str, Any] = field(default_factory=dict)
    light: FloatArray | None = None
    repeated: NDArray[np.bool_] | None = None
    change_ahead: FloatArray | None = None

    def __post_init__(self) -> None:
        """Check everything once, so that all other code can rely on it."""
        n = len(self.time_s) if self.time_s.ndim else -1
        for name, tail in _SHAPES.items():
            array: NDArray[Any] | None = getattr(self, name)
            if array is None and name in _OPTIONAL:
                continue
            shape = () if array is None else array.shape
            if array is None or shape != (n, *tail):
                expected = ", ".join(["n", *map(str, tail)])
                raise TrackError(f"Expected {name} of shape ({expected}), got {shape}.")
            if array.dtype.kind != _KINDS.get(name, "f"):
                wanted = "yes or no" if name in _KINDS else "real numbers"
                raise TrackError(f"Expected {name} to hold {wanted}, got {array.dtype}.")
        if n == 0:
            raise TrackError("Expected at least one instant, got an empty track.")
        if not np.isfinite(self.time_s).all() or (np.diff(self.time_s) <= 0).any():
            raise TrackError("Expected times that are finite and strictly increasing.")
        if np.isinf(self.xy).any() or np.isinf(self.world).any():
            raise TrackError("Expected landmarks that are finite or NaN, got infinite ones.")
        seen = self.visibility[np.isfinite(self.visibility)]
        if seen.size and (seen.min() < 0 or seen.max() > 1):
            raise TrackError("Expected visibilities between 0 and 1.")
        if min(self.size) < 1:
            raise TrackError(f"Expected a picture of at least 1 x 1 pixels, got {self.size}.")

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.time_s)

    @property
    def duration_s(self) -> float:
        """Seconds from the first to the last frame."""
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def from_model(self) -> bool:
        """Whether a pose model found the landmarks; False for exact or synthetic ones."""
        return str(self.meta.get("model", "")).startswith(MODEL_NAME)

    def poses(self) -> Iterator[Pose]:
        """Yield the poses in order of time."""
        visibility = np.nan_to_num(self.visibility)
        for i, time_s in enumerate(self.time_s):
            yield Pose(
                time_s=float(time_s),
                xy=self.xy[i],
                visibility=visibility[i],
                world=self.world[i],
                size=self.size,
                from_model=self.from_model,
                brightness=math.nan if self.light is None else float(self.light[i]),
                repeated=self.repeated is not None and bool(self.repeated[i]),
                change_ahead=math.nan if self.change_ahead is None else float(self.change_ahead[i]),
            )

    @classmethod
    def from_poses(cls, poses: list[Pose], *, meta: Mapping[str, Any] | None = None) -> "PoseTrack":
        """Return the track of `poses`; those without `world` get NaN there."""
        if not poses:
            raise TrackError("Expected at least one pose, got none.")
        unknown = np.full((LANDMARKS, 3), np.nan)
        light = np.array([p.brightness for p in poses], dtype=np.float32)
        repeated = np.array([p.repeated for p in poses])
        change_ahead = np.array([p.change_ahead for p in poses], dtype=np.float32)
        return cls(
            time_s=np.array([p.time_s for p in poses]),
            xy=np.stack([p.xy for p in poses]).astype(np.float32),
            visibility=np.stack([p.visibility for p in poses]).astype(np.float32),
            world=np.stack([unknown if p.world is None else p.world for p in poses]).astype(
                np.float32
            ),
            light=light if np.isfinite(light).any() else None,
            repeated=repeated if repeated.any() else None,
            change_ahead=change_ahead if np.isfinite(change_ahead).any() else None,
            size=poses[0].size,
            meta=dict(meta or {}),
        )

    def starting_at_zero(self) -> "PoseTrack":
        """Return the track with its first frame at 0 s."""
        return self if self.time_s[0] == 0 else replace(self, time_s=self.time_s - self.time_s[0])

    def mirrored(self) -> "PoseTrack":
        """Return the track of the mirrored picture, with left and right swapped."""
        width = self.size[0]
        flip = np.array([-1.0, 1.0, 1.0], dtype=self.world.dtype)
        xy = self.xy[:, MIRROR].copy()
        xy[..., 0] = width - xy[..., 0]
        return replace(
            self,
            xy=xy,
            visibility=self.visibility[:, MIRROR],
            world=self.world[:, MIRROR] * flip,
        )

    def resampled(self, fps: float) -> "PoseTrack":
        """Return the track at `fps` frames a second, linearly interpolated; NaN stays NaN."""
        if len(self) == 1:
            return self
        steps = int(np.floor(self.duration_s * fps + 1e-9))
        time_s = self.time_s[0] + np.arange(steps + 1) / fps
        right = np.clip(np.searchsorted(self.time_s, time_s), 1, len(self) - 1)
        left = right - 1
        share = (time_s - self.time_s[left]) / (self.time_s[right] - self.time_s[left])

        def mix(array: FloatArray) -> FloatArray:
            weight = share.reshape(-1, *[1] * (array.ndim - 1)).astype(array.dtype)
            mixed: FloatArray = array[left] * (1 - weight) + array[right] * weight
            return mixed

        return replace(
            self,
            time_s=time_s,
            xy=mix(self.xy),
            visibility=mix(self.visibility),
            world=mix(self.world),
            light=None if self.light is None else mix(self.light),
            repeated=None if self.repeated is None else self.repeated[right],
            change_ahead=None if self.change_ahead is None else mix(self.change_ahead),
        )

    def save(self, file: Path | BinaryIO) -> None:
        """Write the `.npz`, compressed and without pickles."""
        extra: dict[str, NDArray[Any]] = {}
        if self.light is not None:
            extra["light"] = self.light.astype(np.float32)
        if self.repeated is not None:
            extra["repeated"] = self.repeated
        if self.change_ahead is not None:
            extra["change_ahead"] = self.change_ahead.astype(np.float32)
        np.savez_compressed(
            file,
            allow_pickle=False,
            time_s=self.time_s.astype(np.float64),
            xy=self.xy.astype(np.float32),
            visibility=self.visibility.astype(np.float32),
            world=self.world.astype(np.float32),
            **extra,
            size=np.array(self.size, dtype=np.int64),
            meta=np.array(json.dumps(dict(self.meta))),
        )

    @classmethod
    def load(cls, file: Path | BinaryIO, *, max_frames: int = TRACK_FRAMES) -> "PoseTrack":
        """Return the track in an `.npz`; nothing in it is ever unpickled.

        Raises `TrackError` when the file is no track, or has more than `max_frames`.
        """
        name = file.name if isinstance(file, Path) else "the file"
        opened = open_input(file, error=TrackError) if isinstance(file, Path) else nullcontext(file)
        with opened as stream:
            content = read_arrays(stream, name, rows=_SHAPES, max_frames=max_frames)
        needed = [key for key in (*_SHAPES, "size") if key not in _OPTIONAL]
        missing = [key for key in needed if key not in content.arrays]
        if missing:
            raise TrackError(
                f"Expected {name} to hold {', '.join([*needed, 'meta'])}; "
                f"{', '.join(missing)} is missing."
            )
        size = content.arrays["size"].ravel()
        if size.size != 2 or size.dtype.kind not in "iuf" or not np.isfinite(size).all():
            raise TrackError(f"Expected size = width, height in {name}.")
        return cls(
            **{key: content.arrays[key] for key in _SHAPES if key in content.arrays},
            size=(int(size[0]), int(size[1])),
            meta=_read_meta(content.meta),
        )


def _read_meta(text: str | None) -> Mapping[str, Any]:
    try:
        meta = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return meta if isinstance(meta, dict) else {}
