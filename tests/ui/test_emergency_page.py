"""An emergency sign: answered at the tick, above every page, and taken back only when asked."""

from datetime import UTC, datetime, timedelta

from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import ScreeningAnswered, SignsCorrected
from formcheck.safety.questionnaire import EMERGENCIES, Pain, RedFlag, ScreeningAnswers
from formcheck.texts import safety_labels
from tests.support.answered_patient import say_all_is_well
from tests.ui.history_examples import train
from tests.ui.pain_pages import before, page, shown, start, title

HELP = "This needs help now"
ASKED_AGAIN = "Is any of this new or getting worse?"


def tick(store, *flags: RedFlag, at: datetime | None = None) -> None:
    """The questions before an exercise, answered with `flags`."""
    answers = ScreeningAnswers(pain=Pain(), flags=frozenset(flags))
    SafetyService(store).record_answer(
        ScreeningAnswered(at=datetime.now(UTC) if at is None else at, answers=answers)
    )


def check_again(app, *, ticked: tuple[RedFlag, ...] = (), unticked: tuple[RedFlag, ...] = ()):
    """Correct the answer: tick and untick signs, and say that it is none where none is left."""
    app.button(key="emergency-correct").click().run()
    assert title(app) == ASKED_AGAIN
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
    app, flag = start(page(store)), RedFlag.SADDLE_NUMBNESS
    app.checkbox(key=f"asked-before-{flag.value}").check().run()
    assert title(app) == HELP
    for words in ("emergency department now", "999 in the UK", "Do not drive yourself"):
        assert words in shown(app)
    assert safety_labels.FLAGS[flag] in shown(app)
    assert [one.decision for one in store.answers()] == [Decision.EMERGENCY]
    assert store.open_sessions() == ()


def test_none_of_these_and_a_sign_are_never_both_ticked(store):
    app = start(page(store))
    none, fever = "asked-before-none", "asked-before-fever"
    app.checkbox(key=fever).check().run()
    app.checkbox(key=none).check().run()
    assert [app.checkbox(key=key).value for key in (none, fever)] == [True, False]
    app.checkbox(key=fever).check().run()
    assert [app.checkbox(key=key).value for key in (none, fever)] == [False, True]


# --- the page and the way back -------------------------------------------------------------------


def test_it_stands_when_loaded_again_whoever_asks(store):
    tick(store, RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS)
    app = page(store)
    assert title(app) == HELP
    for flag in (RedFlag.FOOT_DROP, RedFlag.BOTH_LEGS):
        assert f"- {safety_labels.FLAGS[flag]}" in shown(app)
    assert safety_labels.FLAGS[RedFlag.WORSE_WEAKNESS] not in shown(app)
    app.button(key="emergency-correct").click().run()
    assert title(page(store)) == HELP
    app.button(key="signs-again-back").click().run()
    assert title(app) == HELP
    assert len(store.answers()) == 1


def test_a_slip_is_asked_about_once_more_and_leads_back_to_the_questions(store):
    app = start(page(store))
    app.checkbox(key="asked-before-foot_drop").check().run()
    check_again(app, unticked=(RedFlag.FOOT_DROP,))
    kept = store.answers()[-1].event
    assert isinstance(kept, SignsCorrected)
    assert kept.flags == frozenset()
    assert title(app) == "Before you begin"
    assert not app.checkbox(key="asked-before-foot_drop").value
    assert not app.checkbox(key="asked-before-none").value
    before(app)
    assert len(store.open_sessions()) == 1


def test_it_is_not_taken_back_without_an_answer(store):
    tick(store, RedFlag.FOOT_DROP)
    app = page(store)
    app.button(key="emergency-correct").click().run()
    app.checkbox(key="signs-again-foot_drop").uncheck().run()
    app.button(key="signs-again-send").click().run()
    assert "the warning signs, or that none applies" in shown(app)
    assert SafetyService(store).day_state().emergency


def test_a_sign_that_is_left_or_added_keeps_it(store):
    tick(store, RedFlag.FOOT_DROP)
    app = check_again(page(store), ticked=(RedFlag.BOTH_LEGS,), unticked=(RedFlag.FOOT_DROP,))
    assert title(app) == HELP
    assert safety_labels.FLAGS[RedFlag.BOTH_LEGS] in shown(app)
    assert safety_labels.FLAGS[RedFlag.FOOT_DROP] not in shown(app)
    assert SafetyService(store).day_state().ban.decision is Decision.EMERGENCY


def test_a_sign_of_an_earlier_day_names_the_day_until_it_is_cleared_up(store):
    at = datetime.now(UTC) - timedelta(days=2)
    tick(store, RedFlag.FOOT_DROP, at=at)
    app = page(store)
    assert title(app) == HELP
    assert f"On {at.astimezone():%a} {at.astimezone().day}" in shown(app)
    assert title(check_again(app, unticked=(RedFlag.FOOT_DROP,))) == "Exercise"


# --- above the other pages -----------------------------------------------------------------------


def test_it_stands_above_every_page_until_it_is_cleared_up(home, histories):
    store = histories()
    train(store)
    tick(store, RedFlag.FOOT_DROP)
    home.run()
    for door in (None, "to-history"):
        if door is not None:
            home.button(key=door).click().run()
        for words in (HELP, "999 in the UK", safety_labels.FLAGS[RedFlag.FOOT_DROP]):
            assert words in shown(home)
    home.button(key="emergency-open").click().run()
    assert title(home) == HELP
    check_again(home, unticked=(RedFlag.FOOT_DROP,))
    assert title(home) == "Exercise"
    assert HELP not in shown(home)


def test_without_a_sign_no_page_says_so(home, histories):
    say_all_is_well(histories())
    home.run()
    assert HELP not in shown(home)


def test_a_page_reads_the_answers_once(home, histories, store, monkeypatch):
    said = []

    def counting(read):
        def count(*which, **named):
            said.append(named)
            return read(*which, **named)

        return count

    say_all_is_well(store)
    app = page(store)
    for one in (store, histories()):
        for name in ("answers", "safety_record"):
            monkeypatch.setattr(one, name, counting(getattr(one, name)))
    app.button(key="choose-bridge").click().run()  # chosen, and shown
    assert len(said) == 2
    said.clear()
    app.run()
    assert len(said) == 1
    said.clear()
    home.run()
    assert len(said) == 1
