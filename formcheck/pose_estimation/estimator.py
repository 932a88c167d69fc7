"""Finds the pose in a frame with MediaPipe; no other file imports MediaPipe."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import ModelCorruptError, ModelMissingError
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.pose_estimation.delegate import Delegate, find_usable_delegate, read_delegate
from formcheck.pose_estimation.model_files.store import prepare_bundle
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT
from formcheck.pose_estimation.native.memory import trim_heap
from formcheck.pose_estimation.native.stderr_filter import quiet_stderr
from formcheck.pose_estimation.native.system_libraries import check_system_libraries
from formcheck.pose_estimation.native.telemetry import block_telemetry
from formcheck.video.brightness import measure_brightness
from formcheck.video.change_ahead import ChangeAheadDetector
from formcheck.video.closable import Closable
from formcheck.video.frame import Frame
from formcheck.video.repeated_frames import RepeatedFrameDetector

if TYPE_CHECKING:
    from mediapipe import Image
    from mediapipe.tasks.python.vision import PoseLandmarker

__all__ = ["ImagePoseEstimator", "MediaPipeEstimator", "PoseEstimator"]


class PoseEstimator(Protocol):
    """Finds a person in frames; one per clip or camera, because it follows the person in time."""

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in `frame`, all NaN when nobody is seen; times must rise."""
        ...

    def close(self) -> None:
        """Free the model; safe to call again."""
        ...


