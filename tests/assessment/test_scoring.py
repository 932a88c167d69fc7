"""The arithmetic of the score with chosen shares, the bands, and the score of a set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.rule_evaluation import RuleSeverity
from formcheck.assessment.scoring import SAFETY_CAP, band_of, compute_lost_points, compute_score
from formcheck.assessment.types import Band
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named, judged

BRIDGE = exercise_named("bridge")  # alignment 55, steadiness 15, tempo 15, hold 15


def share(rule: str, *, severity: float = 0.0, persistent: bool = False) -> RuleSeverity:
    return RuleSeverity(rule=BRIDGE.rule(rule), severity=severity, persistent=persistent)


def all_clean() -> list[RuleSeverity]:
    return [share(rule.name) for rule in BRIDGE.rules]


def with_broken(*broken: RuleSeverity) -> list[RuleSeverity]:
    names = {b.rule.name for b in broken}
    return [s for s in all_clean() if s.rule.name not in names] + list(broken)


def test_without_faults_the_score_is_100():
    assert compute_score(BRIDGE, all_clean()) == 100


def test_a_rule_broken_all_the_time_costs_its_share_of_the_groups_points():
    # hips_low: weight 0.8 of 55 points
    assert compute_score(BRIDGE, with_broken(share("hips_low", severity=1.0))) == pytest.approx(56)


def test_half_the_severity_costs_half():
    assert compute_score(BRIDGE, with_broken(share("hips_low", severity=0.5))) == pytest.approx(78)
    assert compute_score(BRIDGE, with_broken(share("hips_low", severity=0.25))) == pytest.approx(89)


@pytest.mark.parametrize(
    ("hip_deg", "severity"), [(170, 0), (168, 0), (166, 0.25), (164, 0.5), (161, 0.875), (158, 1)]
)
def test_the_cost_grows_evenly_from_the_amber_to_the_fault_limit(hip_deg, severity):
    """hips_low: amber below 168, fault below 160 degrees, judged over the whole hold."""
    good_rep = GOOD_REPETITIONS["bridge"]
    review = judged(good_rep.film(good_rep.keys(top={"hip": hip_deg})), "bridge")
    assert review.score == pytest.approx(100 - 44 * severity, abs=1.5)


@pytest.mark.parametrize(("hold_s", "lost"), [(3.4, 0), (1.58, 7.5)])
def test_a_single_number_costs_evenly_too(hold_s, lost):
    """hold_short: amber below 3, fault below 2.5 of the 5 s asked for; 1.2 s of the ways count."""
    good_rep = GOOD_REPETITIONS["bridge"]
    review = judged(good_rep.film(good_rep.keys(hold_s=hold_s)), "bridge")
    assert review.score == pytest.approx(100 - lost, abs=2)


def test_a_group_cannot_lose_more_than_its_points():
    broken = [share("hips_low", severity=1.0), share("feet_too_far", severity=1.0)]
    assert compute_score(BRIDGE, with_broken(*broken)) == pytest.approx(45)


def test_groups_add_up():
    broken = [share("lifted_too_fast", severity=1.0), share("hold_short", severity=1.0)]
    assert compute_score(BRIDGE, with_broken(*broken)) == pytest.approx(100 - 7.5 - 15)


def test_a_group_that_could_not_be_judged_is_left_out_of_the_sum():
    judged_rules = [s for s in all_clean() if s.rule.group != "tempo"]
    assert compute_score(BRIDGE, judged_rules) == 100
    judged_rules = [s for s in judged_rules if s.rule.name != "hips_low"]
    judged_rules.append(share("hips_low", severity=1.0))
    assert compute_score(BRIDGE, judged_rules) == pytest.approx(100 * (85 - 44) / 85)


def test_without_alignment_there_is_no_score():
    assert compute_score(BRIDGE, [s for s in all_clean() if s.rule.group != "alignment"]) is None
    only_a_hint = [s for s in all_clean() if s.rule.group != "alignment"] + [share("heels_lift")]
    assert compute_score(BRIDGE, only_a_hint) is None
    assert compute_score(BRIDGE, []) is None


def test_a_hint_costs_nothing():
    assert compute_score(BRIDGE, with_broken(share("heels_lift", severity=1.0))) == 100
    assert compute_lost_points(BRIDGE, share("heels_lift", severity=1.0)) == 0


def test_a_lasting_safety_fault_caps_the_score():
    brief = share("over_arched", severity=0.05)
    lasting = share("over_arched", severity=0.05, persistent=True)
    assert compute_score(BRIDGE, with_broken(brief)) == pytest.approx(97.25)
    assert compute_score(BRIDGE, with_broken(lasting)) == SAFETY_CAP == 59


def test_the_cap_never_raises_a_score():
    ruined = [share(r.name, severity=1.0, persistent=True) for r in BRIDGE.rules]
    assert compute_score(BRIDGE, ruined) == 0


def test_an_ordinary_lasting_fault_does_not_cap():
    lasting = share("hips_low", severity=0.4, persistent=True)
    assert compute_score(BRIDGE, with_broken(lasting)) == pytest.approx(82.4)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (100, Band.EXCELLENT),
        (90, Band.EXCELLENT),
        (89.6, Band.EXCELLENT),
        (89.4, Band.GOOD),
        (75, Band.GOOD),
        (74.4, Band.FAIR),
        (60, Band.FAIR),
        (59, Band.NEEDS_WORK),
        (40, Band.NEEDS_WORK),
        (39.4, Band.POOR),
        (0, Band.POOR),
    ],
)
def test_the_bands_begin_where_the_scale_says(score, band):
    assert band_of(score) is band


SHARES = st.lists(
    st.builds(
        lambda rule, severity, persistent: RuleSeverity(
            rule=rule, severity=severity, persistent=persistent
        ),
        st.sampled_from(BRIDGE.rules),
        st.floats(0, 1),
        st.booleans(),
    ),
    unique_by=lambda s: s.rule.name,
)


@given(shares=SHARES)
def test_a_score_lies_between_0_and_100(shares):
    score = compute_score(BRIDGE, shares)
    assert score is None or 0 <= score <= 100


@given(shares=SHARES, worse=st.sampled_from(BRIDGE.rules))
def test_breaking_a_rule_all_the_time_never_raises_the_score(shares, worse):
    others = [s for s in shares if s.rule.name != worse.name]
    clean = RuleSeverity(rule=worse, severity=0, persistent=False)
    broken = RuleSeverity(rule=worse, severity=1, persistent=True)
    before, after = (
        compute_score(BRIDGE, [*others, clean]),
        compute_score(BRIDGE, [*others, broken]),
    )
    assert (before is None) is (after is None)
    if before is not None:
        assert after <= before + 1e-9


# --- whole sets --------------------------------------------------------------------------------


def test_the_sets_score_is_the_mean_of_its_counted_repetitions():
    good_rep = GOOD_REPETITIONS["bridge"]
    review = judged(
        good_rep.film([*good_rep.keys(), *good_rep.keys(top={"hip": 158}), *good_rep.keys()]),
        "bridge",
    )
    scores = [r.score for r in review.repetitions]
    assert scores[0] == scores[2] == pytest.approx(100)
    assert scores[1] < 70
    assert review.score == pytest.approx(sum(scores) / 3)
    assert review.main_fault == "hips_low"
    assert [m.repetition for finding in review.findings for m in finding.moments] == [2]


def test_the_lasting_safety_fault_is_the_main_one_even_if_another_cost_more():
    good_rep = GOOD_REPETITIONS["bridge"]
    arched, low = good_rep.keys(top={"hip": 197}), good_rep.keys(top={"hip": 158})
    review = judged(good_rep.film([*arched, *low, *low, *low]), "bridge")
    assert review.main_fault == "over_arched"
    assert review.findings[0].rule == "over_arched"


def test_an_over_arch_that_lasts_caps_its_repetition_only():
    good_rep = GOOD_REPETITIONS["bridge"]
    review = judged(good_rep.film([*good_rep.keys(top={"hip": 197}), *good_rep.keys()]), "bridge")
    capped, good = review.repetitions
    assert capped.score <= 59
    assert good.score == pytest.approx(100)


def test_rejected_repetitions_do_not_change_the_score():
    good_rep = GOOD_REPETITIONS["bridge"]
    keys = [*good_rep.keys(top={"hip": 151}, hold_s=1), *good_rep.keys(), *good_rep.keys()[:2]]
    review = judged(good_rep.film(keys), "bridge")
    assert [r.counted for r in review.repetitions] == [False, True, False]
    assert review.score == pytest.approx(100)


def test_a_missed_target_gives_a_message_and_costs_nothing():
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    exercise = exercise_named("hamstring_stretch").with_target(80)
    review = judged(good_rep.film(good_rep.keys(top={"raise": 50})), exercise)
    assert review.score == pytest.approx(100)
    (finding,) = review.findings
    assert (finding.rule, finding.informational) == ("short_of_target", True)
    assert finding.limit == 65
    assert review.main_fault is None


def test_going_past_a_personal_target_is_a_safety_fault():
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    exercise = exercise_named("hamstring_stretch").with_target(50)
    review = judged(good_rep.good(), exercise)
    assert review.main_fault == "past_target"
    assert review.score <= 59
    assert judged(good_rep.good(), "hamstring_stretch").score == pytest.approx(100)
