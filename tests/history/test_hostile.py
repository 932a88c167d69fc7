"""Any content of the file is read as plain values or refused in one sentence."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import StoreError
from formcheck.history import Setting, Store
from formcheck.history.database.json_values import LONGEST_TEXT, dump, load
from tests.history.examples import BRIDGE, FAULT, SKELETON, repetition

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(value=VALUES)
def test_json_comes_back_as_it_was(value):
    assert load(dump(value)) == value


@pytest.mark.parametrize(
    "value",
    [float("inf"), object(), {1: 2}, {"a": {1, 2}}, b"x", ["x" * LONGEST_TEXT]],
    ids=["infinity", "object", "number as key", "set", "bytes", "too long"],
)
def test_data_that_json_cannot_hold_is_refused_before_it_is_queued(tmp_path, value):
    with Store(tmp_path / "h.sqlite3") as store:
        with pytest.raises(StoreError, match="Expected"):
            store.save_setting(Setting.DISCLAIMER, value)
        with pytest.raises(StoreError, match="Expected"):
            store.add_event(1, "cue", data={"value": value})
        assert store.failure is None


def test_data_that_contains_itself_is_refused():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(StoreError, match="Expected a value that JSON can express"):
        dump(endless)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "history.sqlite3"
    with Store(path) as store:
        store.save_setting(Setting.KEEP_LANDMARKS, True)
        session = store.begin_session(BRIDGE, source="camera")
        one = store.begin_set(session, number=1)
        store.add_repetition(one, repetition(faults=(FAULT,)), SKELETON)
        store.add_event(session, "cue", set_id=one)
        store.save_setting(Setting.DISCLAIMER, "front")
        store.save_plan([BRIDGE])
    return path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "-Infinity",
        "{'a': 1}",
        "[" * 50_000,
        "9" * 50_000,
        '"' + "x" * LONGEST_TEXT + '"',
        "__import__('os')",
        b"\x80\x04N.",
        12,
    ],
    ids=lambda text: str(text)[:12],
)
def test_a_text_that_is_no_json_is_refused(path, text):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE settings SET value = ? WHERE name = 'disclaimer'", (text,))
        raw.execute("UPDATE events SET data = ?", (text,))
        raw.commit()
    with Store(path) as store:
        if text != 12:  # the column turns it into the text of a number, which is JSON
            with pytest.raises(StoreError, match="JSON"):
                store.setting(Setting.DISCLAIMER)
        with pytest.raises(StoreError, match="JSON"):
            store.events(1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE repetitions SET rom_deg = 'far'",
        "UPDATE repetitions SET rom_deg = x'00'",
        "UPDATE repetitions SET rejected = 'because'",
        "UPDATE repetitions SET band = 'superb'",
        "UPDATE repetitions SET side = x'ff'",
        "UPDATE repetitions SET side = CAST(x'ff' AS TEXT)",
        "UPDATE repetitions SET \"index\" = 'one'",
        "UPDATE repetitions SET pose_xy = x'00'",
        "UPDATE repetitions SET pose_xy = 'text'",
        "UPDATE repetitions SET pose_width = 'wide'",
        "UPDATE faults SET worst = 'very'",
        "UPDATE sets SET state = 'asleep'",
        "UPDATE sets SET started_at = 'today'",
        "UPDATE sets SET counted = 'many'",
        "UPDATE trainings SET started_at = '2026-03-04T10:00:00'",
        "UPDATE trainings SET sets_planned = 'three'",
        "UPDATE trainings SET repetitions_planned = 0",
        "UPDATE trainings SET hold_s = 'long'",
        "UPDATE trainings SET side = 'up'",
    ],
)
def test_a_value_where_it_does_not_belong_is_refused(path, change):
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(change)
        raw.commit()
    with Store(path) as store:
        with pytest.raises(StoreError):
            store.sessions(with_repetitions=True)
        assert store.plan() == (BRIDGE,)
