"""What may run now is decided by what is kept, whoever wrote it and whenever it is read."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.clinic.guard import REMEMBERED, Guard
from formcheck.clinic.store import Setting, Store
from formcheck.errors import StoreError
from formcheck.poses.loader import load_exercise
from formcheck.safety.answers import BeforeAnswers, Flag, Site
from formcheck.safety.events import Asked, AskedAgain, Told, Why
from formcheck.safety.journey import Journey, follow, step
from formcheck.safety.permit import Need
from formcheck.safety.tables import Decision, Judgement
from tests.clinic.store.examples import BRIDGE
from tests.clinic.store.pains import CHECKED, FINE, TEN, WORSE, after, events
from tests.example_count import examples

NAMES = ("bridge", "bird_dog")


class Clock:
    """A clock in the test's hands, so many minutes after ten."""

    def __init__(self) -> None:
        """Begin at ten."""
        self.minutes = 0.0

    def __call__(self):
        """Return the time."""
        return after(self.minutes)


@pytest.fixture(scope="module")
def bridge():
    return load_exercise("bridge")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path):
    with Store(path) as opened:
        yield opened


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def guard(store, clock):
    return Guard(store, zone=UTC, now=clock)


def stop(guard, store, clock):
    """Check, begin, stop at minute 2 and tell at minute 3; return the training's number."""
    guard.tell(CHECKED)
    training = store.begin_training(BRIDGE, source="camera")
    guard.tell(Asked(at=after(2), exercise="bridge", why=Why.STOP, training_id=training))
    guard.tell(Told(at=after(3), pain=WORSE, because_of_pain=True))
    clock.minutes = 3
    return training


def replayed(kept):
    """What following all that is kept decides, one a row."""
    journey, said = Journey(), []
    for one in kept:
        journey = step(journey, one.event, zone=UTC)
        said.append(journey.last)
    return said


def stored(kept):
    """What was decided and kept, one a row."""
    return [
        None if one.decision is None else Judgement(decision=one.decision, rules=one.rules)
        for one in kept
    ]


