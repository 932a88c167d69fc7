"""Answers are kept with what they were about, and with what was decided."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.history import Setting, Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
)
from formcheck.safety.questionnaire import PainSite, ScreeningAnswers
from formcheck.safety.replay import replay
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED, FINE, TEN, WORSE, after, events
from tests.history.safety_examples import (
    NAMES,
    replayed_judgements,
    stop_for_pain,
    stored_judgements,
)
from tests.support.example_count import examples


class TestPrescribed:
    def test_a_prescription_only_exercise_needs_a_prescription(self, safety, bridge):
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

    def test_two_confirmations_at_once_are_both_saved(self, safety, path):
        with Store(path) as other:
            safety.prescribe("bridge")
            SafetyService(other, now=lambda: TEN).prescribe("bird_dog")
        assert safety.prescribed("bridge")
        assert safety.prescribed("bird_dog")

    @pytest.mark.parametrize(
        "value", ["yes", True, ["bridge"], {"bridge": True}, {"bridge": "soon"}, None]
    )
    def test_any_other_stored_value_confirms_nothing(self, safety, store, value):
        store.save_setting(Setting.PRESCRIBED, value).result()
        assert not safety.prescribed("bridge")
        safety.prescribe("bridge")
        assert safety.prescribed("bridge")


class TestAnswers:
    def test_answers_are_attached_to_what_was_asked_about(self, safety, store, clock):
        session = stop_for_pain(safety, store, clock)
        safety.record_answer(FollowUpAnswered(at=after(8), pain=FINE))
        kept = store.answers()
        assert [one.exercise for one in kept] == [None, "bridge", "bridge", "bridge"]
        assert [one.session_id for one in kept] == [None, session, session, session]
        assert len(store.answers(session_id=session)) == 3

    def test_answers_are_attached_to_the_session_the_caller_names(self, safety, store):
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

    def test_an_unrequested_answer_is_saved_and_decides_nothing(self, safety, store):
        assert safety.record_answer(PainAnswered(at=TEN, pain=WORSE)) is None
        assert safety.record_answer(FollowUpAnswered(at=TEN, pain=WORSE)) is None
        assert [(one.decision, one.rules) for one in store.answers()] == [(None, ())] * 2

    def test_the_default_time_zone_is_that_of_the_machine(self, store, bridge):
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


@given(given_events=st.lists(events(NAMES), max_size=12))
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_replaying_the_answers_gives_the_stored_decisions(path, store, safety, clock, given_events):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM answers")
        raw.commit()
    clock.minutes = 7 * 24 * 60
    returned = [safety.record_answer(event) for event in given_events]
    kept = store.answers()
    assert [one.event for one in kept] == given_events
    assert stored_judgements(kept) == returned == replayed_judgements(kept)
    assert safety.day_state() == replay(given_events, zone=UTC).today(clock(), UTC)


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
    assert stored_judgements(kept) == replayed_judgements(kept)
