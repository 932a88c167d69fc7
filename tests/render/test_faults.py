"""The measured signal of a fault has the size that the recipe asks for."""

import pytest

from formcheck.poses.loader import load_exercise
from tools.render.errors import RecipeError
from tools.render.exercises import EXERCISES
from tools.render.hold_truth import find_hold
from tools.render.library.sizes import NOT_SHOWN
from tools.render.library.untidy_settings import HOLD_BAND_DEG

from .rendered_truth import recipe_of, seen

BENT = {"other_knee_deg": 80.0}
TOLERANCE = {"deg": 1.5, "s": 0.1, "trunk": 0.02, "shank": 0.02, "deg_per_s": 4.0}

IN_HOLD = [
    ("bridge", "over_arched", 198.0, {}),
    ("bridge", "hips_low", 155.0, {}),
    ("bridge", "knees_open_at_top", 126.0, {}),
    ("bridge", "knees_shut_at_top", 50.0, {}),
    ("bridge", "heels_lift", 0.2, {}),
    ("bird_dog", "leg_too_high", 24.0, {}),
    ("bird_dog", "leg_too_low", -28.0, {}),
    ("bird_dog", "knee_bent", 130.0, {}),
    ("bird_dog", "arm_too_low", -34.0, {}),
    ("bird_dog", "arm_too_high", 40.0, {}),
    ("bird_dog", "elbow_bent", 115.0, {}),
    ("bird_dog", "trunk_moves", 18.0, {}),
    ("bird_dog", "hips_shift", 0.5, {}),
    ("bird_dog", "head_moves", 30.0, {}),
    ("hamstring_stretch", "past_limit", 108.0, {}),
    ("hamstring_stretch", "past_target", 85.0, {}),
    ("hamstring_stretch", "short_of_target", 45.0, {}),
    ("hamstring_stretch", "knee_bent", 140.0, {}),
    ("hamstring_stretch", "other_knee_bends", 130.0, {}),
    ("hamstring_stretch", "other_foot_lifts", 22.0, BENT),
    ("hamstring_stretch", "other_knee_opens", 142.0, BENT),
    ("hamstring_stretch", "hips_rise", 0.2, {}),
    ("hamstring_stretch_90_90", "thigh_too_low", 124.0, {}),
    ("hamstring_stretch_90_90", "thigh_too_high", 58.0, {}),
    ("hamstring_stretch_90_90", "short_of_target", 140.0, {}),
    ("hamstring_stretch_90_90", "other_leg_lifts", 30.0, {}),
    ("hamstring_stretch_90_90", "other_knee_bends", 130.0, {}),
    ("hamstring_stretch_90_90", "other_foot_lifts", 22.0, BENT),
    ("hamstring_stretch_90_90", "other_knee_opens", 142.0, BENT),
    ("hamstring_stretch_90_90", "hips_rise", 0.2, BENT),
    ("hamstring_stretch_seated", "knee_bent", 142.0, {}),
]
AT_START = [
    ("bridge", "feet_too_far", 120.0),
    ("bridge", "feet_too_near", 42.0),
    ("bird_dog", "hand_not_under_shoulder", -54.0),
    ("bird_dog", "knee_not_under_hip", -57.0),
    ("bird_dog", "start_hip_shut", 60.0),
    ("bird_dog", "start_hip_open", 144.0),
    ("bird_dog", "start_shoulder_open", 125.0),
    ("bird_dog", "start_knee_shut", 42.0),
    ("bird_dog", "start_knee_open", 127.0),
]
TIMED = [
    ("bridge", "drop_in_hold", 16.0, {}),
    ("bridge", "lifted_too_fast", 0.5, {}),
    ("bridge", "lowered_too_fast", 0.6, {}),
    ("bridge", "hold_short", 0.7, {}),
    ("bird_dog", "hold_long", 12.5, {}),
    ("bird_dog", "hold_short", 0.6, {}),
    ("bird_dog", "no_reset", 0.5, {"sides": ["right", "left"]}),
    ("bird_dog", "unsteady", 8.0, {"hold_s": 6.0}),
    ("hamstring_stretch", "unsteady", 8.0, {}),
    ("hamstring_stretch", "jerked", 110.0, {}),
    ("hamstring_stretch", "raised_too_fast", 0.7, {}),
    ("hamstring_stretch_90_90", "unsteady", 9.0, {}),
    ("hamstring_stretch_90_90", "jerked", 120.0, {}),
    ("hamstring_stretch_90_90", "lowered_too_fast", 0.5, {}),
    ("hamstring_stretch_seated", "unsteady", 7.5, {}),
    ("hamstring_stretch_seated", "hinged_too_fast", 0.5, {}),
    ("hamstring_stretch_seated", "came_up_too_fast", 0.5, {}),
]


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_every_rule_can_be_asked_for(exercise):
    rules = {rule.name for rule in load_exercise(exercise).rules}
    rules -= {name for other, name in NOT_SHOWN if other == exercise}
    assert rules <= set(EXERCISES[exercise].faults)


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_too_fast_is_what_the_judge_calls_too_fast(exercise):
    assert EXERCISES[exercise].faults["too_fast"].most == load_exercise(exercise).phases.shortest_s


