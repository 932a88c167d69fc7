"""No page has a serious accessibility fault that axe-core can find."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.ui.browser.patient import begin, do, stage_is

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GRAVE = ("serious", "critical")
SIZES = ((1366, 768), (390, 844))


STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  await frame();
  const runs = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
  const moves = document.getAnimations().some((one) => one.playState === 'running' &&
    Number.isFinite(one.effect?.getComputedTiming().endTime));
  return !runs && !moves && document.readyState === 'complete';
}"""


def settle_down(page) -> None:
    """Wait until the page was laid out, its script has run, and nothing moves to its place."""
    page.wait_for_function(STILL)


def faults(page) -> list[str]:
    """The grave faults of the page as it is, at a laptop's and a telephone's size."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        settle_down(page)
        for one in Axe().run(page).response["violations"]:
            if one["impact"] in GRAVE:
                where = [node["html"][:160] for node in one["nodes"]]
                found.append(f"{width}: {one['id']}: {one['help']}: {where}")
    return found


def test_every_page_and_state_is_free_of_grave_faults(well, patient):
    page, url = patient, well.url
    found: dict[str, list[str]] = {}
    for name, heading in (
        ("", "FormCheck"),
        ("review", "Review a clip"),
        ("about", "About FormCheck"),
        ("exercise", "Exercise"),
        ("history", "History"),
    ):
        page.goto(f"{url}/{name}")
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
        found[name or "home"] = faults(page)
    page.goto(f"{url}/exercise")
    page.locator(".st-key-choose-bridge button").click()
    expect(page.locator(".st-key-start button")).to_be_visible()
    found["one exercise"] = faults(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    begin(page, url, "bridge", leg=None, repetitions=9, hold_s=3)
    stage_is(page, "setup", "countdown", "set")
    found["exercising"] = faults(page)
    do(page, "coach.stop();")
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    found["summary"] = faults(page)
    assert {name: grave for name, grave in found.items() if grave} == {}
