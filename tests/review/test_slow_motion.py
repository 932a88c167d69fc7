"""A clip in slow motion, and its track, are judged in real time."""

from dataclasses import replace

import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip, review_track
from tests.video.clips import write_clip
from tests.video.scripted import ScriptedEstimator


def test_slow_motion_does_not_change_holds_and_tempo(tmp_path):
    truth = PoseTrack.load(bundled_path("sample_videos") / "bridge.truth.npz").starting_at_zero()
    poses = [pose for pose in truth.resampled(48).poses() if pose.time_s <= 11.6]
    clip = write_clip(
        tmp_path / "slow.mp4",
        times_s=[i / 12 for i in range(len(poses))],
        tags={"com.android.capture.fps": "48.000000"},
    )
    exercise = load_exercise("bridge")
    expected = review_track(PoseTrack.from_poses(poses, meta=truth.meta), exercise)
    review = review_clip(
        ReviewRequest(
            path=clip,
            exercise=exercise,
            track_out=tmp_path / "slow.npz",
            source="my slow clip.mp4",
        ),
        estimator=ScriptedEstimator(lambda f: replace(poses[f.index], time_s=f.time_s)),
    )
    again = review_track(PoseTrack.load(tmp_path / "slow.npz"), exercise)
    (true,) = expected.repetitions
    for each in (review, again):
        (rep,) = each.repetitions
        assert rep.hold_s == pytest.approx(true.hold_s, abs=0.3)
        assert rep.out_s == pytest.approx(true.out_s, abs=0.3)
        assert rep.back_s == pytest.approx(true.back_s, abs=0.3)
        assert each.duration_s == pytest.approx(expected.duration_s, abs=0.1)
        (note,) = each.warnings
        assert "slow motion: it was recorded at 48 frames" in note
    assert review.warnings[0].startswith("my slow clip.mp4 is slow motion")
