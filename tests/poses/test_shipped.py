"""The shipped exercises."""

import math
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from formcheck.errors import ExerciseError, UnknownExerciseError
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.signals import unit_of
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.poses.rules import Condition
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named

NAMES = exercise_names()
LIMITS = ("at_least", "at_most", "exit_at_least", "exit_at_most")


def conditions(name: str) -> list[Condition]:
    exercise = exercise_named(name)
    phases = exercise.phases
    found = [*exercise.posture.body, *exercise.posture.limbs]
    found += [*phases.start, *phases.attempt, *phases.end]
    found += [reject.condition for reject in exercise.rejection_rules]
    return found + [c for variant in exercise.variants for c in variant.when]


def test_the_five_shipped_exercises_are_there():
    assert set(GOOD_REPETITIONS) <= set(NAMES)
    assert len(GOOD_REPETITIONS) >= 5


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_called_like_its_file(name):
    assert load_exercise(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_no_unvalidated_rule_is_called_validated(name):
    assert exercise_named(name).validated is False


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_has_a_reason_and_a_source(name):
    exercise = exercise_named(name)
    limited = [
        *conditions(name),
        *exercise.rules,
        exercise.view,
        exercise.primary_signal,
        exercise.phases,
    ]
    for part in limited:
        assert len(part.why.split()) >= 3, part
        assert part.source.strip(), part
    assert exercise.dose.source.strip()


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_in_the_file_carries_its_unit(name):
    text = files("formcheck.poses").joinpath(f"{name}.toml").read_text(encoding="utf-8")

    def check(table: dict) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                check(value)
            elif isinstance(value, list):
                for item in value:
                    if isinstance(item, dict):
                        check(item)
            elif any(key.startswith(stem) for stem in (*LIMITS, "amber", "fault")):
                unit = "share" if "limits_of_dose" in table else unit_of(table["signal"])
                assert key.endswith("_" + unit), key

    check(tomllib.loads(text))


@pytest.mark.parametrize("name", NAMES)
def test_every_cue_is_at_most_four_words_and_every_rule_has_a_name_of_its_own(name):
    rules = exercise_named(name).rules
    assert all(1 <= len(rule.cue.split()) <= 4 for rule in rules)
    assert len({rule.name for rule in rules}) == len(rules)
    assert len({rule.title for rule in rules}) == len(rules)


@pytest.mark.parametrize("name", NAMES)
def test_joints_needed_for_a_score_exist(name):
    for joint in exercise_named(name).score_joints:
        role, _, part = joint.partition(".")
        assert role in ("near", "far", "work", "other", "raised")
        assert side_landmark(Side.LEFT, part)


@pytest.mark.parametrize("name", NAMES)
def test_the_person_is_told_what_to_do(name):
    exercise = exercise_named(name)
    texts = (
        exercise.summary,
        exercise.camera,
        exercise.caution,
        exercise.posture.body_message,
        exercise.posture.limbs_message,
        exercise.posture.start_message,
    )
    assert all(text.endswith(".") and text[0].isupper() for text in texts if text)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("hamstring")])
def test_little_flexibility_never_costs_points(name):
    """A rule against a small range may exist in the stretches only as a message."""
    exercise = exercise_named(name)
    primary = exercise.primary_signal.signal
    for rule in exercise.rules:
        limits_range = rule.signal == primary and rule.above is not exercise.primary_signal.rises
        if limits_range and rule.phase in ("hold", "end", "rep"):
            assert rule.informational, rule.name


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("bridge", {"over_arched", "hips_low"}),
        ("bird_dog", {"leg_too_high", "leg_too_low", "knee_bent"}),
        ("hamstring_stretch", {"knee_bent", "past_target"}),
        ("hamstring_stretch_seated", {"back_rounded", "knee_bent"}),
    ],
)
def test_rules_have_the_names_that_labels_use(name, rules):
    assert rules <= {rule.name for rule in exercise_named(name).rules}


