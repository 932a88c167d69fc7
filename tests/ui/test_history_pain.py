"""What was asked, answered and decided about pain, as the History page tells it."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import Event, PainRecord, SessionState, Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation
from formcheck.texts import history as history_texts
from formcheck.texts import safety_labels
from formcheck.ui.pages.history.pain import (
    build_answer_row,
    build_pain_html,
    build_pain_rows,
    find_answers,
    find_gravest,
    find_stopped,
    group_by_day,
)
from tests.history.pains import FINE, WORSE
from tests.ui.history_examples import BRIDGE, NOON, Clock, train

GOOD = ScreeningAnswers(pain=FINE, flags=frozenset(), flare=False)


def kept(event, number=1, **changes):
    """An answer as the history gives it back."""
    answer = PainRecord(id=number, at=event.at, exercise=None, session_id=None, event=event)
    return replace(answer, **changes)


def happened(kind, minutes, **data):
    """An event of a training, so many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    return Event(id=1, session_id=1, set_id=None, at=at, time_s=None, kind=kind, data=data)


def _script(open_store):
    from formcheck.ui.pages.history import history_page

    history_page.show(open_store)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    with Store(tmp_path / "history.sqlite3", now=clock) as opened:
        yield opened


@pytest.fixture
def safety(store, clock):
    return SafetyService(store, zone=UTC, now=clock)


@pytest.fixture
def app(store):
    return AppTest.from_function(_script, args=(lambda: store,), default_timeout=20)


def stop(safety, store, clock, pain=WORSE):
    """A check, a bridge that is stopped because it hurts, and its number."""
    safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
    clock.go(minutes=1)
    session = train(store, BRIDGE, state=SessionState.STOPPED, sets=1)
    safety.record_answer(
        PainQuestionAsked(
            at=clock(), exercise="bridge", why=QuestionReason.HURTS, session_id=session
        )
    )
    clock.go(seconds=30)
    safety.record_answer(PainAnswered(at=clock(), pain=pain))
    return session


def tables(app) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def opened(app, session_id):
    app.query_params["session"] = str(session_id)
    return app.run()


class TestWords:
    @pytest.mark.parametrize(
        ("names", "kind"),
        [
            (safety_labels.SITES, PainSite),
            (safety_labels.SENSATIONS, Sensation),
            (safety_labels.FLAGS, RedFlag),
            (safety_labels.DECISIONS, Decision),
            (safety_labels.QUESTION_REASONS, QuestionReason),
        ],
    )
    def test_everything_that_can_be_said_has_a_word(self, names, kind):
        assert list(names) == list(kind)
        assert len(set(names.values())) == len(names)

    def test_an_answer_is_shown_in_words(self):
        answer = PainAnswered(at=NOON, pain=WORSE, because_of_pain=True)
        row = build_answer_row(
            kept(answer, decision=Decision.STOP, rules=("leg_pain_up", "gone_rule"))
        )
        assert row.lines == (
            "Pain in the back: 2 of 10 · Pain in the leg: 5 of 10 · Reaches: Below the knee",
            "Feels like: Dull ache; electric or shooting pain",
            "Stopped because of pain: Yes",
        )
        assert row.reasons[0].why == "The leg hurts clearly more than before you began."
        page = build_pain_html([row], label="Pain", zone=UTC)
        assert "Gone rule" in page
        assert "<small>Source: clinical notes 2.1, rule 3 (leg pain up by 2)</small>" in page

    def test_what_was_not_answered_is_never_shown_as_no(self):
        before = ScreeningAnswers(pain=Pain(), flags=None, flare=None)
        text = " ".join(build_answer_row(kept(ScreeningAnswered(at=NOON, answers=before))).lines)
        assert text.count(safety_labels.NOT_ANSWERED) == 6
        assert safety_labels.NO not in text.replace(safety_labels.NOT_ANSWERED, "")
        assert safety_labels.NONE_OF_THESE not in text

    def test_warning_signs_and_a_clinicians_word_are_shown(self):
        flags = frozenset({RedFlag.FEVER, RedFlag.FOOT_DROP})
        before = replace(GOOD, flags=flags, cleared=True, flare=True)
        lines = build_answer_row(kept(ScreeningAnswered(at=NOON, answers=before))).lines
        assert "Warning signs: A foot that drops or drags when walking; a fever" in lines
        assert safety_labels.CLEARED in lines
        assert "Much worse in the last few days: Yes" in lines

    @pytest.mark.parametrize(
        ("kind", "data", "line"),
        [
            ("asked", {"why": "minute"}, "A minute had passed"),
            ("asked", {"why": "tea_break"}, "Tea break"),
            ("asked", {}, "–"),
            ("answered", {"how": "carried_on"}, "Carried on"),
            ("answered", {"how": "none"}, "No answer"),
            ("answered", {"how": 7}, "Not answered"),
        ],
    )
    def test_what_the_coach_asked_by_itself(self, kind, data, line):
        (row,) = build_pain_rows((), [happened(kind, 1, **data)])
        assert row.lines == (line,)
        assert history_texts.event_line(kind, data).endswith(f": {line}")


