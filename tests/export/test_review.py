"""The verdict as JSON and CSV, and in words."""

import codecs
import csv
import dataclasses
import io
import json
import math
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from formcheck.assessment.types import Rejection
from formcheck.cli.tables import print_review
from formcheck.errors import InputError
from formcheck.evaluation.labels import read_labels
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.export.pain import build_pain_entry, find_reasons
from formcheck.export.review import build_schema, to_csv, to_json
from formcheck.history import PainRecord
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import load_exercise
from formcheck.review.request import parse_side
from formcheck.review.review import review_track
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import PainAnswered
from formcheck.texts.formatting import clock
from formcheck.texts.safety import DISCLAIMER_LINE
from tests.history.pains import CHECKED, TEN, WORSE

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


@pytest.fixture(scope="module")
def review():
    track = PoseTrack.load(SAMPLES / "bridge.truth.npz")
    return review_track(track, load_exercise("bridge"), source="bridge.mp4")


def rows_of(content):
    assert content.startswith(codecs.BOM_UTF8)  # without this mark Excel shows wrong umlauts
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def with_first(review, **changes):
    first, *rest = review.repetitions
    return dataclasses.replace(review, repetitions=(dataclasses.replace(first, **changes), *rest))


def test_json_follows_the_published_schema(review):
    jsonschema.validate(json.loads(to_json(review)), build_schema())


def test_every_report_says_what_it_is_not(review):
    assert json.loads(to_json(review))["disclaimer"] == DISCLAIMER_LINE
    rows = rows_of(to_csv(review))
    assert {row["disclaimer"] for row in rows} == {DISCLAIMER_LINE}


def test_files_of_earlier_versions_that_hold_answers_about_pain_follow_the_schema(review):
    verdict = json.loads(to_json(review))
    assert "pain" not in verdict
    record = PainRecord(
        id=2, at=TEN, exercise="bridge", session_id=7, event=PainAnswered(at=TEN, pain=WORSE),
        decision=Decision.STOP, rules=("leg_pain_up", "gone_rule"),
    )  # fmt: skip
    entry = build_pain_entry(record)
    assert [bool(rule["why"]) for rule in entry["rules"]] == [True, False]
    for pain in (None, [], [entry]):
        jsonschema.validate({**verdict, "pain": pain}, build_schema())
    assert build_schema()["properties"]["pain"]["deprecated"] is True


def test_unknown_numbers_are_null_never_zero(review):
    unknown = with_first(review, rom_deg=math.nan, score=None, band=None)
    verdict = json.loads(to_json(unknown))
    jsonschema.validate(verdict, build_schema())
    first = verdict["repetitions"][0]
    assert first["rom_deg"] is None
    assert first["score"] is None
    assert first["band"] is None


def test_a_rejected_repetition_says_why(review):
    cut = with_first(review, rejected=Rejection.UNFINISHED, score=None, band=None)
    verdict = json.loads(to_json(cut))
    assert verdict["repetitions"][0]["rejected"] == "unfinished"
    assert verdict["repetitions"][0]["counted"] is False
    assert verdict["counted"] == 2


def test_csv_has_one_row_a_repetition(review):
    rows = rows_of(to_csv(review))
    assert [row["repetition"] for row in rows] == ["1", "2", "3"]
    assert {row["counted"] for row in rows} == {"yes"}
    assert float(rows[0]["hold_s"]) == pytest.approx(review.repetitions[0].hold_s, abs=0.01)


def test_unknown_numbers_are_empty_in_csv(review):
    rows = rows_of(to_csv(with_first(review, back_s=math.nan)))
    assert rows[0]["back_s"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_file_name_cannot_become_a_formula(review, start):
    hostile = dataclasses.replace(review, source=f"{start}cmd|' /C calc'!A0.mp4")
    rows = rows_of(to_csv(hostile))
    assert rows[0]["source"].startswith("'")


def test_the_summary_can_be_read_aloud(review):
    assert review.summary.startswith("3 repetitions counted.")
    assert "No faults were seen." in review.summary


def test_the_trace_has_a_value_for_every_instant(review):
    assert len(review.trace.time_s) == review.frames
    assert all(len(column) == review.frames for column in review.trace.primary_by_side.values())
    assert {t.kind for t in review.trace.thresholds} >= {"amber", "fault"}
    assert len(review.trace.holds) == 3


def kept(name):
    """The landmarks that the pose model found in a held clip, and its exercise."""
    labels = read_labels(SAMPLES / "held" / f"{name}.toml")
    return ModelTrack.load(labels.seen).track, load_exercise(labels.exercise)


class TestOneSide:
    """The repetitions of the other leg are left out, and the summary says so."""

    @pytest.mark.parametrize(
        ("clip", "asked", "other", "count"),
        [
            ("held_dog_slow", "left", "right", 2),
            ("held_dog_trunk_moves", "right", "left", 1),
            ("held_ninety_good_1", "left", "right", 2),
            ("held_straight_tired", "left", "right", 4),
            ("held_straight_good_1", "right", "left", 2),
        ],
    )
    def test_a_clip_of_the_other_leg_says_so(self, clip, asked, other, count):
        track, exercise = kept(clip)
        review = review_track(track, exercise, side=Side(asked))
        assert review.counted == 0
        assert review.score is None
        were = "was" if count == 1 else "were"
        left_out = (
            f"o repetition with the {asked} leg; {count} with the {other} leg {were} left out "
        )
        left_out += "(is the clip mirrored?)."
        assert review.summary.startswith(f"N{left_out}")
        warnings = json.loads(to_json(review))["warnings"]
        assert f"Not scored: n{left_out}" in warnings
        assert not any("no complete repetition" in each for each in warnings)
        screen = io.StringIO()
        print_review(Console(file=screen, width=200), review)
        assert screen.getvalue().count(left_out) == 2

    def test_each_of_two_legs_is_reported(self):
        track, exercise = PoseTrack.load(SAMPLES / "bird_dog.truth.npz"), load_exercise("bird_dog")
        review = review_track(track, exercise, side=Side.LEFT)
        assert review.counted == 2
        assert review.summary.startswith(
            "2 repetitions counted. 2 with the right leg were left out. "
        )
        assert not any("left out" in warning for warning in review.warnings)
        assert "left out" not in review_track(track, exercise).summary

    def test_where_none_counts_and_others_do_both_are_reported(self):
        track, exercise = kept("held_dog_leg_only")
        review = review_track(track, exercise, side=Side.LEFT)
        assert review.summary.startswith(
            "0 of 1 repetitions counted. 1 with the right leg was left out (is the clip mirrored?)."
        )

    def test_the_whole_body_has_no_side(self, review):
        track = PoseTrack.load(SAMPLES / "bridge.truth.npz")
        assert (
            review_track(track, load_exercise("bridge"), side=Side.LEFT).summary == review.summary
        )


def test_clock_reads_like_a_player():
    assert [clock(t) for t in (0, 14.9, 61, 3601)] == ["0:00", "0:14", "1:01", "1:00:01"]


def test_sides_by_name():
    assert parse_side("auto") is None
    assert parse_side("left") is Side.LEFT
    with pytest.raises(InputError, match="auto, left or right"):
        parse_side("up")


def test_what_the_next_day_showed_is_shown_with_its_reason():
    answer = PainRecord(
        id=1,
        at=CHECKED.at,
        exercise=None,
        session_id=None,
        event=CHECKED,
        decision=Decision.HOLD_BACK,
        rules=("worse_next_day",),
    )
    [reason] = find_reasons(answer)
    assert reason.why.startswith("It is clearly worse")
    assert reason.source.startswith("clinical notes 2.1, rule 8")
