"""The questions about pain: by keyboard alone, at twice the text size, and for axe-core."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from tests.support.answered_patient import say_all_is_well
from tests.ui.browser.patient import COACH
from tests.ui.browser.test_accessibility import faults, settle_down

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAPTOP = {"width": 1366, "height": 768}
TWICE = "html { font-size: 32px !important; }"
FOCUSED = """() => { let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const label = at?.closest('label')?.textContent || '';
  return [at?.getAttribute('aria-label') || '', at?.textContent || '', label].join('|'); }"""

CHOSEN = """() => { const at = document.activeElement;
  const says = (one, name) => one?.getAttribute(name) === 'true';
  return at.checked || [at, at.closest('label')].some((one) =>
    says(one, 'aria-checked') || says(one, 'aria-pressed')); }"""


def tab_to(page, words: str, *, key: str = "Tab") -> None:
    """Press Tab, or another key, until what has the focus says `words`."""
    for _ in range(90):
        page.keyboard.press(key)
        if any(re.fullmatch(words, part.strip()) for part in page.evaluate(FOCUSED).split("|")):
            return
    pytest.fail(f"{words} cannot be reached with {key}")


def press(page, *keys: str) -> None:
    """Press keys; the last one chooses what has the focus, and the page shows that it did."""
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(CHOSEN)
    settle_down(page)


def fits(page, shot: Path) -> None:
    """Nothing has to be scrolled sideways, and the whole page can be read."""
    settle_down(page)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.stMain, .stMain *')].filter((one) =>
        one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 0 &&
        ['auto', 'scroll'].includes(getComputedStyle(one).overflowX)).map((one) => one.className)"""
    )
    page.screenshot(path=shot)
    assert wide == [], shot.name


def test_the_way_through_by_keyboard_alone_and_free_of_grave_faults(reader, page, shots):
    page.goto(f"{reader.url}/exercise")
    page.locator(".st-key-choose-bridge button").click()
    page.locator(".st-key-start button").click()
    heading = page.get_by_role("heading", name="Before you begin")
    expect(heading).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size(LAPTOP)
    page.add_style_tag(content=TWICE)
    fits(page, shots / "pain-before-twice.png")
    page.reload()
    page.locator(".st-key-choose-bridge button").click()
    page.locator(".st-key-start button").click()
    expect(heading).to_be_visible()
    for words, keys in (
        ("None of these", ["Space"]),
        ("Yes|No", ["ArrowDown", "Space"]),
        ("0", ["Space"]),
        ("0", ["Space"]),
        ("No pain", ["Space"]),
    ):
        tab_to(page, words)
        press(page, *keys)
    tab_to(page, "Dull ache")
    tab_to(page, "Nothing like that", key="ArrowRight")
    press(page, "Space")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => Boolean(({COACH})())")
    with Store(reader.history) as store:
        assert [one.decision.runs for one in store.answers()] == [True]


def test_what_is_asked_after_a_stop_is_free_of_grave_faults_and_fits(scripted, page, shots):
    def stop(store):
        say_all_is_well(store)
        SafetyService(store).record_answer(
            PainQuestionAsked(at=datetime.now(UTC), exercise="bridge", why=QuestionReason.STOP)
        )

    scripted.restart(stop)
    page.goto(f"{scripted.url}/exercise")
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    expect(page.get_by_role("radiogroup")).to_have_count(3)
    found = {"asked": faults(page)}
    page.set_viewport_size(LAPTOP)
    scale = page.locator("[class*=st-key-scale-]").first.get_by_role("radio")
    tops = {round(one.bounding_box()["y"]) for one in scale.all()}
    assert len(tops) == 1  # the eleven numbers stand in a row
    style = page.add_style_tag(content=TWICE)
    fits(page, shots / "pain-asked-twice.png")
    style.evaluate("(one) => one.remove()")
    for number in range(2):
        page.locator("[class*=st-key-scale-]").nth(number).get_by_role("radio").nth(5).click()
    page.locator("[data-site=thigh] path").first.click()
    expect(page.get_by_role("radio", name="Thigh")).to_be_checked()
    page.get_by_role("button", name="Sharp pain").click()
    page.locator(".st-key-told-send button").click()
    expect(page.get_by_role("heading", name="Rest now")).to_be_visible()
    found["wait"] = faults(page)
    page.set_viewport_size(LAPTOP)
    page.add_style_tag(content=TWICE)
    fits(page, shots / "pain-wait-twice.png")
    assert found == {"asked": [], "wait": []}


def test_the_disclaimer_is_free_of_grave_faults_and_needs_one_key(scripted, page):
    scripted.restart(lambda _: None)
    page.goto(scripted.url)
    expect(page.get_by_role("heading", name="Before you use FormCheck")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size(LAPTOP)
    tab_to(page, "I have read this and understand it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="FormCheck", exact=True)).to_be_visible()
