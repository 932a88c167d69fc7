"""Not more than last time: wherever an exercise may begin, the history says how much of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.history import PlanItem, Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Requirement
from formcheck.safety.day import date_of_day
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, ScreeningAnswers
from tests.history.examples import repetition
from tests.history.pains import TEN
from tests.support.example_count import examples

LAST_TIME = PlanItem(exercise="bridge", sets=2, repetitions=8, hold_s=5.0, rest_s=10.0)
MORE = replace(LAST_TIME, sets=4, repetitions=12, hold_s=9.0)
A_DAY = timedelta(days=1)


class World:
    """One person's history with a clock in the test's hands, and windows that all write to it."""

    def __init__(self, path) -> None:
        """Begin at ten in the morning."""
        self.now = TEN
        self._open = ExitStack()
        self.stores = [self._open.enter_context(Store(path, now=self)) for _ in range(2)]
        self.services = [SafetyService(store, zone=UTC, now=self) for store in self.stores]

    def __call__(self):
        """Return the time."""
        return self.now

    @property
    def safety(self):
        """The first window's rules."""
        return self.services[0]

    @property
    def store(self):
        """The first window's history."""
        return self.stores[0]

    def close(self):
        """Let go of the history."""
        self._open.close()

    def check(self, back, window=0):
        """Answer the questions before an exercise."""
        pain = Pain(back=back, leg=0, site=PainSite.BACK, sensations=frozenset())
        answers = ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
        self.services[window].record_answer(ScreeningAnswered(at=self.now, answers=answers))

    def do(self, session_id, *, sets, repetitions=1, state="finished"):
        """Do `sets` of a session and end it; None leaves it running."""
        begun = len(self.store.session(session_id).sets)
        for number in range(begun + 1, begun + sets + 1):
            one = self.store.begin_set(session_id, number=number)
            for index in range(1, repetitions + 1):
                self.store.add_repetition(one, repetition(index))
            if state is not None:
                self.store.end_set(one, None, state=state)
        if state is not None:
            self.store.end_session(session_id, state=state).result()

    def end(self, session_id, exercise="bridge", back=1):
        """Answer how it is after a session."""
        pain = Pain(back=back, leg=0, site=PainSite.BACK, sensations=frozenset())
        asked = PainQuestionAsked(
            at=self.now, exercise=exercise, why=QuestionReason.FINISHED, session_id=session_id
        )
        self.safety.record_answer(asked)
        self.safety.record_answer(PainAnswered(at=self.now, pain=pain))


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "history.sqlite3")
    yield made
    made.close()


@pytest.fixture
def worse(world):
    """Yesterday two sets of eight; today it is worse by two."""
    world.check(1)
    number = world.safety.admit(LAST_TIME).session_id
    world.do(number, sets=2)
    world.end(number)
    world.now += A_DAY
    world.check(3)
    return world


def test_a_session_begins_with_no_more_than_last_time(worse):
    admission = worse.safety.admit(MORE)
    assert admission.item == LAST_TIME
    assert worse.store.session(admission.session_id).item == LAST_TIME
    assert admission.clearance.limit.judgement.rules == ("worse_next_day",)


def test_what_was_done_counts_and_not_what_was_planned(world):
    world.check(1)
    number = world.safety.admit(MORE).session_id
    world.do(number, sets=1, repetitions=5, state="stopped")
    world.end(number)
    world.store.delete_session(number).result()  # which hides it, and undoes nothing
    world.now += A_DAY
    world.check(3)
    admission = world.safety.admit(MORE)
    assert (admission.item.sets, admission.item.repetitions) == (1, 5)


def test_again_is_no_more_than_what_is_left_of_it(worse):
    first = worse.safety.admit(replace(MORE, sets=1))
    worse.do(first.session_id, sets=1)
    worse.end(first.session_id, back=3)
    again = worse.safety.admit(MORE)
    assert again.item.sets == 1
    worse.do(again.session_id, sets=1)
    worse.end(again.session_id, back=3)
    refused = worse.safety.admit(MORE)
    assert (refused.session_id, refused.clearance.need) == (None, Requirement.ENOUGH)


