"""The Home page: its two choices, the plan, and the last session."""

from pathlib import Path

import pytest

from formcheck.errors import StoreError
from formcheck.history import PlanItem
from formcheck.paths import app_script
from formcheck.poses.loader import load_exercise
from formcheck.texts import home as home_texts
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui.entry import main as entry
from formcheck.ui.routes import SCRIPT
from tests.support.page_text import page_text
from tests.ui.history_examples import BRIDGE, add_session

TOP = Path(__file__).resolve().parents[2]
STRETCH = PlanItem(
    exercise="hamstring_stretch_90_90", sets=1, repetitions=3, hold_s=10.0, rest_s=10.0
)


def test_a_new_user_sees_two_choices_and_nothing_more(home):
    assert not home.exception
    assert [b.key for b in home.button] == ["to-exercise", "to-review"]
    assert DISCLAIMER_LINE in page_text(home)
    assert home_texts.LAST not in page_text(home)
    assert "On your plan" not in page_text(home)


@pytest.mark.parametrize(
    ("door", "title"), [("to-exercise", "Exercise"), ("to-review", "Review a clip")]
)
def test_a_choice_leads_to_its_page(home, door, title):
    home.button(key=door).click().run()
    assert not home.exception
    assert [one.value for one in home.title] == [title]


def test_the_plan_and_the_last_session_are_shown_with_links(home, histories):
    store = histories()
    store.save_plan([BRIDGE, STRETCH]).result()
    add_session(store)
    home.run()
    stretch = load_exercise(STRETCH.exercise).title
    assert f"On your plan: Bridge, {stretch}." in page_text(home)
    [last] = [line for line in page_text(home).splitlines() if home_texts.LAST in line]
    assert last.startswith(f"**{home_texts.LAST} Bridge.**")
    assert "counted" in last
    home.button(key="to-history").click().run()
    assert [one.value for one in home.title] == ["History"]


def test_a_broken_history_leaves_both_choices_open(home, monkeypatch):
    def broken():
        raise StoreError("The history is damaged.")

    monkeypatch.setattr(entry.disclaimer, "ask", lambda _: True)
    monkeypatch.setattr(entry, "_history", broken)
    home.run()
    assert not home.exception
    assert [b.key for b in home.button] == ["to-exercise", "to-review"]
    assert "damaged" not in page_text(home)


def test_no_folder_is_mistaken_for_streamlit_pages():
    """Streamlit looks for `pages` beside a script; an address would then give "Page not found"."""
    for script in (TOP / "app.py", SCRIPT, app_script()):
        assert not (script.parent / "pages").exists()
