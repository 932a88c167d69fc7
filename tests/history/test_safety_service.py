"""The kept answers decide what may run now, whichever program wrote them."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import StoreError
from formcheck.history import Setting, Store
from formcheck.history.safety_service import REMEMBERED, SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
)
from formcheck.safety.questionnaire import PainSite, RedFlag, ScreeningAnswers
from formcheck.safety.replay import DayState, apply, replay
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED, FINE, TEN, WORSE, after, events
from tests.support.example_count import examples

NAMES = ("bridge", "bird_dog")


class Clock:
    """A clock that the test sets, in minutes after ten."""

    def __init__(self) -> None:
        """Begin at ten."""
        self.minutes = 0.0

    def __call__(self):
        """Return the time."""
        return after(self.minutes)


@pytest.fixture(scope="module")
def bridge():
    return load_exercise("bridge")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path):
    with Store(path) as opened:
        yield opened


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def safety(store, clock):
    return SafetyService(store, zone=UTC, now=clock)


def stop(safety, store, clock):
    """Screen, begin, stop at minute 2, answer at minute 3; return the session's number."""
    safety.record_answer(CHECKED)
    session = store.begin_session(BRIDGE, source="camera")
    safety.record_answer(
        PainQuestionAsked(
            at=after(2), exercise="bridge", why=QuestionReason.STOP, session_id=session
        )
    )
    safety.record_answer(PainAnswered(at=after(3), pain=WORSE, because_of_pain=True))
    clock.minutes = 3
    return session


def replayed(kept):
    """What following all that is kept decides, one a row."""
    day_state, said = DayState(), []
    for one in kept:
        day_state = apply(day_state, one.event, zone=UTC)
        said.append(day_state.last)
    return said


def stored(kept):
    """What was decided and kept, one a row."""
    return [
        None if one.decision is None else Judgement(decision=one.decision, rules=one.rules)
        for one in kept
    ]


class TestClearance:
    def test_nothing_runs_before_the_questions(self, safety, bridge):
        assert safety.check_clearance(bridge).need is Requirement.CHECK

    def test_after_them_it_runs(self, safety, bridge):
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
        stop(safety, store, clock)
        assert safety.check_clearance(bridge).need is Requirement.WAIT
        clock.minutes = 8
        assert safety.check_clearance(bridge).need is Requirement.ASK_AGAIN
        assert (
            safety.record_answer(FollowUpAnswered(at=after(8), pain=FINE)).decision is Decision.END
        )
        assert safety.check_clearance(bridge).need is Requirement.CLOSED
        clock.minutes += 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.CHECK

    def test_what_was_asked_and_not_answered_waits_over_days(self, safety, bridge, clock):
        safety.record_answer(CHECKED)
        safety.record_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.NO_ANSWER)
        )
        clock.minutes = 3 * 24 * 60
        assert safety.check_clearance(bridge).need is Requirement.ANSWER

    def test_after_two_weeks_only_what_was_asked_at_a_plain_end_is_forgotten(self, safety, clock):
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

    def test_a_clock_that_was_ahead_at_a_stop_lets_nobody_wait_longer(self, safety, bridge, clock):
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
        stop(safety, store, clock)
        clock.minutes = 3.1
        for at in (after(3.1), after(30)):  # and nothing is kept as said later than now
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

    def test_the_answers_of_an_earlier_program_are_followed_by_the_rules_of_today(
        self, safety, bridge, store, clock
    ):
        """It let go on who said that it hurts; what it decided then is kept and still read."""
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
        store.delete_session(stop(safety, store, clock)).result()
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


