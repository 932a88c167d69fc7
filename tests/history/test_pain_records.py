"""Questions and answers about pain are saved unchanged."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import StoreError
from formcheck.history import JudgedAnswer, Setting, Store
from formcheck.history.database.json_values import dump
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
)
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED, FINE, TEN, WORSE, after, events
from tests.support.example_count import examples

STOP = Judgement(decision=Decision.STOP, rules=("leg_pain_up", "further_down"))


@pytest.fixture
def store(path):
    with Store(path) as opened:
        yield opened
        opened.forget_failure()


def asked(session_id=None, at=TEN, why=QuestionReason.STOP):
    return PainQuestionAsked(at=at, exercise="bridge", why=why, session_id=session_id)


class TestKept:
    def test_a_question_names_its_exercise_and_session(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        number = store.add_answer(asked(session)).result()
        (kept,) = store.answers()
        assert (kept.id, kept.at, kept.exercise, kept.session_id) == (
            number,
            TEN,
            "bridge",
            session,
        )
        assert (kept.event, kept.decision, kept.rules) == (asked(session), None, ())

    def test_an_answer_is_kept_with_what_followed_and_what_it_is_about(self, store):
        session = store.queue_session(BRIDGE, source="camera")
        answer = PainAnswered(at=after(3), pain=WORSE, because_of_pain=True)
        store.add_answer(answer, STOP, session_id=session, exercise="bridge").result()
        (kept,) = store.answers()
        assert (kept.event, kept.exercise, kept.session_id) == (
            answer,
            "bridge",
            session.result(),
        )
        assert (kept.decision, kept.rules) == (Decision.STOP, STOP.rules)

    def test_one_that_is_about_no_session_needs_none(self, store):
        store.add_answer(CHECKED, Judgement(decision=Decision.GO)).result()
        (kept,) = store.answers()
        assert (kept.event, kept.exercise, kept.session_id) == (CHECKED, None, None)
        assert (kept.decision, kept.rules) == (Decision.GO, ())

    def test_answers_are_returned_in_the_order_they_were_saved(self, store):
        for minutes in (5, 90, -600, 6):
            store.add_answer(FollowUpAnswered(at=after(minutes), pain=FINE))
        assert [kept.at for kept in store.answers()] == [after(m) for m in (5, 90, -600, 6)]

    def test_the_time_is_that_of_the_event_in_utc(self, store):
        there = timezone(timedelta(hours=9))
        store.add_answer(FollowUpAnswered(at=datetime(2026, 3, 4, 19, tzinfo=there), pain=FINE))
        (kept,) = store.answers()
        assert (kept.at, kept.at.tzinfo) == (TEN, UTC)

    def test_answers_of_earlier_or_other_sessions_can_be_left_out(self, store):
        one = store.begin_session(BRIDGE, source="camera")
        other = store.begin_session(BRIDGE, source="camera")
        store.add_answer(CHECKED)
        store.add_answer(asked(one, after(1)))
        store.add_answer(asked(other, after(2)))
        assert [kept.session_id for kept in store.answers(since=after(1))] == [one, other]
        assert [kept.at for kept in store.answers(session_id=one)] == [after(1)]
        assert [k.at for k in store.answers(session_id=other, since=after(3))] == []

    def test_answers_of_a_deleted_session_still_count(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        store.add_answer(asked(session))
        store.delete_session(session).result()
        assert [kept.session_id for kept in store.answers()] == [session]

    @given(event=events(("bridge", "bird_dog")))
    @settings(
        max_examples=examples(50), suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_every_event_comes_back_as_it_was(self, store, event):
        number = store.add_answer(event).result()
        kept = store.answers()[-1]
        assert (kept.id, kept.event) == (number, event)


class TestJudged:
    def test_the_judge_reads_the_earlier_answers_without_another_write_in_between(
        self, path, store
    ):
        seen = []

        def judge(earlier):
            seen.extend(kept.event for kept in earlier)
            with (
                closing(sqlite3.connect(path, timeout=0)) as other,
                pytest.raises(sqlite3.OperationalError, match="locked"),
            ):
                other.execute("DELETE FROM answers")
            return JudgedAnswer(judgement=STOP, exercise="bridge")

        store.add_answer(FollowUpAnswered(at=after(-60), pain=FINE))
        store.add_answer(CHECKED)
        answer = PainAnswered(at=after(1), pain=WORSE)
        assert store.judge_answer(answer, judge, since=TEN).result().judgement == STOP
        assert seen == [CHECKED]
        kept = store.answers()[-1]
        assert (kept.event, kept.decision, kept.exercise) == (answer, Decision.STOP, "bridge")

    def test_nothing_is_saved_when_judging_fails(self, store):
        with pytest.raises(StoreError, match="cannot be used"):
            store.judge_answer(CHECKED, lambda _: 1 / 0).result()
        assert store.answers() == ()

    def test_a_setting_is_changed_by_one_at_a_time(self, path, store):
        with Store(path) as other:
            for index in range(20):
                for one in (store, other):
                    one.change_setting(
                        Setting.PRESCRIBED,
                        lambda value, key=f"{index}{one is other}": {**(value or {}), key: "x"},
                    )
            other.setting(Setting.PRESCRIBED)
            assert len(store.setting(Setting.PRESCRIBED)) == 40
        with pytest.raises(StoreError, match="Expected a value that JSON can express"):
            store.change_setting(Setting.PRESCRIBED, lambda _: object()).result()


class TestRefused:
    def test_a_time_without_its_zone(self, store):
        naive = FollowUpAnswered(at=datetime(2026, 3, 4, 10), pain=FINE)  # noqa: DTZ001 - on purpose
        with pytest.raises(StoreError, match="with its time zone"):
            store.add_answer(naive)
        with pytest.raises(StoreError, match="with its time zone"):
            store.judge_answer(naive, lambda _: JudgedAnswer(judgement=None))

    @pytest.mark.parametrize("number", [99, -1, 2**70])
    def test_a_session_that_is_not_there(self, store, number):
        with pytest.raises(StoreError):
            store.add_answer(asked(number)).result()
        with pytest.raises(StoreError):
            store.add_answer(CHECKED, session_id=number).result()
        assert store.answers() == ()

    @pytest.mark.parametrize("text", ["\ud800", "x\0y", "'; DROP TABLE answers; --"])
    def test_a_hostile_name_is_kept_as_text_or_refused(self, store, text):
        try:
            store.add_answer(
                PainQuestionAsked(at=TEN, exercise=text, why=QuestionReason.STOP)
            ).result()
        except StoreError:
            assert store.answers() == ()
        else:
            assert [kept.exercise for kept in store.answers()] == [text]


HOSTILE = [
    "at = 'today'",
    "at = '2026-03-04T10:00:00'",
    "at = x'00'",
    "kind = 'guessed'",
    "kind = x'ff'",
    "kind = CAST(x'ff' AS TEXT)",
    "exercise = x'00'",
    "decision = 'maybe'",
    "decision = x'00'",
    "rules = ''",
    "rules = '{}'",
    "rules = '[1]'",
    "rules = 'null'",
    "data = ''",
    "data = '[]'",
    "data = '{}'",
    "data = 'NaN'",
    "data = '" + "[" * 50_000 + "'",
    """data = '{"pain": null, "because_of_pain": null}'""",
    """data = '{"pain": {"back": 11, "leg": 0, "site": null, "sensations": null},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": true, "leg": 0, "site": null, "sensations": null},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": 1, "leg": 0, "site": 3, "sensations": null},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": 1, "leg": 0, "site": "moon", "sensations": null},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": 1, "leg": 0, "site": null, "sensations": [[]]},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": 1, "leg": 0, "site": null, "sensations": 5},
        "because_of_pain": null}'""",
    """data = '{"pain": {"back": 1, "leg": 0, "site": null, "sensations": null},
        "because_of_pain": "yes"}'""",
]


@pytest.mark.parametrize("change", HOSTILE, ids=lambda text: text[:40])
def test_foreign_data_in_the_file_is_refused_in_one_sentence(path, change):
    with Store(path) as store:
        store.add_answer(PainAnswered(at=TEN, pain=WORSE), STOP, exercise="bridge")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"UPDATE answers SET {change}")  # noqa: S608 - our own texts above
        raw.commit()
    with Store(path) as store, pytest.raises(StoreError):
        store.answers()


@given(
    kind=st.sampled_from(["checked", "asked", "told", "asked_again"]) | st.text(max_size=5),
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["pain", "flags", "why", "back", "leg", "site", "sensations", "flare"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ),
)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_of_a_row_is_read_or_refused(path, store, kind, data):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM answers")
        raw.execute(
            "INSERT INTO answers (at, kind, data, rules) VALUES (?, ?, ?, '[]')",
            (TEN.isoformat(), kind, dump(data)),
        )
        raw.commit()
    with suppress(StoreError):
        store.answers()
