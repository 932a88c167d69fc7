"""docs/validation.md says what the held-back clips show today, and what was promised holds."""

from pathlib import Path

import pytest

from formcheck.evaluation.evaluate import evaluate
from formcheck.evaluation.footage import judge_footage
from formcheck.evaluation.labels import find_labels
from formcheck.evaluation.report import to_markdown
from formcheck.evaluation.run import evaluate_clips
from tests.support.held_clips import HELD, held_clip

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs" / "validation.md"
REAL_PEOPLE = TOP / "sample_videos" / "real_people.json"
PICTURES = {name: f"images/validation-{name}.png" for name in ("agreement", "detection")}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes():
    """All held-back clips, judged by the landmarks kept of them."""
    return tuple(held_clip(labels.path.stem).outcome for labels in find_labels([HELD]))


@pytest.fixture(scope="module")
def evaluation(outcomes):
    return evaluate(outcomes, judge_footage([REAL_PEOPLE]))


def test_the_page_is_what_an_evaluation_writes_today(evaluation):
    page = to_markdown(evaluation, images=PICTURES, split="the part 'held'")
    assert PAGE.read_text(encoding="utf-8") == page, "run `make validation`"


def test_an_evaluation_of_several_clips_gives_what_each_gives_by_itself(outcomes):
    some = find_labels([HELD])[::60]
    by_file = {outcome.labels.file: outcome for outcome in outcomes}
    pages = [
        to_markdown(evaluate(each), images=PICTURES, split="a few")
        for each in (
            evaluate_clips(some, workers=1, kept=True),
            tuple(by_file[labels.file] for labels in some),
        )
    ]
    assert pages[0] == pages[1]


def test_the_pages_pictures_are_there():
    for picture in PICTURES.values():
        assert (PAGE.parent / picture).is_file()


def test_more_than_two_hundred_clips_are_behind_it(outcomes):
    assert len(outcomes) > 200
    assert {outcome.labels.split for outcome in outcomes} == {"held"}


def test_other_movements_count_nothing(outcomes):
    counted = {o.labels.file: o.counted for o in outcomes if o.labels.kind == "negative"}
    assert len(counted) > 30
    assert set(counted.values()) == {0}


def test_what_cannot_be_judged_gets_no_score(outcomes):
    scored = {o.labels.file: o.score for o in outcomes if o.labels.kind == "not_assessable"}
    assert len(scored) >= 20
    assert set(scored.values()) == {None}
