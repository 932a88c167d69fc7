"""The Review page as a person meets it: clicks, a video that jumps, files that arrive."""

import csv
import io
import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from tests.ui.browser.errors_on import no_error, only_ours
from tests.ui.scripted import STARTS

pytestmark = pytest.mark.browser


def current_s(page) -> float:
    return page.locator(".st-key-clip video").evaluate("video => video.currentTime")


def wait_until_at(page, time_s: float) -> None:
    page.wait_for_function(
        "at => Math.abs(document.querySelector('.st-key-clip video').currentTime - at) < 0.1",
        arg=time_s,
    )


def open_sample(page, url, name="bridge") -> None:
    page.goto(f"{url}/review")
    page.locator(f".st-key-start-{name} button:visible").first.click()


def test_one_click_on_a_sample_shows_its_verdict(verdict):
    expect(verdict.locator(".st-key-summary")).to_contain_text("7 of 8 counted")


def test_a_repetition_on_the_timeline_jumps_the_video_without_loading_it_again(verdict):
    loads: list[str] = []
    verdict.on("request", lambda request: loads.append(request.url))
    before = verdict.locator(".st-key-clip video").get_attribute("src")
    verdict.locator(".mark[data-id=rep-4]").click()
    wait_until_at(verdict, STARTS[3])
    verdict.locator(".mark[data-id=rep-7]").click()
    wait_until_at(verdict, STARTS[6])
    expect(verdict.locator(".mark[data-id=rep-7]")).to_have_attribute("aria-pressed", "true")
    assert verdict.locator(".st-key-clip video").get_attribute("src") == before
    assert [url for url in loads if "/media/" in url and url.split("/")[-1] not in before] == []


def test_the_timeline_works_with_the_keyboard(verdict):
    verdict.locator(".mark[data-id=rep-1]").focus()
    verdict.keyboard.press("ArrowRight")
    verdict.keyboard.press("Enter")
    wait_until_at(verdict, STARTS[1])


def test_a_row_of_the_table_jumps_the_video_as_often_as_it_is_chosen(verdict):
    row = verdict.locator("tbody tr[data-id=rep-3]")
    row.click()
    wait_until_at(verdict, STARTS[2])
    verdict.locator(".mark[data-id=rep-1]").click()
    wait_until_at(verdict, STARTS[0])
    row.click()
    wait_until_at(verdict, STARTS[2])
    expect(row).to_have_attribute("aria-current", "time")


def test_the_table_works_with_the_keyboard(verdict):
    verdict.locator("tbody tr[data-id=rep-4] button").focus()
    verdict.keyboard.press("ArrowDown")
    verdict.keyboard.press("Enter")
    wait_until_at(verdict, STARTS[4])


def test_what_the_table_says_of_a_repetition_that_did_not_count(verdict):
    expect(verdict.locator("tbody tr")).to_have_count(8)
    expect(verdict.locator("tbody tr[data-id=rep-6]")).to_contain_text("Not far enough")


def test_a_moment_of_a_finding_jumps_the_video(verdict):
    verdict.locator(".st-key-finding-over_arched").get_by_role("button", name="0:21").click()
    wait_until_at(verdict, STARTS[4] + 1.4)


def test_a_number_on_the_curve_jumps_the_video(verdict):
    verdict.locator(".mark[data-id=rep-8]").click()
    wait_until_at(verdict, STARTS[7])
    number = verdict.locator(".st-key-curve svg text").get_by_text("2", exact=True)
    number.click(force=True)  # the curve's own mark lies over it
    wait_until_at(verdict, STARTS[1])


def test_every_download_arrives_whole(verdict):
    verdict.get_by_test_id("stPopoverButton").click()
    read = {}
    for label in (
        review_texts.DOWNLOAD_JSON,
        review_texts.DOWNLOAD_CSV,
        review_texts.DOWNLOAD_TRACK,
        review_texts.DOWNLOAD_VIDEO,
    ):
        if label == review_texts.DOWNLOAD_VIDEO:
            verdict.get_by_role("button", name=review_texts.MAKE_VIDEO).click()
        with verdict.expect_download() as waiting:
            verdict.get_by_role("button", name=label).click()
        read[waiting.value.suggested_filename] = waiting.value.path().read_bytes()
    assert json.loads(read["formcheck-bridge.json"])["counted"] == 7
    assert list(csv.DictReader(io.StringIO(read["formcheck-bridge.csv"].decode("utf-8-sig"))))
    with np.load(io.BytesIO(read["formcheck-bridge.npz"]), allow_pickle=False) as track:
        assert track["time_s"].size > 0
    assert read["formcheck-bridge.mp4"][4:8] == b"ftyp"


