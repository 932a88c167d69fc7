"""A history that is deleted or replaced while it is open loses nothing, and says what happened."""

import pytest

from formcheck.errors import StoreError
from formcheck.history import Store
from tests.history.examples import BRIDGE, repetition


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "history.sqlite3"


def begin(store):
    one = store.begin_set(store.begin_session(BRIDGE, source="camera"), number=1)
    store.add_repetition(one, repetition(1)).result()
    return one


def counts(path):
    with Store(path) as store:
        return [each.sets[0].counted for each in store.sessions()]


def test_a_deleted_file_is_written_again(path):
    with Store(path) as store:
        one = begin(store)
        path.unlink()
        store.add_repetition(one, repetition(2)).result()
        assert "was deleted while FormCheck was running" in str(store.failure)
        store.forget_failure()
        store.add_repetition(one, repetition(3)).result()
        assert store.failure is None
        assert path.stat().st_mode & 0o077 == 0  # nobody else may read it
    assert counts(path) == [3]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("whole_folder", [True, False])
def test_side_files_that_stayed_or_went_too_do_no_harm(path, whole_folder):
    with Store(path) as store:
        one = begin(store)
        for each in list(path.parent.iterdir()) if whole_folder else [path]:
            each.unlink()
        if whole_folder:
            path.parent.rmdir()
        store.add_repetition(one, repetition(2)).result()
        store.forget_failure()
    assert counts(path) == [2]


def test_a_file_in_its_place_is_left_alone(path):
    with Store(path) as store:
        one = begin(store)
        (other := path.with_name("other")).write_text("a letter")
        other.replace(path)
        store.add_repetition(one, repetition(2)).result()
        with pytest.raises(StoreError, match=r"replaced by another file.*history-kept-1\.sqlite3"):
            raise store.failure
        store.forget_failure()
        store.add_repetition(one, repetition(3)).result()
    assert path.read_text() == "a letter"
    assert counts(path.with_name("history-kept-1.sqlite3")) == [3]


def test_another_history_in_its_place_is_not_mixed_with_it(path, tmp_path):
    with Store(tmp_path / "other.sqlite3") as other:
        begin(other)
    with Store(path) as store:
        one = begin(store)
        (tmp_path / "other.sqlite3").replace(path)
        for index in (2, 3):
            store.add_repetition(one, repetition(index)).result()
        store.forget_failure()
    assert counts(path) == [1]
    assert counts(path.with_name("history-kept-1.sqlite3")) == [3]
