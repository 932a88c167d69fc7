"""One clip's verdict is compared with its labels; the films are of stick figures."""

import numpy as np
import pytest

from formcheck.evaluation.outcome import ClipOutcome, FaultPresence, assess_clip
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.kinematics.track import PoseTrack
from tests.support.fake_labels import labels, repetition
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, exercise_named
from tests.support.stick_figure import Key

PLAY = GOOD_REPETITIONS["bridge"]
FIRST_S, NEXT_S = 1.2, 10.8  # the lead, then a repetition of 9.6 s


def film(*tops: dict) -> PoseTrack:
    return PLAY.film([key for top in tops for key in PLAY.keys(top=top)])


def judged(track: PoseTrack, *, truth: PoseTrack | None = None, **values) -> ClipOutcome:
    given = {
        "repetition": [repetition(1, FIRST_S), repetition(2, NEXT_S)],
        "duration_s": track.duration_s,
    }
    return assess_clip(labels(**{**given, **values}), ModelTrack(track=track), truth)


def fault(rule: str, size: float, *, of: int = 2, unit: str = "deg", **more) -> dict:
    return {
        "rule": rule, "repetition": of, "start_s": 12.0, "end_s": 17.0, "size": size, "unit": unit,
        **more,
    }  # fmt: skip


def cases(outcome: ClipOutcome, rule: str) -> list[tuple[FaultPresence, bool]]:
    return [(case.shown, case.found) for case in outcome.rules if case.rule == rule]


def test_good_repetitions_found_as_they_were_done():
    track = film({}, {})
    outcome = judged(track, truth=track)
    assert (outcome.counted, outcome.false_repetitions) == (2, 0)
    assert outcome.score == pytest.approx(100)
    assert {case.shown for case in outcome.rules} == {FaultPresence.ABSENT}
    assert not any(case.found for case in outcome.rules)
    for error in outcome.times:
        assert (error.hold_s, error.out_s, error.back_s) == pytest.approx((0, 0, 0), abs=0.3)
    assert {error.angle: error.mean_abs_deg for error in outcome.angles} == pytest.approx(
        {"knee": 0, "hip": 0, "trunk": 0}, abs=1e-6
    )


def test_a_clear_fault_differs_from_a_borderline_one_by_its_size():
    """over_arched: a fault above 195 degrees."""
    clear = judged(film({}, {"hip": 203}), fault=[fault("over_arched", 203.0)])
    assert cases(clear, "over_arched") == [
        (FaultPresence.ABSENT, False),
        (FaultPresence.CLEAR, True),
    ]
    assert [c.excess for c in clear.rules if c.rule == "over_arched"] == [None, 8]
    slight = judged(film({}, {"hip": 197}), fault=[fault("over_arched", 197.0)])
    assert cases(slight, "over_arched")[1] == (FaultPresence.BORDERLINE, True)


def test_a_label_may_say_itself_that_a_fault_is_clear():
    outcome = judged(film({}, {"hip": 158}), fault=[fault("hips_low", 158.0, clear=True)])
    assert cases(outcome, "hips_low")[1] == (FaultPresence.CLEAR, True)


def test_a_fault_that_the_exact_joints_show_is_no_false_alarm():
    track = film({}, {"hip": 200})
    assert cases(judged(track, truth=track), "over_arched")[1] == (FaultPresence.NEAR, True)


@pytest.mark.parametrize(
    ("truly", "shown"),
    [(197, FaultPresence.NEAR), (191, FaultPresence.NEAR), (187, FaultPresence.ABSENT)],
)
def test_an_alarm_within_the_measurement_error_is_no_false_alarm(truly, shown):
    """The true hip angle is 191, the fault limit is 195, and the measurement error is 6 degrees."""
    outcome = judged(film({}, {"hip": 200}), truth=film({}, {"hip": truly}))
    assert cases(outcome, "over_arched") == [(FaultPresence.ABSENT, False), (shown, True)]


