"""The history returns what was written, in the order in which it happened."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from formcheck import paths
from formcheck.assessment.types import Band, Rejection
from formcheck.errors import StoreError
from formcheck.history import PlanItem, SessionState, Setting, Store, history_path
from tests.history.examples import BRIDGE, FAULT, SKELETON, STRETCH, repetition, summary
from tests.video.scripted import standing

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "history.sqlite3", now=lambda: NOON) as opened:
        yield opened


def test_it_is_in_the_data_folder_unless_a_variable_names_another(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "mine"))
    assert history_path() == tmp_path / "mine" / "history.sqlite3"
    Store().close()
    assert history_path().is_file()
    monkeypatch.setenv(paths.DATA_VARIABLE, "")
    assert tmp_path not in history_path().parents


class TestPlan:
    def test_it_is_empty_at_first(self, store):
        assert store.plan() == ()

    def test_it_keeps_its_order_and_is_replaced_as_a_whole(self, store):
        store.save_plan([STRETCH, BRIDGE, STRETCH]).result()
        assert store.plan() == (STRETCH, BRIDGE, STRETCH)
        store.save_plan([BRIDGE]).result()
        assert store.plan() == (BRIDGE,)
        store.save_plan([])
        assert store.plan() == ()

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"exercise": ""}, "name of an exercise"),
            ({"sets": 0}, "sets of 1 or more"),
            ({"repetitions": 2.5}, "repetitions of 1 or more"),
            ({"hold_s": -1.0}, "hold_s of 0 seconds"),
            ({"rest_s": float("nan")}, "rest_s of 0 seconds"),
            ({"side": "both"}, "auto, left or right"),
            ({"target_deg": float("inf")}, "target_deg in degrees or None"),
        ],
    )
    def test_a_dose_nobody_can_do_is_refused(self, changes, message):
        dose = {"exercise": "bridge", "sets": 1, "repetitions": 1, "hold_s": 0.0, "rest_s": 0.0}
        with pytest.raises(StoreError, match=message):
            PlanItem(**{**dose, **changes})


class TestSession:
    def test_it_runs_from_its_beginning_with_its_dose(self, store):
        number = store.begin_session(STRETCH, source="camera")
        session = store.session(number)
        assert (session.id, session.item, session.source) == (number, STRETCH, "camera")
        assert (session.state, session.started_at, session.ended_at) == ("running", NOON, None)
        assert (session.exercise, session.sets) == ("hamstring_stretch", ())

    def test_a_set_stores_its_verdict(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        one = store.begin_set(session, number=1)
        good, short = repetition(1), repetition(2, rejected=Rejection.PARTIAL, score=None)
        store.add_repetition(one, good)
        store.add_repetition(one, short)
        store.end_set(one, summary(good, short), state=SessionState.FINISHED)
        store.end_session(session, state=SessionState.FINISHED)
        kept = store.session(session)
        (ended,) = kept.sets
        assert (kept.state, kept.ended_at) == (SessionState.FINISHED, NOON)
        assert (ended.state, ended.ended_at, ended.number) == (SessionState.FINISHED, NOON, 1)
        assert (ended.counted, ended.score, ended.band) == (1, 88.0, Band.GOOD)
        assert (ended.assessable, ended.main_fault) == (0.9, "too_high")
        assert [r.result for r in ended.repetitions] == [good, short]

    def test_a_running_set_counts_what_counted_so_far_and_says_nothing_else(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        store.add_repetition(one, repetition(1))
        store.add_repetition(one, repetition(2, rejected=Rejection.TOO_FAST))
        (running,) = store.open_sessions()[0].sets
        values = (running.score, running.band, running.assessable, running.main_fault)
        assert (running.counted, running.ended_at) == (1, None)
        assert values == (None, None, None, None)

    def test_a_set_without_a_summary_has_no_score_but_its_count(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        store.add_repetition(one, repetition())
        store.end_set(one, None, state=SessionState.STOPPED)
        (stopped,) = store.sessions()[0].sets
        assert (stopped.state, stopped.counted, stopped.score) == ("stopped", 1, None)

    def test_missing_values_of_a_summary_stay_missing(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        nothing = summary(score=None, band=None, main_fault=None, assessable=float("nan"))
        store.end_set(one, nothing, state="finished")
        (ended,) = store.sessions()[0].sets
        values = (ended.score, ended.band, ended.main_fault, ended.assessable)
        assert values == (None, None, None, None)

    def test_a_continued_set_keeps_its_count(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        for index in (1, 2, 3):
            store.add_repetition(one, repetition(index))
        store.end_set(one, summary(repetition(3)), state=SessionState.FINISHED)
        assert store.sessions()[0].sets[0].counted == 3

    def test_its_end_ends_a_set_that_still_runs_and_no_other(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        store.end_set(store.begin_set(session, number=1), None, state=SessionState.FINISHED)
        store.begin_set(session, number=2)
        store.end_session(session, state=SessionState.STOPPED)
        assert [s.state for s in store.session(session).sets] == ["finished", "stopped"]

    @pytest.mark.parametrize("state", ["running", "done", ""])
    def test_a_wrong_end_state_is_refused_at_once(self, store, state):
        session = store.begin_session(BRIDGE, source="camera")
        with pytest.raises(StoreError, match="finished, stopped or interrupted"):
            store.end_session(session, state=state)

    def test_a_session_without_an_end_is_open_until_it_is_interrupted(self, store):
        first = store.begin_session(BRIDGE, source="camera")
        second = store.begin_session(STRETCH, source="bridge_good.mp4")
        one = store.begin_set(first, number=1)
        store.add_repetition(one, repetition())
        assert [t.id for t in store.open_sessions()] == [second, first]
        assert len(store.open_sessions()[1].sets[0].repetitions) == 1
        store.interrupt(first)
        assert [t.id for t in store.open_sessions()] == [second]
        kept = store.session(first)
        assert (kept.state, kept.ended_at, kept.sets[0].state) == (
            "interrupted",
            None,
            "interrupted",
        )
        assert kept.sets[0].counted == 1

    def test_an_ended_session_cannot_be_interrupted(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        store.end_session(session, state=SessionState.FINISHED)
        store.interrupt(session)
        assert store.session(session).state == SessionState.FINISHED

    def test_a_deleted_session_is_not_found_until_it_is_restored(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        one = store.begin_set(session, number=1)
        store.add_repetition(one, repetition())
        before = store.session(session)
        store.delete_session(session).result()
        assert store.session(session) is None
        assert (store.sessions(), store.open_sessions()) == ((), ())
        store.restore_session(session).result()
        assert store.session(session) == before

    def test_unknown_session_numbers_are_refused(self, store):
        for write in (
            lambda: store.queue_set(7, number=1),
            lambda: store.add_repetition(7, repetition()),
            lambda: store.add_event(7, "cue"),
            lambda: store.end_set(7, None, state=SessionState.STOPPED),
            lambda: store.end_session(7, state=SessionState.STOPPED),
            lambda: store.interrupt(7),
            lambda: store.delete_session(7),
        ):
            with pytest.raises(StoreError, match=r"Expected the number of a .* got 7"):
                write().result()
        assert store.session(7) is None
        assert (store.repetitions(7), store.events(7)) == ((), ())

    def test_sets_count_from_one(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        with pytest.raises(StoreError, match="1 or more"):
            store.begin_set(session, number=0)


class TestOrder:
    def test_events_keep_their_order_when_the_clock_is_set_back(self, tmp_path):
        times = iter([NOON, NOON - timedelta(days=2), NOON - timedelta(days=1)])
        with Store(tmp_path / "h.sqlite3", now=lambda: next(times)) as store:
            numbers = [store.begin_session(BRIDGE, source="camera") for _ in range(3)]
            assert [t.id for t in store.sessions()] == numbers[::-1]
            assert [t.id for t in store.open_sessions()] == numbers[::-1]
            assert [t.started_at.day for t in store.sessions()] == [3, 2, 4]

    def test_times_come_out_in_utc(self, tmp_path):
        there = datetime(2026, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
        with Store(tmp_path / "h.sqlite3", now=lambda: there) as store:
            store.begin_session(BRIDGE, source="camera")
            started = store.sessions()[0].started_at
        assert (started, started.tzinfo) == (there, UTC)

    def test_a_time_without_a_zone_is_refused(self, tmp_path):
        local = datetime(2026, 3, 4)  # noqa: DTZ001 - that it has none is the point
        with (
            Store(tmp_path / "h.sqlite3", now=lambda: local) as store,
            pytest.raises(StoreError, match="with its time zone"),
        ):
            store.begin_session(BRIDGE, source="camera")

    def test_the_newest_come_first_and_no_more_than_asked_for(self, store):
        numbers = [store.begin_session(i, source="camera") for i in (BRIDGE, STRETCH, BRIDGE)]
        assert [t.id for t in store.sessions(limit=2)] == [numbers[2], numbers[1]]
        assert [t.id for t in store.sessions(exercise="bridge")] == [numbers[2], numbers[0]]
        assert store.sessions(exercise="squat") == ()
        assert store.sessions(limit=-1) == ()

    def test_repetitions_come_with_sessions_only_when_asked_for(self, store):
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        store.add_repetition(one, repetition())
        assert store.sessions()[0].sets[0].repetitions is None
        (session,) = store.sessions(with_repetitions=True)
        assert session.sets[0].repetitions == store.repetitions(one)

    def test_a_number_is_never_given_twice(self, store):
        numbers = [store.begin_session(BRIDGE, source="camera") for _ in range(3)]
        assert numbers == sorted(set(numbers))


class TestLandmarks:
    @pytest.mark.parametrize("leave", [None, False, "true", 1])
    def test_skeletons_are_not_saved_without_permission(self, store, leave):
        if leave is not None:
            store.save_setting(Setting.KEEP_LANDMARKS, leave)
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        store.add_repetition(one, repetition(), SKELETON)
        assert store.repetitions(one)[0].pose is None

    def test_with_permission_skeletons_are_saved_as_pixels_only(self, store):
        store.save_setting(Setting.KEEP_LANDMARKS, True)
        one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
        pose = standing(1.0, (640, 480))
        store.add_repetition(one, repetition(), pose)
        kept = store.repetitions(one)[0].pose
        assert kept.size == (640, 480)
        assert kept.xy == tuple(map(tuple, pose.xy.tolist()))


class TestEvents:
    def test_they_come_back_in_order_with_their_data(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        one = store.begin_set(session, number=1)
        store.add_event(session, "cue", set_id=one, time_s=3.5, data={"rule": "too_high", "n": [1]})
        store.add_event(session, "camera_lost", time_s=float("nan"))
        cue, lost = store.events(session)
        assert (cue.kind, cue.set_id, cue.time_s, cue.at) == ("cue", one, 3.5, NOON)
        assert cue.data == {"rule": "too_high", "n": [1]}
        assert (lost.kind, lost.set_id, lost.time_s, lost.data) == ("camera_lost", None, None, {})

    def test_unmeasured_values_in_event_data_are_none(self, store):
        session = store.begin_session(BRIDGE, source="camera")
        store.add_event(session, "cue", data={"value": float("nan"), "all": [float("nan"), 1.0]})
        assert store.events(session)[0].data == {"value": None, "all": [None, 1.0]}


class TestSettings:
    def test_chosen_settings_are_read_back_and_others_have_their_default(self, store):
        assert store.setting(Setting.VOICE) is None
        assert store.setting(Setting.VOICE, default=True) is True
        store.save_setting(Setting.VOICE, False)
        store.save_setting(Setting.VOICE_RATE, 1.25)
        store.save_setting(Setting.DISCLAIMER, {"id": "a1", "label": "Front"})
        assert store.setting("voice", default=True) is False
        assert store.setting(Setting.VOICE_RATE) == 1.25
        assert store.setting(Setting.DISCLAIMER) == {"id": "a1", "label": "Front"}

    def test_a_later_choice_replaces_an_earlier_one(self, store):
        store.save_setting(Setting.DISCLAIMER, "Anna")
        store.save_setting(Setting.DISCLAIMER, None)
        assert store.setting(Setting.DISCLAIMER, default="Anna") is None


def test_faults_come_back_in_order(store):
    one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
    other = type(FAULT)(
        rule="low", start_s=1.0, end_s=1.5, worst=160.0, limit=165.0, excess=5.0, safety=False
    )
    store.add_repetition(one, repetition(faults=(FAULT, other)))
    assert store.repetitions(one)[0].result.faults == (FAULT, other)
