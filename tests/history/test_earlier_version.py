"""A history that an earlier FormCheck wrote is read unchanged, and new ones are written alike."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from formcheck.history import SessionState, Store
from tests.history.examples import BRIDGE, STRETCH, is_same
from tests.history.pains import TEN
from tests.history.past_history import (
    ANSWERS,
    EVENTS,
    PAST,
    REPETITIONS,
    SETTINGS,
    SUMMARIES,
    write_history,
)


@pytest.fixture
def past(tmp_path):
    return shutil.copyfile(PAST, tmp_path / "history.sqlite3")


def rows_of(path):
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


def test_old_sessions_are_read_as_they_were_judged(past):
    with Store(past) as store:
        assert store.plan() == (BRIDGE, STRETCH)
        assert {name: store.setting(name) for name in SETTINGS} == SETTINGS
        second, first = store.sessions(with_repetitions=True)
        assert (first.item, first.source, first.state) == (BRIDGE, "camera", SessionState.STOPPED)
        assert (second.item, second.source, second.state) == (STRETCH, "bridge_good", "running")
        assert first.started_at == TEN
        assert first.started_at < first.ended_at < TEN + timedelta(minutes=5)
        assert second.ended_at is None
        for kept, expected in zip(first.sets, SUMMARIES, strict=True):
            assert kept.counted == (2 if expected is SUMMARIES[0] else 0)
            assert (kept.score, kept.band, kept.main_fault) == (
                expected.score,
                expected.band,
                expected.main_fault,
            )
        assert [kept.assessable for kept in first.sets] == [0.9, None]
        repetitions = first.sets[0].repetitions
        for kept, (result, pose) in zip(repetitions, REPETITIONS, strict=True):
            assert is_same(kept.result, result)
            assert is_same(kept.pose, pose)
        for kept, (kind, time_s, _) in zip(store.events(first.id), EVENTS, strict=True):
            assert (kept.kind, kept.time_s) == (kind, time_s)
        assert kept.data == {"rule": "too_high", "value": None, "list": [1, True, None, "ü"]}


def test_old_answers_are_read_as_they_were_given(past):
    with Store(past) as store:
        for kept, (event, judgement, exercise) in zip(store.answers(), ANSWERS, strict=True):
            assert (kept.event, kept.at) == (event, event.at)
            assert kept.exercise == getattr(event, "exercise", exercise)
            assert kept.session_id == getattr(event, "session_id", None)
            assert kept.decision == (None if judgement is None else judgement.decision)
            assert kept.rules == (() if judgement is None else judgement.rules)
        standing = store.safety_record(TEN + timedelta(days=30)).answers
        assert [kept.event for kept in standing] == [event for event, _, _ in ANSWERS[3:]]


def test_every_row_is_kept_and_the_same_values_are_still_written_in_the_same_form(past, tmp_path):
    Store(past).close()
    write_history(tmp_path / "new.sqlite3")
    assert rows_of(tmp_path / "new.sqlite3") == rows_of(past)
    version = "INSERT INTO \"alembic_version\" VALUES('0003');"
    before, now = rows_of(PAST), rows_of(past)
    assert version in before
    assert [row for row in before if row not in now] == [version]
    assert all("review" in row or "alembic_version" in row for row in set(now) - set(before))
    assert rows_of(past.with_name("history.before-0003.sqlite3")) == before
