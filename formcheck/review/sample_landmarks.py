"""The landmarks that come along with the sample clips, so that their verdicts are there at once."""

from pathlib import Path

from formcheck.errors import FormCheckError
from formcheck.kinematics.track import PoseTrack
from formcheck.pose_estimation.model_files.files import compute_sha256
from formcheck.pose_estimation.model_files.manifest import shipped_manifest

__all__ = ["find_sample_landmarks", "sample_landmarks_meta"]

_VARIANT = "full"


def find_sample_landmarks(clip: Path) -> Path | None:
    """Return the landmarks beside a sample clip, None if they are missing or not of this clip.

    They must state the SHA-256 of this clip and of the pose model that would be used now.
    """
    path = clip.with_suffix(".landmarks.npz")
    try:
        meta = PoseTrack.load(path).meta
    except FormCheckError:
        return None
    wanted = sample_landmarks_meta(clip)
    return path if wanted.items() <= dict(meta).items() else None


def sample_landmarks_meta(clip: Path) -> dict[str, str]:
    """Return what the landmarks of a sample clip must state: the clip's and the model's SHA-256.

    Raises `OSError` when the clip cannot be read, `SetupError` without a list of pose models.
    """
    model = shipped_manifest().variant(_VARIANT)
    # The bundle with the mask finds the same landmarks, so one hash stands for both.
    return {"clip_sha256": compute_sha256(clip), "model_sha256": model.assembled.sha256}
