"""The questions about pain on the Exercise page, and what follows, without a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import PlanItem, Setting, Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import (
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation
from formcheck.ui.components import disclaimer
from tests.support.answered_patient import say_all_is_well
from tests.support.page_text import page_text
from tests.ui.pain_pages import (
    answer_pain,
    answer_screening,
    open_page,
    open_question,
    page_title,
    question_key,
    show_exercises,
    start_exercise,
)

# --- before --------------------------------------------------------------------------------------


def test_nothing_starts_before_everything_was_answered(store):
    app = start_exercise(open_page(store))
    assert page_title(app) == "Before you begin"
    app.checkbox(key="asked-before-none").check()
    app.button(key="before-send").click().run()
    assert "Please answer this too: whether it has been much worse, pain in your back" in page_text(
        app
    )
    assert store.open_sessions() == ()
    assert store.answers() == ()


def test_little_pain_and_no_sign_starts_it_and_is_kept(store):
    answer_screening(
        start_exercise(open_page(store)), back=2, leg=1, site=PainSite.BUTTOCK, felt=["ache"]
    )
    [session] = store.open_sessions()
    assert session.item.hold_s == 5.0
    [kept] = store.answers()
    pain = Pain(back=2, leg=1, site=PainSite.BUTTOCK, sensations=frozenset({Sensation.ACHE}))
    assert kept.event.answers == ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
    assert kept.decision is Decision.GO


def test_moderate_pain_gives_the_gentle_version(store):
    app = answer_screening(start_exercise(open_page(store)), back=4)
    assert app.session_state["exercise_run"].item.hold_s == 3.0
    assert store.open_sessions()[0].item.hold_s == 5.0  # what was planned stays


@pytest.mark.parametrize(
    ("flags", "pain", "heading", "words"),
    [
        ((RedFlag.BLADDER_BOWEL,), {}, "This needs help now", "Do not drive yourself"),
        ((RedFlag.CANCER,), {}, "Please ask a clinician first", "Call your doctor"),
        ((), {"leg": 6}, "No exercise today", "6 or more"),
        ((), {"flare": True}, "No exercise today", "one or two days of rest"),
    ],
)
def test_a_refusal_is_kind_and_gives_its_reason(store, flags, pain, heading, words):
    app = answer_screening(start_exercise(open_page(store)), *flags, **pain)
    assert page_title(app) == heading
    assert words in page_text(app)
    assert store.open_sessions() == ()
    assert not [one for one in app.button if one.key and one.key.startswith("choose-")]
    assert page_title(open_page(store)) == heading  # another window, or the page loaded again


def test_a_clinicians_clearance_counts_except_in_an_emergency(store):
    app = start_exercise(open_page(store))
    app.checkbox(key="asked-before-pregnancy").check().run()
    app.checkbox(key="asked-before-cleared").check()
    answer_screening(app, RedFlag.PREGNANCY)
    assert len(store.open_sessions()) == 1


def test_going_back_leads_to_the_choice(store):
    app = start_exercise(open_page(store))
    app.button(key="before-back").click().run()
    assert page_title(app) == "Exercise"


def test_the_sample_clip_is_asked_nothing(store):
    app = open_page(store)
    app.button(key="choose-bridge").click().run()
    app.button(key="start-sample").click().run()
    assert store.open_sessions()[0].source == "bridge"


# --- the contested stretch -----------------------------------------------------------------------


def test_the_straight_leg_stretch_is_locked_until_a_clinician_gave_it(store):
    say_all_is_well(store)
    store.save_setting(Setting.PRESCRIBED, {}).result()
    app = open_page(store)
    app.button(key="choose-hamstring_stretch").click().run()
    assert app.button(key="start").disabled
    app.button(key="instead").click().run()
    assert app.subheader[0].value == "Hamstring stretch 90/90"
    app.button(key="all-exercises").click().run()
    app.button(key="choose-hamstring_stretch").click().run()
    app.checkbox(key="prescribed-hamstring_stretch").check().run()
    assert not app.button(key="start").disabled
    assert SafetyService(store).prescribed_on("hamstring_stretch") is not None
    app.button(key="withdraw").click().run()
    assert app.button(key="start").disabled
    assert not SafetyService(store).prescribed("hamstring_stretch")


def test_the_lock_holds_for_a_planned_stretch_as_well(store):
    say_all_is_well(store)
    store.save_setting(Setting.PRESCRIBED, {}).result()
    item = PlanItem(exercise="hamstring_stretch", sets=1, repetitions=3, hold_s=10.0, rest_s=10.0)
    store.save_plan([item]).result()
    app = open_page(store)
    app.button(key="plan-start-0").click().run()
    assert "Only if a clinician gave it to you" in page_text(app)
    assert store.open_sessions() == ()


def test_with_pain_of_four_the_stretch_is_left_out(store):
    say_all_is_well(store, back=4)
    app = start_exercise(open_page(store), "hamstring_stretch")
    assert "left out while your pain is 4 or 5" in page_text(app)
    assert store.open_sessions() == ()


# --- after a stop --------------------------------------------------------------------------------


def test_a_stop_is_asked_about_before_anything_else_and_every_answer_counts(store):
    say_all_is_well(store)
    open_question(store, QuestionReason.STOP, state="stopped")
    app = open_page(store)
    assert page_title(app) == "Stopped"
    app.button(key="told-send").click().run()
    assert "Please answer this too: pain in your back, pain in your leg" in page_text(app)
    assert SafetyService(store).day_state().question is not None


def test_a_stop_for_pain_leads_into_the_wait_and_no_further(store):
    say_all_is_well(store)
    open_question(store, QuestionReason.STOP, state="stopped")
    app = open_page(store)
    key = question_key(store)
    answer_pain(app, key, back=1, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    assert page_title(app) == "Rest now"
    assert "You said that it hurts" in page_text(app)
    assert page_title(open_page(store)) == "Rest now"
    assert [b.key for b in app.button] == []


def test_a_stop_for_another_reason_ends_it_and_leads_back(store):
    say_all_is_well(store)
    open_question(store, QuestionReason.STOP, state="stopped")
    app = open_page(store)
    key = question_key(store)
    app.checkbox(key=f"{key}-other-reason").check()
    answer_pain(app, key, back=1, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    assert store.answers()[-1].event.because_of_pain is False
    assert page_title(app) == "Thank you"
    app.button(key="decided-done").click().run()
    assert page_title(app) == "Exercise"


def test_amber_offers_to_go_on_gently_and_never_goes_on_by_itself(store):
    say_all_is_well(store, back=1)
    session = open_question(store, QuestionReason.STOP)  # and the program ended before the exercise
    app = open_page(store)
    app.checkbox(key=f"{question_key(store)}-other-reason").check()
    answer_pain(app, question_key(store), back=3, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    assert page_title(app) == "Take it easy from here"
    assert "exercise_run" not in app.session_state
    app.button(key="decided-continue").click().run()
    run = app.session_state["exercise_run"]
    assert (run.session_id, run.item.hold_s) == (session, 3.0)


def test_amber_can_end_it(store):
    say_all_is_well(store)
    session = open_question(store, QuestionReason.STOP)  # and the program ended before the exercise
    app = open_page(store)
    app.checkbox(key=f"{question_key(store)}-other-reason").check()
    answer_pain(app, question_key(store), back=3, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    app.button(key="decided-end").click().run()
    assert store.session(session).state == "stopped"


def test_it_hurts_leads_into_the_same_wait_as_a_stop(store):
    say_all_is_well(store)
    session = open_question(store, QuestionReason.HURTS)
    app = open_page(store)
    answer_pain(app, question_key(store), back=2, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    assert page_title(app) == "Rest now"
    assert store.session(session).state == "stopped"
    assert SafetyService(store).check_clearance(load_exercise("bridge")).need is Requirement.WAIT


def test_pain_that_moves_up_is_explained_as_usually_good(store):
    say_all_is_well(store)
    now = datetime.now(UTC)
    low = Pain(back=2, leg=3, site=PainSite.BELOW_KNEE, sensations=frozenset())
    answers = ScreeningAnswers(pain=low, flags=frozenset(), flare=False)
    SafetyService(store).record_answer(ScreeningAnswered(at=now, answers=answers))
    open_question(store, QuestionReason.FINISHED, state="finished")
    app = open_page(store)
    answer_pain(app, question_key(store), back=3, leg=1, site=PainSite.BUTTOCK)
    app.button(key="told-send").click().run()
    assert "usually a good sign while it stays under 6" in page_text(app)


def test_nobody_is_praised_for_enduring_pain(store):
    say_all_is_well(store)
    session = open_question(store, QuestionReason.FINISHED, state="finished")
    app = AppTest.from_function(show_exercises, args=(store,), default_timeout=30)
    app.session_state["exercise_summary"] = session
    app.run()
    answer_pain(app, question_key(store), back=4, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    assert page_title(app) == "Rest now"
    assert "exercise_summary" not in app.session_state
    assert "Well done" not in page_text(app)


def test_worse_after_the_wait_names_the_clinician_and_closes_the_day(store):
    say_all_is_well(store)
    safety, at = SafetyService(store), datetime.now(UTC) - timedelta(minutes=6)
    safety.record_answer(PainQuestionAsked(at=at, exercise="bridge", why=QuestionReason.STOP))
    safety.record_answer(PainAnswered(at=at, pain=safety.day_state().before))
    app = open_page(store)
    assert page_title(app) == "How is it now, a few minutes later?"
    key = f"again-{at.timestamp():.0f}"
    answer_pain(app, key, back=2, leg=1, site=PainSite.BACK)
    app.button(key="again-send").click().run()
    assert page_title(app) == "Please ask a clinician first"
    app.button(key="decided-done").click().run()
    assert page_title(app) == "Please ask a clinician first"
    assert page_title(open_page(store)) == "Please ask a clinician first"
    assert isinstance(store.answers()[-1].event, FollowUpAnswered)


# --- the disclaimer ------------------------------------------------------------------------------


def test_the_disclaimer_is_read_once_accepted_and_dated(tmp_path):
    def script(store):
        import streamlit as st

        from formcheck.ui.components import disclaimer

        if disclaimer.ask(lambda: store):
            st.title("The page")

    with Store(tmp_path / "history.sqlite3") as store:
        app = AppTest.from_function(script, args=(store,), default_timeout=20).run()
        assert "Not a medical device" in app.markdown[0].value
        app.button(key="disclaimer-accept").click().run()
        assert page_title(app) == "The page"
        accepted = disclaimer.find_acceptance(store)
        assert abs(datetime.now(UTC) - accepted) < timedelta(minutes=1)
        again = AppTest.from_function(script, args=(store,), default_timeout=20).run()
        assert page_title(again) == "The page"


@pytest.mark.parametrize("kept", [None, "yes", {"version": 0}, {"version": 1, "accepted_at": "x"}])
def test_other_stored_values_are_no_acceptance(store, kept):
    store.save_setting(Setting.DISCLAIMER, kept).result()
    assert disclaimer.find_acceptance(store) is None