class TestPermit:
    def test_nothing_runs_before_the_questions(self, guard, bridge):
        assert guard.permit(bridge).need is Need.CHECK

    def test_after_them_it_runs(self, guard, bridge):
        assert guard.tell(CHECKED) == Judgement(decision=Decision.GO)
        assert guard.permit(bridge).runs

    def test_a_red_flag_bans_and_another_page_cannot_undo_it(self, guard, bridge, path, clock):
        flags = frozenset({Flag.SADDLE_NUMBNESS})
        flagged = replace(CHECKED, answers=replace(CHECKED.answers, flags=flags))
        assert guard.tell(flagged).decision is Decision.EMERGENCY
        with Store(path) as other_store:
            other = Guard(other_store, zone=UTC, now=clock)
            other.tell(replace(CHECKED, at=after(5)))
            assert other.permit(bridge).need is Need.BANNED
        assert guard.permit(bridge).judgement.decision is Decision.EMERGENCY

    def test_a_stop_closes_the_way_until_it_was_asked_again(self, guard, bridge, store, clock):
        stop(guard, store, clock)
        assert guard.permit(bridge).need is Need.WAIT
        clock.minutes = 8
        assert guard.permit(bridge).need is Need.ASK_AGAIN
        assert guard.tell(AskedAgain(at=after(8), pain=FINE)).decision is Decision.END
        assert guard.permit(bridge).need is Need.CLOSED
        clock.minutes += 24 * 60
        assert guard.permit(bridge).need is Need.CHECK

    def test_what_was_asked_and_not_answered_waits_over_days(self, guard, bridge, clock):
        guard.tell(CHECKED)
        guard.tell(Asked(at=after(2), exercise="bridge", why=Why.NO_ANSWER))
        clock.minutes = 3 * 24 * 60
        assert guard.permit(bridge).need is Need.ANSWER

    def test_after_two_weeks_only_what_was_asked_at_a_plain_end_is_forgotten(self, guard, clock):
        guard.tell(CHECKED)
        clock.minutes = 2
        guard.tell(Asked(at=after(2), exercise="bridge", why=Why.FINISHED))
        clock.minutes = REMEMBERED / timedelta(minutes=1) + 3
        assert guard.journey().question is None

    @pytest.mark.parametrize("why", [Why.STOP, Why.HURTS, Why.NO_ANSWER])
    def test_a_question_about_pain_is_never_forgotten(self, guard, bridge, clock, why):
        guard.tell(CHECKED)
        clock.minutes = 2
        guard.tell(Asked(at=after(2), exercise="bridge", why=why))
        clock.minutes = 40 * 24 * 60
        assert guard.permit(bridge).need is Need.ANSWER
        assert guard.journey().before == FINE
        guard.tell(Told(at=clock(), pain=WORSE))
        clock.minutes += 40 * 24 * 60
        assert guard.permit(bridge).need is Need.ASK_AGAIN
        assert guard.tell(AskedAgain(at=clock(), pain=WORSE)).decision is Decision.CLINICIAN
        clock.minutes += 40 * 24 * 60
        assert guard.permit(bridge).need is Need.CHECK

    def test_a_warning_sign_stands_until_it_is_denied(self, guard, clock):
        signs = frozenset({Flag.FOOT_DROP})
        guard.tell(replace(CHECKED, answers=replace(CHECKED.answers, flags=signs)))
        clock.minutes = 40 * 24 * 60
        assert guard.journey().signs == signs
        guard.tell(replace(CHECKED, at=clock()))
        clock.minutes += 40 * 24 * 60
        assert not guard.journey().emergency

    def test_a_clock_that_was_ahead_at_a_stop_lets_nobody_wait_longer(self, guard, bridge, clock):
        guard.tell(CHECKED)
        clock.minutes = 300  # ahead, and set right some minutes after
        guard.tell(Asked(at=clock(), exercise="bridge", why=Why.STOP))
        guard.tell(Told(at=clock(), pain=WORSE))
        clock.minutes = 4
        assert guard.journey().asks_again_in(clock()) == timedelta(minutes=5)
        clock.minutes = 8.9
        assert guard.permit(bridge).need is Need.WAIT
        clock.minutes = 9
        assert guard.permit(bridge).need is Need.ASK_AGAIN

    def test_asking_again_six_seconds_after_a_stop_settles_nothing(
        self, guard, bridge, clock, store
    ):
        stop(guard, store, clock)
        clock.minutes = 3.1
        for at in (after(3.1), after(30)):  # and nothing is kept as said later than now
            assert guard.tell(AskedAgain(at=at, pain=FINE)) is None
        assert store.answers()[-1].at == after(3.1)
        assert guard.permit(bridge).need is Need.WAIT

    def test_a_check_with_the_clock_a_day_ahead_ends_no_emergency(self, guard, bridge, clock):
        signs = frozenset({Flag.SADDLE_NUMBNESS})
        guard.tell(replace(CHECKED, answers=replace(CHECKED.answers, flags=signs)))
        clock.minutes = 24 * 60
        guard.tell(replace(CHECKED, at=clock()))
        clock.minutes = 10
        assert guard.permit(bridge).need is Need.BANNED
        guard.tell(replace(CHECKED, at=clock()))
        assert guard.permit(bridge).need is Need.BANNED
        assert guard.admit(BRIDGE).training_id is None

    def test_the_answers_of_an_earlier_program_are_followed_by_the_rules_of_today(
        self, guard, bridge, store, clock
    ):
        """It let go on who said that it hurts; what it decided then is kept and still read."""
        store.add_answer(CHECKED, Judgement(decision=Decision.GO))
        store.add_answer(Asked(at=after(2), exercise="bridge", why=Why.HURTS))
        store.add_answer(Told(at=after(3), pain=FINE), Judgement(decision=Decision.GO)).result()
        clock.minutes = 4
        assert [one.decision for one in store.answers()] == [Decision.GO, None, Decision.GO]
        assert guard.permit(bridge).need is Need.WAIT

    def test_deleting_the_training_does_not_undo_what_was_said(self, guard, bridge, store, clock):
        store.delete_training(stop(guard, store, clock)).result()
        assert guard.permit(bridge).need is Need.WAIT

    def test_a_history_that_cannot_be_read_lets_nothing_run(self, guard, bridge, path, store):
        guard.tell(CHECKED)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE answers SET data = 'x'")
            raw.commit()
        with pytest.raises(StoreError):
            guard.permit(bridge)
        with pytest.raises(StoreError):
            guard.tell(CHECKED)
        store.forget_failure()


