"""An emergency sign is shown at once and on every page, until the person corrects it."""

from datetime import UTC, datetime, timedelta

from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import ScreeningAnswered, SignsCorrected
from formcheck.safety.questionnaire import EMERGENCIES, Pain, RedFlag, ScreeningAnswers
from formcheck.texts import safety_labels
from tests.support.answered_patient import say_all_is_well
from tests.support.page_text import page_text
from tests.ui.history_examples import add_session
from tests.ui.pain_pages import answer_screening, open_page, page_title, start_exercise

HELP = "This needs help now"
ASKED_AGAIN = "Is any of this new or getting worse?"


def tick(store, *flags: RedFlag, at: datetime | None = None) -> None:
    """The questions before an exercise, answered with `flags`."""
    answers = ScreeningAnswers(pain=Pain(), flags=frozenset(flags))
    SafetyService(store).record_answer(
        ScreeningAnswered(at=datetime.now(UTC) if at is None else at, answers=answers)
    )


def check_again(app, *, ticked: tuple[RedFlag, ...] = (), unticked: tuple[RedFlag, ...] = ()):
    """Correct the answer: tick and untick signs; without any sign, tick "none of these"."""
    app.button(key="emergency-correct").click().run()
    assert page_title(app) == ASKED_AGAIN
    for flag in ticked:
        app.checkbox(key=f"signs-again-{flag.value}").check().run()
    for flag in unticked:
        app.checkbox(key=f"signs-again-{flag.value}").uncheck().run()
    if not any(app.checkbox(key=f"signs-again-{flag.value}").value for flag in EMERGENCIES):
        app.checkbox(key="signs-again-none").check().run()
    app.button(key="signs-again-send").click().run()
    assert not app.exception
    return app


# --- the questions -------------------------------------------------------------------------------


def test_the_tick_of_an_emergency_sign_is_answered_at_once(store):
    app, flag = start_exercise(open_page(store)), RedFlag.SADDLE_NUMBNESS
    app.checkbox(key=f"asked-before-{flag.value}").check().run()
    assert page_title(app) == HELP
    for words in ("emergency department now", "999 in the UK", "Do not drive yourself"):
        assert words in page_text(app)
    assert safety_labels.FLAGS[flag] in page_text(app)
    assert [one.decision for one in store.answers()] == [Decision.EMERGENCY]
    assert store.open_sessions() == ()


def test_none_of_these_and_a_sign_are_never_both_ticked(store):
    app = start_exercise(open_page(store))
    none, fever = "asked-before-none", "asked-before-fever"
    app.checkbox(key=fever).check().run()
    app.checkbox(key=none).check().run()
    assert [app.checkbox(key=key).value for key in (none, fever)] == [True, False]
    app.checkbox(key=fever).check().run()
    assert [app.checkbox(key=key).value for key in (none, fever)] == [False, True]


# --- the page and the way back -------------------------------------------------------------------


def test_the_sign_stays_after_a_reload(store):
    tick(store, RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS)
    app = open_page(store)
    assert page_title(app) == HELP
    for flag in (RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS):
        assert f"- {safety_labels.FLAGS[flag]}" in page_text(app)
    assert safety_labels.FLAGS[RedFlag.WORSE_WEAKNESS] not in page_text(app)
    app.button(key="emergency-correct").click().run()
    assert page_title(open_page(store)) == HELP
    app.button(key="signs-again-back").click().run()
    assert page_title(app) == HELP
    assert len(store.answers()) == 1


def test_a_mistaken_tick_is_corrected_and_the_questions_are_asked_again(store):
    app = start_exercise(open_page(store))
    app.checkbox(key="asked-before-foot_drop").check().run()
    check_again(app, unticked=(RedFlag.FOOT_DROP,))
    kept = store.answers()[-1].event
    assert isinstance(kept, SignsCorrected)
    assert kept.flags == frozenset()
    assert page_title(app) == "Before you begin"
    assert not app.checkbox(key="asked-before-foot_drop").value
    assert not app.checkbox(key="asked-before-none").value
    answer_screening(app)
    assert len(store.open_sessions()) == 1


def test_a_sign_is_not_taken_back_without_an_answer(store):
    tick(store, RedFlag.FOOT_DROP)
    app = open_page(store)
    app.button(key="emergency-correct").click().run()
    app.checkbox(key="signs-again-foot_drop").uncheck().run()
    app.button(key="signs-again-send").click().run()
    assert "the warning signs, or that none applies" in page_text(app)
    assert SafetyService(store).day_state().emergency


def test_a_sign_that_is_left_or_added_keeps_it(store):
    tick(store, RedFlag.FOOT_DROP)
    app = check_again(open_page(store), ticked=(RedFlag.BOTH_LEGS,), unticked=(RedFlag.FOOT_DROP,))
    assert page_title(app) == HELP
    assert safety_labels.FLAGS[RedFlag.BOTH_LEGS] in page_text(app)
    assert safety_labels.FLAGS[RedFlag.FOOT_DROP] not in page_text(app)
    assert SafetyService(store).day_state().ban.decision is Decision.EMERGENCY


def test_a_sign_of_an_earlier_day_names_the_day_until_it_is_cleared_up(store):
    at = datetime.now(UTC) - timedelta(days=2)
    tick(store, RedFlag.FOOT_DROP, at=at)
    app = open_page(store)
    assert page_title(app) == HELP
    assert f"On {at.astimezone():%a} {at.astimezone().day}" in page_text(app)
    assert page_title(check_again(app, unticked=(RedFlag.FOOT_DROP,))) == "Exercise"


# --- above the other pages -----------------------------------------------------------------------


def test_the_sign_is_shown_on_every_page_until_it_is_corrected(home, histories):
    store = histories()
    add_session(store)
    tick(store, RedFlag.FOOT_DROP)
    home.run()
    for door in (None, "to-history"):
        if door is not None:
            home.button(key=door).click().run()
        for words in (HELP, "999 in the UK", safety_labels.FLAGS[RedFlag.FOOT_DROP]):
            assert words in page_text(home)
    home.button(key="emergency-open").click().run()
    assert page_title(home) == HELP
    check_again(home, unticked=(RedFlag.FOOT_DROP,))
    assert page_title(home) == "Exercise"
    assert HELP not in page_text(home)


def test_without_a_sign_no_page_says_so(home, histories):
    say_all_is_well(histories())
    home.run()
    assert HELP not in page_text(home)


def test_a_page_reads_the_answers_once(home, histories, store, monkeypatch):
    renders = []

    def counting(read):
        def count(*which, **named):
            renders.append(named)
            return read(*which, **named)

        return count

    say_all_is_well(store)
    app = open_page(store)
    for one in (store, histories()):
        for name in ("answers", "safety_record"):
            monkeypatch.setattr(one, name, counting(getattr(one, name)))
    app.button(key="choose-bridge").click().run()  # chosen, and shown
    assert len(renders) == 2
    renders.clear()
    app.run()
    assert len(renders) == 1
    renders.clear()
    home.run()
    assert len(renders) == 1
