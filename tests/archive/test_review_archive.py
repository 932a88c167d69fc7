"""Kept reviews: listed, searched, opened without a pose model, judged again, deleted and undone."""

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from formcheck.archive.review_archive import ReviewArchive
from formcheck.errors import StoreError
from formcheck.export.review import to_json
from formcheck.history.store import Store
from formcheck.kinematics.landmarks import Side
from formcheck.poses import loader
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from tests.support.command_line import assert_refused, run_command
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def archive(data):
    with Store() as store:
        yield ReviewArchive(store)


def keep(archive: ReviewArchive, folder: Path, name: str = "bridge", **changes: object) -> int:
    """Keep the review of a good repetition, filmed as `name`.mp4."""
    exercise = name.split(" ", 1)[0]
    film, landmarks = folder / f"{name}.mp4", folder / f"{name}.npz"
    film.write_bytes(name.encode())
    if not landmarks.exists():
        GOOD_REPETITIONS[exercise].good().save(landmarks)
    request = ReviewRequest(
        path=film, landmarks=landmarks, exercise=exercise_named(exercise), **changes
    )
    return archive.keep(request, review_clip(request))


def change_database(data: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(data / "history.sqlite3")) as raw, raw:
        raw.execute(sql, values)


def test_a_review_is_opened_as_it_was_kept_with_the_path_and_hash_of_its_film(archive, tmp_path):
    number = keep(archive, tmp_path, side=Side.LEFT)
    (tmp_path / "bridge.mp4").unlink()  # neither film nor model is needed any more
    (tmp_path / "bridge.npz").unlink()
    opened = archive.open(number)
    assert opened.kept.facts.film == str(tmp_path / "bridge.mp4")
    assert opened.kept.facts.film_sha256 == hashlib.sha256(b"bridge").hexdigest()
    assert (opened.kept.facts.counted, opened.kept.facts.side) == (1, "left")
    assert opened.verdict.counted == opened.now.counted == 1
    assert opened.now.overlay is not None
    assert not opened.limits_changed
    assert not opened.verdict_changed
    kept = json.loads(opened.verdict.model_dump_json(by_alias=True, exclude={"pain"}))
    assert kept == json.loads(to_json(opened.now))


def test_landmarks_without_a_film_name_none(archive, tmp_path):
    file = tmp_path / "seen.npz"
    GOOD_REPETITIONS["bird_dog"].good().save(file)
    request = ReviewRequest(path=file, exercise=exercise_named("bird_dog"))
    opened = archive.open(archive.keep(request, review_clip(request)))
    assert (opened.kept.facts.film, opened.kept.facts.film_sha256) == (None, None)
    assert opened.kept.facts.source == "seen.npz"


def test_a_personal_target_is_kept_with_the_review(archive, tmp_path):
    file = tmp_path / "seen.npz"
    GOOD_REPETITIONS["hamstring_stretch"].good().save(file)
    exercise = exercise_named("hamstring_stretch").with_target(60)
    request = ReviewRequest(path=file, exercise=exercise)
    opened = archive.open(archive.keep(request, review_clip(request)))
    assert opened.kept.facts.target_deg == 60
    assert not opened.limits_changed
    assert not opened.verdict_changed


def test_changed_limits_are_noticed_and_both_verdicts_are_there(archive, tmp_path, monkeypatch):
    number = keep(archive, tmp_path)
    bridge = load_exercise("bridge")
    strict = tuple(
        rule.model_copy(update={"amber": 400.0, "fault": 401.0})
        if rule.name == "hips_low"
        else rule
        for rule in bridge.rules
    )
    changed = bridge.model_copy(update={"rules": strict})
    monkeypatch.setattr(
        "formcheck.archive.review_archive.load_exercise",
        lambda name: changed if name == "bridge" else loader.load_exercise(name),
    )
    opened = archive.open(number)
    assert opened.limits_changed
    assert opened.verdict_changed
    assert opened.verdict.repetitions[0].faults == ()
    assert [fault.rule for fault in opened.now.repetitions[0].faults] == ["hips_low"]


