"""What no page may show."""

from playwright.sync_api import expect

from formcheck.texts import app as app_texts


def only_ours(page) -> None:
    """Neither the framework's box for errors nor a link to outside is on the page."""
    expect(page.locator(".stException")).to_have_count(0)
    hosts = page.locator("a[href]").evaluate_all("links => links.map(link => link.hostname)")
    assert set(hosts) <= {"127.0.0.1", ""}


def no_error(page) -> None:
    """Nothing unexpected is told either."""
    expect(page.get_by_text(app_texts.UNEXPECTED_TITLE)).to_have_count(0)
    only_ours(page)
