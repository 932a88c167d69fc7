"""The real pose model on real pictures; left out where the model has not been fetched."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.errors import FormCheckError, ModelCorruptError, ModelMissingError
from formcheck.kinematics.landmarks import Landmark
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.model_files.store import find_bundle
from formcheck.pose_estimation.native.stderr_filter import quiet_stderr
from formcheck.pose_estimation.native.system_libraries import check_system_libraries
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame


def some_frames(name: str, *, count: int, step: int = 1) -> list[Frame]:
    path = bundled_path("sample_videos") / f"{name}.mp4"
    if not path.is_file():
        pytest.skip(f"{path.name} has not been rendered")
    with open_clip(path) as clip:
        return [frame for frame in clip if frame.index % step == 0][:count]


@pytest.fixture
def bundle() -> Path:
    try:
        check_system_libraries()
        return find_bundle()
    except FormCheckError as error:
        pytest.skip(str(error))


@pytest.fixture
def estimator(bundle):
    with MediaPipeEstimator(bundle=bundle) as made:
        yield made


class TestEstimator:
    def test_it_finds_the_person_inside_the_picture(self, estimator):
        frames = some_frames("bridge", count=5)
        for frame in frames:
            pose = estimator.estimate(frame)
            assert pose.found
            assert pose.time_s == frame.time_s
            assert pose.size == frame.size
            hips = pose.xy[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]]
            assert ((hips > 0) & (hips < frame.size)).all()
            assert ((pose.visibility >= 0) & (pose.visibility <= 1)).all()
            assert pose.world is not None
            assert np.abs(pose.world[:, :3]).max() < 2.5  # metres from the hips

    def test_the_same_pictures_give_the_same_poses(self, bundle):
        frames, runs = some_frames("bridge", count=5), []
        for _ in range(2):
            with MediaPipeEstimator(bundle=bundle) as estimator:
                runs.append([estimator.estimate(frame).xy for frame in frames])
        assert np.array_equal(*runs)

    def test_rows_with_padding_are_seen_as_they_are(self, bundle):
        frame = some_frames("bridge", count=1)[0]
        height, width = frame.image.shape[:2]
        padded = np.zeros((height, width + 8, 3), dtype=np.uint8)
        padded[:, :width] = frame.image
        view = Frame(image=padded[:, :width], time_s=0.0, index=0)
        with MediaPipeEstimator(bundle=bundle) as one, MediaPipeEstimator(bundle=bundle) as other:
            assert np.array_equal(one.estimate(frame).xy, other.estimate(view).xy)

    def test_an_empty_room_gives_an_empty_pose(self, estimator):
        frame = Frame(image=np.full((120, 160, 3), 200, dtype=np.uint8), time_s=0.0, index=0)
        pose = estimator.estimate(frame)
        assert not pose.found
        assert np.isnan(pose.xy).all()
        assert (pose.visibility == 0).all()

    def test_pictures_within_one_millisecond_do_not_stop_it(self, estimator):
        frame = some_frames("bridge", count=1)[0]
        for i in range(4):
            close = Frame(image=frame.image, time_s=i * 1e-4, index=i)
            assert estimator.estimate(close).time_s == close.time_s

    def test_nothing_is_written_to_the_terminal(self, bundle, capfd):
        frames = some_frames("bridge", count=2)
        with MediaPipeEstimator(bundle=bundle) as estimator:
            for frame in frames:
                estimator.estimate(frame)
        assert capfd.readouterr() == ("", "")

    def test_a_closed_estimator_says_so(self, bundle):
        estimator = MediaPipeEstimator(bundle=bundle)
        estimator.close()
        estimator.close()
        frame = Frame(image=np.zeros((8, 8, 3), dtype=np.uint8), time_s=0.0, index=0)
        with pytest.raises(ValueError, match="closed"):
            estimator.estimate(frame)

    def test_a_model_that_is_not_there(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
        with pytest.raises(ModelMissingError, match="models fetch"):
            MediaPipeEstimator()

    def test_a_bundle_that_is_not_there(self, tmp_path):
        with pytest.raises(ModelMissingError, match=r"nothing\.task"):
            MediaPipeEstimator(bundle=tmp_path / "nothing.task")

    def test_a_model_in_a_folder_of_any_name_is_handed_over_as_bytes(
        self, bundle, tmp_path, monkeypatch
    ):
        # On Windows MediaPipe cannot open such a path, so it must not be given one.
        from mediapipe.tasks import python as tasks

        folder = tmp_path / "Zoë Müller 用户"
        folder.mkdir()
        (folder / bundle.name).symlink_to(bundle)
        given = []

        def options(**values):
            given.append(values)
            return plain(**values)

        plain = tasks.BaseOptions
        monkeypatch.setattr(tasks, "BaseOptions", options)
        monkeypatch.setenv("FORMCHECK_MODELS", str(folder))
        with MediaPipeEstimator() as one, SecondPersonDetector():
            assert one.estimate(some_frames("bridge", count=1)[0]).found
        assert [set(values) for values in given] == [{"model_asset_buffer"}] * 2

    @pytest.mark.usefixtures("bundle")
    def test_a_file_that_is_no_bundle(self, tmp_path):
        path = tmp_path / "broken.task"
        path.write_bytes(b"not a model")
        with pytest.raises(ModelCorruptError, match=r"broken\.task") as caught:
            MediaPipeEstimator(bundle=path)
        assert "\n" not in str(caught.value)


class TestPeopleCounter:
    def look(self, bundle: Path, images: list[np.ndarray]):
        with (
            MediaPipeEstimator(bundle=bundle) as one,
            SecondPersonDetector(bundle=bundle) as counter,
        ):
            for i, image in enumerate(images):
                frame = Frame(image=image, time_s=i * 4.0, index=i)
                counter.check(frame, one.estimate(frame))
            return counter.findings()

    def test_one_person_is_one(self, bundle):
        frames = some_frames("bridge", count=4, step=20)
        found = self.look(bundle, [frame.image for frame in frames])
        assert found.checks == 4
        assert found.checks_with_second == 0
        assert found.first_seen_s is None
        assert not found.crowded

    def test_two_people_are_two(self, bundle):
        frames = some_frames("bridge", count=4, step=20)
        twice = [np.vstack([f.image, cv2.flip(f.image, 1)]) for f in frames]
        found = self.look(bundle, twice)
        assert found.crowded
        assert found.first_seen_s is not None

    def test_it_looks_only_now_and_then(self, bundle):
        frames = some_frames("bridge", count=10)
        with (
            MediaPipeEstimator(bundle=bundle) as one,
            SecondPersonDetector(bundle=bundle) as counter,
        ):
            for frame in frames:
                counter.check(frame, one.estimate(frame))
            assert counter.findings().checks == 1


class TestQuietStderr:
    def test_known_log_lines_are_dropped_and_all_others_are_printed(self, capfd):
        with quiet_stderr():
            os.write(2, b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n")
            os.write(2, b"something that matters\n")
            sys.stderr.write("said in Python\n")
        lines = capfd.readouterr().err.splitlines()
        assert sorted(lines) == ["said in Python", "something that matters"]

    def test_what_was_written_before_an_exception_is_kept(self, capfd):
        with suppress(RuntimeError), quiet_stderr():
            os.write(2, b"the reason\n")
            raise RuntimeError("stop")
        assert capfd.readouterr().err == "the reason\n"