@pytest.mark.parametrize(("exercise", "rule", "size", "posture"), IN_HOLD)
def test_fault_reads_its_size_in_the_hold(man, exercise, rule, size, posture):
    found = seen(recipe_of(exercise, fault=[{"rule": rule, "size": size}], posture=posture), man)
    judged = load_exercise(exercise).rule(rule)
    read = found.in_hold(judged.signal)
    if judged.relative_to_start is not None:
        read -= found.at_start(judged.signal)
    if judged.relative_to_start == "change":
        read = abs(read)
    [fault] = found.plan.faults
    assert judged.signal.endswith(fault.unit)
    # Ear and shoulder do not lie at the same depth: even from far away that is a degree.
    beside = 1.0 if "neck" in judged.signal else 0.0
    assert read == pytest.approx(size, abs=TOLERANCE[fault.unit] + beside)


@pytest.mark.parametrize(("exercise", "rule", "size"), AT_START)
def test_fault_of_the_start_position_reads_its_size_there(man, exercise, rule, size):
    found = seen(recipe_of(exercise, fault=[{"rule": rule, "size": size}]), man)
    signal = load_exercise(exercise).rule(rule).signal
    assert found.at_start(signal) == pytest.approx(size, abs=TOLERANCE["deg"])


@pytest.mark.parametrize(("exercise", "rule", "size", "movement"), TIMED)
def test_fault_of_a_whole_repetition_is_judged_with_its_size(man, exercise, rule, size, movement):
    # Deep enough that an unsteady seated hold stays one.
    posture = {"top_lean_deg": 48.0} if exercise.endswith("seated") else {}
    asked = recipe_of(
        exercise, fault=[{"rule": rule, "size": size}], movement=movement, posture=posture
    )
    found = seen(asked, man)
    worst = [f.worst for each in found.judged() for f in each.faults if f.rule == rule]
    within = TOLERANCE[found.plan.faults[-1].unit]
    if rule.startswith("hold_"):  # the position is kept for longer than the movement pauses in it
        first_s, last_s = find_hold(found.plan, found.plan.repetitions[0], HOLD_BAND_DEG)
        assert len(worst) == 1
        assert size - within < worst[0] < last_s - first_s + within
        return
    assert worst == [pytest.approx(size, abs=within)]


@pytest.mark.parametrize("size", [30.0, 45.0])
def test_a_rounder_back_changes_the_neck_angle_by_its_size(man, size):
    fault = [{"rule": "back_rounded", "size": size}]
    found = seen(recipe_of("hamstring_stretch_seated", fault=fault), man)
    change = found.at_start("near.neck_deg") - found.in_hold("near.neck_deg")
    assert change == pytest.approx(size, abs=TOLERANCE["deg"])


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_too_fast_a_repetition_differs_from_a_slow_one(man, exercise):
    size = 0.85 * load_exercise(exercise).phases.shortest_s
    sides = ["both" if exercise in ("bridge", "hamstring_stretch_seated") else "right"] * 2
    asked = recipe_of(
        exercise,
        fault=[{"rule": "too_fast", "size": size, "repetitions": [1]}],
        movement={"sides": sides},
    )
    found = seen(asked, man)
    assert found.plan.counted == 1
    assert [each.rejected or "" for each in found.plan.repetitions] == ["too_fast", ""]
    assert [str(each.rejected or "") for each in found.judged()] == ["too_fast", ""]


def test_faults_of_different_kinds_in_different_repetitions(man):
    faults = [
        {"rule": "past_limit", "size": 108.0, "repetitions": [1]},
        {"rule": "hips_rise", "size": 0.22, "repetitions": [2]},
        {"rule": "unsteady", "size": 8.5, "repetitions": [3]},
        {"rule": "raised_too_fast", "size": 0.6, "repetitions": [4]},
    ]
    movement = {"sides": ["right"] * 4, "hold_s": 5.5}
    found = seen(recipe_of("hamstring_stretch", fault=faults, movement=movement), man)
    by_repetition = [{fault.rule for fault in each.faults} for each in found.judged()]
    assert [fault["rule"] in each for fault, each in zip(faults, by_repetition, strict=True)] == [
        True
    ] * 4
    assert not by_repetition[0] & by_repetition[1]


@pytest.mark.parametrize(
    ("exercise", "fault", "message"),
    [
        ("bird_dog", {"rule": "leg_too_low", "size": -35}, "from -28"),
        ("bird_dog", {"rule": "start_shoulder_shut", "size": 36}, "more than this body can do"),
        ("bird_dog", {"rule": "no_reset", "size": 0.5, "repetitions": [1]}, "from 2"),
        ("bridge", {"rule": "too_fast", "size": 1.5}, "from 0.4 to 1.05"),
        ("bridge", {"rule": "feet_too_far", "size": 120, "repetitions": [1]}, "whole clip"),
        ("hamstring_stretch", {"rule": "other_foot_lifts", "size": 20}, "posture.other_knee_deg"),
        ("hamstring_stretch", {"rule": "jerked", "size": 300}, "cannot be reached"),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_can(man, exercise, fault, message):
    with pytest.raises(RecipeError, match=message):
        seen(recipe_of(exercise, fault=[fault]), man)