def test_rules_named_in_the_shared_labels_exist():
    shared = Path(__file__).parents[3] / "shared"
    if not shared.is_dir():
        pytest.skip(f"no label files beside the checkout ({shared.name})")
    for kind in ("track", "clip"):
        labels = tomllib.loads((shared / f"{kind}s" / "labels.toml").read_text(encoding="utf-8"))
        for entry in labels[kind]:
            for rule in entry.get("faults_present", []) + entry.get("faults_absent", []):
                assert exercise_named(entry["exercise"]).rule(rule).name == rule


@pytest.mark.parametrize("name", ["", "plank", "bridge.toml", "../bridge", "Bridge", "model"])
def test_an_unknown_exercise_is_refused_with_the_ones_there_are(name):
    with pytest.raises(UnknownExerciseError) as caught:
        load_exercise(name)
    assert repr(name) in str(caught.value)
    assert "hamstring_stretch_90_90" in str(caught.value)


@pytest.mark.parametrize("name", NAMES)
def test_rules_look_up_by_name_and_unknown_ones_are_an_error(name):
    exercise = exercise_named(name)
    for rule in exercise.rules:
        assert exercise.rule(rule.name) is rule
    with pytest.raises(KeyError):
        exercise.rule("no_such_rule")


def test_limits_that_need_a_target_move_with_it_and_are_none_without():
    exercise = exercise_named("hamstring_stretch")
    rule = exercise.rule("past_target")
    assert exercise.limits(rule) is None
    assert exercise.with_target(60).limits(rule) == (65, 70)
    assert exercise.with_target(60).with_target(None).limits(rule) is None
    fixed = exercise.rule("knee_bent")
    assert exercise.with_target(60).limits(fixed) == (fixed.amber, fixed.fault)


@pytest.mark.parametrize("name", NAMES)
def test_a_hold_is_short_by_the_hold_that_was_asked_for(name):
    exercise = exercise_named(name)
    rule = exercise.rule("hold_short")
    assert rule.fault < rule.amber < 1
    asked = {"usual": exercise.dose.hold_s, "less": 2.0, "more": 30.0}
    personal = {
        "usual": exercise,
        "less": exercise.with_hold_goal(2.0),
        "more": exercise.with_hold_goal(30.0),
    }
    for which, one in personal.items():
        assert one.asked(rule) == asked[which]
        limits = rule.amber * asked[which], rule.fault * asked[which]
        assert one.limits(rule) == pytest.approx(limits)
    assert personal["less"].with_hold_goal(None).limits(rule) == exercise.limits(rule)
    assert exercise.asked(exercise.rules[0]) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_target_does_not_change_the_exercise_it_was_set_on(name):
    exercise = exercise_named(name)
    if any(rule.from_target for rule in exercise.rules):
        assert exercise.with_target(50).target_deg == 50
    assert exercise.target_deg is None


def test_a_target_no_rule_uses_is_refused():
    with pytest.raises(ExerciseError, match="no personal target"):
        exercise_named("bridge").with_target(50)


@pytest.mark.parametrize("target_deg", [math.nan, math.inf, -5.0, 0.0, 180.0, 500.0])
def test_a_target_must_be_an_angle(target_deg):
    with pytest.raises(ExerciseError, match="between 0 and 180"):
        exercise_named("hamstring_stretch").with_target(target_deg)


@pytest.mark.parametrize("name", NAMES)
def test_conditions_hold_inclusively_and_never_for_what_is_not_measured(name):
    for condition in conditions(name):
        for limit in (condition.at_least, condition.at_most):
            if limit is not None:
                assert condition.holds(limit)
        if condition.at_least is not None:
            assert not condition.holds(condition.at_least - 0.01)
        if condition.at_most is not None:
            assert not condition.holds(condition.at_most + 0.01)
        assert condition.holds(math.nan) is condition.if_measured


def test_a_kept_position_has_the_looser_limits():
    travel, trunk = exercise_named("bridge").phases.end
    assert not travel.holds(0.37)
    assert travel.holds(0.37, kept=True)
    assert not travel.holds(0.32, kept=True)
    assert not trunk.holds(-10)
    assert trunk.holds(-10, kept=True)
    assert not trunk.holds(-7, kept=True)
