"""After it hurt: what happened is asked about, and there is no way round the answer."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.decision_table import Decision
from formcheck.safety.events import PainAnswered, PainQuestionAsked, QuestionReason
from tests.support.answered_patient import say_all_is_well
from tests.ui.browser.patient import (
    COACH,
    answer_screening,
    begin,
    show,
    stage_is,
    wait_for_count,
)
from tests.ui.browser.scripted_estimator import BRIDGES
from tests.ui.browser.test_accessibility import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_nobody_who_stopped_for_pain_gets_back_in(well, patient, shots):
    page, url = patient, well.url
    begin(page, url, "bridge", leg=None, repetitions=9, hold_s=1)
    stage_is(page, "set")
    show(page, BRIDGES)
    wait_for_count(page, 1)
    page.keyboard.press("Escape")
    question = page.get_by_role("heading", name="Stopped")
    expect(question).to_be_visible()
    _no_way_in(page, url, question)
    page.screenshot(path=shots / "pain-question.png", full_page=True)
    answer_screening(page, back=2, leg=3, site="Thigh", feels="Pins and needles")
    wait = page.get_by_role("heading", name="Rest now")
    expect(wait).to_be_visible()
    expect(page.get_by_text("further down the leg", exact=False)).to_be_visible()
    page.screenshot(path=shots / "pain-wait.png", full_page=True)
    _no_way_in(page, url, wait)
    with Store(well.history) as store:
        kept = store.answers()[-2:]
        exercise_session = store.sessions(limit=1)[0]
    assert [type(one.event) for one in kept] == [PainQuestionAsked, PainAnswered]
    assert kept[-1].decision is Decision.STOP
    assert {"stopped", "leg_pain_up", "further_down", "new_nerve_sign"} <= set(kept[-1].rules)
    assert (kept[-1].session_id, exercise_session.state) == (exercise_session.id, "stopped")


def _no_way_in(page, url: str, only) -> None:
    """Reload, back, a second window, other addresses: each shows `only`, and no exercise."""
    page.reload()
    expect(only).to_be_visible()
    page.goto(f"{url}/history")
    page.go_back()
    expect(only).to_be_visible()
    other = page.context.new_page()
    for address in ("exercise", "exercise?start=bridge", "exercise/bridge"):
        other.goto(f"{url}/{address}")
        if address != "exercise/bridge":  # which is no page at all
            expect(other.get_by_role("heading", name=only.inner_text())).to_be_visible()
        assert other.locator(".st-key-start, [class*=st-key-continue]").count() == 0
        assert other.evaluate(COACH) is None
    other.close()


# --- a history in which it happened ------------------------------------------------------------


def test_after_the_wait_it_asks_again_and_closes_the_exercise_for_today(scripted, page):
    def stopped_six_minutes_ago(store):
        say_all_is_well(store)
        safety, at = SafetyService(store), datetime.now(UTC) - timedelta(minutes=6)
        before = safety.day_state().before
        safety.record_answer(PainQuestionAsked(at=at, exercise="bridge", why=QuestionReason.STOP))
        safety.record_answer(PainAnswered(at=at, pain=before))

    scripted.restart(stopped_six_minutes_ago)
    page.goto(f"{scripted.url}/exercise")
    later = page.get_by_role("heading", name="How is it now, a few minutes later?")
    expect(later).to_be_visible()
    answer_screening(page, send="again-send")
    expect(page.get_by_role("heading", name="This exercise is over for today")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.locator(".st-key-choose-bridge button").click()
    page.locator(".st-key-start button").click()
    expect(page.get_by_text("Bridge is over for today")).to_be_visible()
    with Store(scripted.history) as store:
        assert store.answers()[-1].decision is Decision.END


PHONE = {"width": 390, "height": 844}
AT_TOP = """(words) => document.querySelector('[data-testid=stMain]').scrollTop === 0 &&
  /^H[1-3]$/.test(document.activeElement.tagName) &&
  document.activeElement.textContent.trim() === words"""


def _begins_at(page, words: str):
    """The heading `words`, with the focus on it and nothing scrolled away."""
    heading = page.get_by_role("heading", name=words, exact=True)
    expect(heading).to_be_visible()
    page.wait_for_function(AT_TOP, arg=words)
    return heading


def test_a_red_flag_is_answered_at_its_tick_and_stands_above_every_page(reader, page, shots):
    """On a telephone, where a page that opens in its middle hides what cannot wait."""
    url = reader.url
    page.set_viewport_size(PHONE)
    found = {}
    page.goto(f"{url}/exercise")
    _begins_at(page, "Exercise")
    page.locator(".st-key-choose-bridge button").click()
    _begins_at(page, "Bridge")
    page.locator(".st-key-start button").click()  # far below the first screen
    _begins_at(page, "Before you begin")
    for sign in page.locator("[class*=st-key-asked-before-] label").all()[:6]:
        expect(sign).to_be_in_viewport(ratio=1)
    page.get_by_text("A foot that drops or drags when walking").click()
    urgent = _begins_at(page, "This needs help now")
    expect(page.get_by_text("Do not drive yourself")).to_be_in_viewport()
    expect(page.get_by_role("listitem").filter(has_text="A foot that drops")).to_be_visible()
    page.screenshot(path=shots / "pain-emergency.png")
    found["emergency"] = faults(page)
    page.set_viewport_size(PHONE)
    page.reload()
    expect(urgent).to_be_visible()
    banner = page.locator(".st-key-emergency-banner")
    for name in ("", "review", "history", "about"):
        page.goto(f"{url}/{name}")
        expect(banner).to_contain_text("This needs help now")
        expect(banner).to_contain_text("A foot that drops")
        expect(banner).to_be_in_viewport(ratio=1)
    found["banner"] = faults(page)
    page.set_viewport_size(PHONE)
    banner.get_by_role("button").click()
    _begins_at(page, "This needs help now")
    page.get_by_role("button", name="Correct my answer").click()
    _begins_at(page, "Is any of this new or getting worse?")
    page.get_by_text("None of this is new or getting worse").click()
    expect(page.get_by_label("A foot that drops or drags when walking")).not_to_be_checked()
    page.get_by_role("button", name="Save answers").click()
    _begins_at(page, "Exercise")
    page.goto(url)
    expect(page.get_by_role("heading", name="FormCheck", exact=True)).to_be_visible()
    expect(banner).to_have_count(0)
    assert found == {"emergency": [], "banner": []}
