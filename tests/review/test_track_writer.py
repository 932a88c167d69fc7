from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import OutputError
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.review.track_writer import TrackWriter
from tests.video.scripted import standing


@given(seen=st.lists(st.booleans(), min_size=1, max_size=20))
@settings(max_examples=20)
def test_it_loads_as_the_same_track(seen, tmp_path_factory):
    path = tmp_path_factory.mktemp("track") / "clip.npz"
    poses = [
        replace(standing(i / 7, (640, 480)), change_ahead=i / 100)
        if there
        else Pose.empty(i / 7, (640, 480))
        for i, there in enumerate(seen)
    ]
    with TrackWriter(path, meta={"model": "full"}) as writer:
        for pose in poses:
            writer.add(pose)
    track, expected = PoseTrack.load(path), PoseTrack.from_poses(poses, meta={"model": "full"})
    for name in ("time_s", "xy", "visibility", "world"):
        assert np.array_equal(getattr(track, name), getattr(expected, name), equal_nan=True)
    assert (track.size, track.meta) == (expected.size, expected.meta)
    changes = [[pose.change_ahead for pose in one.poses()] for one in (track, expected)]
    assert np.array_equal(*changes, equal_nan=True)


def test_it_holds_what_no_longer_fits_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.review.track_writer._IN_MEMORY_BYTES", 1000)
    with TrackWriter(tmp_path / "clip.npz") as writer:
        for i in range(50):
            writer.add(standing(i / 10))
    assert len(PoseTrack.load(tmp_path / "clip.npz")) == 50


def test_an_exception_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError, match="stop"), TrackWriter(tmp_path / "clip.npz") as writer:
        stop_after_one(writer)
    assert list(tmp_path.iterdir()) == []


def stop_after_one(writer: TrackWriter) -> None:
    writer.add(standing(0.0))
    raise RuntimeError("stop")


def test_no_pose_at_all_is_no_track(tmp_path):
    with pytest.raises(OutputError, match="Expected landmarks"), TrackWriter(tmp_path / "clip.npz"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path):
    resource = pytest.importorskip("resource", reason="needs a system with file size limits")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    writer = TrackWriter(tmp_path / "clip.npz")
    writer.add(standing(0.0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            writer.__exit__(None, None, None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
