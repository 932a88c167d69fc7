"""Figures from the outcomes of many clips."""

import numpy as np
import pytest

from formcheck.evaluation.evaluate import evaluate
from formcheck.evaluation.outcome import FaultPresence
from formcheck.evaluation.scenarios import name_view
from formcheck.evaluation.stats import DetectionCounts
from tests.support.fake_labels import AngleErrors, TimeError, case, labels, outcome


def rows(evaluation):
    return {row.rule: row for row in evaluation.rules}


def test_counts_are_exact_or_off_by_one_and_wrong_clips_are_named():
    clips = [
        outcome("a"),
        outcome("b", counted=3, false_repetitions=1),
        outcome("c", counted=0),
        outcome("d"),
    ]
    (row,) = evaluate(clips).counting
    assert (row.clips, row.exact.value, row.within_one.value) == (4, 0.5, 0.75)
    assert row.false_repetitions == 1
    assert row.wrong == ("b: 3 for 2", "c: 0 for 2")


def test_poorly_filmed_clips_and_other_movements_are_counted_separately():
    clips = [
        outcome("a"),
        outcome("b", labels=labels("b", kind="degraded")),
        outcome("c", labels=labels("c", kind="negative", counted=0), counted=1, score=None),
    ]
    found = {row.sort: row for row in evaluate(clips).counting}
    assert found["fairly filmed"].exact.value == found["poorly filmed"].exact.value == 1
    assert found["other movements"].wrong == ("c: 1 for 0",)


def test_clips_against_the_instructions_are_counted_separately():
    clips = [
        outcome("a"),
        outcome("b", labels=labels("b", kind="hard"), counted=0, score=None),
        outcome("c", labels=labels("c", kind="hard"), assessable=0.5),
    ]
    evaluation = evaluate(clips)
    found = {row.sort: row for row in evaluation.counting}
    assert list(found) == ["fairly filmed", "against advice"]
    assert found["against advice"].exact.value == 0.5
    assert found["against advice"].wrong == ("b: 0 for 2",)
    assert found["fairly filmed"].exact.value == 1
    assert (evaluation.refusals.unfit, evaluation.refusals.fair) == (0, 1)
    assert not labels(kind="hard").fair


def test_the_assessable_share_is_averaged_by_kind_of_clip():
    clips = [
        outcome("a", assessable=0.9),
        outcome("b", assessable=0.5),
        outcome("c", labels=labels("c", kind="hard"), assessable=0.2),
    ]
    found = {row.sort: row.assessable.value for row in evaluate(clips).counting}
    assert found == pytest.approx({"fairly filmed": 0.7, "against advice": 0.2})


def test_a_rules_hits_misses_and_alarms_are_added_up_with_their_clips():
    clips = [
        outcome("a", rules=(case("hips_low", FaultPresence.CLEAR, found=True, excess=9),)),
        outcome("b", rules=(case("hips_low", FaultPresence.CLEAR, found=False, excess=7),)),
        outcome("c", rules=(case("hips_low", FaultPresence.ABSENT, found=True),)),
        outcome("d", rules=(case("hips_low", FaultPresence.NEAR, found=True),)),
        outcome("e", rules=(case("hips_low", FaultPresence.ABSENT, found=False),)),
    ]
    row = rows(evaluate(clips))["hips_low"]
    assert row.clear == DetectionCounts(hits=1, misses=1, false_alarms=1)
    assert (row.missed, row.alarms) == (("b #1",), ("c #1",))
    assert row.bodies == 1


def test_the_report_names_from_which_size_a_fault_is_first_and_always_found():
    shown = [(1, False), (2, True), (3, False), (4, True), (8, True)]
    clips = [
        outcome(
            f"clip{excess}",
            rules=(
                case(
                    "hips_low",
                    FaultPresence.CLEAR if excess >= 6 else FaultPresence.BORDERLINE,
                    found=found,
                    excess=excess,
                ),
            ),
        )
        for excess, found in shown
    ]
    row = rows(evaluate(clips))["hips_low"]
    assert (row.first_caught, row.always_caught) == (2, 4)
    assert (row.borderline, row.borderline_shown) == (0.5, 4)


