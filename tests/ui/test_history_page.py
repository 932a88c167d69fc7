"""The History page in a session: list, one training, deleting, trends, what can go wrong."""

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.errors import StoreError
from formcheck.history import SessionState, Store
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import UNKNOWN, escape
from tests.ui.history_examples import (
    BIRD_DOG,
    BRIDGE,
    NOON,
    STRETCH,
    Clock,
    good_set,
    keep_skeletons,
    lying,
    train,
)


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
def app(store):
    return AppTest.from_function(_script, args=(lambda: store,), default_timeout=20)


def shown(app) -> str:
    """Every text on the page, one a line."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.text, app.error)
    plain = [element.value for kind in kinds for element in kind]
    tables = [element.proto.body for element in app.get("html")]
    return "\n".join([*plain, *tables])


def cards(app) -> list[str]:
    """The labels of the trainings in the list, as they are read."""
    labels = [b.label for b in app.button if (b.key or "").startswith("history-open-")]
    return [label.replace("\\", "").replace("**", "") for label in labels]


def opened(app, session_id):
    app.query_params["session"] = str(session_id)
    return app.run()


class TestEmpty:
    def test_it_says_what_will_be_here_and_leads_to_the_exercises(self, app):
        app.run()
        assert not app.exception
        assert history_texts.EMPTY_TEXT in shown(app)
        (link,) = app.get("page_link")
        assert (link.proto.page, link.proto.label) == ("exercise", history_texts.EMPTY_LINK)
        assert not app.button
        assert not app.get("download_button")


class TestList:
    def test_the_newest_comes_first_even_when_the_clock_was_set_back(self, app, store, clock):
        train(store)
        clock.go(days=-400)
        train(store, BIRD_DOG)
        app.run()
        assert not app.exception
        assert [card.split(" · ")[0] for card in cards(app)] == ["Bird-dog", "Bridge"]

    def test_a_card_says_when_how_much_how_well_and_how_it_ended(self, app, store):
        train(store)
        text = shown(app.run())
        assert cards(app) == [f"Bridge · {history_texts.moment(NOON)}"]
        assert ":blue-badge[:material/check: Good 88]" in text
        assert escape("2 of 2 sets · 6 of 6 counted · Finished · Camera") in text

    def test_without_a_score_it_says_so(self, app, store):
        train(store, score=None)
        text = shown(app.run())
        assert f"{review_texts.NOT_SCORED}]" in text
        assert " 0]" not in text

    @pytest.mark.parametrize(
        ("state", "said"),
        [(SessionState.STOPPED, "Stopped by you"), (SessionState.INTERRUPTED, "Interrupted")],
    )
    def test_how_it_ended_early(self, app, store, state, said):
        train(store, state=state, sets=1)
        line = f"1 of 2 sets · 3 of 6 counted · {said} · Camera"
        assert escape(line) in shown(app.run())

    def test_a_sample_clip_is_named_as_one(self, app, store):
        train(store, source="bridge.mp4")
        assert history_texts.SAMPLE in shown(app.run())

    def test_both_sides_count_towards_the_goal(self, app, store):
        train(store, BIRD_DOG)
        assert "3 of 4 counted" in shown(app.run())

    def test_an_exercise_that_is_not_known_any_more_is_shown_by_its_name(self, app, store):
        item = type(BRIDGE)(exercise="<b>old_*one*", sets=1, repetitions=2, hold_s=1, rest_s=1)
        session_id = train(store, item)
        text = shown(app.run())
        assert cards(app)[0].startswith("<b>old *one*")
        assert "**\\<b\\>old \\*one\\***" in app.button(key=f"history-open-{session_id}").label
        assert escape("1 of 1 set · 3 counted") in text
        assert "<b>" not in shown(opened(app, session_id))

    def test_ten_are_shown_and_more_on_request(self, app, store):
        for _ in range(12):
            store.begin_session(BRIDGE, source="camera")
        app.run()
        assert len(cards(app)) == 10
        app.button(key="history-more").click().run()
        assert len(cards(app)) == 12
        assert "history-more" not in [b.key for b in app.button]

    def test_one_exercise_can_be_chosen_and_stays_chosen(self, app, store):
        train(store)
        session_id = train(store, BIRD_DOG)
        app.run()
        app.selectbox(key="history-exercise").select("bird_dog").run()
        assert [card.split(" · ")[0] for card in cards(app)] == ["Bird-dog"]
        app.button(key=f"history-open-{session_id}").click().run()
        app.button(key="history-back").click().run()
        assert [card.split(" · ")[0] for card in cards(app)] == ["Bird-dog"]

    def test_with_one_exercise_there_is_nothing_to_choose(self, app, store):
        train(store)
        assert not app.run().selectbox


class TestOne:
    def test_a_card_opens_it_and_a_button_leads_back(self, app, store):
        session_id = train(store)
        app.run()
        app.button(key=f"history-open-{session_id}").click().run()
        assert not app.exception
        assert app.query_params["session"] == str(session_id)
        assert [title.value for title in app.title] == ["Bridge"]
        app.button(key="history-back").click().run()
        assert "session" not in app.query_params
        assert len(cards(app)) == 1

    def test_it_shows_its_sets_and_every_repetition(self, app, store):
        opened(app, train(store))
        assert not app.exception
        text = shown(app)
        assert [metric.value for metric in app.metric] == ["2 of 2", "6 of 6", "88"]
        headers = [header.value for header in app.header]
        assert headers == [
            "Set 1",
            "Set 2",
            history_texts.PICTURES_TITLE,
            history_texts.EVENTS_TITLE,
        ]
        assert text.count('<tr class="counted">') == 6
        assert text.count('<tr class="rejected">') == 2
        assert "Hips too low at the top → Lift hips higher" in text
        assert "Too small." in text

    def test_where_skeletons_were_kept_the_best_and_the_worst_are_drawn(self, app, store):
        keep_skeletons(store)
        opened(app, train(store))
        pictures = [image.proto.imgs[0] for image in app.get("image")]
        assert [picture.alt for picture in pictures] == [
            "Stick figure at the furthest point. Best repetition: Set 1, repetition 1",
            "Stick figure at the furthest point. Repetition to look at: Set 1, repetition 2",
        ]
        assert all(picture.url.startswith("data:image/svg+xml") for picture in pictures)
        assert history_texts.NOT_KEPT not in shown(app)

    def test_where_none_were_kept_it_says_why(self, app, store):
        opened(app, train(store))
        assert not app.get("image")
        assert history_texts.NOT_KEPT in shown(app)
        assert "Set 1, repetition 1" in shown(app).replace("\\", "")

    def test_a_moment_that_could_not_be_seen_is_not_drawn(self, app, store):
        keep_skeletons(store)
        session_id = store.begin_session(BRIDGE, source="camera")
        set_id = store.begin_set(session_id, number=1)
        best, worst, *_ = good_set()
        store.add_repetition(set_id, best, None)
        store.add_repetition(set_id, worst, lying()).result()
        opened(app, session_id)
        assert len(app.get("image")) == 1
        assert history_texts.NOT_SEEN in shown(app)
        assert history_texts.NOT_KEPT not in shown(app)

    def test_an_unscored_session_has_no_best(self, app, store):
        session_id = store.begin_session(BRIDGE, source="camera")
        store.begin_set(session_id, number=1)
        opened(app, session_id)
        assert history_texts.NO_SCORES in shown(app)
        assert history_texts.NO_REPS in shown(app)
        assert history_texts.STILL_OPEN in shown(app)
        assert [metric.value for metric in app.metric] == ["0 of 2", "0 of 6", UNKNOWN]

    def test_without_sets_it_says_so(self, app, store):
        opened(app, store.begin_session(BRIDGE, source="camera"))
        assert not app.exception
        assert history_texts.NO_SETS in shown(app)

    def test_it_says_what_happened(self, app, store):
        session_id = train(store)
        store.add_event(session_id, "paused", time_s=65.0, data={"reason": "I lost <i>you</i>."})
        store.add_event(session_id, "page", time_s=70.0, data={"what": "camera_lost"}).result()
        text = shown(opened(app, session_id))
        assert "Paused: I lost &lt;i&gt;you&lt;/i&gt;." in text
        assert "<td>1:05</td>" in text
        assert "Camera disconnected" in text

    @pytest.mark.parametrize("number", ["999", "-1", "x", "1e3", "9" * 40])
    def test_a_wrong_address_is_no_error(self, app, store, number):
        train(store)
        opened(app, number)
        assert not app.exception
        assert not app.error
        assert (history_texts.GONE in shown(app)) is (number == "999")

    def test_its_files_are_offered(self, app, store):
        opened(app, train(store))
        assert [each.proto.label for each in app.get("download_button")] == [
            history_texts.DOWNLOAD_SESSION,
            history_texts.DOWNLOAD_REPS,
        ]


class TestDeleting:
    def test_it_can_be_undone(self, app, store):
        kept, session_id = train(store, BIRD_DOG), train(store)
        opened(app, session_id)
        app.button(key="history-delete").click().run()
        assert not app.exception
        assert store.session(session_id) is None
        assert store.session(kept) is not None
        assert cards(app) == [f"Bird-dog · {history_texts.moment(NOON)}"]
        assert history_texts.deleted_line("Bridge", history_texts.moment(NOON)) in shown(app)
        app.button(key="history-undo").click().run()
        assert [title.value for title in app.title] == ["Bridge"]
        assert store.session(session_id) is not None
        app.button(key="history-back").click().run()
        assert len(cards(app)) == 2
        assert "history-undo" not in [b.key for b in app.button]

    def test_the_last_one_can_be_undone_too(self, app, store):
        session_id = train(store)
        opened(app, session_id)
        app.button(key="history-delete").click().run()
        assert history_texts.EMPTY_TEXT in shown(app)
        app.button(key="history-undo").click().run()
        assert store.session(session_id) is not None


class TestTrends:
    def test_one_session_shows_no_change_yet(self, app, store):
        train(store)
        app.run()
        assert history_texts.TOO_FEW in shown(app)
        assert not app.get("vega_lite_chart")

    def test_two_sessions_show_four_charts(self, app, store):
        train(store)
        train(store, score=70.0)
        app.run()
        assert not app.exception
        assert [heading.value for heading in app.subheader] == [
            escape(history_texts.CHART_COUNTED),
            escape(history_texts.CHART_SCORE),
            escape(history_texts.CHART_HOLD),
            escape(history_texts.CHART_RANGE),
        ]
        assert len(app.get("vega_lite_chart")) == 4

    def test_what_was_never_measured_is_said_instead_of_drawn(self, app, store):
        train(store, score=None)
        train(store, score=None)
        app.run()
        assert history_texts.NOTHING_MEASURED in shown(app)
        assert len(app.get("vega_lite_chart")) == 3

    def test_one_under_way_does_not_count(self, app, store):
        train(store)
        store.begin_session(BRIDGE, source="camera")
        assert history_texts.TOO_FEW in shown(app.run())

    def test_sample_clips_never_mix_with_the_persons_own(self, app, store):
        train(store)
        train(store, source="bridge.mp4")
        text = shown(app.run())
        assert history_texts.TOO_FEW in text
        assert history_texts.SAMPLES_LEFT_OUT in text

    def test_sample_clips_alone_are_shown_as_such(self, app, store):
        train(store, source="bridge.mp4")
        train(store, source="bridge.mp4")
        text = shown(app.run())
        assert history_texts.SAMPLES_ONLY in text
        assert history_texts.TOO_FEW not in text

    def test_without_a_choice_the_last_exercise_is_shown(self, app, store):
        train(store)
        train(store, STRETCH)
        text = shown(app.run())
        assert escape("Over time: Hamstring stretch, lying") in text
        assert history_texts.TRENDS_HINT in text


class TestErrors:
    def test_a_history_that_cannot_be_opened_is_said_in_its_sentence(self):
        def broken():
            raise StoreError("The history <history.sqlite3> is damaged.")

        app = AppTest.from_function(_script, args=(broken,), default_timeout=20).run()
        assert not app.exception
        assert [each.value for each in app.error] == [
            escape("The history <history.sqlite3> is damaged.")
        ]
        assert [title.value for title in app.title] == [history_texts.TITLE]

    def test_a_failed_deletion_leaves_the_session_where_it_is(self, app, store, monkeypatch):
        session_id = train(store)
        opened(app, session_id)

        class Failed:
            def result(self):
                raise StoreError("The disk is full.")

        monkeypatch.setattr(store, "delete_session", lambda _: Failed())
        app.button(key="history-delete").click().run()
        assert not app.exception
        assert [each.value for each in app.error] == [escape("The disk is full.")]
        assert app.query_params["session"] == str(session_id)
        assert store.session(session_id) is not None