def test_what_was_cut_short_goes_on_with_no_more_than_last_time(worse):
    """It was begun before the answers of today were given."""
    number = worse.store.begin_session(MORE, source="camera")
    worse.do(number, sets=1, state=None)
    admission = worse.safety.admit(MORE, session_id=number)
    assert admission.item == LAST_TIME
    assert worse.store.session(number).item == LAST_TIME
    beside = worse.safety.admit(MORE)
    assert (beside.session_id, beside.clearance.need) == (None, Requirement.GOING_ON)
    other = worse.store.begin_session(replace(MORE, exercise="bird_dog"), source="camera")
    assert worse.safety.admit(MORE, session_id=other).session_id is None
    worse.store.end_session(number, state="stopped").result()
    assert worse.safety.admit(MORE, session_id=number).session_id is None


def test_two_windows_at_once_begin_one(worse):
    with ThreadPoolExecutor(2) as threads:
        begun = list(threads.map(lambda safety: safety.admit(MORE), worse.services))
    assert sorted(one.clearance.need for one in begun) == [
        Requirement.GOING_ON,
        Requirement.NOTHING,
    ]
    assert len(worse.store.open_sessions()) == 1


def test_a_set_that_was_to_follow_is_refused_once_another_window_brought_the_limit(world):
    world.check(1)
    number = world.safety.admit(replace(LAST_TIME, sets=1)).session_id
    world.do(number, sets=1)
    world.end(number)
    world.now += A_DAY
    world.check(1)
    session = world.safety.admit(LAST_TIME).session_id
    assert world.safety.may_begin_set(LAST_TIME, session_id=session, number=2)
    world.check(3, window=1)
    assert world.safety.may_begin_set(LAST_TIME, session_id=session, number=1)
    assert not world.safety.may_begin_set(LAST_TIME, session_id=session, number=2)
    assert not world.safety.may_begin_set(MORE, session_id=session, number=1)


def test_legs_in_turn_count_by_leg(world):
    stretch = replace(LAST_TIME, exercise="hamstring_stretch_90_90", sets=2, repetitions=3)
    world.check(1)
    number = world.safety.admit(stretch).session_id
    world.do(number, sets=3, repetitions=3, state="finished")  # left, right, left
    world.end(number, exercise=stretch.exercise)
    world.now += A_DAY
    world.check(3)
    assert world.safety.admit(stretch).item == replace(stretch, sets=1)
    assert world.safety.check_clearance(load_exercise(stretch.exercise), side="left").most.sets == 2


# --- whatever the order --------------------------------------------------------------------------

ITEMS = st.builds(
    PlanItem,
    exercise=st.sampled_from(["bridge", "bird_dog"]),
    sets=st.integers(1, 4),
    repetitions=st.integers(1, 12),
    hold_s=st.sampled_from([3.0, 5.0, 9.0]),
    rest_s=st.just(10.0),
)
WINDOWS = st.integers(0, 1)
ACTIONS = st.one_of(
    st.tuples(st.just("check"), st.integers(0, 4), WINDOWS),
    st.tuples(st.just("begin"), ITEMS, WINDOWS),
    st.tuples(st.just("go on"), WINDOWS),
    st.tuples(st.just("sets"), st.integers(1, 3), st.integers(0, 12)),
    st.tuples(st.just("end"), st.sampled_from(["finished", "stopped", "interrupted"])),
    st.tuples(st.just("ask"), st.sampled_from(QuestionReason)),
    st.tuples(st.just("tell"), st.integers(0, 4)),
    st.tuples(st.just("pass"), st.sampled_from([6, 130, 1440, -30, -1440])),
    # What a visit to the mat is made of, since a throw of dice seldom is one.
    st.tuples(st.just("visit"), st.integers(0, 4), ITEMS, WINDOWS),
    st.tuples(st.just("visit"), st.just(3), ITEMS, WINDOWS),
)


@settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(actions=st.lists(ACTIONS, min_size=3, max_size=10))
def test_no_order_of_answers_windows_and_clocks_begins_a_set_beyond_the_limit(
    tmp_path_factory, actions
):
    world = World(tmp_path_factory.mktemp("world") / "history.sqlite3")
    book = Book()
    try:
        _yesterday(world, book)
        for action in actions:
            _act(world, book, *action)
    finally:
        world.close()


class Book:
    """What was said and done, written down by the test itself."""

    def __init__(self) -> None:
        """Begin empty."""
        self.checks, self.sets = [], []

    def limit(self, exercise, day):
        """The sets and repetitions of last time if they limit `day`; otherwise None."""
        days = [one for one, *_ in self.sets if one < day]
        if not days:
            return None
        before = [back for one, back in self.checks if one == max(days)]
        now = [back for one, back in self.checks if one == day]
        if not before or not now or max(now) - min(before) < 2:
            return None
        then = [
            (t, reps) for one, name, t, reps in self.sets if (one, name) == (max(days), exercise)
        ]
        return len(then), max((reps for _, reps in then), default=0)


def _yesterday(world, book):
    world.check(1)
    book.checks.append((date_of_day(world.now, UTC), 1))
    number = world.safety.admit(LAST_TIME).session_id
    world.do(number, sets=2)
    book.sets += [(date_of_day(world.now, UTC), "bridge", number, 8)] * 2
    world.end(number)
    world.now += A_DAY


def _act(world, book, what, *how):
    match what:
        case "check":
            world.check(*how)
            book.checks.append((date_of_day(world.now, UTC), how[0]))
        case "begin":
            world.services[how[1]].admit(how[0])
        case "tell":
            pain = Pain(back=how[0], leg=0, site=PainSite.BACK, sensations=frozenset())
            world.safety.record_answer(PainAnswered(at=world.now, pain=pain))
        case "pass":
            world.now += timedelta(minutes=how[0])
        case "visit":
            for part in _visit(*how):
                _act(world, book, *part)
        case _:
            running = next(iter(world.store.open_sessions()), None)
            if running is not None:
                _act_in(world, book, running, what, *how)


def _act_in(world, book, running, what, *how):
    """What is done only in a session that is not over."""
    match what:
        case "go on":
            world.services[how[0]].admit(running.item, session_id=running.id)
        case "sets":
            for _ in range(how[0]):
                _do_set(world, book, world.store.session(running.id), how[1])
        case "end":
            world.store.end_session(running.id, state=how[0]).result()
        case "ask":
            asked = PainQuestionAsked(at=world.now, exercise=running.exercise, why=how[0])
            world.safety.record_answer(asked, session_id=running.id)


def _visit(back, item, window):
    yield from (("check", back, window), ("begin", item, window))
    yield from (("sets", item.sets, item.repetitions), ("end", "stopped"))
    yield from (("ask", QuestionReason.FINISHED), ("tell", back))


def _do_set(world, book, running, repetitions):
    """Do a set where it may begin; what was begun is within the limit by the test's own book."""
    day, item, number = date_of_day(world.now, UTC), running.item, len(running.sets) + 1
    if number > item.sets:
        return
    if not world.safety.may_begin_set(item, session_id=running.id, number=number):
        return
    limit = book.limit(item.exercise, day)
    if limit is not None:
        today = [one for one in book.sets if one[:2] == (day, item.exercise)]
        assert len(today) < limit[0]
        assert item.repetitions <= limit[1]
    repetitions = min(repetitions, item.repetitions)
    one = world.store.begin_set(running.id, number=number)
    for index in range(1, repetitions + 1):
        world.store.add_repetition(one, repetition(index))
    world.store.end_set(one, None, state="stopped").result()
    if repetitions > 0:
        book.sets.append((day, item.exercise, running.id, repetitions))