def test_a_fault_reported_on_a_good_clip_is_named():
    clips = [
        outcome("a", rules=(case("hips_low", FaultPresence.ABSENT, found=True),)),
        outcome(
            "b",
            labels=labels("b", kind="fault"),
            rules=(case("hips_low", FaultPresence.ABSENT, found=True),),
        ),
    ]
    assert evaluate(clips).good_with_faults == ("a: hips_low",)


def test_times_are_averaged_with_and_without_their_sign():
    def off(hold_s):
        return TimeError(repetition=1, hold_s=hold_s, out_s=None, back_s=0.1)

    clips = [outcome("a", times=(off(0.4), off(-0.2))), outcome("b", times=(off(0.0),))]
    found = {row.what: row for row in evaluate(clips).times}
    assert found["hold"].mean_abs_s.value == pytest.approx(0.2)
    assert found["hold"].bias_s.value == pytest.approx(0.2 / 3)
    assert found["hold"].repetitions == 3
    assert found["out"].mean_abs_s.value is None
    assert found["back"].bias_s.value == pytest.approx(0.1)


def test_angles_are_averaged_over_clips_by_exercise_view_and_body():
    def error(mean_abs_deg):
        return AngleErrors(
            angle="knee", mean_abs_deg=mean_abs_deg, bias_deg=-1.0, sd_deg=1.0, measured=1.0,
            true=np.zeros(1), error=np.zeros(1),
        )  # fmt: skip

    clips = [
        outcome("a", angles=(error(2.0),)),
        outcome(
            "b", labels=labels("b", body="old", camera={"yaw_deg": -30.0}), angles=(error(6.0),)
        ),
    ]
    found = {(row.by, row.group): row.mean_abs_deg.value for row in evaluate(clips).angles}
    assert found["all", "all"] == 4
    assert found["exercise, worst body", "bridge, old"] == 6
    assert len([by for by, _ in found if by == "exercise, worst body"]) == 1
    assert found["view", "side-on"] == 2
    assert found["view", "oblique"] == found["body", "old"] == 6


@pytest.mark.parametrize(
    ("yaw_deg", "name"),
    [(0, "side-on"), (-8, "side-on"), (15, "slightly oblique"), (-30, "oblique"), (90, "frontal")],
)
def test_views_have_names(yaw_deg, name):
    assert name_view(yaw_deg) == name


def test_counts_and_holds_are_given_by_scenario():
    hold = TimeError(repetition=1, hold_s=-0.4, out_s=None, back_s=None)
    clips = [
        outcome("a", labels=labels("a", body="old", camera={"fps": 12.0}), times=(hold,)),
        outcome("b", labels=labels("b", body="young", camera={"fps": 14.0, "variable": 0.6})),
        outcome("c", labels=labels("c", kind="degraded", finish={"exposure": 0.5}), counted=1),
        outcome("d", labels=labels("d", kind="negative", body="old", counted=0), counted=1),
    ]
    found = {(row.by, row.group): row for row in evaluate(clips).scenarios}
    assert (found["body", "old"].clips, found["body", "old"].hold_s) == (1, 0.4)
    assert found["frame rate", "uneven"].exact.value == 1
    assert found["light", "not known, dim"].exact.value == 0
    assert ("exercise", "bridge") not in found


def test_clips_that_cannot_be_judged_must_be_refused_for_the_right_reason():
    def unfit(name, **values):
        return outcome(
            name,
            labels=labels(name, kind="not_assessable", reason="view"),
            **{"score": None, "counted": 0, **values},
        )

    clips = [
        unfit("a", reasons=("view",)),
        unfit("b", reasons=("person",)),
        unfit("c", score=80.0),
        outcome("d"),
        outcome("e", score=None),
    ]
    found = evaluate(clips).refusals
    assert (found.unfit, found.refused, found.right_reason) == (3, 2, 1)
    assert (found.fair, found.scored) == (2, 1)
    assert found.wrong == ("c: scored 80", "b: person for view", "e: no score")


def test_an_evaluation_of_no_clips_has_no_figures():
    empty = evaluate([])
    assert (empty.counting, empty.rules, empty.angles) == ((), (), ())
    assert empty.refusals.unfit == 0
