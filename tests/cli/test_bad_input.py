"""The command line refuses every kind of wrong input in one sentence and leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.kinematics.track import PoseTrack
from tests.support.command_line import BRIDGE, CLIP, ROOT, SAMPLES, assert_refused
from tests.support.command_line import run_command as run


def write_video(path, *, frames=30, size=(64, 48), audio=False, codec="libx264"):
    with av.open(str(path), "w") as container:
        if audio:
            stream = container.add_stream("aac", rate=44100)
            silence = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono"
            )
            silence.sample_rate = 44100
            for _ in range(20):
                silence.pts = None
                container.mux(stream.encode(silence))
            container.mux(stream.encode(None))
            return path
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for i in range(frames):
            image = np.full((size[1], size[0], 3), i % 255, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    return path


class TestBadInput:
    """Every refusal has one clear sentence and status 2, and leaves no partial output."""

    def refuse(self, tmp_path, clip, says):
        before = {p.name for p in tmp_path.iterdir()}
        outputs = ("--track", tmp_path / "out.npz", "--video", tmp_path / "out.mp4")
        outputs = () if clip.suffix == ".npz" else outputs
        done = run("review", clip, "-e", "bridge", *outputs, "--json", tmp_path / "out.json")
        assert_refused(done, says=says)
        assert {p.name for p in tmp_path.iterdir()} == before

    def test_no_such_file(self, tmp_path):
        self.refuse(tmp_path, tmp_path / "nothing.mp4", "nothing.mp4")

    def test_a_folder(self, tmp_path):
        folder = tmp_path / "folder.mp4"
        folder.mkdir()
        self.refuse(tmp_path, folder, "folder")

    def test_empty_file(self, tmp_path):
        clip = tmp_path / "empty.mp4"
        clip.write_bytes(b"")
        self.refuse(tmp_path, clip, "empty")

    def test_text_named_mp4(self, tmp_path):
        clip = tmp_path / "text.mp4"
        clip.write_text("once upon a time there was no video\n" * 50)
        self.refuse(tmp_path, clip, "text.mp4")

    def test_mp4_without_its_index(self, tmp_path):
        whole = write_video(tmp_path / "whole.mp4", frames=120)
        clip = tmp_path / "cut.mp4"
        clip.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        whole.unlink()
        self.refuse(tmp_path, clip, "cut.mp4")

    def test_audio_only(self, tmp_path):
        self.refuse(tmp_path, write_video(tmp_path / "sound.mp4", audio=True), "(?i)video|picture")

    def test_one_frame(self, tmp_path):
        self.refuse(tmp_path, write_video(tmp_path / "one.mp4", frames=1), "single|one picture")

    def test_8k_frame(self, tmp_path):
        clip = write_video(tmp_path / "huge.mp4", frames=2, size=(7680, 4320))
        self.refuse(tmp_path, clip, "7680")

    def test_no_person(self, tmp_path):
        self.refuse(tmp_path, write_video(tmp_path / "nobody.mp4", size=(320, 240)), "Nobody")

    @pytest.mark.slow
    def test_two_people(self, tmp_path):
        clip = tmp_path / "two.mp4"
        pair = [SAMPLES / "bridge.mp4", SAMPLES / "hamstring_stretch_90_90.mp4"]
        with av.open(str(clip), "w") as out:
            stream = out.add_stream("libx264", rate=10)
            stream.pix_fmt = "yuv420p"
            with av.open(str(pair[0])) as left, av.open(str(pair[1])) as right:
                frames = zip(left.decode(video=0), right.decode(video=0), strict=False)
                for i, (a, b) in enumerate(frames):
                    if i % 3 or i > 360:
                        continue
                    image = np.vstack([f.to_ndarray(format="rgb24")[::2, ::2] for f in (a, b)])
                    image = np.ascontiguousarray(image[: image.shape[0] // 2 * 2])
                    if i == 0:
                        stream.width, stream.height = image.shape[1], image.shape[0]
                    out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
            out.mux(stream.encode(None))
        self.refuse(tmp_path, clip, "Two people")

    @pytest.mark.parametrize(
        ("name", "spoil"),
        [
            ("nan times", lambda t: {**t, "time_s": np.full_like(t["time_s"], np.nan)}),
            ("wrong shape", lambda t: {**t, "xy": t["xy"][:, :5]}),
            ("infinite", lambda t: {**t, "xy": np.full_like(t["xy"], np.inf)}),
            ("backwards", lambda t: {**t, "time_s": t["time_s"][::-1].copy()}),
            ("missing", lambda t: {k: v for k, v in t.items() if k != "world"}),
            ("zero size", lambda t: {**t, "size": np.array([0, 0])}),
            ("text", lambda t: {**t, "xy": np.array(["a", "b"])}),
            ("nobody", lambda t: {**t, "xy": np.full_like(t["xy"], np.nan)}),
        ],
    )
    def test_spoilt_track(self, tmp_path, name, spoil):
        track = PoseTrack.load(BRIDGE)
        arrays = {
            key: np.asarray(getattr(track, key)) for key in ("time_s", "xy", "visibility", "world")
        }
        path = tmp_path / "spoilt.npz"
        np.savez(path, **spoil({**arrays, "size": np.array(track.size)}))
        self.refuse(tmp_path, path, "Expected|Nobody")

    def test_pickled_track_is_not_opened(self, tmp_path):
        class Bomb:
            def __reduce__(self):
                return (os.system, (f"touch {tmp_path / 'exploded'}",))

        path = tmp_path / "bomb.npz"
        np.savez(path, time_s=np.array([Bomb()], dtype=object))
        self.refuse(tmp_path, path, "no pickles|missing")
        assert not (tmp_path / "exploded").exists()

    def test_random_bytes_as_track(self, tmp_path):
        path = tmp_path / "noise.npz"
        path.write_bytes(os.urandom(2000))
        self.refuse(tmp_path, path, "track")

    def test_unknown_exercise(self):
        assert_refused(run("review", BRIDGE, "-e", "squat"), says="squat.*bridge")

    def test_missing_option(self):
        assert run("review", BRIDGE).returncode == 2

    def test_output_folder_that_does_not_exist(self, tmp_path):
        done = run("review", BRIDGE, "-e", "bridge", "--json", tmp_path / "no" / "v.json")
        assert_refused(done, says="does not exist")

    def test_output_that_is_a_folder(self, tmp_path):
        assert_refused(run("review", BRIDGE, "-e", "bridge", "--json", tmp_path), says="folder")

    def test_output_over_the_clip_itself(self):
        assert_refused(run("review", CLIP, "-e", "bridge", "--video", CLIP), says="the clip itself")

    def test_one_file_for_two_outputs(self, tmp_path):
        both = tmp_path / "x.mp4"
        done = run("review", CLIP, "-e", "bridge", "--video", both, "--json", both)
        assert_refused(done, says="different files")

    def test_video_from_landmarks(self, tmp_path):
        done = run("review", BRIDGE, "-e", "bridge", "--video", tmp_path / "v.mp4")
        assert_refused(done, says="need a video")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_unwritable_output(self):
        assert_refused(
            run("review", BRIDGE, "-e", "bridge", "--json", "/proc/verdict.json"), says="/proc"
        )

    @pytest.mark.slow
    def test_ctrl_c_half_way_leaves_nothing(self, tmp_path):
        words = ["review", str(CLIP), "-e", "bridge", "--json", str(tmp_path / "v.json")]
        words += ["--video", str(tmp_path / "v.mp4"), "--track", str(tmp_path / "t.npz")]
        process = subprocess.Popen(
            [sys.executable, "-m", "formcheck", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            # A test run in the background ignores Ctrl-C, and its children would ignore it too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )
        # Half-way: the annotated video has begun to be written under its temporary name.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any(
            p.stat().st_size for p in tmp_path.iterdir() if ".part" in p.name
        ):
            time.sleep(0.05)
        assert any(tmp_path.iterdir())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 2
        assert out == ""
        assert "Stopped" in err
        assert "Traceback" not in err
        assert list(tmp_path.iterdir()) == []


class TestFullDisk:
    @pytest.fixture
    def small_disk(self, tmp_path):
        """A file system of a few kB; needs the right to mount one."""
        mount = tmp_path / "disk"
        mount.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(mount)],
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            pytest.skip("a small file system cannot be mounted here")
        yield mount
        subprocess.run(["umount", str(mount)], check=True)

    def test_verdict(self, small_disk):
        (small_disk / "filler").write_bytes(b"x" * 8 * 1024)
        done = run("review", BRIDGE, "-e", "bridge", "--json", small_disk / "v.json")
        assert_refused(done, says="(?i)space|write")
        assert [p.name for p in small_disk.iterdir()] == ["filler"]

    @pytest.mark.slow
    @pytest.mark.parametrize(("option", "name"), [("--video", "v.mp4"), ("--track", "t.npz")])
    def test_video_and_track(self, small_disk, two_seconds, option, name):
        done = run("review", two_seconds, "-e", "bridge", option, small_disk / name)
        assert_refused(done, says="(?i)space|write|full")
        assert list(small_disk.iterdir()) == []