def test_the_list_is_searched_in_names_exercises_and_notes(archive, tmp_path):
    first = keep(archive, tmp_path, "bridge of MÜLLER")
    second = keep(archive, tmp_path, "bird_dog 2")
    archive.add_note(second, " Left knee, compare with müller ", time_s=3.5).result()
    assert [each.id for each in archive.list()] == [second, first]
    assert archive.list()[0].notes[0].text == "Left knee, compare with müller"
    assert archive.list()[0].notes[0].time_s == 3.5
    for words, expected in {
        "müller": [second, first],
        "KNEE compare": [second],
        "Bird-dog": [second],
        "bridge müller": [first],
        "100%": [],
        "DOG 2.mp4": [second],
    }.items():
        assert [each.id for each in archive.list(words)] == expected, words
    assert [each.id for each in archive.list(exercise="bridge")] == [first]


def test_a_deleted_review_leaves_the_list_and_comes_back_with_its_notes(archive, tmp_path):
    number = keep(archive, tmp_path)
    archive.add_note(number, "a note").result()
    archive.delete(number).result()
    assert archive.list() == ()
    assert [each.id for each in archive.list(deleted=True)] == [number]
    assert archive.open(number).kept.deleted
    archive.restore(number).result()
    assert [note.text for note in archive.list()[0].notes] == ["a note"]


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_a_note_needs_words_and_an_end(archive, tmp_path, text):
    number = keep(archive, tmp_path)
    with pytest.raises(StoreError, match="Expected a note"):
        archive.add_note(number, text)


def test_what_is_not_there_or_was_changed_is_one_sentence(archive, data, tmp_path):
    number = keep(archive, tmp_path)
    for work in (archive.open, lambda n: archive.delete(n).result()):
        with pytest.raises(StoreError, match="No review has the number 99"):
            work(99)
    [landmarks] = (data / "reviews").iterdir()
    landmarks.rename(landmarks.with_name("gone"))
    with pytest.raises(StoreError, match="cannot be read"):
        archive.open(number)
    change_database(data, "UPDATE reviews SET landmarks_sha256 = ?", "../../secret")
    with pytest.raises(StoreError, match="does not write"):
        archive.open(number)
    change_database(data, "UPDATE reviews SET exercise = 'squat'")
    with pytest.raises(StoreError, match="'squat', which is no exercise"):
        archive.open(number)
    for verdict, says in (
        (zlib.compress(b"{}"), "Expected the verdict"),
        (b"no zlib", "cannot be unpacked"),
        (zlib.compress(b"x" * 99)[:-6], "cut off"),
    ):
        change_database(data, "UPDATE review_verdicts SET verdict = ?", verdict)
        with pytest.raises(StoreError, match=says):
            archive.open(number)


def test_the_commands_keep_list_show_note_delete_and_restore(data, tmp_path):
    file = tmp_path / "seen.npz"
    GOOD_REPETITIONS["bridge"].good().save(file)
    assert "No review is kept yet" in run_command("reviews", "list").stdout
    kept = run_command("review", file, "-e", "bridge", "--keep")
    assert (kept.returncode, "reviews show 1" in kept.stderr) == (0, True)
    assert "added to review 1" in run_command("reviews", "note", 1, "[b]hm[/b]", "--at", 2).stdout
    assert "seen.npz" in run_command("reviews", "list", "HM").stdout
    assert "No review fits" in run_command("reviews", "list", "nobody").stdout
    shown = run_command("reviews", "show", 1).stdout
    assert "Note at 0:02: [b]hm[/b]" in shown
    assert "since then" not in shown
    assert json.loads(run_command("reviews", "show", 1, "--json").stdout)["counted"] == 1
    assert "reviews restore 1" in run_command("reviews", "delete", 1).stdout
    assert "seen.npz" in run_command("reviews", "list", "--deleted").stdout
    assert "it is deleted" in run_command("reviews", "show", 1).stdout
    run_command("reviews", "restore", 1)
    assert "seen.npz" in run_command("reviews", "list", "-e", "bridge").stdout
    assert_refused(run_command("reviews", "show", 7), says="No review has the number 7")
    assert_refused(run_command("reviews", "list", "-e", "squat"), says="No exercise")
