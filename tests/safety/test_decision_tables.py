"""Every row of every decision table applies at its limit and not just below it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from formcheck.errors import SafetyError
from formcheck.safety.decision_table import Decision
from formcheck.safety.pain_rules import (
    AFTER,
    DURING,
    NEXT_DAY,
    Change,
    PainFacts,
    judge_after,
    judge_during,
    judge_next_day,
)
from formcheck.safety.questionnaire import (
    EMERGENCIES,
    Pain,
    PainSite,
    RedFlag,
    ScreeningAnswers,
    Sensation,
)
from formcheck.safety.screening import BEFORE, judge_screening
from tests.safety.examples import ANY_PAINS, PAINS, SENSATIONS, answers, pain

GO, HOLD_BACK, EASE = Decision.GO, Decision.HOLD_BACK, Decision.EASE
UNANSWERED, END, STOP = Decision.UNANSWERED, Decision.END, Decision.STOP
NOT_TODAY, CLINICIAN, EMERGENCY = Decision.NOT_TODAY, Decision.CLINICIAN, Decision.EMERGENCY

# --- before --------------------------------------------------------------------------------------

BEFORE_CASES = [
    *[(answers(None, flag), EMERGENCY, "emergency_sign") for flag in sorted(EMERGENCIES)],
    *[(answers(None, f), CLINICIAN, "clinician_first") for f in sorted(set(RedFlag) - EMERGENCIES)],
    (answers(pain(6)), NOT_TODAY, "pain_severe"),
    (answers(pain(0, 6)), NOT_TODAY, "pain_severe"),
    (answers(flare=True), NOT_TODAY, "flare_up"),
    (ScreeningAnswers(pain=pain()), UNANSWERED, "unanswered"),
    (ScreeningAnswers(pain=Pain(), flags=frozenset(), flare=False), UNANSWERED, "unanswered"),
    (answers(pain(4)), EASE, "pain_moderate"),
    (answers(pain(1, 5)), EASE, "pain_moderate"),
    (answers(pain(3, 3, PainSite.FOOT, Sensation.TINGLING)), GO, None),
    (answers(None, RedFlag.CANCER, cleared=True), GO, None),
    (answers(None, RedFlag.FOOT_DROP, cleared=True), EMERGENCY, "emergency_sign"),
    (answers(pain(9), RedFlag.FOOT_DROP), EMERGENCY, "emergency_sign"),
]


@pytest.mark.parametrize(("given_", "decision", "rule"), BEFORE_CASES)
def test_before(given_, decision, rule):
    judged = judge_screening(given_)
    assert judged.decision is decision
    assert (judged.rules[0] if judged.rules else None) == rule


# --- during --------------------------------------------------------------------------------------

LEG = pain(2, 2, PainSite.THIGH)
DURING_CASES = [
    # before, now, decision, the gravest rule
    (LEG, LEG, GO, None),
    (pain(), pain(1), GO, None),
    (pain(2), pain(3, 1, PainSite.NONE), GO, None),
    (pain(), pain(6), STOP, "pain_severe"),
    (pain(5, 5), pain(5, 6), STOP, "pain_severe"),
    (pain(), pain(0, 2), STOP, "leg_pain_up"),
    (pain(0, 1), pain(0, 3), STOP, "leg_pain_up"),
    (pain(2), pain(4), STOP, "pain_up_to_four"),
    (pain(3), pain(5), STOP, "pain_up_to_four"),
    (LEG, pain(2, 2, PainSite.BELOW_KNEE), STOP, "further_down"),
    (pain(1, 0, PainSite.BACK), pain(1, 0, PainSite.BUTTOCK), STOP, "further_down"),
    (pain(), pain(1, 0, PainSite.BACK), GO, None),  # in the back is not down the leg
    (pain(), pain(0, 0, PainSite.NONE, Sensation.TINGLING), STOP, "new_nerve_sign"),
    (pain(), pain(0, 0, PainSite.NONE, Sensation.NUMBNESS), STOP, "new_nerve_sign"),
    (pain(), pain(0, 0, PainSite.NONE, Sensation.WEAKNESS), STOP, "new_nerve_sign"),
    (
        pain(0, 0, PainSite.NONE, Sensation.TINGLING),
        pain(0, 0, PainSite.NONE, Sensation.TINGLING),
        GO,
        None,
    ),
    (pain(), pain(1, 0, PainSite.BACK, Sensation.SHARP), STOP, "sharp_or_electric"),
    (pain(), pain(0, 1, PainSite.THIGH, Sensation.ELECTRIC), STOP, "further_down"),
    (pain(), pain(1, 0, PainSite.BACK, Sensation.STRETCH), GO, None),
    (pain(), pain(1, 0, PainSite.BACK, Sensation.ACHE), GO, None),
    (pain(4), pain(4), EASE, "amber"),
    (pain(5), pain(5), EASE, "amber"),
    (pain(0, 4), pain(0, 4), EASE, "amber"),
    (pain(4), pain(5), EASE, "amber"),
    (pain(5), pain(4), GO, "less"),
    (pain(5, 4), pain(4, 4), GO, "less"),
    (pain(3, 1), pain(1, 1), GO, "less"),
    (pain(5, 1), pain(4, 2), EASE, "amber"),  # less in one place and more in another
    (pain(5, 5), pain(5, 4), EASE, "amber"),
    (pain(5), pain(4, 0, PainSite.THIGH), STOP, "further_down"),
    (pain(), pain(2), EASE, "amber"),
    (pain(1), pain(3), EASE, "amber"),
    (pain(2, 2, PainSite.BELOW_KNEE), pain(3, 1, PainSite.THIGH), GO, "moved_up"),
    (pain(2, 2, PainSite.BELOW_KNEE), pain(5, 1, PainSite.BUTTOCK), GO, "moved_up"),
    (pain(2, 2, PainSite.BELOW_KNEE), pain(6, 1, PainSite.BUTTOCK), STOP, "pain_severe"),
    (pain(2, 2, PainSite.BELOW_KNEE), pain(2, 4, PainSite.THIGH), STOP, "leg_pain_up"),
    (pain(), Pain(back=1), UNANSWERED, "unanswered"),
    (pain(), Pain(back=7), STOP, "pain_severe"),  # the given answers are enough
    (Pain(), pain(1), END, "before_unknown"),
    (Pain(), pain(6), STOP, "pain_severe"),
]


@pytest.mark.parametrize(("before", "now", "decision", "rule"), DURING_CASES)
def test_during(before, now, decision, rule):
    judged = judge_during(PainFacts(change=Change(before=before, now=now)))
    assert judged.decision is decision
    assert (judged.rules[0] if judged.rules else None) == rule


def test_a_stop_for_pain_is_a_stop_whatever_the_numbers_say():
    judged = judge_during(PainFacts(change=Change(before=pain(), now=pain()), stopped=True))
    assert judged.decision is STOP
    assert judged.rules == ("stopped",)


def test_a_second_amber_ends_the_exercise():
    judged = judge_during(PainFacts(change=Change(before=pain(4), now=pain(4)), eased=True))
    assert judged.decision is END
    assert judged.rules[0] == "second_amber"


# --- five minutes later, and the next day --------------------------------------------------------

AFTER_CASES = [
    (LEG, LEG, END, "settled"),
    (LEG, pain(1, 1, PainSite.BACK), END, "settled"),
    (LEG, pain(3, 2, PainSite.THIGH), CLINICIAN, "still_worse"),
    (LEG, pain(2, 3, PainSite.THIGH), CLINICIAN, "still_worse"),
    (LEG, pain(2, 2, PainSite.THIGH, Sensation.TINGLING), CLINICIAN, "still_worse"),
    (LEG, pain(2, 2, PainSite.THIGH, Sensation.NUMBNESS), CLINICIAN, "nerve_sign_stays"),
    (LEG, pain(2, 2, PainSite.THIGH, Sensation.WEAKNESS), CLINICIAN, "nerve_sign_stays"),
    (LEG, pain(2, 2, PainSite.FOOT), CLINICIAN, "still_further_down"),
    (LEG, Pain(), UNANSWERED, "unanswered"),
    (Pain(), LEG, NOT_TODAY, "before_unknown"),
]


@pytest.mark.parametrize(("before", "now", "decision", "rule"), AFTER_CASES)
def test_five_minutes_later(before, now, decision, rule):
    judged = judge_after(Change(before=before, now=now))
    assert judged.decision is decision
    assert judged.rules[0] == rule


@pytest.mark.parametrize(
    ("now", "decision"),
    [(pain(3, 2), GO), (pain(4, 2), HOLD_BACK), (pain(2, 4), HOLD_BACK), (pain(0, 0), GO)],
)
def test_the_next_day(now, decision):
    assert judge_next_day(Change(before=pain(2, 2), now=now)).decision is decision


def test_every_row_of_every_table_has_a_case():
    shown = {rule for *_, rule in BEFORE_CASES}
    assert {row.rule for row in BEFORE} <= shown
    shown = {rule for *_, rule in DURING_CASES}
    assert {row.rule for row in DURING} <= shown | {"stopped", "second_amber"}
    assert {row.rule for row in AFTER} <= {rule for *_, rule in AFTER_CASES}
    assert {row.rule for row in NEXT_DAY} == {"worse_next_day"}


@pytest.mark.parametrize("table", [BEFORE, DURING, AFTER, NEXT_DAY])
def test_every_row_has_a_reason_and_a_source_and_a_name_of_its_own(table):
    assert len({row.rule for row in table}) == len(table)
    for row in table:
        assert row.why.endswith(".")
        assert row.source.startswith("clinical notes ")


# --- what holds for all answers ------------------------------------------------------------------


@st.composite
def worse(draw):
    """Two answers; the second is at least as bad in everything."""
    one = draw(PAINS)
    return one, Pain(
        back=draw(st.integers(one.back, 10)),
        leg=draw(st.integers(one.leg, 10)),
        site=draw(st.sampled_from([site for site in PainSite if site >= one.site])),
        sensations=one.sensations | draw(SENSATIONS),
    )


@given(before=ANY_PAINS, pair=worse(), stopped=st.booleans(), eased=st.booleans())
def test_more_pain_never_gives_a_milder_decision(before, pair, stopped, eased):
    less, more = (
        judge_during(PainFacts(change=Change(before=before, now=now), stopped=stopped, eased=eased))
        for now in pair
    )
    assert less.decision <= more.decision


@given(pair=worse(), before=ANY_PAINS)
def test_more_pain_is_never_milder_after_a_stop_or_the_next_day(pair, before):
    for judge in (judge_after, judge_next_day):
        less, more = (judge(Change(before=before, now=now)).decision for now in pair)
        assert less <= more


@given(pair=worse(), flags=st.frozensets(st.sampled_from(RedFlag)), flare=st.booleans())
def test_more_pain_or_more_signs_are_never_milder_before(pair, flags, flare):
    less, more = pair
    mild = judge_screening(ScreeningAnswers(pain=less, flags=frozenset(), flare=False))
    grave = judge_screening(ScreeningAnswers(pain=more, flags=flags, flare=flare))
    assert mild.decision <= grave.decision


@given(now=ANY_PAINS)
def test_a_missing_answer_never_lets_an_exercise_run(now):
    assume(not now.complete)
    assert not judge_screening(
        ScreeningAnswers(pain=now, flags=frozenset(), flare=False)
    ).decision.runs
    assert not judge_during(PainFacts(change=Change(before=pain(), now=now))).decision.runs
    assert not judge_after(Change(before=pain(), now=now)).decision.runs


@pytest.mark.parametrize("wrong", [-1, 11, 2.5, True, "3"])
def test_only_whole_numbers_from_nought_to_ten_are_pain(wrong):
    with pytest.raises(SafetyError, match="whole number from 0 to 10"):
        Pain(back=wrong)
