"""The texts after an answer, for every reason, decision and change of pain."""

import itertools
import re

import pytest

from formcheck.safety.decision_table import Decision
from formcheck.safety.events import PainAnswered, QuestionReason
from formcheck.safety.pain_rules import Change, PainFacts, judge_after, judge_during
from formcheck.safety.questionnaire import Pain, PainSite, Sensation
from formcheck.texts.safety_outcomes import OUTCOMES, Moment, find_outcome, find_reasons
from tests.support.answered_patient import say_all_is_well
from tests.support.page_text import page_text
from tests.ui.pain_pages import answer_pain, open_page, open_question, page_title, question_key

GOES_ON = re.compile(
    r"\bgo(es|ing)? on\b|next repetition|from (here|now) on|from here|ends here", re.IGNORECASE
)
PRAISE = re.compile(r"\b(well done|great|good|went well|keep it)\b", re.IGNORECASE)

_FELT = [frozenset(), *(frozenset({one}) for one in (Sensation.TINGLING, Sensation.SHARP))]
PAINS = [
    Pain(back=back, leg=leg, site=site, sensations=felt)
    for back, leg, site, felt in itertools.product(
        range(7), range(7), (PainSite.NONE, PainSite.BACK, PainSite.THIGH, PainSite.FOOT), _FELT
    )
]
BEFORE = [
    Pain(),
    *(one for one in PAINS if one.worst < 6 and one.back % 2 == 1 and one.leg % 2 == 0),
]


def all_judged():
    """Every judgement on an answer, with the time at which it is read."""
    found = {}
    for before, now in itertools.product(BEFORE[::3], PAINS[::2]):
        change = Change(before=before, now=now)
        for stopped, eased in itertools.product((False, True), repeat=2):
            judged = judge_during(PainFacts(change=change, stopped=stopped, eased=eased))
            found[Moment.OVER, judged] = None
            if judged.decision.runs:
                found[Moment.RUNNING, judged] = None
        found[Moment.LATER, judge_after(change)] = None
    return list(found)


def test_every_answer_has_a_text_that_is_true_when_it_is_read():
    read = set()
    for moment, judged in all_judged():
        text = find_outcome(judged.decision, moment)
        words_read = " ".join((text.title, text.advice, *find_reasons(judged)))
        read.add((moment, judged.decision))
        assert len(find_reasons(judged)) == len(judged.rules)
        if moment is not Moment.RUNNING:
            assert not GOES_ON.search(words_read), words_read
        if judged.decision is not Decision.GO:
            assert not PRAISE.search(words_read), words_read
    bans = {one for one in OUTCOMES if one[1] >= Decision.NOT_TODAY}
    assert read | bans == set(OUTCOMES)


# --- on the page ---------------------------------------------------------------------------------

AFTER_THE_END = [
    # pain before and now (back and leg), the next page, and its words
    ((1, 1), {"back": 1, "leg": 1}, "Well done", ""),
    ((5, 1), {"back": 4, "leg": 1}, "Well done", "That is less than before."),
    ((5, 1), {"back": 5, "leg": 1}, "Take it easy today", "It hurts at 4 or 5"),
    ((1, 1), {"back": 3, "leg": 1}, "Take it easy today", "clearly more in the back"),
    ((1, 1), {"back": 6, "leg": 1}, "Rest now", "too much to exercise with"),
    ((1, 1), {"back": 1, "leg": 3}, "Rest now", "clearly more than before you began"),
]


@pytest.mark.parametrize(("was", "now", "heading", "words"), AFTER_THE_END)
def test_the_texts_after_an_ended_exercise_do_not_continue_it(store, was, now, heading, words):
    say_all_is_well(store, back=was[0], leg=was[1])
    open_question(store, QuestionReason.FINISHED, state="finished")
    app = open_page(store)
    assert page_title(app) == "How is it now?"
    answer_pain(app, question_key(store), site=PainSite.BACK, **now)
    app.button(key="told-send").click().run()
    assert page_title(app) == heading
    assert words in page_text(app)
    assert "hurts a little" not in page_text(app)
    assert not GOES_ON.search(page_text(app))
    if heading == "Take it easy today":
        app.button(key="decided-done").click().run()
        assert page_title(app) == "Your exercise"
    if heading != "Well done":
        assert not PRAISE.search(page_text(app))


@pytest.mark.parametrize("why", [QuestionReason.STOP, QuestionReason.HURTS])
def test_after_it_hurts_the_page_asks_where_and_how_much_and_not_whether(store, why):
    say_all_is_well(store)
    open_question(store, why)
    app = open_page(store)
    assert page_title(app) == "Stopped"
    asked = [one.label for one in (*app.button_group, *app.radio, *app.checkbox)]
    assert asked == [
        "Pain in your back, 0 = none, 10 = the worst you can imagine",
        "Pain in your leg, 0 to 10",
        "What do you feel now?",
        "How far down does it reach?",
        *(["I stopped for another reason"] if why is QuestionReason.STOP else []),
    ]
    answer_pain(app, question_key(store), back=1, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    event = store.answers()[-1].event
    assert isinstance(event, PainAnswered)
    assert event.because_of_pain is None  # nobody was asked
    assert page_title(app) == "Rest now"


@pytest.mark.parametrize(
    "why", [QuestionReason.HURTS, QuestionReason.FINISHED, QuestionReason.NO_ANSWER]
)
def test_only_a_stop_can_have_another_reason(store, why):
    say_all_is_well(store)
    open_question(store, why, state="finished")
    assert not open_page(store).checkbox