class MediaPipeEstimator(Closable):
    """Google's Pose Landmarker; it follows one person through the frames of a clip or a camera.

    MediaPipe smooths the landmarks over time (One Euro filter), so every clip and every camera
    session needs its own estimator. The same frames and times always give the same poses.

    Raises:
        ModelMissingError, ModelCorruptError: the pose model is missing or not the known one.
        SystemLibraryError: a library of the operating system is missing.
    """

    def __init__(
        self,
        variant: str = DEFAULT_VARIANT,
        *,
        bundle: Path | None = None,
        delegate: Delegate | None = None,
        finds_repeats: bool = True,
    ) -> None:
        """Load the model `variant` (lite, full or heavy), or the file `bundle`.

        `delegate` runs it; None for what `FORMCHECK_DELEGATE` names. Where MediaPipe cannot use a
        graphics processor, the processor runs it.

        `finds_repeats` marks poses whose frame repeats an earlier one. It is False for a clip that
        is stopped on purpose, because its repeated frames mean nothing.
        """
        wanted = read_delegate() if delegate is None else delegate
        self._landmarker: PoseLandmarker | None = _load_landmarker(
            variant, bundle, delegate=find_usable_delegate(wanted), video=True
        )
        self._repeats = RepeatedFrameDetector() if finds_repeats else None
        self._change_ahead = ChangeAheadDetector()
        self._last_ms = -1
        self._seen = False

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in `frame` in pixels of its image; all NaN when nobody is seen.

        Landmarks outside the image are the model's guesses and stay as they are.
        """
        if self._landmarker is None:
            raise ValueError("This estimator has been closed; make a new one for each clip.")
        # MediaPipe uses whole milliseconds and fails when two are equal.
        self._last_ms = max(self._last_ms + 1, round(frame.time_s * 1000))
        image, brightness = _to_mediapipe(frame.image), frame.brightness
        if brightness is None:
            brightness = measure_brightness(frame.image)
        repeated = self._is_repeated(frame)
        if self._seen:
            result = self._landmarker.detect_for_video(image, self._last_ms)
        else:  # MediaPipe writes a message when it sees the first person
            with quiet_stderr():
                result = self._landmarker.detect_for_video(image, self._last_ms)
        if not result.pose_landmarks:
            return Pose.empty(frame.time_s, frame.size, brightness=brightness, repeated=repeated)
        self._seen = True
        points = _landmark_array(result.pose_landmarks[0])
        pose = Pose(
            time_s=frame.time_s,
            xy=points[:, :2] * np.array(frame.size, dtype=np.float64),
            visibility=np.clip(np.nan_to_num(points[:, 3]), 0.0, 1.0),
            world=_landmark_array(result.pose_world_landmarks[0])[:, :3],
            size=frame.size,
            from_model=True,
            brightness=brightness,
            repeated=repeated,
        )
        return replace(pose, change_ahead=self._change_ahead.update(frame.image, pose))

    def _is_repeated(self, frame: Frame) -> bool:
        """Return whether the frame repeats an earlier one; False where that means nothing."""
        if self._repeats is None:
            return False
        if frame.repeated is not None:
            return frame.repeated
        return self._repeats.update(frame.image, frame.time_s)

    def close(self) -> None:
        """Free the model; safe to call again."""
        landmarker, self._landmarker = self._landmarker, None
        if landmarker is not None:
            _free(landmarker)


class ImagePoseEstimator:
    """The same model on single, unrelated images.

    Raises what `MediaPipeEstimator` raises.
    """

    def __init__(
        self,
        variant: str = DEFAULT_VARIANT,
        *,
        bundle: Path | None = None,
        delegate: Delegate = Delegate.CPU,
        untried: bool = False,
    ) -> None:
        """Load the model `variant` (lite, full or heavy), or the file `bundle`.

        `delegate` runs it. With `untried`, nobody checks first whether that works here.
        """
        if not untried:
            delegate = find_usable_delegate(delegate)
        self._landmarker: PoseLandmarker | None = _load_landmarker(
            variant, bundle, delegate=delegate, video=False
        )

    def find(self, image: NDArray[np.uint8]) -> tuple[NDArray[np.float64], float] | None:
        """Return the landmarks of a person in an RGB image, None when nobody is seen.

        The landmarks are pixels of shape (33, 2); the number is their mean visibility, 0..1.
        """
        if self._landmarker is None:
            raise ValueError("This estimator has been closed; make a new one for each clip.")
        result = self._landmarker.detect(_to_mediapipe(image))
        if not result.pose_landmarks:
            return None
        points = _landmark_array(result.pose_landmarks[0])
        size = np.array(image.shape[1::-1], dtype=np.float64)
        return points[:, :2] * size, float(np.nanmean(points[:, 3]))

    def close(self) -> None:
        """Free the model; safe to call again."""
        landmarker, self._landmarker = self._landmarker, None
        if landmarker is not None:
            _free(landmarker)


def _load_landmarker(
    variant: str, bundle: Path | None, *, delegate: Delegate, video: bool
) -> "PoseLandmarker":
    """Return MediaPipe's landmarker, for a sequence of frames (`video`) or for single images.

    Raises:
        ModelMissingError, ModelCorruptError: the pose model is missing or not the known one.
        SystemLibraryError: a library of the operating system is missing.
    """
    path = prepare_bundle(variant) if bundle is None else bundle
    try:
        # Passed as bytes: on Windows, MediaPipe cannot open a path with letters outside ASCII.
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelMissingError(
            f"Expected a pose model at {path}, but it cannot be read ({reason}). Run "
            "`formcheck models fetch`, or give another file."
        ) from error
    check_system_libraries()
    block_telemetry()  # before MediaPipe is loaded, which would report its use to its maker
    with quiet_stderr():
        # MediaPipe takes a second to import, so it is imported only when it is needed.
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415

        chosen = {"delegate": BaseOptions.Delegate.GPU} if delegate is Delegate.GPU else {}
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=content, **chosen),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_poses=1,
        )
        try:
            return vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelCorruptError(
                f"MediaPipe cannot use the pose model {path}: {str(error).splitlines()[0]}. Run "
                "`formcheck models fetch` to download it again."
            ) from error


def _free(landmarker: "PoseLandmarker") -> None:
    """Free the model's memory and return it to the operating system."""
    try:
        landmarker.close()
    finally:
        trim_heap()


def _to_mediapipe(image: NDArray[np.uint8]) -> "Image":
    """Return an RGB image in MediaPipe's form.

    MediaPipe 1.2 ignores an array's strides. With padded rows it would see a sheared image and find
    nobody, so such an array is copied to a contiguous one.
    """
    from mediapipe import Image, ImageFormat  # noqa: PLC0415

    return Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(image))


def _landmark_array(landmarks: list[Any]) -> NDArray[np.float64]:
    """Return x, y, z and visibility of MediaPipe's landmarks, shape (33, 4); NaN if missing."""
    rows = [(mark.x, mark.y, mark.z, mark.visibility) for mark in landmarks]
    return np.array(rows, dtype=np.float64).reshape(LANDMARKS, 4)
