"""What was asked, answered and decided about pain, as the History page shows it."""

from dataclasses import replace

from formcheck.safety.decision_table import Decision
from formcheck.safety.events import FollowUpAnswered, QuestionReason, ScreeningAnswered
from formcheck.safety.questionnaire import RedFlag
from formcheck.texts import history as history_texts
from formcheck.texts import safety_labels
from formcheck.ui.pages.history.pain import find_answers
from tests.history.pains import FINE
from tests.support.page_text import table_html
from tests.ui.history.history_pages import GOOD, open_session, stop_for_pain
from tests.ui.history_examples import add_session


class TestDetail:
    def test_it_lists_every_question_answer_decision_and_rule(self, app, safety, store, clock):
        session = stop_for_pain(safety, store, clock)
        store.add_event(session, "asked", data={"why": "range_drop"})
        store.add_event(session, "answered", data={"how": "hurts"})
        clock.go(minutes=6)
        safety.record_answer(FollowUpAnswered(at=clock(), pain=FINE))
        open_session(app, session)
        assert not app.exception
        assert history_texts.PAIN_TITLE in [header.value for header in app.header]
        text = table_html(app)
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
        open_session(app, stop_for_pain(safety, store, clock))
        assert [metric.value for metric in app.metric] == ["1 of 2", "3 of 6", "88"]

    def test_a_session_without_answers_shows_no_pain_section(self, app, store):
        open_session(app, add_session(store))
        assert history_texts.PAIN_TITLE not in [header.value for header in app.header]
        assert history_texts.STOPPED_FOR_PAIN not in "\n".join(each.value for each in app.markdown)

    def test_a_session_shows_only_the_screening_that_was_valid_for_it(self, safety, store, clock):
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        clock.go(hours=3)
        safety.record_answer(ScreeningAnswered(at=clock(), answers=replace(GOOD, flare=True)))
        clock.go(minutes=5)
        session = store.session(add_session(store))
        clock.go(minutes=5)
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        assert [one.event.answers.flare for one in find_answers(store, session)] == [True]

    def test_a_sample_session_shows_no_answers(self, app, safety, store, clock):
        safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
        clock.go(minutes=5)
        number = add_session(store, source="bridge")
        assert find_answers(store, store.session(number)) == ()
        open_session(app, number)
        assert history_texts.PAIN_TITLE not in [header.value for header in app.header]


class TestList:
    def test_one_that_was_stopped_for_pain_has_a_badge(self, app, safety, store, clock):
        add_session(store)
        stop_for_pain(safety, store, clock)
        app.run()
        assert not app.exception
        badges = [
            each.value for each in app.markdown if history_texts.STOPPED_FOR_PAIN in each.value
        ]
        assert len(badges) == 1
        assert ":gray-badge[" in badges[0]

    def test_a_day_without_exercise_is_shown_too(self, app, safety, store, clock):
        add_session(store)
        clock.go(days=1)
        flags = frozenset({RedFlag.FOOT_DROP})
        safety.record_answer(ScreeningAnswered(at=clock(), answers=replace(GOOD, flags=flags)))
        app.run()
        assert not app.exception
        assert history_texts.BEFORE_TITLE in [header.value for header in app.header]
        (day,) = app.expander
        assert day.label.replace("\\", "") == history_texts.pain_day(clock(), "Get help at once")
        assert "A foot that drops or drags when walking" in table_html(app)
        assert history_texts.DOWNLOAD_PAIN in [b.proto.label for b in app.get("download_button")]

    def test_answers_are_shown_without_any_session(self, app, safety, clock):
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

    def test_deleting_hides_the_session_and_not_the_answers(self, app, safety, store, clock):
        store.delete_session(stop_for_pain(safety, store, clock)).result()
        app.run()
        assert not app.exception
        assert len(app.expander) == 1
        assert len(store.answers()) == 3
