"""A limit that a person's own body moves is drawn where it was used."""

import pytest

from formcheck.assessment.arcs import JudgedArcs
from formcheck.assessment.roles import Roles
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observer
from formcheck.review.trace import TraceRecorder
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.held_clips import held_clip

BRIDGE = exercise_named("bridge")
RULE = BRIDGE.rule("over_arched")


def limits(trace) -> list[float]:
    return [t.value for t in trace.thresholds if t.label == RULE.title]


@pytest.mark.parametrize("beyond", [-0.05, 0.0, 0.1])
def test_the_range_on_the_picture_is_that_of_the_verdict(beyond):
    pose = next(GOOD_REPETITIONS["bridge"].good().poses())
    roles = Roles(near=Side.LEFT, working_side=Side.LEFT, raised=None)
    start = {RULE.own_offset.signal: RULE.own_offset.usual + beyond}
    arcs = JudgedArcs(BRIDGE).at(Observer().update(pose), roles, start)
    allowed = RULE.amber + RULE.own_offset.rate * max(beyond, 0.0)
    assert arcs[0].allowed_deg[1] == pytest.approx(allowed)


def test_the_curve_has_the_limits_of_the_verdict():
    recorder = TraceRecorder(BRIDGE)
    assert limits(recorder.build_trace(())) == [RULE.amber, RULE.fault]
    moved = recorder.build_trace((), own_offsets={RULE.name: 6.5})
    assert limits(moved) == [RULE.amber + 6.5, RULE.fault + 6.5]


def test_a_heavy_body_has_its_own_limits_on_the_curve_of_its_review():
    review = held_clip("held_bridge_good_1").review
    amber, fault = limits(review.trace)
    assert amber > RULE.amber + 1
    assert fault - amber == pytest.approx(RULE.fault - RULE.amber)
