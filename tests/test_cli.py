"""The command line as a user meets it: right input, and every kind of wrong input."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import jsonschema
import numpy as np
import pytest

from formcheck.export.review import build_schema
from formcheck.kinematics.track import PoseTrack
from tests.support.command_line import run_command as run

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
BRIDGE = SAMPLES / "bridge.truth.npz"
CLIP = SAMPLES / "bridge.mp4"


def run_process(*words):
    """The program as the shell starts it."""
    return subprocess.run(
        [sys.executable, "-m", "formcheck", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )


def refused(done, *, says=""):
    """One clear sentence on standard error, status 2, no traceback, nothing on standard output."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    words = " ".join(done.stderr.split())
    assert 10 < len(words) < 600
    assert re.search(says, words), words


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


class TestReview:
    def test_a_table_is_shown_by_default(self):
        done = run_process("review", BRIDGE, "--exercise", "bridge")
        assert done.returncode == 0, done.stderr
        assert "3 repetitions counted" in done.stdout
        assert "Not a medical device" in done.stdout

    def test_json_to_the_screen_is_json_alone_and_follows_the_schema(self):
        done = run("review", BRIDGE, "--exercise", "bridge", "--json", "-")
        assert done.returncode == 0, done.stderr
        verdict = json.loads(done.stdout)
        jsonschema.validate(verdict, build_schema())
        assert verdict["counted"] == 3
        assert verdict["source"] == "bridge.truth.npz"

    def test_json_to_a_file(self, tmp_path):
        out = tmp_path / "verdict.json"
        done = run("review", BRIDGE, "-e", "bridge", "--json", out)
        assert done.returncode == 0, done.stderr
        assert json.loads(out.read_text())["counted"] == 3
        assert list(tmp_path.iterdir()) == [out]

    def test_one_side_only(self):
        done = run(
            "review", SAMPLES / "bird_dog.truth.npz", "-e", "bird_dog", "--side", "left",
            "--json", "-",
        )  # fmt: skip
        sides = [rep["side"] for rep in json.loads(done.stdout)["repetitions"]]
        assert sides == ["left", "left"]

    @pytest.mark.slow
    def test_a_clip_gives_verdict_track_and_video_at_once(self, one_bridge, tmp_path):
        track, video, verdict = (tmp_path / n for n in ("t.npz", "v.mp4", "v.json"))
        done = run(
            "review", one_bridge, "-e", "bridge",
            "--track", track, "--video", video, "--json", verdict,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        first = json.loads(verdict.read_text())
        assert first["counted"] == 1
        again = run("review", track, "-e", "bridge", "--json", "-")
        second = json.loads(again.stdout)
        assert [r["score"] for r in second["repetitions"]] == [
            r["score"] for r in first["repetitions"]
        ]
        with av.open(str(video)) as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name == "h264"
            assert stream.codec_context.pix_fmt == "yuv420p"
            assert sum(1 for _ in container.decode(video=0)) == first["frames"]
        assert sorted(p.name for p in tmp_path.iterdir()) == ["t.npz", "v.json", "v.mp4"]


class TestRotate:
    SIDEWAYS = ROOT.parent / "shared" / "bugs" / "sideways.mp4"

    def test_the_hint_names_the_option(self, tmp_path):
        upright = PoseTrack.load(BRIDGE).starting_at_zero()
        poses = [pose.turned(90) for pose in upright.resampled(10).poses()]
        PoseTrack.from_poses(poses, meta=upright.meta).save(tmp_path / "lying.npz")
        done = run("review", tmp_path / "lying.npz", "-e", "bridge")
        assert done.returncode == 0, done.stderr
        assert "No score" in done.stdout
        assert "seems to be turned on its side" in " ".join(done.stdout.split())
        assert "--rotate 270" in done.stdout
        assert "your back" not in done.stdout

    def test_landmarks_cannot_be_rotated_and_angles_are_right_ones(self):
        refused(run("review", BRIDGE, "-e", "bridge", "--rotate", "90"), says="need a video")
        refused(run("review", CLIP, "-e", "bridge", "--rotate", "45"), says="45")

    @pytest.mark.slow
    @pytest.mark.skipif(not SIDEWAYS.is_file(), reason="the reported clips are not here")
    def test_a_rotated_clip_is_judged_and_so_is_its_track(self, tmp_path):
        track = tmp_path / "t.npz"
        done = run("extract", self.SIDEWAYS, track, "--rotate", "270")
        assert done.returncode == 0, done.stderr
        assert PoseTrack.load(track).size == (640, 360)
        assert PoseTrack.load(track).meta["rotate_deg"] == 270
        verdict = json.loads(run("review", track, "-e", "bridge", "--json", "-").stdout)
        assert verdict["counted"] == 1
        assert verdict["score"] > 80
        assert verdict["warnings"] == []


class TestBadInput:
    """Each with a clear sentence, status 2, and no partial output left."""

    def refuse(self, tmp_path, clip, says):
        before = {p.name for p in tmp_path.iterdir()}
        outputs = ("--track", tmp_path / "out.npz", "--video", tmp_path / "out.mp4")
        outputs = () if clip.suffix == ".npz" else outputs
        done = run("review", clip, "-e", "bridge", *outputs, "--json", tmp_path / "out.json")
        refused(done, says=says)
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
        refused(run("review", BRIDGE, "-e", "squat"), says="squat.*bridge")

    def test_missing_option(self):
        assert run("review", BRIDGE).returncode == 2

    def test_output_folder_that_does_not_exist(self, tmp_path):
        done = run("review", BRIDGE, "-e", "bridge", "--json", tmp_path / "no" / "v.json")
        refused(done, says="does not exist")

    def test_output_that_is_a_folder(self, tmp_path):
        refused(run("review", BRIDGE, "-e", "bridge", "--json", tmp_path), says="folder")

    def test_output_over_the_clip_itself(self):
        refused(run("review", CLIP, "-e", "bridge", "--video", CLIP), says="the clip itself")

    def test_one_file_for_two_outputs(self, tmp_path):
        both = tmp_path / "x.mp4"
        done = run("review", CLIP, "-e", "bridge", "--video", both, "--json", both)
        refused(done, says="different files")

    def test_video_from_landmarks(self, tmp_path):
        done = run("review", BRIDGE, "-e", "bridge", "--video", tmp_path / "v.mp4")
        refused(done, says="need a video")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_unwritable_output(self):
        refused(run("review", BRIDGE, "-e", "bridge", "--json", "/proc/verdict.json"), says="/proc")

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
            # A suite started in the background would hand down a deaf ear for Ctrl-C.
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
        refused(done, says="(?i)space|write")
        assert [p.name for p in small_disk.iterdir()] == ["filler"]

    @pytest.mark.slow
    @pytest.mark.parametrize(("option", "name"), [("--video", "v.mp4"), ("--track", "t.npz")])
    def test_video_and_track(self, small_disk, two_seconds, option, name):
        done = run("review", two_seconds, "-e", "bridge", option, small_disk / name)
        refused(done, says="(?i)space|write|full")
        assert list(small_disk.iterdir()) == []


class TestOtherCommands:
    def test_exercises_are_listed(self):
        done = run("exercises")
        assert done.returncode == 0
        assert "hamstring_stretch_90_90" in done.stdout

    def test_one_exercise_shows_its_rules_and_sources(self):
        done = run("exercises", "bridge")
        assert "over_arched" in done.stdout
        assert "clinical" in done.stdout
        assert "validated" in done.stdout

    def test_models_are_listed(self):
        done = run("models", "list")
        assert done.returncode == 0
        assert "full" in done.stdout

    def test_schema_is_json_schema(self):
        printed = json.loads(run("schema").stdout)
        jsonschema.Draft202012Validator.check_schema(printed)

    def test_version(self):
        assert run("--version").stdout.startswith("formcheck ")

    def test_no_arguments_shows_help(self):
        assert "review" in run().stdout + run().stderr

    @pytest.mark.slow
    def test_extract_writes_a_track(self, two_seconds, tmp_path):
        out = tmp_path / "bridge.npz"
        done = run("extract", two_seconds, out)
        assert done.returncode == 0, done.stderr
        assert 46 <= len(PoseTrack.load(out)) <= 52  # 2 s at 24 a second

    def test_missing_model_is_one_sentence(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
        refused(run("review", CLIP, "-e", "bridge"), says="models fetch")

    def test_what_is_refused_ends_the_process_so(self):
        refused(run_process("review", "nothing.mp4", "-e", "bridge"), says="nothing.mp4")

    def test_output_cut_short_by_the_reader_is_no_error(self):
        line = f"{sys.executable} -m formcheck exercises bridge | head -1"
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
        assert "Traceback" not in done.stderr
