"""A few seconds of film for each exercise: the real pose model finds the saved landmarks.

MediaPipe tracks from the first frame on, so the beginning of a film gives the beginning
of its landmarks. `test_validation` judges the saved landmarks; `test_held_films` reads
whole films.
"""

from pathlib import Path

import numpy as np
import pytest

from formcheck.evaluation.compact import CHANGE_STEP, SHARE_STEP, compact_track
from formcheck.kinematics.track import PoseTrack
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.video.decode import open_clip

HELD = Path(__file__).resolve().parents[1] / "sample_videos" / "held"
SECONDS = 4.0
"""The wait and the way up: each film moves within its first second."""

PIXELS, SHARE, CHANGE = 1.0, 2 * SHARE_STEP, 4 * CHANGE_STEP
"""Processors round differently: that moves the landmarks of a film by up to half a pixel."""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["bridge", "dog", "straight", "ninety", "seated"])
def test_the_beginning_of_a_film_gives_its_saved_landmarks(name):
    film = HELD / f"held_{name}_good_1.mp4"
    poses = []
    with open_clip(film) as clip, MediaPipeEstimator() as estimator:
        for frame in clip:
            if frame.time_s > SECONDS:
                break
            poses.append(estimator.estimate(frame))
    seen = compact_track(PoseTrack.from_poses(poses))
    kept = PoseTrack.load(film.with_suffix(".seen.npz"))
    count = len(seen)
    assert count > 40
    assert seen.time_s == pytest.approx(kept.time_s[:count], abs=1e-3)
    moved = np.ptp(kept.xy[:count], axis=0)
    assert np.nanmax(moved) > 10  # the film shows a movement, not only the waiting
    np.testing.assert_allclose(seen.xy, kept.xy[:count], atol=PIXELS)
    np.testing.assert_allclose(seen.visibility, kept.visibility[:count], atol=SHARE)
    if kept.change_ahead is None:
        assert seen.change_ahead is None  # nobody is on hands and knees
    else:
        np.testing.assert_allclose(seen.change_ahead, kept.change_ahead[:count], atol=CHANGE)
