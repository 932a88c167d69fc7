"""No order of answers, windows and clocks begins a set beyond the limit."""

from datetime import UTC, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.history import PlanItem
from formcheck.safety.day import date_of_day
from formcheck.safety.events import PainAnswered, PainQuestionAsked, QuestionReason
from formcheck.safety.questionnaire import Pain, PainSite
from tests.history.examples import repetition
from tests.history.two_windows import A_DAY, LAST_TIME, TwoWindows
from tests.support.example_count import examples

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
    # A whole visit, because random actions seldom form one.
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
    windows = TwoWindows(tmp_path_factory.mktemp("windows") / "history.sqlite3")
    record = Record()
    try:
        _exercise_yesterday(windows, record)
        for action in actions:
            _act(windows, record, *action)
    finally:
        windows.close()


class Record:
    """The test's own record of answers and sets."""

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


def _exercise_yesterday(windows, record):
    windows.answer_screening(1)
    record.checks.append((date_of_day(windows.now, UTC), 1))
    number = windows.safety.admit(LAST_TIME).session_id
    windows.do_sets(number, sets=2)
    record.sets += [(date_of_day(windows.now, UTC), "bridge", number, 8)] * 2
    windows.answer_after(number)
    windows.now += A_DAY


def _act(windows, record, what, *how):
    match what:
        case "check":
            windows.answer_screening(*how)
            record.checks.append((date_of_day(windows.now, UTC), how[0]))
        case "begin":
            windows.services[how[1]].admit(how[0])
        case "tell":
            pain = Pain(back=how[0], leg=0, site=PainSite.BACK, sensations=frozenset())
            windows.safety.record_answer(PainAnswered(at=windows.now, pain=pain))
        case "pass":
            windows.now += timedelta(minutes=how[0])
        case "visit":
            for part in _visit(*how):
                _act(windows, record, *part)
        case _:
            running = next(iter(windows.store.open_sessions()), None)
            if running is not None:
                _act_in(windows, record, running, what, *how)


def _act_in(windows, record, running, what, *how):
    """Carry out an action that needs a running session."""
    match what:
        case "go on":
            windows.services[how[0]].admit(running.item, session_id=running.id)
        case "sets":
            for _ in range(how[0]):
                _do_set(windows, record, windows.store.session(running.id), how[1])
        case "end":
            windows.store.end_session(running.id, state=how[0]).result()
        case "ask":
            asked = PainQuestionAsked(at=windows.now, exercise=running.exercise, why=how[0])
            windows.safety.record_answer(asked, session_id=running.id)


def _visit(back, item, window):
    yield from (("check", back, window), ("begin", item, window))
    yield from (("sets", item.sets, item.repetitions), ("end", "stopped"))
    yield from (("ask", QuestionReason.FINISHED), ("tell", back))


def _do_set(windows, record, running, repetitions):
    """Do a set if it may begin, and check the limit by the test's own record."""
    day, item, number = date_of_day(windows.now, UTC), running.item, len(running.sets) + 1
    if number > item.sets:
        return
    if not windows.safety.may_begin_set(item, session_id=running.id, number=number):
        return
    limit = record.limit(item.exercise, day)
    if limit is not None:
        today = [one for one in record.sets if one[:2] == (day, item.exercise)]
        assert len(today) < limit[0]
        assert item.repetitions <= limit[1]
    repetitions = min(repetitions, item.repetitions)
    one = windows.store.begin_set(running.id, number=number)
    for index in range(1, repetitions + 1):
        windows.store.add_repetition(one, repetition(index))
    windows.store.end_set(one, None, state="stopped").result()
    if repetitions > 0:
        record.sets.append((day, item.exercise, running.id, repetitions))
