"""The Review page, driven without a browser."""

import time
from pathlib import Path

from formcheck.texts import review as review_texts


def folder_of(request) -> Path:
    """The private folder of a review."""
    return request.track_out.parent


def button(app, key):
    return app.button(key=key)


def start_sample(app, name="bridge"):
    return button(app, f"start-{name}").click().run()


def finish(app, service):
    """Let the review end and show what the page shows then."""
    if service.hold is not None:
        service.hold.set()
    assert wait_until(lambda: not is_loading(app))
    return app


def is_loading(app) -> bool:
    return review_texts.LOADING_TITLE in [each.value for each in app.run().subheader]


def wait_until(condition, timeout_s=15.0) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
