"""Choosing an exercise, the plan, interrupted sessions, and the summary, without a browser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import PlanItem, Setting, Store
from formcheck.live.server.live_sessions import live_sessions
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.ui.pages.exercise import exercise_page
from formcheck.ui.pages.exercise.choice import find_sample
from formcheck.ui.pages.exercise.exercise_summary import find_one_thing, find_what_went_well
from tests.history.examples import repetition
from tests.support.answered_patient import say_all_is_well
from tests.support.good_repetitions import GOOD_REPETITIONS
from tests.support.page_text import page_text

ITEM = PlanItem(exercise="bridge", sets=2, repetitions=8, hold_s=5.0, rest_s=10.0)


def _script(store):
    from formcheck.ui.pages.exercise import exercise_page

    exercise_page.show(lambda: store)


@pytest.fixture
def store(tmp_path):
    """A history in which the questions before an exercise were just answered."""
    with Store(tmp_path / "history.sqlite3") as store:
        say_all_is_well(store)
        yield store
    live_sessions().close_all()


@pytest.fixture
def app(store):
    return AppTest.from_function(_script, args=(store,), default_timeout=20).run()


# --- choosing --------------------------------------------------------------------------------


def test_every_exercise_can_be_chosen_and_nothing_is_planned_yet(app):
    assert not app.exception
    assert "Nothing is planned yet" in page_text(app)
    for name in exercise_names():
        label = app.button(key=f"choose-{name}").label
        assert label.replace("\\", "") == load_exercise(name).title


@pytest.mark.parametrize("name", exercise_names())
def test_an_exercise_shows_where_the_camera_goes_and_its_usual_amount(app, name):
    exercise = load_exercise(name)
    app.button(key=f"choose-{name}").click().run()
    assert not app.exception
    assert exercise.camera.split(",")[0] in page_text(app)
    assert app.number_input(key=f"sets-{name}").value == exercise.dose.sets
    assert app.number_input(key=f"repetitions-{name}").value == exercise.dose.repetitions
    assert app.number_input(key=f"hold-{name}").value == exercise.dose.hold_s


def test_going_back_shows_all_exercises_again(app):
    app.button(key="choose-bridge").click().run()
    app.button(key="all-exercises").click().run()
    assert app.button(key="choose-bridge").label == "Bridge"


def test_starting_writes_a_running_session_with_the_chosen_amount(app, store):
    app.button(key="choose-bridge").click().run()
    app.number_input(key="sets-bridge").set_value(3).run()
    app.button(key="start").click().run()
    assert not app.exception
    [session] = store.open_sessions()
    assert session.item == replace(ITEM, sets=3)
    assert session.source == "camera"


def test_choices_about_voice_and_skeletons_are_saved(app, store):
    app.button(key="choose-bridge").click().run()
    app.toggle(key="voice-on").set_value(False).run()
    app.toggle(key="keep-landmarks").set_value(True).run()
    app.select_slider(key="voice-rate").set_value(0.8).run()
    assert store.setting(Setting.VOICE) is False
    assert store.setting(Setting.KEEP_LANDMARKS) is True
    assert store.setting(Setting.VOICE_RATE) == 0.8


@pytest.mark.parametrize("name", GOOD_REPETITIONS)
def test_a_sample_begins_with_the_amount_it_shows(name):
    item = PlanItem(exercise=name, sets=9, repetitions=9, hold_s=5.0, rest_s=10.0)
    chosen = find_sample(item)
    assert (chosen.item.sets, chosen.sample) == (1, name)
    assert chosen.item.repetitions in {2, 3}


@pytest.mark.parametrize("present", ["bridge.mp4", "bridge.toml", "nothing"])
def test_an_exercise_without_its_sample_clip_is_done_with_the_camera_only(
    app, store, tmp_path, monkeypatch, present
):
    """Somebody may add an exercise file, and no clip or no labels of the clip."""
    (tmp_path / present).touch()
    monkeypatch.setattr("formcheck.ui.pages.exercise.choice.bundled_path", lambda _: tmp_path)
    app.button(key="choose-bridge").click().run()
    assert not app.exception
    assert "start-sample" not in {button.key for button in app.button}
    shown_data = []

    def page_asks_for_the_sample(data, *, key):
        shown_data.append(data)
        return "sample"

    monkeypatch.setattr(exercise_page, "show_coach", page_asks_for_the_sample)
    app.button(key="start").click().run()
    assert not app.exception
    assert [data["offers_sample"] for data in shown_data] == [False]
    assert [session.source for session in store.open_sessions()] == ["camera"]


# --- the plan --------------------------------------------------------------------------------


def test_an_exercise_is_planned_started_removed_and_brought_back(app, store):
    app.button(key="choose-bridge").click().run()
    app.button(key="add-to-plan").click().run()
    assert store.plan() == (ITEM,)
    app.button(key="all-exercises").click().run()
    assert "2 sets of 8, held for 5 s" in page_text(app)
    app.button(key="plan-remove-0").click().run()
    assert store.plan() == ()
    app.button(key="plan-undo").click().run()
    assert store.plan() == (ITEM,)
    app.button(key="plan-start-0").click().run()
    assert len(store.open_sessions()) == 1


# --- what was cut short ------------------------------------------------------------------------


def cut_short(store: Store, *, number: int = 1, ended: bool = False) -> int:
    session = store.begin_session(ITEM, source="camera")
    set_id = store.begin_set(session, number=number)
    store.add_repetition(set_id, repetition()).result()
    if ended:
        store.end_set(set_id, None, state="finished").result()
    return session


def test_an_interrupted_session_is_offered_and_continues(store):
    session = cut_short(store)
    app = AppTest.from_function(_script, args=(store,), default_timeout=20).run()
    assert "Bridge was cut short in set 1 of 2, with 1 counted." in page_text(app)
    app.button(key=f"continue-{session}").click().run()
    assert not app.exception
    assert app.session_state["exercise_run"].session_id == session
    assert [one.id for one in store.open_sessions()] == [session]


def test_an_interrupted_session_can_be_ended(store):
    session = cut_short(store)
    app = AppTest.from_function(_script, args=(store,), default_timeout=20).run()
    app.button(key=f"end-{session}").click().run()
    assert store.session(session).state == "stopped"
    assert "cut short" not in page_text(app)


def test_a_session_interrupted_yesterday_is_not_offered(tmp_path):
    path = tmp_path / "old.sqlite3"
    with Store(path, now=lambda: datetime.now(UTC) - timedelta(hours=20)) as store:
        session = cut_short(store)
    with Store(path) as store:
        AppTest.from_function(_script, args=(store,), default_timeout=20).run()
        assert store.session(session).state == "interrupted"


def test_a_session_whose_last_set_was_ended_is_finished_not_done_again(store):
    session = cut_short(store, number=2, ended=True)
    AppTest.from_function(_script, args=(store,), default_timeout=20).run()
    assert store.session(session).state == "finished"


# --- the summary -------------------------------------------------------------------------------


def summary_of(store: Store, session: int) -> AppTest:
    app = AppTest.from_function(_script, args=(store,), default_timeout=20)
    app.session_state["exercise_summary"] = session
    return app.run()


def test_the_summary_says_what_went_well_and_starts_again(store):
    session = cut_short(store, ended=True)
    store.end_session(session, state="finished").result()
    app = summary_of(store, session)
    assert not app.exception
    assert "Well done" in page_text(app)
    app.button(key="again").click().run()
    assert len(store.open_sessions()) == 1


def test_stopping_is_answered_calmly(store):
    session = cut_short(store)
    store.end_session(session, state="stopped").result()
    app = summary_of(store, session)
    assert "Rest as long as you like" in page_text(app)
    app.button(key="done").click().run()
    assert "Choose an exercise" in page_text(app)


def test_without_a_repetition_nothing_is_praised(store):
    session = store.begin_session(ITEM, source="camera")
    store.end_session(session, state="stopped").result()
    assert "No repetition was counted." in page_text(summary_of(store, session))


def test_a_session_that_is_gone_leads_back_to_choosing(store):
    assert "Choose an exercise" in page_text(summary_of(store, 999))


def test_a_history_that_cannot_be_read_is_a_sentence(tmp_path):
    def script(path):
        from formcheck.history import Store
        from formcheck.ui.pages.exercise import exercise_page

        exercise_page.show(lambda: Store(path))

    broken = tmp_path / "history.sqlite3"
    broken.write_bytes(b"no database at all" * 100)
    app = AppTest.from_function(script, args=(broken,), default_timeout=20).run()
    assert not app.exception
    assert len(app.error) == 1


def test_the_advice_is_the_safety_fault_or_nothing(store):
    session = cut_short(store)
    repetitions = store.session(session).sets[0].repetitions
    exercise = load_exercise("bridge")
    clean = [replace(r, result=replace(r.result, faults=())) for r in repetitions]
    assert find_one_thing(exercise, clean) is None
    assert find_what_went_well(clean)[0] == "1 counted."
