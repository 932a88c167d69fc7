"""Writes the landmarks that come along with the sample clips.

    python -m tools.sample_landmarks

Run it after a sample clip or the pose model has changed. tests/review/test_sample_landmarks.py
compares what is there with an estimation of today.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from formcheck.kinematics.track import PoseTrack
from formcheck.review.clip_review import extract_track
from formcheck.review.request import ClipRequest
from formcheck.review.sample_landmarks import sample_landmarks_meta

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"


def main() -> None:
    """Write the landmarks of every sample, and print their sizes."""
    for clip in sorted(SAMPLES.glob("*.mp4")):
        with tempfile.TemporaryDirectory() as folder:
            found = Path(folder) / "track.npz"
            extract_track(ClipRequest(path=clip, track_out=found))
            track = PoseTrack.load(found)
        target = clip.with_suffix(".landmarks.npz")
        replace(track, meta={**track.meta, **sample_landmarks_meta(clip)}).save(target)
        print(f"{target.name}: {len(track)} frames, {target.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
