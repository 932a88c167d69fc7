"""One session on the History page, and how it is deleted."""

import pytest

from formcheck.texts import history as history_texts
from formcheck.texts.formatting import UNKNOWN
from tests.support.page_text import page_markdown
from tests.ui.history.history_pages import card_labels, open_session
from tests.ui.history_examples import (
    BIRD_DOG,
    BRIDGE,
    NOON,
    add_session,
    good_set,
    keep_skeletons,
    lying,
)


class TestOne:
    def test_a_card_opens_it_and_a_button_leads_back(self, app, store):
        session_id = add_session(store)
        app.run()
        app.button(key=f"history-open-{session_id}").click().run()
        assert not app.exception
        assert app.query_params["session"] == str(session_id)
        assert [title.value for title in app.title] == ["Bridge"]
        app.button(key="history-back").click().run()
        assert "session" not in app.query_params
        assert len(card_labels(app)) == 1

    def test_it_shows_its_sets_and_every_repetition(self, app, store):
        open_session(app, add_session(store))
        assert not app.exception
        text = page_markdown(app)
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

    def test_saved_skeletons_of_the_best_and_the_worst_are_drawn(self, app, store):
        keep_skeletons(store)
        open_session(app, add_session(store))
        pictures = [image.proto.imgs[0] for image in app.get("image")]
        assert [picture.alt for picture in pictures] == [
            "Stick figure at the furthest point. Best repetition: Set 1, repetition 1",
            "Stick figure at the furthest point. Repetition to look at: Set 1, repetition 2",
        ]
        assert all(picture.url.startswith("data:image/svg+xml") for picture in pictures)
        assert history_texts.NOT_KEPT not in page_markdown(app)

    def test_without_saved_skeletons_the_page_says_why(self, app, store):
        open_session(app, add_session(store))
        assert not app.get("image")
        assert history_texts.NOT_KEPT in page_markdown(app)
        assert "Set 1, repetition 1" in page_markdown(app).replace("\\", "")

    def test_a_moment_that_could_not_be_seen_is_not_drawn(self, app, store):
        keep_skeletons(store)
        session_id = store.begin_session(BRIDGE, source="camera")
        set_id = store.begin_set(session_id, number=1)
        best, worst, *_ = good_set()
        store.add_repetition(set_id, best, None)
        store.add_repetition(set_id, worst, lying()).result()
        open_session(app, session_id)
        assert len(app.get("image")) == 1
        assert history_texts.NOT_SEEN in page_markdown(app)
        assert history_texts.NOT_KEPT not in page_markdown(app)

    def test_an_unscored_session_has_no_best(self, app, store):
        session_id = store.begin_session(BRIDGE, source="camera")
        store.begin_set(session_id, number=1)
        open_session(app, session_id)
        assert history_texts.NO_SCORES in page_markdown(app)
        assert history_texts.NO_REPS in page_markdown(app)
        assert history_texts.STILL_OPEN in page_markdown(app)
        assert [metric.value for metric in app.metric] == ["0 of 2", "0 of 6", UNKNOWN]

    def test_a_session_without_sets_says_so(self, app, store):
        open_session(app, store.begin_session(BRIDGE, source="camera"))
        assert not app.exception
        assert history_texts.NO_SETS in page_markdown(app)

    def test_events_are_listed(self, app, store):
        session_id = add_session(store)
        store.add_event(session_id, "paused", time_s=65.0, data={"reason": "I lost <i>you</i>."})
        store.add_event(session_id, "page", time_s=70.0, data={"what": "camera_lost"}).result()
        text = page_markdown(open_session(app, session_id))
        assert "Paused: I lost &lt;i&gt;you&lt;/i&gt;." in text
        assert "<td>1:05</td>" in text
        assert "Camera disconnected" in text

    @pytest.mark.parametrize("number", ["999", "-1", "x", "1e3", "9" * 40])
    def test_a_wrong_address_is_no_error(self, app, store, number):
        add_session(store)
        open_session(app, number)
        assert not app.exception
        assert not app.error
        assert (history_texts.GONE in page_markdown(app)) is (number == "999")

    def test_its_files_are_offered(self, app, store):
        open_session(app, add_session(store))
        assert [each.proto.label for each in app.get("download_button")] == [
            history_texts.DOWNLOAD_SESSION,
            history_texts.DOWNLOAD_REPS,
        ]


class TestDeleting:
    def test_it_can_be_undone(self, app, store):
        kept, session_id = add_session(store, BIRD_DOG), add_session(store)
        open_session(app, session_id)
        app.button(key="history-delete").click().run()
        assert not app.exception
        assert store.session(session_id) is None
        assert store.session(kept) is not None
        assert card_labels(app) == [f"Bird-dog · {history_texts.moment(NOON)}"]
        assert history_texts.deleted_line("Bridge", history_texts.moment(NOON)) in page_markdown(
            app
        )
        app.button(key="history-undo").click().run()
        assert [title.value for title in app.title] == ["Bridge"]
        assert store.session(session_id) is not None
        app.button(key="history-back").click().run()
        assert len(card_labels(app)) == 2
        assert "history-undo" not in [b.key for b in app.button]

    def test_the_last_one_can_be_undone_too(self, app, store):
        session_id = add_session(store)
        open_session(app, session_id)
        app.button(key="history-delete").click().run()
        assert history_texts.EMPTY_TEXT in page_markdown(app)
        app.button(key="history-undo").click().run()
        assert store.session(session_id) is not None