class TestPrescribed:
    def test_a_contested_exercise_waits_for_it(self, safety, bridge):
        stretch = load_exercise("hamstring_stretch")
        assert stretch.prescription_only is not None
        safety.record_answer(CHECKED)
        assert safety.check_clearance(stretch).need is Requirement.PRESCRIPTION
        safety.prescribe(stretch.name)
        assert safety.check_clearance(stretch).runs
        assert (safety.prescribed(stretch.name), safety.prescribed("bridge")) == (True, False)
        assert safety.prescribed_on(stretch.name) == date(2026, 3, 4)
        assert safety.check_clearance(bridge).runs

    def test_the_day_is_that_of_the_person(self, store):
        there = SafetyService(store, zone=timezone(timedelta(hours=14)), now=lambda: TEN)
        there.prescribe("bridge")
        assert there.prescribed_on("bridge") == date(2026, 3, 5)

    def test_two_at_once_keep_both(self, safety, path):
        with Store(path) as other:
            safety.prescribe("bridge")
            SafetyService(other, now=lambda: TEN).prescribe("bird_dog")
        assert safety.prescribed("bridge")
        assert safety.prescribed("bird_dog")

    @pytest.mark.parametrize(
        "value", ["yes", True, ["bridge"], {"bridge": True}, {"bridge": "soon"}, None]
    )
    def test_anything_else_kept_there_confirms_nothing(self, safety, store, value):
        store.save_setting(Setting.PRESCRIBED, value).result()
        assert not safety.prescribed("bridge")
        safety.prescribe("bridge")
        assert safety.prescribed("bridge")


class TestAnswers:
    def test_answers_are_attached_to_what_was_asked_about(self, safety, store, clock):
        session = stop(safety, store, clock)
        safety.record_answer(FollowUpAnswered(at=after(8), pain=FINE))
        kept = store.answers()
        assert [one.exercise for one in kept] == [None, "bridge", "bridge", "bridge"]
        assert [one.session_id for one in kept] == [None, session, session, session]
        assert len(store.answers(session_id=session)) == 3

    def test_or_to_what_the_caller_says(self, safety, store):
        safety.record_answer(CHECKED)
        session = store.queue_session(BRIDGE, source="camera")
        safety.record_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.HURTS),
            session_id=session,
        )
        safety.record_answer(PainAnswered(at=after(3), pain=FINE), session_id=session, exercise="x")
        kept = store.answers()
        assert [one.session_id for one in kept[1:]] == [session.result()] * 2
        assert [one.exercise for one in kept[1:]] == ["bridge", "x"]

    def test_an_answer_nobody_asked_for_decides_nothing_and_is_kept(self, safety, store):
        assert safety.record_answer(PainAnswered(at=TEN, pain=WORSE)) is None
        assert safety.record_answer(FollowUpAnswered(at=TEN, pain=WORSE)) is None
        assert [(one.decision, one.rules) for one in store.answers()] == [(None, ())] * 2

    def test_without_a_zone_it_is_that_of_the_machine(self, store, bridge):
        safety = SafetyService(store)
        at = datetime.now(UTC)
        assert safety.record_answer(replace(CHECKED, at=at)).decision is Decision.GO
        assert safety.check_clearance(bridge).runs

    def test_the_next_day_is_compared_with_the_last(self, safety, clock):
        safety.record_answer(CHECKED)
        safety.record_answer(
            PainQuestionAsked(at=after(2), exercise="bridge", why=QuestionReason.FINISHED)
        )
        safety.record_answer(PainAnswered(at=after(3), pain=FINE))
        clock.minutes = 24 * 60
        worse = replace(FINE, back=3, site=PainSite.BACK)
        answers = ScreeningAnswers(pain=worse, flags=frozenset(), flare=False)
        safety.record_answer(replace(CHECKED, at=after(24 * 60), answers=answers))
        assert safety.day_state().next_day.decision is Decision.HOLD_BACK


@given(said=st.lists(events(NAMES), max_size=12))
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_following_what_is_kept_gives_what_was_decided(path, store, safety, clock, said):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM answers")
        raw.commit()
    clock.minutes = 7 * 24 * 60
    returned = [safety.record_answer(event) for event in said]
    kept = store.answers()
    assert [one.event for one in kept] == said
    assert stored(kept) == returned == replayed(kept)
    assert safety.day_state() == replay(said, zone=UTC).today(clock(), UTC)


def test_two_programs_that_answer_at_once_decide_as_if_one_after_the_other(path):
    def answer(name):
        with Store(path) as mine:
            safety = SafetyService(mine, zone=UTC, now=lambda: after(60))
            for minute in range(12):
                safety.record_answer(replace(CHECKED, at=after(minute)))
                safety.record_answer(
                    PainQuestionAsked(at=after(minute), exercise=name, why=QuestionReason.HURTS)
                )
                safety.record_answer(PainAnswered(at=after(minute), pain=replace(FINE, back=4)))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(answer, NAMES))
    with Store(path) as store:
        kept = store.answers()
    assert len(kept) == 2 * 12 * 3
    assert stored(kept) == replayed(kept)
