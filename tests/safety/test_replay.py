"""The answers decide what may run, and nothing undoes them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.history.database.event_json import from_dict, kind_of, to_dict
from formcheck.safety.clearance import Requirement, check_clearance, eased_hold_s
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    ClockSetBack,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.pain_rules import ASK_AGAIN_AFTER
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag
from formcheck.safety.replay import DayState, apply, replay
from tests.safety.examples import (
    EXERCISES,
    NOON,
    ZONE,
    after,
    again,
    asked,
    checked,
    corrected,
    event_lists,
    pain,
    pain_answered,
)
from tests.support.example_count import examples


def day_state(*events) -> DayState:
    return replay(events, zone=ZONE)


def need(*events, now=None, exercise="bridge", **facts) -> Requirement:
    now = events[-1].at if now is None else now
    return check_clearance(day_state(*events), exercise, now=now, zone=ZONE, **facts).need


# --- before --------------------------------------------------------------------------------------


def test_nothing_runs_before_the_questions_were_answered():
    assert check_clearance(DayState(), "bridge", now=NOON, zone=ZONE).need is Requirement.CHECK
    assert need(checked()) is Requirement.NOTHING


def test_the_answers_hold_for_a_visit_to_the_mat_and_not_for_the_evening():
    assert need(checked(), now=after(minutes=119)) is Requirement.NOTHING
    assert need(checked(), now=after(minutes=121)) is Requirement.CHECK
    assert need(checked(), now=after(days=1)) is Requirement.CHECK


def test_a_clock_set_back_does_not_make_old_answers_good_for_ever():
    assert need(checked(), now=after(hours=-5)) is Requirement.CHECK


def test_a_red_flag_bans_every_exercise_until_tomorrow():
    flagged = checked(NOON, None, RedFlag.FOOT_DROP)
    for exercise in EXERCISES:
        assert need(flagged, exercise=exercise) is Requirement.BANNED
    assert (
        need(flagged, checked(after(minutes=5))) is Requirement.BANNED
    )  # second thoughts do not help
    assert need(flagged, checked(after(days=1))) is Requirement.NOTHING


def test_signs_ticked_by_mistake_can_be_taken_back_and_all_is_asked_again():
    flagged = checked(NOON, Pain(), RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS)
    assert day_state(flagged).signs == {RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS}
    assert need(flagged, corrected(RedFlag.FOOT_DROP)) is Requirement.BANNED
    assert day_state(flagged, corrected(RedFlag.FOOT_DROP)).signs == {RedFlag.FOOT_DROP}
    free = (flagged, corrected())
    assert not day_state(*free).emergency
    assert need(*free) is Requirement.CHECK
    assert need(*free, checked(after(minutes=6))) is Requirement.NOTHING


def test_taking_signs_back_takes_nothing_else_back():
    severe = checked(NOON, pain(7), RedFlag.FOOT_DROP)
    assert day_state(severe, corrected()).last.decision is Decision.NOT_TODAY
    assert need(severe, corrected(), checked(after(minutes=6))) is Requirement.BANNED
    warned = checked(NOON, None, RedFlag.FOOT_DROP, RedFlag.CANCER)
    assert day_state(warned, corrected()).ban.decision is Decision.CLINICIAN
    stopped = (
        checked(),
        asked(),
        pain_answered(pain(2)),
        checked(after(minutes=12), None, RedFlag.FOOT_DROP),
    )
    assert need(*stopped, corrected(at=after(minutes=13))) is Requirement.WAIT
    assert need(checked(NOON, pain(7)), corrected()) is Requirement.BANNED  # there was no sign


def test_a_sign_stands_until_it_is_taken_back_or_denied_on_a_later_day():
    flagged = checked(NOON, None, RedFlag.FOOT_DROP)
    tomorrow = after(days=1)
    stands = day_state(flagged).today(tomorrow, ZONE)
    assert stands.emergency
    assert stands.signs_at == NOON
    assert day_state(flagged, checked(after(minutes=5))).emergency
    assert not day_state(flagged, checked(tomorrow)).emergency
    assert day_state(flagged, checked(tomorrow, None, RedFlag.BOTH_LEGS)).emergency_today
    assert day_state(flagged, corrected(RedFlag.FOOT_DROP, at=tomorrow)).emergency_today
    assert not day_state(flagged, corrected(at=tomorrow)).emergency


def test_moderate_pain_allows_the_gentle_version_only():
    allowed = check_clearance(day_state(checked(NOON, pain(4))), "bridge", now=NOON, zone=ZONE)
    assert allowed.runs
    assert allowed.gentle


def test_a_contested_exercise_needs_a_clinician_and_little_pain():
    assert need(checked(), prescription_only=True) is Requirement.PRESCRIPTION
    assert need(checked(), prescription_only=True, prescribed=True) is Requirement.NOTHING
    sore = checked(NOON, pain(4))
    assert need(sore, prescription_only=True, prescribed=True) is Requirement.TOO_SORE


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", QuestionReason)
def test_an_open_question_comes_before_everything(why):
    assert need(checked(), asked(why)) is Requirement.ANSWER
    assert need(checked(), asked(why), exercise="bird_dog") is Requirement.ANSWER
    assert need(checked(), asked(why), checked(after(minutes=20))) is Requirement.ANSWER
    assert need(checked(), asked(why), now=after(days=2)) is Requirement.ANSWER


def test_half_an_answer_leaves_the_question_open():
    assert (
        need(checked(), asked(), pain_answered(Pain(back=1), because=False)) is Requirement.ANSWER
    )


def test_after_a_stop_for_pain_it_waits_five_minutes_then_asks_again():
    events = (checked(), asked(), pain_answered(pain(2)))
    assert need(*events) is Requirement.WAIT
    assert need(*events, now=after(minutes=15, seconds=59)) is Requirement.WAIT
    assert need(*events, now=after(minutes=16)) is Requirement.ASK_AGAIN
    left = day_state(*events).asks_again_in(after(minutes=13))
    assert left == timedelta(minutes=3)


def test_a_clock_set_back_only_lengthens_the_wait():
    left = day_state(checked(), asked(), pain_answered(pain(2))).asks_again_in(after(hours=-1))
    assert left == timedelta(minutes=5)


def test_a_clock_that_was_ahead_at_a_stop_waits_five_minutes_from_when_it_was_set_right():
    ahead = (checked(), asked(), pain_answered(pain(2), after(hours=3)))
    right = (*ahead, ClockSetBack(at=after(minutes=12)))
    assert day_state(*right).asks_again_in(after(minutes=12)) == timedelta(minutes=5)
    assert need(*right, now=after(minutes=16, seconds=59)) is Requirement.WAIT
    assert need(*right, now=after(minutes=17)) is Requirement.ASK_AGAIN
    later = (checked(), asked(), pain_answered(pain(2)), ClockSetBack(at=after(minutes=13)))
    assert need(*later, now=after(minutes=16)) is Requirement.ASK_AGAIN  # it does not begin anew


@pytest.mark.parametrize("seconds", [0, 6, 299])
def test_asking_again_too_early_leaves_the_stop_standing(seconds):
    early = again(pain(0), after(minutes=11, seconds=seconds))
    stopped = (checked(), asked(), pain_answered(pain(2)))
    assert day_state(*stopped, early).last is None
    assert need(*stopped, early) is Requirement.WAIT
    assert need(*stopped, early, now=after(minutes=16)) is Requirement.ASK_AGAIN
    assert need(*stopped, early, again(pain(1))) is Requirement.BANNED


def test_a_check_while_a_stop_stands_does_not_raise_what_it_is_compared_with():
    stopped = (checked(NOON, pain(1)), asked(), pain_answered(pain(3)))
    late = checked(after(minutes=12), pain(3))
    for events in [(*stopped, late), (*stopped[:2], late, stopped[2])]:
        assert day_state(*events).before == pain(1)
        assert day_state(*events, again(pain(3))).last.rules == ("still_worse",)
    # Nor does it count as asked before the next exercise, once the stop is settled.
    assert need(*stopped, late, again(pain(1)), exercise="bird_dog") is Requirement.CHECK
    flagged = checked(after(minutes=12), None, RedFlag.FOOT_DROP)
    assert need(*stopped, flagged, again(pain(1)), exercise="bird_dog") is Requirement.BANNED


def test_a_second_question_does_not_replace_an_unanswered_stop():
    events = (
        checked(NOON, pain(1)),
        asked(),
        asked(QuestionReason.FINISHED, after(minutes=11), "bird_dog"),
    )
    assert day_state(*events).question.exercise == "bridge"
    answered = (*events, pain_answered(pain(1), after(minutes=12)))
    assert day_state(*answered).last.decision is Decision.STOP
    assert need(*answered) is Requirement.WAIT
    assert set(day_state(*answered).closed) == {"bridge"}


def test_one_answer_answers_every_open_question_and_the_gravest_counts():
    events = (
        checked(),
        asked(QuestionReason.FINISHED),
        asked(QuestionReason.HURTS, after(minutes=11), "bird_dog"),
    )
    answered = (*events, pain_answered(pain(), after(minutes=12)))
    assert day_state(*answered).last.decision is Decision.STOP
    assert day_state(*answered).stopped == "bird_dog"
    assert set(day_state(*answered).closed) == {"bird_dog"}
    # Another reason is one of the question that was shown.
    other = (*events, pain_answered(pain(), after(minutes=12), because=False))
    assert day_state(*other).last.decision is Decision.STOP
    half = (*events, pain_answered(Pain(back=0), after(minutes=12)))
    assert [one.asked.exercise for one in day_state(*half).questions] == ["bridge"]
    assert need(*half) is Requirement.ANSWER


@pytest.mark.parametrize(
    "whys",
    [
        (QuestionReason.STOP, QuestionReason.FINISHED),
        (QuestionReason.FINISHED, QuestionReason.STOP),
    ],
)
def test_of_one_exercise_the_gravest_reason_stays(whys):
    events = (checked(), asked(whys[0]), asked(whys[1], after(minutes=11)))
    assert day_state(*events).question.why is QuestionReason.STOP
    assert len(day_state(*events).questions) == 1
    assert need(*events, pain_answered(pain(), after(minutes=12))) is Requirement.WAIT


@pytest.mark.parametrize("now", [pain(0), pain(2), pain(3)])
def test_both_ways_to_say_that_it_hurts_have_one_outcome(now):
    outcomes = {
        why: day_state(checked(NOON, pain(2)), asked(why), pain_answered(now)).last
        for why in (QuestionReason.STOP, QuestionReason.HURTS)
    }
    assert outcomes[QuestionReason.STOP] == outcomes[QuestionReason.HURTS]
    assert outcomes[QuestionReason.STOP].decision is Decision.STOP
    # "It hurts" is not taken back by a reason nobody asked for.
    hurts = (checked(NOON, pain(2)), asked(QuestionReason.HURTS), pain_answered(now, because=False))
    assert need(*hurts) is Requirement.WAIT


def test_a_stop_stays_over_the_night_and_over_weeks_until_it_was_asked_about():
    late = NOON + timedelta(hours=14, minutes=58)  # two minutes before the day ends
    events = (checked(late), asked(at=late), pain_answered(pain(2), late))
    for later in (late + timedelta(minutes=6), late + timedelta(days=40)):
        assert need(*events, now=later) is Requirement.ASK_AGAIN
        assert need(*events, checked(later)) is Requirement.ASK_AGAIN
        assert need(*events, again(pain(1), later)) is Requirement.BANNED
        settled = (*events, again(pain(), later), checked(later))
        assert need(*settled) is Requirement.CLOSED
        assert need(*settled, exercise="bird_dog") is Requirement.NOTHING


def test_what_is_dated_after_now_ends_no_ban_of_an_earlier_day():
    tomorrow = after(days=1)
    for banned in (checked(NOON, None, RedFlag.FOOT_DROP), checked(NOON, pain(7))):
        right_again = (banned, checked(tomorrow), checked(after(minutes=31)))
        assert need(*right_again) is Requirement.BANNED
        assert need(banned, checked(tomorrow), now=after(minutes=30)) is Requirement.BANNED
        assert need(banned, checked(tomorrow)) is Requirement.NOTHING
    flagged = (checked(NOON, None, RedFlag.FOOT_DROP), checked(tomorrow))
    assert day_state(*flagged).today(after(minutes=30), ZONE).signs == {RedFlag.FOOT_DROP}
    closed = (checked(), asked(), pain_answered(pain(2)), again(pain()), checked(tomorrow))
    assert need(*closed, checked(after(minutes=31))) is Requirement.CLOSED


def test_an_exercise_that_goes_on_past_three_is_compared_with_how_it_was_before_it():
    night = NOON + timedelta(hours=14, minutes=50)
    events = (
        checked(night, pain(1)),
        asked(QuestionReason.FINISHED, night + timedelta(minutes=12)),
    )
    assert day_state(*events).before == pain(1)


def test_settled_pain_closes_the_exercise_and_leaves_another_after_new_questions():
    events = (checked(), asked(), pain_answered(pain(2)), again(pain(0)))
    assert need(*events) is Requirement.CLOSED
    assert need(*events, exercise="bird_dog") is Requirement.CHECK
    events += (checked(after(minutes=21)),)
    assert need(*events) is Requirement.CLOSED
    assert need(*events, exercise="bird_dog") is Requirement.NOTHING
    assert need(*events, checked(after(days=1))) is Requirement.NOTHING


def test_pain_that_stays_worse_closes_the_day_and_names_the_clinician():
    events = (checked(), asked(), pain_answered(pain(2)), again(pain(1)))
    assert need(*events, exercise="bird_dog") is Requirement.BANNED
    assert day_state(*events).ban.decision is Decision.CLINICIAN


def test_a_stop_for_another_reason_ends_the_session_and_nothing_else():
    events = (checked(), asked(QuestionReason.STOP), pain_answered(pain(), because=False))
    assert day_state(*events).last.decision is Decision.GO
    assert need(*events) is Requirement.NOTHING


def test_a_stop_for_another_reason_with_new_pain_is_a_stop():
    events = (checked(), asked(QuestionReason.STOP), pain_answered(pain(0, 3), because=False))
    assert need(*events) is Requirement.WAIT


def test_amber_eases_and_a_second_amber_ends_it():
    once = (checked(NOON, pain(4)), asked(QuestionReason.FINISHED), pain_answered(pain(4)))
    now = once[-1].at
    allowed = check_clearance(day_state(*once), "bridge", now=now, zone=ZONE)
    assert allowed.runs
    assert allowed.gentle
    twice = (
        *once,
        asked(QuestionReason.FINISHED, after(minutes=13)),
        pain_answered(pain(4), after(minutes=14)),
    )
    assert need(*twice) is Requirement.CLOSED
    assert need(*twice, exercise="bird_dog") is Requirement.NOTHING


def test_an_answer_nobody_asked_for_changes_nothing():
    assert day_state(checked(), pain_answered(pain(9))).last is None
    assert need(checked(), pain_answered(pain(9))) is Requirement.NOTHING
    assert need(checked(), again(pain(9))) is Requirement.NOTHING


def test_midnight_is_no_new_day_but_the_small_hours_are():
    late = NOON + timedelta(hours=11, minutes=50)
    events = (checked(late), asked(at=late + timedelta(minutes=5)))
    events += (pain_answered(pain(2), late + timedelta(minutes=15)),)
    assert need(*events) is Requirement.WAIT
    closed = (*events, again(pain(), late + timedelta(minutes=30)))
    assert need(*closed, checked(late + timedelta(hours=1))) is Requirement.CLOSED


def test_a_clock_that_was_years_ahead_does_not_lock_for_years():
    ahead = checked(after(days=900), None, RedFlag.FEVER)
    assert need(ahead, now=after(days=900)) is Requirement.BANNED
    assert need(ahead, now=NOON) is Requirement.CHECK
    assert need(ahead, checked(NOON)) is Requirement.NOTHING


def test_a_question_left_open_overnight_is_still_compared_with_how_it_was_before():
    events = (
        checked(NOON, pain(1)),
        asked(),
        pain_answered(pain(3, 0, PainSite.BACK), after(days=1), because=False),
    )
    assert day_state(*events).last.decision is Decision.EASE


# --- the next day --------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "decision"), [(3, Decision.GO), (4, Decision.HOLD_BACK)])
def test_the_next_day_is_compared_with_how_it_was_before_the_exercises(now, decision):
    day = (checked(NOON, pain(2)), asked(QuestionReason.FINISHED), pain_answered(pain(1)))
    today = day_state(*day, checked(after(days=1), pain(now)))
    assert today.next_day.decision is decision
    kept = {"pain_moderate", "worse_next_day"} if decision is Decision.HOLD_BACK else set()
    assert set(today.last.rules) == kept


def test_without_an_exercise_there_is_no_next_day_to_ask_about():
    assert day_state(checked(NOON, pain(2)), checked(after(days=1), pain(5))).next_day is None


@pytest.mark.parametrize("pains", [(4, 1), (1, 4)])
def test_the_next_day_the_worst_of_its_answers_counts(pains):
    events = (checked(NOON, pain(2)), asked(QuestionReason.FINISHED), pain_answered(pain(1)))
    times = (after(days=1), after(days=1, hours=3))
    events += tuple(checked(at, pain(now)) for at, now in zip(times, pains, strict=True))
    assert day_state(*events).next_day.decision is Decision.HOLD_BACK


def test_a_later_check_does_not_raise_what_the_next_day_is_compared_with():
    events = (checked(NOON, pain(2)), asked(QuestionReason.FINISHED), pain_answered(pain(1)))
    events += (checked(after(hours=3), pain(5)), checked(after(days=1), pain(4)))
    assert day_state(*events).earlier == pain(2)
    assert day_state(*events).next_day.decision is Decision.HOLD_BACK


# --- what holds for all sequences ----------------------------------------------------------------


def runs(here, event, exercise):
    return check_clearance(here, exercise, now=event.at, zone=ZONE, prescribed=True).runs


@settings(max_examples=examples(100))
@given(event_lists(clocks=True))
def test_nothing_leads_from_a_flag_a_stop_or_a_missing_answer_to_a_running_exercise(events):
    banned_on, closed_on, here = set(), set(), DayState()
    for event in events:
        was = here
        here = apply(here, event, zone=ZONE)
        last = here.last
        if last is not None and last.decision >= Decision.NOT_TODAY:
            banned_on.add(here.day)
        if (
            isinstance(event, PainAnswered)
            and len(was.questions) == 1
            and last.decision >= Decision.END
        ):
            closed_on.add((was.question.exercise, here.day))
        running = {exercise for exercise in EXERCISES if runs(here, event, exercise)}
        assert not (running and (here.question is not None or here.stopped is not None))
        assert not (running and here.day in banned_on)
        assert not {exercise for exercise in running if (exercise, here.day) in closed_on}
        if running:
            assert here.check is not None
            assert here.check.answers.complete
            assert here.start.decision.runs
            assert here.check.answers.pain.worst < 6


@settings(max_examples=examples(100))
@given(event_lists(clocks=True))
def test_no_stop_is_settled_early_and_no_question_is_forgotten(events):
    """The state is counted here once more, and otherwise: each stop's time, and what is owed."""
    here, stopped_at, owed = DayState(), None, {}
    for event in events:
        here = apply(here, event, zone=ZONE)
        match event:
            case PainQuestionAsked():
                owed.setdefault(event.exercise, set()).add(event.why)
            case PainAnswered() if owed:
                if any(QuestionReason.HURTS in whys for whys in owed.values()):
                    assert here.last.decision >= Decision.STOP
                owed = {} if event.pain.complete else {e: owed[e] for e in _asked_about(here)}
                stopped_at = event.at if here.last.decision >= Decision.STOP else stopped_at
            case ClockSetBack() if stopped_at is not None:
                stopped_at = min(stopped_at, event.at)
            case FollowUpAnswered() if stopped_at is not None and here.stop is None:
                assert event.at - stopped_at >= ASK_AGAIN_AFTER
                stopped_at = None
        assert _asked_about(here) == set(owed)
        assert here.stopped_at == stopped_at
        if owed or stopped_at is not None:
            assert not any(runs(here, event, exercise) for exercise in EXERCISES)


