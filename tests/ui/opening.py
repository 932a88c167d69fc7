"""The Review page with a finished review, without a browser."""

import json
from pathlib import Path
from types import SimpleNamespace

from rich.console import Console
from streamlit.testing.v1 import AppTest

from formcheck.cli.tables import print_review
from formcheck.export.review import to_csv, to_json
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.types import Review
from formcheck.texts import app as app_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import escape
from formcheck.ui.components.timeline import build_table_rows, build_timeline_rows
from formcheck.ui.pages.review.findings_list import build_limit_line
from formcheck.ui.pages.review.repetition_rows import build_repetition_rows
from formcheck.ui.pages.review.review_job import JobState, ReviewSlot, Status
from formcheck.ui.pages.review.timeline_marks import Mark, build_marks, find_axis_end_s


def _script(slot):
    from formcheck.ui.pages.review import review_page

    review_page._slot = lambda: slot
    review_page.show(None)


class ReviewPage:
    """The Review page of one session, which shows one finished review after another."""

    def __init__(self, monkeypatch) -> None:
        from formcheck.ui.pages.review import review_page

        monkeypatch.setattr(review_page, "_slot", review_page._slot)  # restored at the end
        self._slot = ReviewSlot()
        self._opened = 0
        self._app = AppTest.from_function(_script, args=(self._slot,), default_timeout=30)

    def open(self, review: Review) -> AppTest:
        """The page with `review` on it."""
        self._opened += 1
        state = JobState(status=Status.DONE, result=review)
        request = ReviewRequest(path=Path("track.npz"), exercise=load_exercise(review.exercise))
        self._slot.job = SimpleNamespace(id=str(self._opened), state=state, request=request)
        return self._app.run()


def page_problems(app: AppTest, review: Review) -> list[str]:
    """The page's problems: errors on it, and a verdict that is missing."""
    shown = [each.value for each in app.markdown]
    verdict = escape(review.summary) if review.summary else review_texts.NO_REPS
    return [
        *(f"{error.message or error.value}" for error in app.exception),
        *(each.value for each in app.subheader if each.value == app_texts.UNEXPECTED_TITLE),
        *([] if verdict in shown else [f"not shown: {review.summary}"]),
    ]


def written(review: Review) -> str:
    """Everything that the browser, the files and the terminal get of a review.

    Raises if one of them fails, for example because JSON has no NaN.
    """
    found: tuple[Mark, ...] = build_marks(review)
    rows = build_repetition_rows(review)
    reps = [mark for mark in found if mark.row == review_texts.ROW_REPS]
    pieces = json.dumps(
        [build_timeline_rows(found), build_table_rows(rows, reps), find_axis_end_s(review)],
        allow_nan=False,
    )
    limits = [build_limit_line(finding) for finding in review.findings]
    console = Console(width=240, record=True, quiet=True)
    print_review(console, review)
    report = json.dumps(json.loads(to_json(review)), allow_nan=False)
    csv = to_csv(review).decode("utf-8-sig")
    return "\n".join([pieces, *limits, console.export_text(), report, csv])
