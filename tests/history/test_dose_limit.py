"""Not more than last time: wherever an exercise may begin, the history says how much of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from tests.history.two_windows import A_DAY, LAST_TIME, MORE, TwoWindows


@pytest.fixture
def windows(tmp_path):
    made = TwoWindows(tmp_path / "history.sqlite3")
    yield made
    made.close()


@pytest.fixture
def worse_today(windows):
    """Two sets of eight yesterday; the pain is worse by two today."""
    windows.answer_screening(1)
    number = windows.safety.admit(LAST_TIME).session_id
    windows.do_sets(number, sets=2)
    windows.answer_after(number)
    windows.now += A_DAY
    windows.answer_screening(3)
    return windows


def test_a_session_begins_with_no_more_than_last_time(worse_today):
    admission = worse_today.safety.admit(MORE)
    assert admission.item == LAST_TIME
    assert worse_today.store.session(admission.session_id).item == LAST_TIME
    assert admission.clearance.limit.judgement.rules == ("worse_next_day",)


def test_the_limit_is_what_was_done_and_not_what_was_planned(windows):
    windows.answer_screening(1)
    number = windows.safety.admit(MORE).session_id
    windows.do_sets(number, sets=1, repetitions=5, state="stopped")
    windows.answer_after(number)
    windows.store.delete_session(number).result()  # which hides it, and undoes nothing
    windows.now += A_DAY
    windows.answer_screening(3)
    admission = windows.safety.admit(MORE)
    assert (admission.item.sets, admission.item.repetitions) == (1, 5)


def test_a_second_session_gets_no_more_than_what_is_left(worse_today):
    first = worse_today.safety.admit(replace(MORE, sets=1))
    worse_today.do_sets(first.session_id, sets=1)
    worse_today.answer_after(first.session_id, back=3)
    again = worse_today.safety.admit(MORE)
    assert again.item.sets == 1
    worse_today.do_sets(again.session_id, sets=1)
    worse_today.answer_after(again.session_id, back=3)
    refused = worse_today.safety.admit(MORE)
    assert (refused.session_id, refused.clearance.need) == (None, Requirement.ENOUGH)


def test_an_interrupted_session_continues_with_no_more_than_last_time(worse_today):
    """It was begun before the answers of today were given."""
    number = worse_today.store.begin_session(MORE, source="camera")
    worse_today.do_sets(number, sets=1, state=None)
    admission = worse_today.safety.admit(MORE, session_id=number)
    assert admission.item == LAST_TIME
    assert worse_today.store.session(number).item == LAST_TIME
    beside = worse_today.safety.admit(MORE)
    assert (beside.session_id, beside.clearance.need) == (None, Requirement.GOING_ON)
    other = worse_today.store.begin_session(replace(MORE, exercise="bird_dog"), source="camera")
    assert worse_today.safety.admit(MORE, session_id=other).session_id is None
    worse_today.store.end_session(number, state="stopped").result()
    assert worse_today.safety.admit(MORE, session_id=number).session_id is None


def test_two_windows_at_once_begin_one(worse_today):
    with ThreadPoolExecutor(2) as threads:
        begun = list(threads.map(lambda safety: safety.admit(MORE), worse_today.services))
    assert sorted(one.clearance.need for one in begun) == [
        Requirement.GOING_ON,
        Requirement.NOTHING,
    ]
    assert len(worse_today.store.open_sessions()) == 1


def test_a_next_set_is_refused_after_another_window_brought_the_limit(windows):
    windows.answer_screening(1)
    number = windows.safety.admit(replace(LAST_TIME, sets=1)).session_id
    windows.do_sets(number, sets=1)
    windows.answer_after(number)
    windows.now += A_DAY
    windows.answer_screening(1)
    session = windows.safety.admit(LAST_TIME).session_id
    assert windows.safety.may_begin_set(LAST_TIME, session_id=session, number=2)
    windows.answer_screening(3, window=1)
    assert windows.safety.may_begin_set(LAST_TIME, session_id=session, number=1)
    assert not windows.safety.may_begin_set(LAST_TIME, session_id=session, number=2)
    assert not windows.safety.may_begin_set(MORE, session_id=session, number=1)


def test_alternating_legs_are_limited_separately(windows):
    stretch = replace(LAST_TIME, exercise="hamstring_stretch_90_90", sets=2, repetitions=3)
    windows.answer_screening(1)
    number = windows.safety.admit(stretch).session_id
    windows.do_sets(number, sets=3, repetitions=3, state="finished")  # left, right, left
    windows.answer_after(number, exercise=stretch.exercise)
    windows.now += A_DAY
    windows.answer_screening(3)
    assert windows.safety.admit(stretch).item == replace(stretch, sets=1)
    assert (
        windows.safety.check_clearance(load_exercise(stretch.exercise), side="left").most.sets == 2
    )
