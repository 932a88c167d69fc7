"""Evaluating clips: cached landmarks, errors, and the command."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.cli.main import app
from formcheck.errors import LabelError, VideoError
from formcheck.evaluation.labels import read_labels
from formcheck.evaluation.run import evaluate_clips, evaluate_one
from formcheck.evaluation.track_cache import model_track
from formcheck.review import review as review_module
from tests.support.command_line import run_command
from tests.support.fake_labels import TOML
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named

SAMPLES = Path(__file__).parents[2] / "sample_videos"


class Extractor:
    """Stands in for the pose model; counts its calls."""

    def __init__(self, *, error: Exception | None = None) -> None:
        self.calls = 0
        self._error = error

    def __call__(self, request):
        self.calls += 1
        if self._error is not None:
            raise self._error
        GOOD_REPETITIONS["bridge"].good(2).save(request.track_out)


@pytest.fixture
def labelled(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"a film")
    (tmp_path / "clip.toml").write_text(
        TOML.format(name="clip", counted=2, more=""), encoding="utf-8"
    )
    return read_labels(tmp_path / "clip.toml")


@pytest.fixture
def extractor():
    return Extractor()


def test_landmarks_are_extracted_once_and_cached(labelled, extractor, tmp_path):
    kept_in = tmp_path / "kept"
    first = evaluate_one(labelled, kept_in=kept_in, extract=extractor)
    second = evaluate_one(labelled, kept_in=kept_in, extract=extractor)
    assert first.counted == second.counted == 2
    assert extractor.calls == 1


def test_a_changed_clip_is_extracted_again(labelled, extractor, tmp_path):
    evaluate_one(labelled, kept_in=tmp_path / "kept", extract=extractor)
    labelled.clip.write_bytes(b"another film")
    evaluate_one(labelled, kept_in=tmp_path / "kept", extract=extractor)
    assert extractor.calls == 2


def test_kept_landmarks_that_were_damaged_are_extracted_again(labelled, extractor, tmp_path):
    kept_in = tmp_path / "kept"
    evaluate_one(labelled, kept_in=kept_in, extract=extractor)
    [kept] = kept_in.glob("*.npz")
    kept.write_bytes(b"torn")
    assert evaluate_one(labelled, kept_in=kept_in, extract=extractor).counted == 2
    assert extractor.calls == 2


def test_a_refusal_is_cached_too(labelled, tmp_path):
    refusing = Extractor(error=review_module.NoPersonError("Two people are in the picture."))
    for _ in range(2):
        seen = model_track(
            labelled.clip, exercise_named("bridge"), kept_in=tmp_path / "kept", extract=refusing
        )
        assert seen.track is None
        assert seen.refused == "Two people are in the picture."
    assert refusing.calls == 1
    assert evaluate_one(labelled, kept_in=tmp_path / "kept", extract=refusing).reasons == (
        "person",
    )


def test_an_unreadable_clip_ends_the_run_and_nothing_is_cached(labelled, tmp_path):
    failing = Extractor(error=VideoError("Not one picture can be decoded."))
    with pytest.raises(VideoError):
        evaluate_clips([labelled], kept_in=tmp_path / "kept", extract=failing)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_clip_that_was_not_rendered_is_named(labelled, tmp_path):
    labelled.clip.unlink()
    with pytest.raises(LabelError, match=r"Expected clip\.mp4 beside clip\.toml; render it first"):
        evaluate_one(labelled, kept_in=tmp_path / "kept")


def test_the_exact_positions_are_judged_without_any_film(labelled, extractor, tmp_path):
    labelled.clip.unlink()
    GOOD_REPETITIONS["bridge"].good(2).save(labelled.truth)
    (outcome,) = evaluate_clips(
        [labelled], exact=True, kept_in=tmp_path / "kept", extract=extractor
    )
    assert outcome.counted == 2
    assert extractor.calls == 0
    assert {error.mean_abs_deg for error in outcome.angles} == {0}
    labelled.truth.unlink()
    with pytest.raises(LabelError, match=r"Expected clip\.truth\.npz beside clip\.toml"):
        evaluate_one(labelled, kept_in=tmp_path / "kept", exact=True)


def test_each_clip_is_reported_when_it_is_done(labelled, extractor, tmp_path):
    reported = []
    found = evaluate_clips(
        [labelled, labelled],
        workers=1,
        kept_in=tmp_path / "kept",
        on_done=reported.append,
        extract=extractor,
    )
    assert len(found) == 2
    assert tuple(reported) == found


# --- the command -------------------------------------------------------------------------------


@pytest.mark.slow
def test_films_are_evaluated_from_the_command_line(tmp_path):
    html, markdown = tmp_path / "report.html", tmp_path / "report.md"
    short = (SAMPLES / "held" / f"held_{name}_hold_short.toml" for name in ("bridge", "seated"))
    done = run_command("evaluate", *short, "--html", html, "--markdown", markdown, "--json", "-")
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    assert [clip["counted"] for clip in values["clips"]] == [2, 2]
    assert values["counting"][0]["exact"]["value"] == 1
    assert "<table>" in html.read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((images/.*?)\)", markdown.read_text(encoding="utf-8"))
    assert len(pictures) == 2
    assert all((tmp_path / picture).is_file() for picture in pictures)


@pytest.mark.parametrize(
    ("from_landmarks", "save_landmarks", "notices"),
    [
        ("--from-landmarks", "--save-landmarks", []),
        (
            "--kept",
            "--keep",
            [
                "--kept is now called --from-landmarks.",
                "--keep DIR is now called --save-landmarks DIR.",
            ],
        ),
    ],
)
def test_landmarks_are_judged_and_saved_by_their_options_and_by_the_former_ones(
    from_landmarks, save_landmarks, notices, tmp_path
):
    label = SAMPLES / "held" / "held_bridge_hold_short.toml"
    words = ["evaluate", str(label), from_landmarks, save_landmarks, str(tmp_path / "copy")]
    done = CliRunner().invoke(app, [*words, "--json", "-"])
    assert done.exit_code == 0, done.output
    assert [clip["counted"] for clip in json.loads(done.stdout)["clips"]] == [2]
    assert (tmp_path / "copy" / "held_bridge_hold_short.seen.npz").is_file()
    assert [line for line in done.stderr.splitlines() if line.strip()] == notices


def test_the_former_options_are_accepted_and_not_offered():
    shown = CliRunner().invoke(app, ["evaluate", "--help"], env={"COLUMNS": "200"}).stdout
    assert "--from-landmarks" in shown
    assert "--save-landmarks" in shown
    assert "--kept" not in shown
    assert "--keep " not in shown


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere.toml"], "There is no file"),
        ([SAMPLES, "--html", "report.txt"], "ending in .html"),
        ([SAMPLES, "--markdown", "no/such/folder/report.md"], "does not exist"),
        ([SAMPLES, "--split", "held"], "got none"),
        ([], "got neither"),
    ],
)
def test_wrong_arguments_give_one_sentence_and_status_2(words, says, tmp_path):
    done = run_command("evaluate", *words)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
