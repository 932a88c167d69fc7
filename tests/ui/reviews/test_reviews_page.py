"""The page of kept reviews: search, open, note, delete, undo."""

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.archive.review_archive import ReviewArchive
from formcheck.history.store import Store
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.texts import kept_reviews as texts
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named


def _script(store):
    from formcheck.ui.pages.reviews import reviews_page

    reviews_page.show(lambda: store)


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_DATA", str(tmp_path / "data"))
    with Store() as store:
        yield store


def keep(store, folder, exercise: str, name: str) -> int:
    file = folder / f"{name}.npz"
    GOOD_REPETITIONS[exercise].good().save(file)
    request = ReviewRequest(path=file, exercise=exercise_named(exercise))
    return ReviewArchive(store).keep(request, review_clip(request))


def texts_of(app: AppTest) -> str:
    shown = [*app.markdown, *app.caption, *app.text, *app.warning, *app.error, *app.title]
    return "\n".join(each.value for each in shown)


def test_a_review_is_found_opened_noted_on_deleted_and_brought_back(store, tmp_path):
    keep(store, tmp_path, "bird_dog", "other")
    number = keep(store, tmp_path, "bridge", "<b>clip")
    app = AppTest.from_function(_script, args=(store,), default_timeout=60).run()
    assert not app.exception
    assert "2 reviews" in texts_of(app)
    app.text_input(key="kept-search").input("nobody").run()
    assert texts.NONE_FITS in texts_of(app)
    app.text_input(key="kept-search").input("bridge CLIP").run()
    assert "1 review" in texts_of(app)
    app.button(key=f"kept-open-{number}").click().run()
    assert app.query_params["review"] in (str(number), [str(number)])
    assert "since this review was kept" not in texts_of(app)
    assert len(app.table) == 1
    app.text_area(key="kept-note-text").input("better than *last* week")
    next(each for each in app.button if each.label == texts.ADD_NOTE).click().run()
    assert r"better than \*last\* week" in texts_of(app)
    app.button(key="kept-delete").click().run()
    assert texts.deleted_line("<b>clip.npz") in texts_of(app)
    assert "1 review" in texts_of(app)
    app.button(key="kept-restore").click().run()
    assert "2 reviews" in texts_of(app)
    assert not app.exception


def test_a_changed_verdict_and_a_missing_review_are_said(store, tmp_path):
    number = keep(store, tmp_path, "bridge", "clip")
    facts = store.reviews.find(number).facts
    changed = store.reviews.verdict(number).replace('"counted": 1', '"counted": 0')
    store.reviews.keep(facts, changed).result()
    app = AppTest.from_function(_script, args=(store,), default_timeout=60)
    app.query_params["review"] = str(number + 1)
    app.run()
    assert "FormCheck has changed since this review was kept. Then: 0 counted" in texts_of(app)
    app.query_params["review"] = "99"
    app.run()
    assert "No review has the number 99" in texts_of(app)
    app.button(key="kept-back").click().run()
    assert "2 reviews" in texts_of(app)


def test_an_empty_list_says_how_to_keep_a_review(store):
    app = AppTest.from_function(_script, args=(store,), default_timeout=60).run()
    assert texts.EMPTY in texts_of(app)
    assert not store.reviews.any()