def _asked_about(here):
    return {one.asked.exercise for one in here.questions}


@settings(max_examples=examples(200))
@given(event_lists(corrections=True, clocks=True))
def test_a_sign_lets_nothing_run_that_day_unless_taken_back_and_answered_again(events):
    here = DayState()
    for event in events:
        was, was_day = here.today(event.at, ZONE), here.day
        here = apply(here, event, zone=ZONE)
        allowed = [
            check_clearance(here, e, now=event.at, zone=ZONE, prescribed=True) for e in EXERCISES
        ]
        taken_back = was.emergency and isinstance(event, SignsCorrected)
        if here.emergency or taken_back:
            assert not any(one.runs for one in allowed)
        if was.emergency and not here.emergency:
            denied = isinstance(event, ScreeningAnswered) and not was.emergency_today
            assert denied or isinstance(event, SignsCorrected)
        if isinstance(event, SignsCorrected) and here.day == was_day:
            assert here.question == was.question
            assert here.stopped == was.stopped
            assert here.closed == was.closed


@given(event_lists(corrections=True, clocks=True))
def test_replaying_what_was_kept_gives_the_same_decisions(events):
    here, kept = DayState(), []
    for event in events:
        here = apply(here, event, zone=ZONE)
        row = {"at": event.at, "exercise": getattr(event, "exercise", None)}
        kept.append((kind_of(event), to_dict(event), row, here.last))
    back = DayState()
    for kind, plain, row, judged in kept:
        back = apply(back, from_dict(kind, plain, **row), zone=ZONE)
        assert back.last == judged
    assert back == here


@given(hold_s=st.floats(1, 60))
def test_the_gentle_hold_is_shorter_and_still_a_hold(hold_s):
    eased = eased_hold_s(hold_s)
    assert eased <= hold_s
    assert eased >= min(hold_s, 3.0)
    assert eased == pytest.approx(max(hold_s - 5, min(hold_s, 3.0)))
