"""Which clips a batch has, and which exercise a manifest or a folder gives them."""

from pathlib import Path

import pytest

from formcheck.batch.clips import ChosenBy, find_clips
from formcheck.batch.manifest import read_manifest
from formcheck.errors import InputError
from tests.support.command_line import assert_refused, run_command


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    return folder


def write(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_clips_come_from_all_folders_but_no_link_leads_in_a_circle(tmp_path: Path):
    folder = make(tmp_path / "in", "b.MP4", "sub/a.webm", "sub/notes.txt", ".hidden/c.mp4", "x.npz")
    make(folder, "out/landmarks/seen.npz", ".d.mp4")
    (folder / "sub" / "up").symlink_to(folder)
    clips = find_clips(folder, {}, without=folder / "out")
    assert [clip.name for clip in clips] == ["b.MP4", "sub/a.webm", "x.npz"]
    assert {clip.chosen_by for clip in clips} == {ChosenBy.MOVEMENT}


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("bird_dog/a.mp4", "bird_dog"),
        ("Bird-Dog/a.mp4", "bird_dog"),
        ("bridge/week 2/a.mp4", "bridge"),
        ("bridge/bird dog/a.mp4", "bird_dog"),
        ("bridges/a.mp4", None),
    ],
)
def test_the_nearest_folder_called_like_an_exercise_names_it(tmp_path: Path, name, exercise):
    [clip] = find_clips(make(tmp_path, name), {})
    assert clip.exercise == exercise
    assert clip.chosen_by is (ChosenBy.MOVEMENT if exercise is None else ChosenBy.FOLDER)


def test_the_manifest_comes_before_the_folder_and_may_leave_the_exercise_open(tmp_path: Path):
    folder = make(tmp_path / "in", "bridge/a.mp4", "bridge/b.mp4", "c.mp4")
    manifest = write(
        tmp_path / "m.csv",
        "file;exercise;side;target_deg;note",
        "bridge/a.mp4;hamstring_stretch;left;70;hers",
        "c.mp4;;right;;",
    )
    a, b, c = find_clips(folder, read_manifest(manifest))
    assert (a.exercise, a.chosen_by, a.side, a.target_deg) == (
        "hamstring_stretch",
        ChosenBy.MANIFEST,
        "left",
        70,
    )
    assert (b.exercise, b.chosen_by) == ("bridge", ChosenBy.FOLDER)
    assert (c.exercise, c.chosen_by, c.side) == (None, ChosenBy.MOVEMENT, "right")


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["clip,exercise", "a.mp4,bridge"], "the column file is missing"),
        ([], "the column file is missing"),
        (["file,exercise", "a.mp4,squat"], r"line 2 .* got 'squat'"),
        (["file,exercise", "a.mp4,bridge", "a.mp4,bridge"], r"Line 3 .* as line 2"),
        (["file,exercise", "a.mp4,bridge", "./a.mp4,bridge"], r"Line 3 .* as line 2"),
        (["file,exercise", "other.mp4,bridge"], r"other\.mp4 is not there"),
        (["file,exercise", "../a.mp4,bridge"], "below the folder in line 2"),
        (["file,exercise", "/etc/passwd,bridge"], "below the folder in line 2"),
        (["file,exercise", ",bridge"], "below the folder in line 2"),
        (["file,exercise,side", "a.mp4,bridge,up"], "side auto, left or right in line 2"),
        (["file,exercise,target_deg", "a.mp4,bridge,70"], "no personal target"),
        (["file,exercise,target_deg", "a.mp4,,70"], "an exercise and a number"),
        (["file,exercise,target_deg", "a.mp4,hamstring_stretch,nan"], "an exercise and a number"),
        (["file,exercise,target_deg", "a.mp4,hamstring_stretch,far"], "got 'far'"),
        (["file,exercise", '"a.mp4,bridge'], "Expected a CSV file"),
    ],
)
def test_a_wrong_manifest_is_one_sentence_and_nothing_is_written(tmp_path: Path, lines, says):
    folder, out = make(tmp_path / "in", "a.mp4"), tmp_path / "out"
    manifest = write(tmp_path / "m.csv", *lines)
    done = run_command("batch", folder, "--out", out, "--manifest", manifest)
    assert_refused(done, says=says)
    assert not out.exists()


def test_a_folder_without_clips_and_a_wrong_place_are_refused(tmp_path: Path):
    empty, full = make(tmp_path / "empty", "notes.txt"), make(tmp_path / "full", "a.mp4")
    assert_refused(run_command("batch", empty, "--out", tmp_path / "out"), says="found none")
    assert_refused(run_command("batch", tmp_path / "no", "--out", tmp_path), says="a folder")
    assert_refused(run_command("batch", full, "--out", full), says="another folder")
    file = write(tmp_path / "file", "text")
    assert_refused(run_command("batch", full, "--out", file), says="is a file")
    with pytest.raises(InputError, match="missing"):
        read_manifest(tmp_path / "missing.csv")
