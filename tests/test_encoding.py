"""Files in any Unicode encoding, undecodable names, and screens that lack characters."""

import codecs
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from operator import itemgetter
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from formcheck.cli.main import main
from formcheck.encoding import printable, read_text
from formcheck.errors import InputError
from formcheck.evaluation.labels import read_labels
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.export.csv_file import Column, build_csv_file
from formcheck.export.review import to_csv
from formcheck.history import Setting, Store
from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path
from formcheck.poses import loader
from formcheck.poses.loader import load_exercise, parse_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip, review_track
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.components.error_details import format_details
from formcheck.ui.pages.review import review_service
from tests.render.conftest import SHORT
from tests.video.clips import write_clip
from tests.video.scripted import ScriptedEstimator
from tools.render.recipe import read_recipe

SAMPLES = bundled_path("sample_videos")
HELD = SAMPLES / "held" / "held_bridge_hold_short"
BRIDGE = SAMPLES / "bridge.truth.npz"
NO_TEXT = os.fsdecode(b"\xfcbung")
"""A name in Latin-1, as on an old memory stick; it is no valid UTF-8."""
SHOWN = r"\xfcbung"
MARKED = {
    "UTF-8": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16, little end first": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-32": lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"),
}


@pytest.fixture(params=MARKED.values(), ids=MARKED.keys())
def save(request, tmp_path):
    """Save a text with a byte order mark, as some editors do."""

    def saved(name, text):
        path = tmp_path / name
        path.write_bytes(request.param(text))
        return path

    return saved


class TestByteOrderMark:
    def test_label_files_exercises_recipes_and_samples_are_read(self, save, tmp_path, monkeypatch):
        labels = HELD.with_suffix(".toml")
        assert read_labels(save("bom.toml", labels.read_text("utf-8"))).counted == 2
        bridge = Path(loader.__file__).with_name("bridge.toml")
        text = bridge.read_text("utf-8").replace("\n", "\r\n")
        assert parse_exercise(save("bridge.toml", text)) == load_exercise("bridge")
        assert read_recipe(save("recipe.toml", tomlkit.dumps(SHORT))).exercise == "bridge"
        reason = json.dumps({"refused": "Nobody was found."})
        save("clip.seen.json", reason)
        assert ModelTrack.load(tmp_path / "clip.seen") == ModelTrack(
            track=None, refused="Nobody was found."
        )
        (tmp_path / "sample_videos").mkdir()
        save("sample_videos/mine.toml", labels.read_text("utf-8"))
        (tmp_path / "sample_videos" / "mine.mp4").touch()
        monkeypatch.setattr(review_service, "bundled_path", lambda name: tmp_path / name)
        assert [sample.name for sample in review_service.ReviewService().list_samples()] == ["mine"]

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")))
    def test_a_byte_order_mark_does_not_change_a_text(self, tmp_path_factory, text):
        path = tmp_path_factory.getbasetemp() / "text.toml"
        for content in (text.encode(), *(marked(text) for marked in MARKED.values())):
            path.write_bytes(content)
            assert read_text(path) == text


class TestNames:
    @given(st.text(st.characters()))
    def test_what_is_printable_can_be_written_everywhere_and_stays_what_it_is(self, text):
        shown = printable(text)
        shown.encode()
        assert printable(shown) == shown
        if not any("\ud800" <= sign <= "\udfff" for sign in text):
            assert shown == text

    def test_bytes_are_shown_as_bytes(self):
        assert printable(NO_TEXT) == SHOWN
        assert SHOWN in format_details(ValueError(NO_TEXT))
        assert str(InputError(f"{NO_TEXT}.mp4 is a folder.")) == rf"{SHOWN}.mp4 is a folder."

    def test_every_output_of_a_clip_takes_its_name(self, tmp_path):
        clip = write_clip(tmp_path / f"{NO_TEXT}.mp4", times_s=[i / 10 for i in range(8)])
        video, track = (tmp_path / f"out {NO_TEXT}{ending}" for ending in (".mp4", ".npz"))
        request = ReviewRequest(
            path=clip, exercise=load_exercise("bridge"), video_out=video, track_out=track
        )
        review = review_clip(request, estimator=ScriptedEstimator())
        assert review.source == f"{SHOWN}.mp4"
        assert video.stat().st_size > 0
        assert PoseTrack.load(track).meta["source"] == f"{SHOWN}.mp4"
        again = review_track(PoseTrack.load(track), load_exercise("bridge"))
        assert again.source == f"{SHOWN}.mp4"

    def test_the_history_lies_in_a_folder_with_any_name(self, tmp_path):
        with Store(tmp_path / NO_TEXT / "history.sqlite3") as store:
            store.save_setting(Setting.VOICE, value=False).result()
            assert store.setting(Setting.VOICE) is False