class TestPrescribed:
    def test_a_contested_exercise_waits_for_it(self, guard, bridge):
        stretch = load_exercise("hamstring_stretch")
        assert stretch.contested is not None
        guard.tell(CHECKED)
        assert guard.permit(stretch).need is Need.PRESCRIPTION
        guard.prescribe(stretch.name)
        assert guard.permit(stretch).runs
        assert (guard.prescribed(stretch.name), guard.prescribed("bridge")) == (True, False)
        assert guard.prescribed_on(stretch.name) == date(2026, 3, 4)
        assert guard.permit(bridge).runs

    def test_the_day_is_that_of_the_person(self, store):
        there = Guard(store, zone=timezone(timedelta(hours=14)), now=lambda: TEN)
        there.prescribe("bridge")
        assert there.prescribed_on("bridge") == date(2026, 3, 5)

    def test_two_at_once_keep_both(self, guard, path):
        with Store(path) as other:
            guard.prescribe("bridge")
            Guard(other, now=lambda: TEN).prescribe("bird_dog")
        assert guard.prescribed("bridge")
        assert guard.prescribed("bird_dog")

    @pytest.mark.parametrize(
        "value", ["yes", True, ["bridge"], {"bridge": True}, {"bridge": "soon"}, None]
    )
    def test_anything_else_kept_there_confirms_nothing(self, guard, store, value):
        store.save_setting(Setting.PRESCRIBED, value).result()
        assert not guard.prescribed("bridge")
        guard.prescribe("bridge")
        assert guard.prescribed("bridge")


class TestTold:
    def test_answers_are_attached_to_what_was_asked_about(self, guard, store, clock):
        training = stop(guard, store, clock)
        guard.tell(AskedAgain(at=after(8), pain=FINE))
        kept = store.answers()
        assert [one.exercise for one in kept] == [None, "bridge", "bridge", "bridge"]
        assert [one.training_id for one in kept] == [None, training, training, training]
        assert len(store.answers(training_id=training)) == 3

    def test_or_to_what_the_caller_says(self, guard, store):
        guard.tell(CHECKED)
        training = store.queue_training(BRIDGE, source="camera")
        guard.tell(Asked(at=after(2), exercise="bridge", why=Why.HURTS), training_id=training)
        guard.tell(Told(at=after(3), pain=FINE), training_id=training, exercise="x")
        kept = store.answers()
        assert [one.training_id for one in kept[1:]] == [training.result()] * 2
        assert [one.exercise for one in kept[1:]] == ["bridge", "x"]

    def test_an_answer_nobody_asked_for_decides_nothing_and_is_kept(self, guard, store):
        assert guard.tell(Told(at=TEN, pain=WORSE)) is None
        assert guard.tell(AskedAgain(at=TEN, pain=WORSE)) is None
        assert [(one.decision, one.rules) for one in store.answers()] == [(None, ())] * 2

    def test_without_a_zone_it_is_that_of_the_machine(self, store, bridge):
        guard = Guard(store)
        at = datetime.now(UTC)
        assert guard.tell(replace(CHECKED, at=at)).decision is Decision.GO
        assert guard.permit(bridge).runs

    def test_the_next_day_is_compared_with_the_last(self, guard, clock):
        guard.tell(CHECKED)
        guard.tell(Asked(at=after(2), exercise="bridge", why=Why.FINISHED))
        guard.tell(Told(at=after(3), pain=FINE))
        clock.minutes = 24 * 60
        worse = replace(FINE, back=3, site=Site.BACK)
        answers = BeforeAnswers(pain=worse, flags=frozenset(), flare=False)
        guard.tell(replace(CHECKED, at=after(24 * 60), answers=answers))
        assert guard.journey().next_day.decision is Decision.HOLD_BACK


@given(said=st.lists(events(NAMES), max_size=12))
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_following_what_is_kept_gives_what_was_decided(path, store, guard, clock, said):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM answers")
        raw.commit()
    clock.minutes = 7 * 24 * 60
    returned = [guard.tell(event) for event in said]
    kept = store.answers()
    assert [one.event for one in kept] == said
    assert stored(kept) == returned == replayed(kept)
    assert guard.journey() == follow(said, zone=UTC).today(clock(), UTC)


def test_two_programs_that_answer_at_once_decide_as_if_one_after_the_other(path):
    def answer(name):
        with Store(path) as mine:
            guard = Guard(mine, zone=UTC, now=lambda: after(60))
            for minute in range(12):
                guard.tell(replace(CHECKED, at=after(minute)))
                guard.tell(Asked(at=after(minute), exercise=name, why=Why.HURTS))
                guard.tell(Told(at=after(minute), pain=replace(FINE, back=4)))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(answer, NAMES))
    with Store(path) as store:
        kept = store.answers()
    assert len(kept) == 2 * 12 * 3
    assert stored(kept) == replayed(kept)
