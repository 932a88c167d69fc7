"""What a person reads after an answer: every reason, decision and change of pain, read through."""

import itertools
import re

import pytest

from formcheck.safety.decision_table import Decision
from formcheck.safety.events import PainAnswered, QuestionReason
from formcheck.safety.pain_rules import Change, PainFacts, judge_after, judge_during
from formcheck.safety.questionnaire import Pain, PainSite, Sensation
from formcheck.texts.safety_outcomes import OUTCOMES, Moment, find_outcome, find_reasons
from tests.support.answered_patient import say_all_is_well
from tests.ui.pain_pages import answer, key_of, open_question, page, shown, title

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
    """Every judgement on an answer, with the moment at which it is read."""
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
        said = " ".join((text.title, text.advice, *find_reasons(judged)))
        read.add((moment, judged.decision))
        assert len(find_reasons(judged)) == len(judged.rules)
        if moment is not Moment.RUNNING:
            assert not GOES_ON.search(said), said
        if judged.decision is not Decision.GO:
            assert not PRAISE.search(said), said
    bans = {one for one in OUTCOMES if one[1] >= Decision.NOT_TODAY}
    assert read | bans == set(OUTCOMES)


# --- on the page ---------------------------------------------------------------------------------

AFTER_THE_END = [
    # before, now: back and leg, where it leads, and what is said
    ((1, 1), {"back": 1, "leg": 1}, "Well done", ""),
    ((5, 1), {"back": 4, "leg": 1}, "Well done", "That is less than before."),
    ((5, 1), {"back": 5, "leg": 1}, "Take it easy today", "It hurts at 4 or 5"),
    ((1, 1), {"back": 3, "leg": 1}, "Take it easy today", "clearly more in the back"),
    ((1, 1), {"back": 6, "leg": 1}, "Rest now", "too much to exercise with"),
    ((1, 1), {"back": 1, "leg": 3}, "Rest now", "clearly more than before you began"),
]


@pytest.mark.parametrize(("was", "now", "heading", "words"), AFTER_THE_END)
def test_the_end_of_an_exercise_is_spoken_of_as_the_end(store, was, now, heading, words):
    say_all_is_well(store, back=was[0], leg=was[1])
    open_question(store, QuestionReason.FINISHED, state="finished")
    app = page(store)
    assert title(app) == "How is it now?"
    answer(app, key_of(store), site=PainSite.BACK, **now)
    app.button(key="told-send").click().run()
    assert title(app) == heading
    assert words in shown(app)
    assert "hurts a little" not in shown(app)
    assert not GOES_ON.search(shown(app))
    if heading == "Take it easy today":
        app.button(key="decided-done").click().run()
        assert title(app) == "Your exercise"
    if heading != "Well done":
        assert not PRAISE.search(shown(app))


@pytest.mark.parametrize("why", [QuestionReason.STOP, QuestionReason.HURTS])
def test_who_said_that_it_hurts_is_asked_where_and_how_much_and_not_whether(store, why):
    say_all_is_well(store)
    open_question(store, why)
    app = page(store)
    assert title(app) == "Stopped"
    asked = [one.label for one in (*app.button_group, *app.radio, *app.checkbox)]
    assert asked == [
        "Pain in your back, 0 = none, 10 = the worst you can imagine",
        "Pain in your leg, 0 to 10",
        "What do you feel now?",
        "How far down does it reach?",
        *(["I stopped for another reason"] if why is QuestionReason.STOP else []),
    ]
    answer(app, key_of(store), back=1, leg=1, site=PainSite.BACK)
    app.button(key="told-send").click().run()
    event = store.answers()[-1].event
    assert isinstance(event, PainAnswered)
    assert event.because_of_pain is None  # nobody was asked
    assert title(app) == "Rest now"


@pytest.mark.parametrize(
    "why", [QuestionReason.HURTS, QuestionReason.FINISHED, QuestionReason.NO_ANSWER]
)
def test_only_a_stop_can_have_had_another_reason(store, why):
    say_all_is_well(store)
    open_question(store, why, state="finished")
    assert not page(store).checkbox
