"""The landmarks that come along with the samples are those of these clips by this model."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.review.clip_review import extract_track
from formcheck.review.request import ClipRequest, ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.sample_landmarks import find_sample_landmarks

SAMPLES = sorted(bundled_path("sample_videos").glob("*.mp4"))
BRIDGE = next(path for path in SAMPLES if path.stem == "bridge")


@pytest.mark.parametrize("clip", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_has_its_landmarks(clip):
    path = find_sample_landmarks(clip)
    assert path is not None, "run `python -m tools.sample_landmarks`"
    assert np.isfinite(PoseTrack.load(path).xy).all(axis=(1, 2)).mean() > 0.9


def test_those_of_another_clip_or_model_are_not_used(tmp_path):
    clip, beside = tmp_path / "bridge.mp4", tmp_path / "bridge.landmarks.npz"
    shutil.copyfile(BRIDGE, clip)
    assert find_sample_landmarks(clip) is None
    shutil.copyfile(BRIDGE.with_suffix(".landmarks.npz"), beside)
    assert find_sample_landmarks(clip) == beside
    track = PoseTrack.load(beside)
    replace(track, meta={**track.meta, "model_sha256": "0" * 64}).save(beside)
    assert find_sample_landmarks(clip) is None
    track.save(beside)
    clip.write_bytes(clip.read_bytes() + b"\0")
    assert find_sample_landmarks(clip) is None
    beside.write_bytes(b"no landmarks")
    assert find_sample_landmarks(clip) is None


def test_a_review_by_them_needs_neither_the_model_nor_the_clip(monkeypatch):
    monkeypatch.setenv("FORMCHECK_MODELS", "/nowhere")
    review = review_clip(
        ReviewRequest(
            path=BRIDGE.with_name("moved.mp4"),
            source="bridge.mp4",
            exercise=load_exercise("bridge"),
            landmarks=find_sample_landmarks(BRIDGE),
        ),
        with_overlay=True,
    )
    assert review.counted == 3
    assert len(review.overlay) == review.frames


@pytest.mark.drift
@pytest.mark.parametrize("clip", SAMPLES, ids=lambda path: path.stem)
def test_they_are_what_the_model_finds_today(clip, tmp_path):
    extract_track(ClipRequest(path=clip, track_out=tmp_path / "today.npz"))
    today, kept = (
        PoseTrack.load(path)
        for path in (tmp_path / "today.npz", clip.with_suffix(".landmarks.npz"))
    )
    np.testing.assert_array_equal(today.time_s, kept.time_s)
    np.testing.assert_allclose(today.xy, kept.xy, atol=0.5)