def test_the_measurement_error_counts_on_the_good_side_of_a_lower_limit():
    """hips_low: a fault below 160 degrees."""
    for truly, shown in ((163, FaultPresence.NEAR), (169, FaultPresence.ABSENT)):
        outcome = judged(film({}, {"hip": 158.5}), truth=film({}, {"hip": truly}))
        assert cases(outcome, "hips_low") == [(FaultPresence.ABSENT, False), (shown, True)]


def test_a_repetition_without_exact_joints_gives_no_false_alarm():
    still = PLAY.film([Key(seconds=20, angles={})])
    outcome = judged(film({}, {"hip": 203}), truth=still)
    assert {case.shown for case in outcome.rules} == {FaultPresence.NEAR}


@pytest.mark.parametrize(
    ("beyond", "shown"), [(2.9, FaultPresence.BORDERLINE), (3.1, FaultPresence.CLEAR)]
)
def test_a_hold_sways_clearly_from_less_than_an_angle_errs_by(beyond, shown):
    limit = exercise_named("bird_dog").rule("unsteady").fault
    outcome = judged(film({}, {}), exercise="bird_dog", fault=[fault("unsteady", limit + beyond)])
    assert cases(outcome, "unsteady")[1] == (shown, False)


@pytest.mark.parametrize(
    ("swing", "shown"), [(11.9, FaultPresence.BORDERLINE), (12.1, FaultPresence.CLEAR)]
)
def test_a_bounce_is_as_large_as_it_swings(swing, shown):
    """Six degrees beyond the six degrees from which a swing counts as a bounce."""
    outcome = judged(film({}, {}), exercise="hamstring_stretch", fault=[fault("bouncing", swing)])
    assert cases(outcome, "bouncing")[1] == (shown, False)
    excess = [c.excess for c in outcome.rules if c.rule == "bouncing"]
    assert excess == [None, pytest.approx(swing - 6)]


def test_a_fault_that_only_the_landmarks_show_is_a_false_alarm():
    outcome = judged(film({}, {"hip": 200}), truth=film({}, {}))
    assert cases(outcome, "over_arched")[1] == (FaultPresence.ABSENT, True)


def test_a_repetition_that_was_not_found_misses_its_faults():
    still = PLAY.film(PLAY.keys(top={"hip": 139}), lead_s=8)
    outcome = judged(
        still, repetition=[repetition(1, 8.0)], fault=[fault("hips_low", 139.0, of=1)], counted=1
    )
    assert outcome.counted == 0
    assert cases(outcome, "hips_low") == [(FaultPresence.CLEAR, False)]
    assert outcome.times == ()


def test_a_repetition_that_was_not_done_is_a_false_repetition():
    outcome = judged(film({}, {}), repetition=[repetition(1, FIRST_S)], counted=1)
    assert (outcome.counted, outcome.false_repetitions) == (2, 1)


def test_an_angle_that_is_read_too_wide_is_an_error_with_its_sign():
    truth = film({}, {})
    lifted = changed(truth, xy=_knee_moved(truth))
    errors = {e.angle: e for e in judged(lifted, truth=truth).angles}
    assert abs(errors["knee"].bias_deg) > 2
    assert errors["knee"].mean_abs_deg >= abs(errors["knee"].bias_deg)
    assert errors["trunk"].mean_abs_deg == pytest.approx(0, abs=1e-6)


def _knee_moved(track: PoseTrack) -> np.ndarray:
    xy = track.xy.copy()
    xy[:, 25, 1] -= 8
    return xy


def test_a_refused_clip_reports_only_its_reason():
    outcome = assess_clip(
        labels(kind="not_assessable"), ModelTrack(track=None, refused="Nobody."), None
    )
    assert (outcome.counted, outcome.score, outcome.reasons) == (0, None, ("person",))


def test_form_and_times_of_poorly_filmed_clips_are_not_compared():
    track = film({}, {})
    outcome = judged(track, truth=track, kind="degraded")
    assert outcome.counted == 2
    assert (outcome.rules, outcome.times, outcome.angles) == ((), (), ())