def test_cancel_stops_a_review_under_way(page, reader):
    open_sample(page, reader.url, "bird_dog")
    expect(page.get_by_text("Frame 300 of 1,200")).to_be_visible()
    page.get_by_role("button", name=review_texts.CANCEL).click()
    expect(page.get_by_text(review_texts.CANCELLED_TITLE)).to_be_visible()
    page.get_by_role("button", name=review_texts.AGAIN).click()
    expect(page.get_by_text(review_texts.SAMPLES_TITLE)).to_be_visible()


def test_a_text_file_named_mp4_is_refused_with_a_sentence(page, reader):
    page.goto(f"{reader.url}/review")
    page.locator(".st-key-upload input[type=file]").set_input_files(
        {"name": "notes.mp4", "mimeType": "video/mp4", "buffer": b"these are only words\n" * 99}
    )
    page.get_by_role("button", name=review_texts.START).click()
    failed = page.locator(".st-key-failed")
    expect(failed).to_contain_text(review_texts.FAILED_TITLE)
    expect(failed).to_contain_text("notes.mp4")
    expect(failed).not_to_contain_text("Traceback")


def test_a_file_of_another_kind_is_refused_at_once(page, reader):
    page.goto(f"{reader.url}/review")
    page.locator(".st-key-upload input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    expect(page.locator(".st-key-upload")).to_contain_text(re.compile("not allowed"))
    expect(page.get_by_role("button", name=review_texts.START)).to_be_disabled()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_sticks_out_at_the_side(page, reader, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_sample(page, reader.url)
    expect(page.locator("[class*=st-key-verdict-]")).to_be_visible()
    expect(page.locator(".mark").first).to_be_visible()
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= size[0]


def test_the_curve_and_the_rows_share_one_time_axis(verdict):
    track = verdict.locator(".track").first.bounding_box()
    plot = verdict.locator(".st-key-axis .stVegaLiteChart svg .mark-group .background").first
    box = plot.bounding_box()
    assert box["x"] == pytest.approx(track["x"], abs=2)
    assert box["x"] + box["width"] == pytest.approx(track["x"] + track["width"], abs=2)


def test_a_verdict_in_which_nothing_was_measured_can_be_read_and_clicked(page, reader):
    open_sample(page, reader.url, "hamstring_stretch")
    expect(page.locator(".st-key-summary")).to_contain_text("7 of 8 counted")
    expect(page.locator("tbody tr")).to_have_count(8)
    expect(page.locator(".mark")).to_have_count(0)
    page.locator("tbody tr[data-id=rep-3]").click()
    expect(page.locator("tbody tr[data-id=rep-3]")).to_have_attribute("aria-selected", "true")
    assert current_s(page) == 0
    no_error(page)


def test_an_error_is_shown_in_our_words_and_leads_on(page, reader, shots):
    # A callback: the sample has no file.
    open_sample(page, reader.url, "hamstring_stretch_90_90")
    check_error_page(page)
    page.get_by_role("button", name=app_texts.TRY_AGAIN).click()
    expect(page.get_by_text(review_texts.SAMPLES_TITLE)).to_be_visible()
    # A fragment: the review has no trace.
    page.locator(".st-key-start-hamstring_stretch_seated button:visible").first.click()
    check_error_page(page)
    page.screenshot(path=shots / "unexpected.png", full_page=True)
    with page.expect_download() as waiting:
        page.get_by_role("button", name=app_texts.SAVE_DETAILS).click()
    assert waiting.value.suggested_filename == "formcheck-error.txt"
    assert "AttributeError" in waiting.value.path().read_text(encoding="utf-8")
    page.get_by_role("link", name=app_texts.TO_START).click()
    expect(page.get_by_role("button", name=app_texts.REVIEW_PAGE)).to_be_visible()


def check_error_page(page) -> None:
    """Our sentence and no more: neither the error's text nor a link that would carry it away."""
    expect(page.get_by_text(app_texts.UNEXPECTED)).to_be_visible()
    expect(page.get_by_text(app_texts.UNEXPECTED_KEPT)).to_be_visible()
    expect(page.get_by_text("AttributeError")).to_have_count(0)
    expect(page.get_by_text("NoneType")).to_have_count(0)
    only_ours(page)


def test_a_piece_that_fails_in_the_browser_says_so_in_its_place(page, reader):
    # The timeline sets a property of its own; the curve's library sets usual ones.
    page.add_init_script("""
        const usual = CSSStyleDeclaration.prototype.setProperty;
        CSSStyleDeclaration.prototype.setProperty = function (name, ...values) {
          if (name.startsWith("--")) throw new TypeError("broken");
          usual.call(this, name, ...values);
        };
    """)
    open_sample(page, reader.url)
    expect(page.get_by_text(app_texts.COMPONENT_FAILED).first).to_be_visible()
    only_ours(page)
