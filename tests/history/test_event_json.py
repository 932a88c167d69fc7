"""Stored answers: unexpected data is refused and never guessed."""

import pytest

from formcheck.errors import StoreError
from formcheck.history.database.event_json import from_dict, kind_of, to_dict
from tests.safety.examples import NOON, pain, pain_answer, screening

WRONG = [
    ("checked", {}),
    ("checked", {"pain": None, "flags": [], "flare": False, "cleared": False}),
    ("told", {"pain": {"back": 1, "leg": 1, "site": "moon", "sensations": []}}),
    ("asked", {"why": "because"}),
    ("asked", {"why": ["stop"]}),
    ("shouted", {}),
]


@pytest.mark.parametrize(("kind", "plain"), WRONG)
def test_data_that_is_no_answer_is_refused_in_one_sentence(kind, plain):
    with pytest.raises(StoreError, match=r"^Expected [^\n]+$"):
        from_dict(kind, plain, at=NOON)


@pytest.mark.parametrize("changed", [{"flare": "yes"}, {"flags": ["no such"]}, {"pain": 3}])
def test_a_changed_answer_is_refused(changed):
    plain = to_dict(screening()) | changed
    with pytest.raises(StoreError):
        from_dict("checked", plain, at=NOON)


def test_pain_beyond_the_scale_is_refused_not_cut_off():
    plain = to_dict(pain_answer(pain(3)))
    plain["pain"]["back"] = 30
    with pytest.raises(StoreError):
        from_dict("told", plain, at=NOON)


def test_an_answer_is_read_back_unchanged():
    event = pain_answer(pain(3, 2), because=False)
    assert from_dict(kind_of(event), to_dict(event), at=event.at) == event