class TestRows:
    def test_questions_and_answers_are_merged_in_time(self):
        asked = PainQuestionAsked(
            at=NOON + timedelta(minutes=2), exercise="bridge", why=QuestionReason.STOP
        )
        events = [
            happened("asked", 1, why="minute"),
            happened("paused", 1.5),
            happened("answered", 3, how="fine"),
        ]
        rows = build_pain_rows([kept(asked)], events)
        assert [row.what for row in rows] == [
            history_texts.ASKED_BY_COACH,
            history_texts.ASKED,
            history_texts.ANSWERED,
        ]

    def test_a_clock_set_back_loses_none(self):
        asked = [
            kept(
                PainQuestionAsked(
                    at=NOON + timedelta(hours=hours), exercise="bridge", why=QuestionReason.STOP
                ),
                n,
            )
            for n, hours in enumerate((5, -5, 1))
        ]
        rows = build_pain_rows(asked, [happened("asked", 1, why="minute")])
        assert len(rows) == 4
        assert [row.at for row in rows if row.what == history_texts.ASKED] == [
            one.at for one in asked
        ]

    def test_days_come_newest_first_and_each_in_its_order(self):
        answers = [
            kept(FollowUpAnswered(at=NOON + timedelta(hours=hours), pain=FINE), n)
            for n, hours in enumerate((0, 1, 24, 25))
        ]
        assert [len(of_it) for _, of_it in group_by_day(answers, zone=UTC)] == [2, 2]
        assert [one.at.hour for _, day in group_by_day(answers, zone=UTC) for one in day] == [
            *(12, 13, 12, 13)
        ]
        assert group_by_day(answers, zone=UTC)[0][0] > group_by_day(answers, zone=UTC)[1][0]

    def test_the_gravest_is_named_and_nothing_where_nothing_followed(self):
        answer = kept(PainAnswered(at=NOON, pain=WORSE))
        decided = [replace(answer, decision=one) for one in (Decision.EASE, Decision.CLINICIAN)]
        assert find_gravest([*decided, answer]) == "Ask a clinician before exercising"
        assert find_gravest([answer]) == ""

    def test_which_were_stopped_for_pain(self):
        answer = PainAnswered(at=NOON, pain=WORSE)
        asked = PainQuestionAsked(at=NOON, exercise="bridge", why=QuestionReason.FINISHED)
        answers = [
            kept(answer, session_id=1, decision=Decision.STOP),
            kept(answer, session_id=2, decision=Decision.EASE, rules=("amber",)),
            kept(answer, session_id=3, decision=Decision.END, rules=("second_amber",)),
            kept(answer, session_id=4, decision=Decision.END, rules=("before_unknown",)),
            kept(asked, session_id=5),
            kept(replace(asked, why=QuestionReason.HURTS), session_id=6),
            kept(answer, decision=Decision.STOP),
            kept(replace(asked, why=QuestionReason.STOP), session_id=7),
            kept(replace(asked, why=QuestionReason.STOP), session_id=8),
            kept(replace(answer, because_of_pain=False), session_id=8, decision=Decision.GO),
        ]
        assert find_stopped(answers) == {1, 3, 6, 7}

    def test_all_of_it_is_escaped(self):
        evil = "<img src=x onerror=alert(1)>"
        answer = kept(
            PainAnswered(at=NOON, pain=WORSE), exercise=evil, decision=Decision.STOP, rules=(evil,)
        )
        rows = build_pain_rows([answer], [happened("asked", 1, why=evil)])
        assert "<img" not in build_pain_html(rows, label=evil)

    def test_the_exercise_is_named_where_there_are_several(self):
        rows = [
            build_answer_row(
                kept(
                    PainQuestionAsked(at=NOON, exercise=name, why=QuestionReason.STOP),
                    exercise=name,
                )
            )
            for name in ("bridge", "bird_dog")
        ]
        assert "12:00:00<ul><li>Bird-dog" in build_pain_html(rows, label="x", zone=UTC)
        assert "Bird-dog" not in build_pain_html(rows[1:], label="x")


