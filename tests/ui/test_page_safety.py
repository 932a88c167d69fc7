from datetime import UTC, datetime

import pytest

from formcheck.history import Store
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from formcheck.ui.components.page_safety import PageSafety
from tests.support.answered_patient import say_all_is_well

BRIDGE = load_exercise("bridge")


@pytest.fixture
def page(tmp_path):
    """The pain rules during one run of a page, after answers that allow every exercise."""
    with Store(tmp_path / "history.sqlite3") as store:
        say_all_is_well(store)
        yield PageSafety(store)


def test_an_answer_counts_in_the_same_run_of_the_page(page):
    assert page.check_clearance(BRIDGE).runs
    stopped = PainQuestionAsked(at=datetime.now(UTC), exercise="bridge", why=QuestionReason.STOP)
    page.record_answer(stopped)
    assert page.check_clearance(BRIDGE).need is Requirement.ANSWER


def test_a_prescription_counts_in_the_same_run_of_the_page(page):
    assert page.prescribed("hamstring_stretch")
    page.withdraw("hamstring_stretch")
    assert not page.prescribed("hamstring_stretch")
    page.prescribe("hamstring_stretch")
    assert page.prescribed("hamstring_stretch")
