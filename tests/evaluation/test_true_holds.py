"""How long an end position was truly kept, from the exact joints."""

import pytest

from formcheck.assessment.repetitions.hold import EDGE_S
from formcheck.evaluation.angle_errors import observe_track
from formcheck.evaluation.true_holds import measure_true_holds, read_labelled_holds
from formcheck.kinematics.landmarks import Side
from tests.support.fake_labels import labels, repetition
from tests.support.good_repetitions import GOOD_REPETITIONS, NEAR_TOP_S, exercise_named
from tests.support.stick_figure import Camera

BRIDGE = GOOD_REPETITIONS["bridge"]
OUT_FROM_S = 1.2


def true_hold_s(*, hold_s: float = 4.0, back_s: float = 2.4, top=None) -> float:
    track = BRIDGE.film(
        BRIDGE.keys(hold_s=hold_s, back_s=back_s, top=top), camera=Camera(near=Side.LEFT)
    )
    top_s = OUT_FROM_S + BRIDGE.out_s
    leave_s = top_s + hold_s
    true = repetition(1, OUT_FROM_S, top_s=top_s, leave_s=leave_s, end_s=leave_s + back_s)
    clip = labels(repetition=[true])
    return measure_true_holds(clip, exercise_named("bridge"), observe_track(track))[1]


@pytest.mark.parametrize("hold_s", [0.5, 4.0, 10.0])
def test_the_ways_count_as_far_as_they_are_near_the_top(hold_s):
    assert true_hold_s(hold_s=hold_s) == pytest.approx(hold_s + NEAR_TOP_S, abs=0.3)


def test_a_slow_way_back_counts_for_a_moment():
    assert true_hold_s(back_s=8.0) == pytest.approx(4.0 + 2 * EDGE_S, abs=0.1)


def test_labels_say_it_where_the_exact_joints_do_not():
    clip = labels(
        repetition=[repetition(1, 1.0, hold_s=3.0), {**repetition(2, 11.0), "hold_s": 5.0}]
    )
    assert read_labelled_holds(clip) == {1: 3.0, 2: 5.0}
    assert measure_true_holds(clip, exercise_named("bridge"), []) == {}
