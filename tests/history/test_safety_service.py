"""The kept answers decide what may run now, whichever program wrote them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from formcheck.errors import StoreError
from formcheck.history import Store
from formcheck.history.safety_service import REMEMBERED, SafetyService
from formcheck.safety.clearance import Requirement
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
)
from formcheck.safety.questionnaire import RedFlag
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED, FINE, WORSE, after
from tests.history.safety_examples import stop_for_pain


class TestClearance:
    def test_nothing_runs_before_the_questions(self, safety, bridge):
        assert safety.check_clearance(bridge).need is Requirement.CHECK

    def test_after_the_questions_the_exercise_may_run(self, safety, bridge):
        assert safety.record_answer(CHECKED) == Judgement(decision=Decision.GO)
        assert safety.check_clearance(bridge).runs

    def test_a_red_flag_bans_and_another_page_cannot_undo_it(self, safety, bridge, path, clock):
        flags = frozenset({RedFlag.SADDLE_NUMBNESS})
        flagged = replace(CHECKED, answers=replace(CHECKED.answers, flags=flags))
        assert safety.record_answer(flagged).decision is Decision.EMERGENCY
        with Store(path) as other_store:
            other = SafetyService(other_store, zone=UTC, now=clock)
            other.record_answer(replace(CHECKED, at=after(5)))
            assert other.check_clearance(bridge).need is Requirement.BANNED
        assert safety.check_clearance(bridge).judgement.decision is Decision.EMERGENCY

    def test_a_stop_bans_the_exercise_until_it_was_asked_again(self, safety, bridge, store, clock):
        stop_for_pain(safety, store, clock)
        assert safety.check_clearance(bridge).need is Requirement.WAIT
        clock.minutes = 8
        assert safety.check_clearance(bridge).need is Requirement.ASK_AGAIN
        assert (
            safety.record_answer(FollowUpAnswered(at=after(8), pain=FINE)).decision is Decision.END
        )
        assert safety.check_clearance(bridge).need is Requirement.CLOSED
        clock.minutes += 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.CHECK

    def test_an_unanswered_question_stays_open_for_days(self, safety, bridge, clock):
        safety.record_answer(CHECKED)
        safety.record_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.NO_ANSWER)
        )
        clock.minutes = 3 * 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.ANSWER

    def test_after_two_weeks_only_the_question_at_a_normal_end_is_dropped(self, safety, clock):
        safety.record_answer(CHECKED)
        clock.minutes = 2
        safety.record_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.FINISHED)
        )
        clock.minutes = REMEMBERED / timedelta(minutes=1) + 3
        assert safety.day_state().question is None

    @pytest.mark.parametrize(
        "why", [QuestionReason.STOP, QuestionReason.HURTS, QuestionReason.NO_ANSWER]
    )
    def test_a_question_about_pain_is_never_forgotten(self, safety, bridge, clock, why):
        safety.record_answer(CHECKED)
        clock.minutes = 2
        safety.record_answer(PainQuestionAsked(at=after(2), exercise="bridge", why=why))
        clock.minutes = 40 * 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.ANSWER
        assert safety.day_state().before == FINE
        safety.record_answer(PainAnswered(at=clock(), pain=WORSE))
        clock.minutes += 40 * 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.ASK_AGAIN
        assert (
            safety.record_answer(FollowUpAnswered(at=clock(), pain=WORSE)).decision
            is Decision.CLINICIAN
        )
        clock.minutes += 40 * 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.CHECK

    def test_a_warning_sign_stands_until_it_is_denied(self, safety, clock):
        signs = frozenset({RedFlag.FOOT_DROP})
        safety.record_answer(replace(CHECKED, answers=replace(CHECKED.answers, flags=signs)))
        clock.minutes = 40 * 24 * 60
        assert safety.day_state().signs == signs
        safety.record_answer(replace(CHECKED, at=clock()))
        clock.minutes += 40 * 24 * 60
        assert not safety.day_state().emergency

    def test_a_clock_that_was_ahead_at_a_stop_makes_no_wait_longer(self, safety, bridge, clock):
        safety.record_answer(CHECKED)
        clock.minutes = 300  # ahead, and set right some minutes after
        safety.record_answer(
            PainQuestionAsked(at=clock(), exercise="bridge", why=QuestionReason.STOP)
        )
        safety.record_answer(PainAnswered(at=clock(), pain=WORSE))
        clock.minutes = 4
        assert safety.day_state().asks_again_in(clock()) == timedelta(minutes=5)
        clock.minutes = 8.9
        assert safety.check_clearance(bridge).need is Requirement.WAIT
        clock.minutes = 9
        assert safety.check_clearance(bridge).need is Requirement.ASK_AGAIN

    def test_asking_again_six_seconds_after_a_stop_settles_nothing(
        self, safety, bridge, clock, store
    ):
        stop_for_pain(safety, store, clock)
        clock.minutes = 3.1
        for at in (after(3.1), after(30)):  # no answer is saved with a later time than now
            assert safety.record_answer(FollowUpAnswered(at=at, pain=FINE)) is None
        assert store.answers()[-1].at == after(3.1)
        assert safety.check_clearance(bridge).need is Requirement.WAIT

    def test_a_check_with_the_clock_a_day_ahead_ends_no_emergency(self, safety, bridge, clock):
        signs = frozenset({RedFlag.SADDLE_NUMBNESS})
        safety.record_answer(replace(CHECKED, answers=replace(CHECKED.answers, flags=signs)))
        clock.minutes = 24 * 60
        safety.record_answer(replace(CHECKED, at=clock()))
        clock.minutes = 10
        assert safety.check_clearance(bridge).need is Requirement.BANNED
        safety.record_answer(replace(CHECKED, at=clock()))
        assert safety.check_clearance(bridge).need is Requirement.BANNED
        assert safety.admit(BRIDGE).session_id is None

    def test_the_answers_of_an_earlier_release_are_judged_by_the_rules_of_today(
        self, safety, bridge, store, clock
    ):
        """It allowed people to continue with pain. Its stored decisions can still be read."""
        store.add_answer(CHECKED, Judgement(decision=Decision.GO))
        store.add_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.HURTS)
        )
        store.add_answer(
            PainAnswered(at=after(3), pain=FINE), Judgement(decision=Decision.GO)
        ).result()
        clock.minutes = 4
        assert [one.decision for one in store.answers()] == [Decision.GO, None, Decision.GO]
        assert safety.check_clearance(bridge).need is Requirement.WAIT

    def test_deleting_the_session_does_not_undo_what_was_said(self, safety, bridge, store, clock):
        store.delete_session(stop_for_pain(safety, store, clock)).result()
        assert safety.check_clearance(bridge).need is Requirement.WAIT

    def test_a_history_that_cannot_be_read_lets_nothing_run(self, safety, bridge, path, store):
        safety.record_answer(CHECKED)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE answers SET data = 'x'")
            raw.commit()
        with pytest.raises(StoreError):
            safety.check_clearance(bridge)
        with pytest.raises(StoreError):
            safety.record_answer(CHECKED)
        store.forget_failure()
