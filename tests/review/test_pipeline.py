import threading
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import CancelledError, NoPersonError, OutputError, VideoError
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import MODEL_NAME, PoseTrack
from formcheck.review.pipeline import run_clip
from formcheck.review.request import ClipRequest
from formcheck.video.decode import open_clip
from tests.video.clips import SIZE, write_clip
from tests.video.scripted import ScriptedEstimator, snapshot_of, standing

FRAMES = 40


class StopTestError(Exception):
    pass


@pytest.fixture
def clip(tmp_path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return write_clip(folder / "clip.mp4", times_s=[i / 10 for i in range(FRAMES)])


@pytest.fixture
def out(tmp_path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def no_thread_stays():
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


class TestWhole:
    def test_every_frame_is_judged_once_in_order(self, clip):
        estimator, seen = ScriptedEstimator(), []

        def judge(pose: Pose):
            seen.append(pose.time_s)
            return snapshot_of(pose)

        facts = run_clip(ClipRequest(path=clip), estimator=estimator, on_pose=judge)
        assert estimator.frames == list(range(FRAMES))
        assert seen == pytest.approx([i / 10 for i in range(FRAMES)], abs=1e-4)
        assert facts.frames == FRAMES
        assert facts.duration_s == pytest.approx(3.9, abs=1e-4)
        assert facts.size == SIZE
        assert facts.found_share == 1.0
        assert facts.warnings == ()
        assert facts.people is None

    @pytest.mark.parametrize(("every_frame", "step"), [(False, 2), (True, 1)])
    def test_of_a_fast_clip_thirty_frames_a_second_are_enough(self, tmp_path, every_frame, step):
        path = write_clip(tmp_path / "fast.mp4", times_s=[i / 60 for i in range(FRAMES)])
        estimator, told = ScriptedEstimator(), []
        facts = run_clip(
            ClipRequest(path=path, every_frame=every_frame, track_out=tmp_path / "fast.npz"),
            estimator=estimator,
            on_pose=snapshot_of,
            on_progress=told.append,
        )
        assert estimator.frames == list(range(0, FRAMES, step))
        assert facts.frames == FRAMES // step == len(PoseTrack.load(tmp_path / "fast.npz"))
        # Progress is that of the whole clip, so that it ends at its end.
        assert told[-1].frames_done == told[-1].frames_total == FRAMES

    def test_judging_happens_on_the_callers_thread(self, clip):
        threads = set()

        def judge(pose: Pose):
            threads.add(threading.current_thread())
            return snapshot_of(pose)

        run_clip(ClipRequest(path=clip), estimator=ScriptedEstimator(), on_pose=judge)
        assert threads == {threading.current_thread()}

    def test_the_video_has_every_frame_at_its_time(self, clip, out):
        target = out / "annotated.mp4"
        request = ClipRequest(path=clip, video_out=target)
        run_clip(request, estimator=ScriptedEstimator(), on_pose=snapshot_of)
        with open_clip(clip) as original, open_clip(target) as annotated:
            for plain, drawn in zip(original, annotated, strict=True):
                assert drawn.time_s == pytest.approx(plain.time_s, abs=1e-4)
                assert not np.array_equal(drawn.image, plain.image)
        assert [p.name for p in out.iterdir()] == ["annotated.mp4"]

    def test_the_track_holds_every_pose(self, clip, out):
        def see(frame):
            if frame.index % 5 == 0:
                return Pose.empty(frame.time_s, frame.size)
            return standing(frame.time_s, frame.size)

        poses = []

        def judge(pose: Pose):
            poses.append(pose)
            return snapshot_of(pose)

        facts = run_clip(
            ClipRequest(path=clip, variant="lite", track_out=out / "clip.npz"),
            estimator=ScriptedEstimator(see),
            on_pose=judge,
        )
        track, expected = PoseTrack.load(out / "clip.npz"), PoseTrack.from_poses(poses)
        for name in ("time_s", "xy", "visibility", "world"):
            assert np.array_equal(getattr(track, name), getattr(expected, name), equal_nan=True)
        assert track.size == SIZE
        assert track.meta == {"source": "clip.mp4", "model": f"{MODEL_NAME}_lite"}
        assert facts.found_share == pytest.approx(0.8)
        assert [p.name for p in out.iterdir()] == ["clip.npz"]

    def test_progress_rises_to_the_whole(self, clip):
        reports = []
        run_clip(
            ClipRequest(path=clip),
            estimator=ScriptedEstimator(),
            on_pose=snapshot_of,
            on_progress=reports.append,
        )
        done = [progress.frames_done for progress in reports]
        assert done == sorted(done)
        assert reports[-1].frames_done == reports[-1].frames_total == FRAMES
        assert reports[-1].seconds_left == 0
        assert reports[-1].fps > 0

    def test_what_is_wrong_with_the_clip_is_passed_on(self, tmp_path):
        path = write_clip(tmp_path / "cut.webm", times_s=[i / 10 for i in range(60)])
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 6 // 10])
        facts = run_clip(ClipRequest(path=path), estimator=ScriptedEstimator(), on_pose=snapshot_of)
        assert facts.truncated
        assert len(facts.warnings) == 1


class TestStopped:
    """If the work stops early, no output is left."""

    def run(self, clip: Path, out: Path, **changes):
        request = ClipRequest(
            path=clip, video_out=out / "annotated.mp4", track_out=out / "clip.npz"
        )
        values: dict = {"estimator": ScriptedEstimator(), "on_pose": snapshot_of}
        run_clip(request, **(values | changes))

    @pytest.mark.parametrize("at", [0, 1, FRAMES // 2, FRAMES - 1])
    def test_cancelled(self, at, clip, out):
        estimator = ScriptedEstimator()
        with pytest.raises(CancelledError):
            self.run(clip, out, estimator=estimator, cancelled=lambda: len(estimator.frames) == at)
        assert len(estimator.frames) == at
        assert list(out.iterdir()) == []

    @pytest.mark.parametrize("error", [StopTestError, KeyboardInterrupt])
    def test_an_exception_while_judging(self, error, clip, out):
        def judge(pose: Pose):
            if pose.time_s > 2:
                raise error
            return snapshot_of(pose)

        with pytest.raises(error):
            self.run(clip, out, on_pose=judge)
        assert list(out.iterdir()) == []

    def test_an_exception_while_estimating(self, clip, out):
        def see(frame):
            if frame.index == 7:
                raise StopTestError
            return standing(frame.time_s, frame.size)

        with pytest.raises(StopTestError):
            self.run(clip, out, estimator=ScriptedEstimator(see))
        assert list(out.iterdir()) == []

    def test_an_exception_while_drawing(self, clip, out):
        def judge(pose: Pose):
            return snapshot_of(pose, measured=())

        with pytest.raises(IndexError):
            self.run(clip, out, on_pose=judge)
        assert list(out.iterdir()) == []

    def test_an_exception_in_progress(self, clip, out):
        def stop(_progress):
            raise StopTestError

        with pytest.raises(StopTestError):
            self.run(clip, out, on_progress=stop)
        assert list(out.iterdir()) == []

    def test_one_frame(self, tmp_path, out):
        path = write_clip(tmp_path / "still.mp4", times_s=[0.0])
        with pytest.raises(VideoError, match="single frame"):
            self.run(path, out)
        assert list(out.iterdir()) == []

    def test_no_person(self, clip, out):
        nobody = ScriptedEstimator(lambda frame: Pose.empty(frame.time_s, frame.size))
        with pytest.raises(NoPersonError, match="Nobody"):
            self.run(clip, out, estimator=nobody)
        assert list(out.iterdir()) == []

    def test_former_results_survive(self, clip, out):
        (out / "annotated.mp4").write_bytes(b"former")
        (out / "clip.npz").write_bytes(b"former")
        with pytest.raises(CancelledError):
            self.run(clip, out, cancelled=lambda: True)
        assert {p.name: p.read_bytes() for p in out.iterdir()} == {
            "annotated.mp4": b"former",
            "clip.npz": b"former",
        }


class TestOutputs:
    """Outputs that cannot be written are refused before any picture is worked on."""

    @pytest.mark.parametrize("key", ["video_out", "track_out"])
    def test_a_folder_that_is_not_there(self, key, clip, out):
        estimator = ScriptedEstimator()
        target = out / "nowhere" / "file"
        with pytest.raises(OutputError, match="does not exist"):
            run_clip(
                ClipRequest(path=clip, **{key: target}), estimator=estimator, on_pose=snapshot_of
            )
        assert estimator.frames == []

    @pytest.mark.parametrize("key", ["video_out", "track_out"])
    def test_a_folder_in_place_of_a_file(self, key, clip, out):
        with pytest.raises(OutputError, match="is a folder"):
            run_clip(
                ClipRequest(path=clip, **{key: out}),
                estimator=ScriptedEstimator(),
                on_pose=snapshot_of,
            )

    def test_the_clip_itself(self, clip):
        content = clip.read_bytes()
        with pytest.raises(OutputError, match="the clip itself"):
            run_clip(
                ClipRequest(path=clip, video_out=clip),
                estimator=ScriptedEstimator(),
                on_pose=snapshot_of,
            )
        assert clip.read_bytes() == content

    def test_a_broken_clip_leaves_nothing(self, tmp_path, out):
        path = tmp_path / "notes.mp4"
        path.write_text("Not a clip.")
        with pytest.raises(VideoError):
            run_clip(
                ClipRequest(path=path, video_out=out / "annotated.mp4"),
                estimator=ScriptedEstimator(),
                on_pose=snapshot_of,
            )
        assert list(out.iterdir()) == []