class TestSpreadsheets:
    def test_a_csv_file_says_that_it_is_utf8(self):
        columns = (Column("Übung", itemgetter(0)), Column("Wert", itemgetter(1)))
        content = build_csv_file(columns, [("Brücke – links", 1.5), (NO_TEXT, "")])
        assert content.startswith(codecs.BOM_UTF8)
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert rows == [["Übung", "Wert"], ["Brücke – links", "1.5"], [SHOWN, ""]]

    def test_a_reviews_table_reads_back(self):
        track = PoseTrack.load(BRIDGE)
        content = to_csv(review_track(track, load_exercise("bridge"), source="Übung.mp4"))
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert {row["source"] for row in rows} == {"Übung.mp4"}


class TestScreen:
    """The output to a terminal or pipe that has few characters."""

    @pytest.fixture(params=["cp1252", "iso-8859-1", "ascii", "utf-8"])
    def run_command(self, request, monkeypatch):
        """Run a command and return what standard output got; the status must be `status`."""

        def run(*words, status=0):
            out, err = (io.BytesIO(), io.BytesIO())
            streams = {
                "stdout": io.TextIOWrapper(out, encoding=request.param),
                "stderr": io.TextIOWrapper(err, encoding=request.param, errors="backslashreplace"),
            }
            with monkeypatch.context() as patch:
                for name, stream in streams.items():
                    patch.setattr(sys, name, stream)
                patch.setattr(sys, "argv", ["formcheck", *map(str, words)])
                patch.setenv("COLUMNS", "160")
                with pytest.raises(SystemExit) as ended:
                    main()
            for stream in streams.values():
                stream.flush()
            printed = err.getvalue().decode(request.param)
            assert ended.value.code == status, printed
            assert "Traceback" not in printed
            return (out if status == 0 else err).getvalue().decode(request.param)

        return run

    def test_the_verdict_is_whole(self, run_command, tmp_path):
        clip, verdict = tmp_path / f"{NO_TEXT}.npz", tmp_path / f"{NO_TEXT}.json"
        shutil.copy(BRIDGE, clip)
        table = run_command("review", clip, "-e", "bridge", "--json", verdict)
        assert f"{SHOWN}.npz" in table
        assert "3 repetitions counted." in table
        assert len([line for line in table.splitlines() if "counted" in line]) == 4
        assert DISCLAIMER_LINE in " ".join(table.split())
        source = f"{SHOWN}.npz"
        assert json.loads(verdict.read_bytes())["source"] == source
        assert (
            json.loads(run_command("review", clip, "-e", "bridge", "--json", "-"))["source"]
            == source
        )

    def test_every_other_command_too(self, run_command, tmp_path):
        assert "over_arched" in run_command("exercises", "bridge")
        assert "lite" in run_command("models", "list")
        assert json.loads(run_command("schema"))["title"] == "ReviewJson"
        assert "--exercise" in run_command("review", "--help")
        assert "evaluate" in run_command("--help")
        missing = run_command("review", tmp_path / f"{NO_TEXT}.mp4", "-e", "bridge", status=2)
        assert f"{SHOWN}.mp4" in "".join(missing.split("\n"))
        assert "There is no file" in run_command("evaluate", tmp_path / NO_TEXT, status=2)

    def test_an_evaluation_writes_every_requested_file(self, run_command, tmp_path):
        folder = tmp_path / f"clips {NO_TEXT}"
        folder.mkdir()
        shutil.copy(f"{HELD}.seen.npz", folder / f"{NO_TEXT}.seen.npz")
        shutil.copy(f"{HELD}.truth.npz", folder / f"{NO_TEXT}.truth.npz")
        text = HELD.with_suffix(".toml").read_text("utf-8").replace(HELD.name, "Übung_背")
        (folder / f"{NO_TEXT}.toml").write_bytes(codecs.BOM_UTF8 + text.encode())
        outputs = {e: tmp_path / f"{NO_TEXT}.{e}" for e in ("json", "html", "md")}
        words = ["--json", "--html", "--markdown"]
        given = [word for pair in zip(words, outputs.values(), strict=True) for word in pair]
        assert "Repetitions" in run_command(
            "evaluate", folder, "--from-landmarks", "--workers", 1, *given
        )
        assert json.loads(outputs["json"].read_bytes())["clips"]
        assert "Übung_背" in outputs["html"].read_text("utf-8")
        assert "(images/%FCbung-detection.png)" in outputs["md"].read_text("utf-8")
        assert (tmp_path / "images" / f"{NO_TEXT}-detection.png").is_file()


def test_a_process_with_ascii_output_handles_an_undecodable_name(tmp_path):
    clip = tmp_path / f"{NO_TEXT}.npz"
    shutil.copy(BRIDGE, clip)
    done = subprocess.run(
        [sys.executable, "-m", "formcheck", "review", clip, "-e", "bridge"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"3 repetitions counted." in done.stdout
    assert DISCLAIMER_LINE.encode() in b" ".join(done.stdout.split())
