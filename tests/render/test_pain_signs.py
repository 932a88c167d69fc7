"""Pain signs as the renderer shows them, judged on the exact joint positions."""

from itertools import pairwise

import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.pain_signs.detector import PainSignDetector
from formcheck.poses.loader import load_exercise
from tools.render.exercises import EXERCISES
from tools.render.pain_signs import find_standstill, time_fall, time_stop
from tools.render.timing import PhaseCurve

from .rendered_truth import BOTH, TIMES, recipe_of, seen

SHOWN = {"collapse": (0.4, 2), "freeze_out": (5.0, 2), "freeze_back": (5.0, 1)}


def shown(exercise, man, **more):
    """The plan, and the signs seen on the exact joints."""
    sides = ["both" if exercise in BOTH else "right"] * 2
    movement = {"sides": sides, "tail_s": 2.5}
    found = seen(recipe_of(exercise, movement=movement, **more), man)
    judge = load_exercise(exercise)
    checker, watch = FormChecker(judge), PainSignDetector(judge, hold_s=TIMES[exercise]["hold_s"])
    signs = [watch.update(checker.update(pose)) for pose in found.poses]
    return found.plan, [each for each in signs if each is not None]


@pytest.mark.parametrize("rule", SHOWN)
@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_a_sign_that_is_put_in_is_seen_then(man, exercise, rule):
    size, number = SHOWN[rule]
    fault = [{"rule": rule, "size": size, "repetitions": [number]}]
    plan, signs = shown(exercise, man, fault=fault)
    [span] = plan.faults
    assert [each.sign.value for each in signs] == [span.sign]
    assert span.end_s - span.start_s == pytest.approx(size, abs=0.01)
    assert signs[0].start_s == pytest.approx(span.start_s, abs=0.6)


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_without_one_nothing_is_seen(man, exercise):
    _, signs = shown(exercise, man)
    assert signs == []


def test_a_fall_is_ever_faster_and_ends_at_rest():
    hold_s, back_s, curve = time_fall(4.0, 0.3)
    assert (hold_s, back_s) == (1.8, 0.3)
    gone = [curve.progress(1 - share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    steps = [a - b for a, b in pairwise(gone)]
    assert (gone[0], gone[-1]) == (1.0, 0.0)
    assert steps == sorted(steps)


def test_a_stop_lies_in_the_middle_of_its_way():
    whole_s, curve = time_stop(2.0, 6.0)
    from_s, to_s = find_standstill(1.0, 1.0 + whole_s, 6.0)
    assert (whole_s, from_s, to_s) == (8.0, 2.0, 8.0)
    assert curve.progress((from_s - 1.0) / whole_s) == curve.progress((to_s - 1.0) / whole_s) == 0.5
    assert (curve.progress(0.0), curve.progress(1.0)) == (0.0, 1.0)
    assert PhaseCurve().progress(0.5) == 0.5