class TestDetail:
    def test_it_lists_every_question_answer_decision_and_rule(self, app, safety, store, clock):
        session = stop(safety, store, clock)
        store.add_event(session, "asked", data={"why": "range_drop"})
        store.add_event(session, "answered", data={"how": "hurts"})
        clock.go(minutes=6)
        safety.record_answer(FollowUpAnswered(at=clock(), pain=FINE))
        opened(app, session)
        assert not app.exception
        assert history_texts.PAIN_TITLE in [header.value for header in app.header]
        text = tables(app)
        for line in (
            history_texts.CHECKED,
            "The movement became much smaller",
            "It hurts",
            safety_labels.QUESTION_REASONS[QuestionReason.HURTS],
            safety_labels.DECISIONS[Decision.STOP],
            "Pain that moves further down the leg",
            history_texts.ASKED_AGAIN,
            safety_labels.DECISIONS[Decision.END],
            "It is no worse than before you began.",
        ):
            assert line in text
        assert history_texts.STOPPED_FOR_PAIN in "\n".join(each.value for each in app.markdown)
        assert history_texts.DOWNLOAD_ITS_PAIN in [
            b.proto.label for b in app.get("download_button")
        ]

    def test_pain_changes_no_score(self, app, safety, store, clock):
        opened(app, stop(safety, store, clock))
        assert [metric.value for metric in app.metric] == ["1 of 2", "3 of 6", "88"]

    def test_without_any_nothing_is_shown(self, app, store):
        opened(app, train(store))
        assert history_texts.PAIN_TITLE not in [header.value for header in app.header]
        assert history_texts.STOPPED_FOR_PAIN not in "\n".join(each.value for each in app.markdown)

    def test_only_the_check_that_held_for_it_goes_with_it(self, safety, store, clock):
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        clock.go(hours=3)
        safety.record_answer(ScreeningAnswered(at=clock(), answers=replace(GOOD, flare=True)))
        clock.go(minutes=5)
        session = store.session(train(store))
        clock.go(minutes=5)
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        assert [one.event.answers.flare for one in find_answers(store, session)] == [True]

    def test_what_was_answered_goes_with_no_sample_clip(self, app, safety, store, clock):
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        clock.go(minutes=5)
        number = train(store, source="bridge")
        assert find_answers(store, store.session(number)) == ()
        opened(app, number)
        assert history_texts.PAIN_TITLE not in [header.value for header in app.header]


class TestList:
    def test_one_that_was_stopped_for_pain_has_a_badge(self, app, safety, store, clock):
        train(store)
        stop(safety, store, clock)
        app.run()
        assert not app.exception
        badges = [
            each.value for each in app.markdown if history_texts.STOPPED_FOR_PAIN in each.value
        ]
        assert len(badges) == 1
        assert ":gray-badge[" in badges[0]

    def test_a_day_without_exercise_is_shown_too(self, app, safety, store, clock):
        train(store)
        clock.go(days=1)
        flags = frozenset({RedFlag.FOOT_DROP})
        safety.record_answer(ScreeningAnswered(at=clock(), answers=replace(GOOD, flags=flags)))
        app.run()
        assert not app.exception
        assert history_texts.BEFORE_TITLE in [header.value for header in app.header]
        (day,) = app.expander
        assert day.label.replace("\\", "") == history_texts.pain_day(clock(), "Get help at once")
        assert "A foot that drops or drags when walking" in tables(app)
        assert history_texts.DOWNLOAD_PAIN in [b.proto.label for b in app.get("download_button")]

    def test_even_where_no_session_ever_was(self, app, safety, clock):
        safety.record_answer(
            ScreeningAnswered(at=clock(), answers=replace(GOOD, flags=frozenset({RedFlag.FEVER})))
        )
        app.run()
        assert not app.exception
        assert history_texts.EMPTY_TITLE in [header.value for header in app.header]
        assert history_texts.BEFORE_TITLE in [header.value for header in app.header]

    def test_ten_days_are_shown(self, app, safety, clock):
        for _ in range(11):
            safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
            clock.go(days=1)
        app.run()
        assert len(app.expander) == 10
        assert history_texts.BEFORE_EARLIER in [each.value for each in app.caption]

    def test_deleting_hides_the_session_and_not_what_was_said(self, app, safety, store, clock):
        store.delete_session(stop(safety, store, clock)).result()
        app.run()
        assert not app.exception
        assert len(app.expander) == 1
        assert len(store.answers()) == 3
