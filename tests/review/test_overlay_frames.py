"""What a page draws over a clip is what the judge saw, frame by frame."""

from base64 import b64decode

import numpy as np
import pytest

from formcheck.assessment.types import Phase
from formcheck.errors import TrackError
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import load_exercise
from formcheck.review.overlay_frames import OverlayRecorder
from formcheck.review.recorded_landmarks import RecordedLandmarks
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip, review_track
from formcheck.ui.components.overlay_data import build_overlay_data
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame
from tests.support.good_repetitions import GOOD_REPETITIONS
from tests.video.clips import colours_at_corners, write_clip
from tests.video.scripted import ScriptedEstimator, snapshot_of, standing

BRIDGE = load_exercise("bridge")


@pytest.fixture(scope="module")
def seen():
    """A good bridge: the judge's snapshots, and the frames recorded of them."""
    good_rep = GOOD_REPETITIONS["bridge"]
    track, snapshots = good_rep.film(good_rep.keys()), []
    review = review_track(track, BRIDGE, on_snapshot=snapshots.append, with_overlay=True)
    return snapshots, review.overlay


def test_every_frame_is_kept_as_it_was_judged(seen):
    snapshots, frames = seen
    assert len(frames) == len(snapshots)
    for at, snapshot in enumerate(snapshots):
        assert frames.time_s[at] == snapshot.time_s
        np.testing.assert_allclose(frames.xy[at], snapshot.pose.xy, rtol=1e-6)
        assert tuple(frames.measured[at]) == snapshot.measured
        assert frames.near[at] is snapshot.view.near_side
        assert np.isnan(frames.hold_s[at]) == (snapshot.hold_s is None)
        for (number, value), arc in zip(frames.values[at], snapshot.arcs, strict=True):
            kept = frames.arcs[number]
            assert (kept.at, kept.allowed_deg) == ((arc.a, arc.vertex, arc.b), arc.drawn_deg)
            assert value == pytest.approx(arc.value_deg, nan_ok=True)


def test_the_status_changes_with_the_judges(seen):
    snapshots, frames = seen
    phases = [status.phase for status in frames.status]
    assert {Phase.START, Phase.OUT, Phase.HOLD, Phase.BACK} <= set(phases)
    assert [status.counted for status in frames.status][-1] == snapshots[-1].counted == 1
    for snapshot in snapshots:
        now = [status for status in frames.status if status.start_s <= snapshot.time_s][-1]
        assert (now.phase, now.counted) == (snapshot.phase, snapshot.counted)
    assert len(frames.status) < len(snapshots) / 3


def test_without_being_asked_nothing_is_recorded():
    good_rep = GOOD_REPETITIONS["bridge"]
    assert review_track(good_rep.film(good_rep.keys()), BRIDGE).overlay is None


def test_the_browser_gets_landmarks_in_quarters_of_a_pixel_and_nothing_for_unknown_ones():
    recorder = OverlayRecorder()
    pose = standing(1.0)
    pose.xy[3] = np.nan
    pose.xy[4] = 1e7
    recorder.add(snapshot_of(pose))
    data = build_overlay_data(recorder.frames(), BRIDGE)
    points = np.frombuffer(b64decode(data["xy"]), dtype="<i2").reshape(-1, 2)
    assert points.shape == (33, 2)
    assert (points[3:5] == -32768).all()
    known = [i for i in range(33) if i not in (3, 4)]
    np.testing.assert_allclose(points[known] * data["step"], pose.xy[known], atol=0.126)
    bits = np.unpackbits(
        np.frombuffer(b64decode(data["measured"]), dtype=np.uint8), bitorder="little"
    )
    assert bits[:33].all()
    assert data["status"] == [
        {"start": 1.0, "count": "0 repetitions", "phase": "start", "said": "", "kind": ""}
    ]


def test_recorded_landmarks_are_given_again_at_their_times():
    poses = [standing(i / 10) for i in range(5)]
    recorded = RecordedLandmarks(PoseTrack.from_poses(poses))
    image = np.zeros((48, 64, 3), dtype=np.uint8)
    for i in (0, 1, 3, 4):
        pose = recorded.estimate(Frame(image=image, time_s=i / 10, index=i))
        np.testing.assert_allclose(pose.xy, poses[i].xy)
    with pytest.raises(TrackError, match="landmarks of this clip"):
        recorded.estimate(Frame(image=image, time_s=0.55, index=5))
    recorded.close()


class TestACopyForBrowsers:
    def reviewed(self, path, folder, **changes):
        request = ReviewRequest(
            path=path, exercise=BRIDGE, clip_out=folder / "copy.mp4", track_out=folder / "t.npz"
        )
        review_clip(request, estimator=ScriptedEstimator(), with_overlay=True, **changes)
        return request

    @pytest.mark.parametrize("kind", ["mp4", "mov", "webm"])
    def test_is_not_made_of_what_they_play(self, tmp_path, kind):
        request = self.reviewed(write_clip(tmp_path / f"clip.{kind}"), tmp_path)
        assert not request.clip_out.exists()
        assert request.shown_clip == request.path

    @pytest.mark.parametrize("kind", ["avi", "mkv", "gif", "3gp"])
    def test_has_every_frame_of_another_kind_at_its_time(self, tmp_path, kind):
        path = write_clip(tmp_path / f"clip.{kind}")
        request = self.reviewed(path, tmp_path)
        assert request.shown_clip == request.clip_out
        with open_clip(path) as original, open_clip(request.clip_out) as copy:
            assert copy.is_playable
            for frame, copied in zip(original, copy, strict=True):
                assert copied.time_s == pytest.approx(frame.time_s, abs=1e-3)
                # The copy is the clip itself, with nothing drawn on it.
                assert colours_at_corners(copied.image) == colours_at_corners(frame.image)

    def test_is_made_of_a_browsers_recording_that_states_no_length(self, tmp_path):
        recording = write_clip(tmp_path / "call.webm", options={"live": "1"})
        with open_clip(recording) as clip:
            assert clip.duration_s is None
            assert not clip.is_playable
        with open_clip(write_clip(tmp_path / "clip.webm")) as clip:
            assert clip.is_playable

    def test_is_made_of_a_turned_clip_and_of_slow_motion(self, tmp_path):
        plain = write_clip(tmp_path / "clip.mp4")
        tags = {"com.android.capture.fps": "96"}
        slow = write_clip(tmp_path / "slow.mp4", times_s=[i / 24 for i in range(40)], tags=tags)
        with open_clip(plain) as clip, open_clip(plain, rotate_deg=90) as turned:
            assert clip.is_playable
            assert not turned.is_playable
        with open_clip(slow) as clip:
            assert not clip.is_playable


def test_the_annotated_clip_is_made_from_the_landmarks_alone(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4")
    first = ReviewRequest(path=clip, exercise=BRIDGE, track_out=tmp_path / "t.npz")
    review_clip(first, estimator=ScriptedEstimator())
    again = ReviewRequest(
        path=clip, exercise=BRIDGE, landmarks=first.landmarks_file, video_out=tmp_path / "out.mp4"
    )
    assert again.needs_clip
    review_clip(again)  # without a pose model
    with open_clip(clip) as original, open_clip(again.video_out) as drawn:
        for frame, annotated in zip(original, drawn, strict=True):
            assert annotated.time_s == pytest.approx(frame.time_s, abs=1e-3)
            assert not np.array_equal(annotated.image, frame.image)
