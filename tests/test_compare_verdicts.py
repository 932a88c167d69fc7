"""Verdicts before and after a change are compared field by field."""

import json
import shutil

from typer.testing import CliRunner

from tools.compare_verdicts import ROOT, app, find_cases, find_differences

HELD = ROOT / "sample_videos" / "held"
NAME = "held_bridge_hold_short"


def run(*words: object, status: int = 0) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == status, done.output
    return done.output


def test_every_track_is_judged_and_what_changed_is_listed(tmp_path):
    samples, shared = tmp_path / "samples", tmp_path / "shared"
    (shared / "tracks").mkdir(parents=True)
    samples.mkdir()
    for name in (f"{NAME}.toml", f"{NAME}.seen.npz"):
        shutil.copy(HELD / name, samples)
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    options = ("--samples", samples, "--shared", shared, "--workers", 1)
    assert "1 verdicts" in run("save", before, *options)
    assert "0 fields differ" in run("compare", before, before)

    saved = json.loads(before.read_text())
    (verdict,) = saved.values()
    assert verdict["report"]["exercise"] == "bridge"
    assert verdict["report"]["repetitions"]
    assert float(verdict["rows"][0]["out_s"]) > 0
    verdict["report"]["counted"] += 1
    verdict["report"]["repetitions"][0]["hold_s"] = 99.0
    after.write_text(json.dumps(saved | {"new bridge": verdict}))
    printed = run("compare", before, after, status=1)
    for words in ("report.counted: 1", "report.repetitions.hold_s: 1", "-> 99.0", "Only after: 1"):
        assert words in printed


def test_a_track_of_real_people_is_judged_by_every_exercise(tmp_path):
    (tmp_path / "tracks2").mkdir()
    (tmp_path / "tracks2" / "walk.npz").touch()
    cases = find_cases(tmp_path / "none", tmp_path)
    assert len(cases) == 5
    assert cases[0].key == "tracks2/walk.npz bird_dog"


def test_lists_of_different_lengths_are_one_difference():
    assert list(find_differences({"a": [1, 2]}, {"a": [1]})) == [("a", "[1, 2]", "[1]")]
    assert list(find_differences({"a": [{"b": 1}]}, {"a": [{"b": None}]})) == [
        ("a.b", "[1] 1", "null")
    ]


def test_a_missing_file_is_one_sentence(tmp_path):
    assert "Expected saved verdicts" in run("compare", tmp_path / "no", tmp_path / "no", status=2)
