"""Every code of the assessment has its words in one place, and the assessment has none."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.assessment import checker
from formcheck.assessment.checker import FormChecker
from formcheck.assessment.readiness import list_possible_failures
from formcheck.assessment.reasons import ReasonCode, RepetitionReason
from formcheck.assessment.set_summary import find_notable_failures
from formcheck.assessment.types import Band, CheckName, Phase, ReadinessCheck, Rejection
from formcheck.history import SessionState
from formcheck.kinematics.landmarks import Landmark
from formcheck.poses.loader import exercise_names
from formcheck.texts import history as history_texts
from formcheck.texts import labels
from formcheck.texts.labels import readiness_sentence, readiness_sentences, reason_sentence
from formcheck.texts.verdict import build_warnings
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, exercise_named

BRIDGE = exercise_named("bridge")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.BAND_LABELS, Band),
        (labels.BAND_SENTENCES, Band),
        (labels.REJECTION_LABELS, Rejection),
        (labels.REJECTION_CLAUSES, Rejection),
        (labels.PHASE_LABELS, Phase),
        (labels.VIDEO_PHASE_LABELS, Phase),
        (history_texts.STATES, SessionState),
    ],
)
def test_every_code_has_its_words(words, codes):
    assert set(words) == set(codes)


@pytest.mark.parametrize("exercise", exercise_names())
def test_every_failed_check_has_a_request_of_its_own(exercise):
    failures = list(list_possible_failures(exercise_named(exercise)))
    assert {readiness.failed for readiness in failures} == set(CheckName)
    sentences = list(readiness_sentences(exercise_named(exercise)))
    assert len(set(failures)) == len(failures) == len(set(sentences))
    assert [one for one in sentences if not one.endswith(".") or "{" in one] == []


def test_the_passed_check_asks_for_nothing():
    assert readiness_sentence(ReadinessCheck(), BRIDGE) == ""


@pytest.mark.parametrize(
    ("landmark", "part"),
    [
        (Landmark.LEFT_ANKLE, "left foot"),
        (Landmark.RIGHT_WRIST, "right hand"),
        (Landmark.LEFT_KNEE, "left knee"),
        (Landmark.NOSE, "head"),
    ],
)
def test_body_parts_have_everyday_names(landmark, part):
    outside = ReadinessCheck(failed=CheckName.IN_PICTURE, landmarks=(landmark,))
    assert readiness_sentence(outside, BRIDGE) == (
        f"Your {part} is out of the picture. Move the camera back."
    )


@pytest.mark.parametrize("code", ReasonCode)
def test_every_reason_is_a_sentence_with_its_figures_or_a_dash(code):
    reason = RepetitionReason(code=code, seconds=0.456, limit_s=0.8, text="As it was written.")
    unknown = replace(reason, seconds=None, limit_s=None)
    for sentence in (reason_sentence(reason), reason_sentence(unknown)):
        assert re.fullmatch(r"[A-Z0-9–].*\.", sentence)
        assert not re.search(r"[{}]|nan|None", sentence)
    assert reason_sentence(None) == ""


def test_the_figures_of_a_reason_are_as_exact_as_needed():
    fast = RepetitionReason(code=ReasonCode.TOO_SHORT, seconds=0.456, limit_s=0.8)
    assert reason_sentence(fast) == "It took 0.46 s; form cannot be judged below 0.8 s."
    gap = RepetitionReason(code=ReasonCode.GAP, seconds=2.345)
    assert reason_sentence(gap) == "2.3 s of it were not seen."


def test_a_foot_is_counted_once_whichever_of_its_landmarks_is_out_and_whatever_it_is_called(
    monkeypatch,
):
    """First the heel, then the toes."""
    exercise = BRIDGE.model_copy(update={"score_joints": ("near.heel", "near.foot_index")})
    track = GOOD_REPETITIONS["bridge"].good(1)
    xy, half = track.xy.copy(), len(track) // 2
    xy[:half, Landmark.LEFT_HEEL, 1] = xy[half:, Landmark.LEFT_FOOT_INDEX, 1] = track.size[1] + 4
    judge = FormChecker(exercise)
    for pose in changed(track, xy=xy).poses():
        judge.update(pose)
    judge.finish()
    summary = judge.summary()
    ((readiness, share),) = find_notable_failures(summary)
    assert (readiness.failed, readiness.landmarks) == (CheckName.IN_PICTURE, (Landmark.LEFT_ANKLE,))
    assert share > 0.8
    monkeypatch.setattr(labels, "_PARTS", {"ankle": "ankle"})
    (warning, *_) = build_warnings(summary, exercise)
    assert warning.startswith("Your left ankle is out of the picture.")


def test_the_assessment_package_contains_no_sentences():
    """The assessment has codes only; words are in `formcheck/texts` and the exercise files."""
    found = []
    for path in sorted(Path(checker.__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        errors = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise)
            for part in ast.walk(node)
        }
        found += [
            f"{path.name}: {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs | errors
            and " " in node.value.strip()
        ]
    assert found == []
