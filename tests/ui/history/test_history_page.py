"""The History page: its list, its build_trends, and what can go wrong."""

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.errors import StoreError
from formcheck.history import SessionState
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from tests.support.page_text import page_markdown
from tests.ui.history.history_pages import card_labels, open_session, show_history
from tests.ui.history_examples import BIRD_DOG, BRIDGE, NOON, STRETCH, add_session


class TestEmpty:
    def test_it_says_what_will_be_here_and_leads_to_the_exercises(self, app):
        app.run()
        assert not app.exception
        assert history_texts.EMPTY_TEXT in page_markdown(app)
        (link,) = app.get("page_link")
        assert (link.proto.page, link.proto.label) == ("exercise", history_texts.EMPTY_LINK)
        assert not app.button
        assert not app.get("download_button")


class TestList:
    def test_the_newest_comes_first_even_when_the_clock_was_set_back(self, app, store, clock):
        add_session(store)
        clock.go(days=-400)
        add_session(store, BIRD_DOG)
        app.run()
        assert not app.exception
        assert [card.split(" · ")[0] for card in card_labels(app)] == ["Bird-dog", "Bridge"]

    def test_a_card_says_when_how_much_how_well_and_how_it_ended(self, app, store):
        add_session(store)
        text = page_markdown(app.run())
        assert card_labels(app) == [f"Bridge · {history_texts.moment(NOON)}"]
        assert ":blue-badge[:material/check: Good 88]" in text
        assert escape("2 of 2 sets · 6 of 6 counted · Finished · Camera") in text

    def test_a_session_without_a_score_says_so(self, app, store):
        add_session(store, score=None)
        text = page_markdown(app.run())
        assert f"{review_texts.NOT_SCORED}]" in text
        assert " 0]" not in text

    @pytest.mark.parametrize(
        ("state", "label"),
        [(SessionState.STOPPED, "Stopped by you"), (SessionState.INTERRUPTED, "Interrupted")],
    )
    def test_how_it_ended_early(self, app, store, state, label):
        add_session(store, state=state, sets=1)
        line = f"1 of 2 sets · 3 of 6 counted · {label} · Camera"
        assert escape(line) in page_markdown(app.run())

    def test_a_sample_clip_is_named_as_one(self, app, store):
        add_session(store, source="bridge.mp4")
        assert history_texts.SAMPLE in page_markdown(app.run())

    def test_both_sides_count_towards_the_goal(self, app, store):
        add_session(store, BIRD_DOG)
        assert "3 of 4 counted" in page_markdown(app.run())

    def test_an_exercise_that_no_longer_exists_is_shown_by_its_name(self, app, store):
        item = type(BRIDGE)(exercise="<b>old_*one*", sets=1, repetitions=2, hold_s=1, rest_s=1)
        session_id = add_session(store, item)
        text = page_markdown(app.run())
        assert card_labels(app)[0].startswith("<b>old *one*")
        assert "**\\<b\\>old \\*one\\***" in app.button(key=f"history-open-{session_id}").label
        assert escape("1 of 1 set · 3 counted") in text
        assert "<b>" not in page_markdown(open_session(app, session_id))

    def test_ten_are_shown_and_more_on_request(self, app, store):
        for _ in range(12):
            store.begin_session(BRIDGE, source="camera")
        app.run()
        assert len(card_labels(app)) == 10
        app.button(key="history-more").click().run()
        assert len(card_labels(app)) == 12
        assert "history-more" not in [b.key for b in app.button]

    def test_one_exercise_can_be_chosen_and_stays_chosen(self, app, store):
        add_session(store)
        session_id = add_session(store, BIRD_DOG)
        app.run()
        app.selectbox(key="history-exercise").select("bird_dog").run()
        assert [card.split(" · ")[0] for card in card_labels(app)] == ["Bird-dog"]
        app.button(key=f"history-open-{session_id}").click().run()
        app.button(key="history-back").click().run()
        assert [card.split(" · ")[0] for card in card_labels(app)] == ["Bird-dog"]

    def test_with_one_exercise_there_is_nothing_to_choose(self, app, store):
        add_session(store)
        assert not app.run().selectbox


class TestTrends:
    def test_one_session_shows_no_change_yet(self, app, store):
        add_session(store)
        app.run()
        assert history_texts.TOO_FEW in page_markdown(app)
        assert not app.get("vega_lite_chart")

    def test_two_sessions_show_four_charts(self, app, store):
        add_session(store)
        add_session(store, score=70.0)
        app.run()
        assert not app.exception
        assert [heading.value for heading in app.subheader] == [
            escape(history_texts.CHART_COUNTED),
            escape(history_texts.CHART_SCORE),
            escape(history_texts.CHART_HOLD),
            escape(history_texts.CHART_RANGE),
        ]
        assert len(app.get("vega_lite_chart")) == 4

    def test_a_value_that_was_never_measured_is_reported_and_not_drawn(self, app, store):
        add_session(store, score=None)
        add_session(store, score=None)
        app.run()
        assert history_texts.NOTHING_MEASURED in page_markdown(app)
        assert len(app.get("vega_lite_chart")) == 3

    def test_one_under_way_does_not_count(self, app, store):
        add_session(store)
        store.begin_session(BRIDGE, source="camera")
        assert history_texts.TOO_FEW in page_markdown(app.run())

    def test_sample_clips_never_mix_with_the_persons_own(self, app, store):
        add_session(store)
        add_session(store, source="bridge.mp4")
        text = page_markdown(app.run())
        assert history_texts.TOO_FEW in text
        assert history_texts.SAMPLES_LEFT_OUT in text

    def test_sample_clips_alone_are_shown_as_such(self, app, store):
        add_session(store, source="bridge.mp4")
        add_session(store, source="bridge.mp4")
        text = page_markdown(app.run())
        assert history_texts.SAMPLES_ONLY in text
        assert history_texts.TOO_FEW not in text

    def test_without_a_choice_the_last_exercise_is_shown(self, app, store):
        add_session(store)
        add_session(store, STRETCH)
        text = page_markdown(app.run())
        assert escape("Over time: Hamstring stretch, lying") in text
        assert history_texts.TRENDS_HINT in text


class TestErrors:
    def test_a_history_that_cannot_be_opened_shows_its_error(self):
        def broken():
            raise StoreError("The history <history.sqlite3> is damaged.")

        app = AppTest.from_function(show_history, args=(broken,), default_timeout=20).run()
        assert not app.exception
        assert [each.value for each in app.error] == [
            escape("The history <history.sqlite3> is damaged.")
        ]
        assert [title.value for title in app.title] == [history_texts.TITLE]

    def test_a_failed_deletion_leaves_the_session_where_it_is(self, app, store, monkeypatch):
        session_id = add_session(store)
        open_session(app, session_id)

        class Failed:
            def result(self):
                raise StoreError("The disk is full.")

        monkeypatch.setattr(store, "delete_session", lambda _: Failed())
        app.button(key="history-delete").click().run()
        assert not app.exception
        assert [each.value for each in app.error] == [escape("The disk is full.")]
        assert app.query_params["session"] == str(session_id)
        assert store.session(session_id) is not None
