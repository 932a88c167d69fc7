"""Real footage: labels by eye, and what the outcomes are compared with."""

import pytest

from formcheck.errors import LabelError
from formcheck.evaluation.footage import (
    FootageSet,
    HoldSeen,
    assess_footage,
    build_footage_rows,
    judge_footage,
    read_footage,
    write_footage,
)
from formcheck.evaluation.footage_labels import FootageLabel, read_footage_labels
from tests.support.good_repetitions import GOOD_REPETITIONS

BRIDGE = GOOD_REPETITIONS["bridge"]
LABELS = """
[[track]]
file = "two.npz"
exercise = "bridge"
kind = "fair"
counted = 2
tops = [[3.5, 6.5], [12.5, 15.5]]
holds = [5.0, 9.0]
faults_absent = ["over_arched"]
[[track]]
file = "two.npz"
kind = "negative"
negative_for = ["hamstring_stretch", "bird_dog"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "labels.toml").write_text(LABELS, encoding="utf-8")
    BRIDGE.good(2).save(tmp_path / "two.npz")
    return tmp_path


def outcome(**values):
    label = FootageLabel(file="one.npz", exercise="bridge", **values)
    return assess_footage(label, BRIDGE.good(1))[0]


def test_a_folder_gives_counts_holds_and_false_repetitions(folder):
    rows = build_footage_rows(judge_footage([folder]))
    fair, negative = rows
    assert (fair.kind, fair.recordings, fair.right, fair.refused) == ("fair", 1, 1, 0)
    assert (fair.holds, fair.holds_agree) == (2, 1)
    assert (negative.recordings, negative.right, negative.false_repetitions) == (2, 2, 0)
    assert not fair.wrong
    assert not negative.wrong


def test_a_wrong_count_and_faults_that_the_eye_sees_otherwise_are_named():
    seen = outcome(counted=[3, 4], faults_present=["over_arched"])
    (row,) = build_footage_rows([FootageSet(name="here", outcomes=(seen,))])
    assert row.wrong == ("one as bridge: 1 for 3 or 4, over arched not found",)


def test_a_repetition_of_another_movement_is_false():
    (row,) = build_footage_rows([FootageSet(name="here", outcomes=(outcome(counted=0),))])
    assert (row.kind, row.right, row.false_repetitions) == ("negative", 0, 1)


@pytest.mark.parametrize(
    ("label", "counted", "scored", "allowed"),
    [
        ({"counted": 2}, 2, True, True),
        ({"counted": 2}, 1, True, False),
        ({"counted": [1, 2]}, 1, True, True),
        ({"counted_or_unscored": [2]}, 0, False, True),
        ({"counted_or_unscored": [2]}, 1, True, False),
        ({"score_given": False}, 1, True, False),
        ({"score_given": False, "counted": [0, 1]}, 1, False, True),
        ({"negative_for": ["bridge"]}, 0, False, True),
        ({"negative_for": ["bridge"]}, 1, True, False),
        ({}, 5, True, True),
    ],
)
def test_a_label_says_which_counts_and_refusals_are_right(label, counted, scored, allowed):
    found = FootageLabel(file="a.npz", exercise="bridge", **label)
    assert found.allows(counted, scored=scored) is allowed


@pytest.mark.parametrize(("measured_s", "agrees"), [(1.7, True), (0.2, False), (None, False)])
def test_a_hold_agrees_within_what_two_eyes_differ_by(measured_s, agrees):
    assert HoldSeen(eye_s=1.0, measured_s=measured_s).agrees is agrees


def test_kept_outcomes_give_the_same_figures_and_hold_no_landmarks(folder, tmp_path):
    judged = judge_footage([folder])
    kept = tmp_path / "kept.json"
    kept.write_text(write_footage(judged), encoding="utf-8")
    assert judge_footage([kept]) == read_footage(kept) == judged
    assert "xy" not in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[track]]\nfile = 'a.npz'\n", "neither"),
        ("[[track]]\nfile = '../a.npz'\nexercise = 'bridge'\n", "track.0.file"),
        ("[[track]]\nfile = 'a.npz'\nexercise = 'squat'\n", "squat"),
        ("[[track]]\nfile = 'a.npz'\nexercise = 'bridge'\nholds = [1.0]\n", "a hold for each"),
        ("[[track]]\nfile = 'a.npz'\nexercise = 'bridge'\ncounted = -1\n", "track.0.counted"),
        ("track = 3\n", "track"),
        ("[[track\n", "TOML"),
    ],
)
def test_a_wrong_label_file_is_refused_with_its_cause(tmp_path, text, says):
    (tmp_path / "labels.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LabelError, match=says):
        read_footage_labels(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "other"}', '{"schema": 1'])
def test_a_file_that_holds_no_outcomes_is_refused(tmp_path, text):
    kept = tmp_path / "kept.json"
    kept.write_text(text, encoding="utf-8")
    with pytest.raises(LabelError, match=r"real footage|formcheck-footage"):
        judge_footage([kept])
