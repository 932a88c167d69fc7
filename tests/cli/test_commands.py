"""The command line as a user meets it, with the right input."""

import json
import subprocess
import sys
from pathlib import Path

import av
import jsonschema
import pytest

from formcheck.export.review import build_schema
from formcheck.kinematics.track import PoseTrack
from tests.support.command_line import BRIDGE, CLIP, ROOT, SAMPLES, assert_refused, run_process
from tests.support.command_line import run_command as run


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
        assert_refused(run("review", BRIDGE, "-e", "bridge", "--rotate", "90"), says="need a video")
        assert_refused(run("review", CLIP, "-e", "bridge", "--rotate", "45"), says="45")

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
        assert_refused(run("review", CLIP, "-e", "bridge"), says="models fetch")

    def test_a_refusal_ends_the_process_with_status_2(self):
        assert_refused(run_process("review", "nothing.mp4", "-e", "bridge"), says="nothing.mp4")

    def test_output_cut_short_by_the_reader_is_no_error(self):
        line = f"{sys.executable} -m formcheck exercises bridge | true; exit ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_a_full_disk_behind_the_output_is_one_sentence(self):
        line = f"{sys.executable} -m formcheck exercises > /dev/full"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (
            2,
            "The output cannot be written: No space left on device.\n",
        )

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_where_no_sentence_can_be_written_the_status_says_it(self):
        line = f"{sys.executable} -m formcheck exercises nothing 2> /dev/full"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
