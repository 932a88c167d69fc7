import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.review.background import ReadAhead, WriteBehind


class BrokenError(Exception):
    pass


def breaking(after: int) -> Iterator[int]:
    yield from range(after)
    raise BrokenError


class TestReadAhead:
    @given(items=st.lists(st.integers(), max_size=30), depth=st.integers(1, 5))
    def test_items_arrive_in_order(self, items, depth):
        with ReadAhead(items, depth=depth, name="test") as ahead:
            assert list(ahead) == items

    @given(after=st.integers(0, 10), depth=st.integers(1, 5))
    def test_an_exception_comes_after_what_was_read_before_it(self, after, depth):
        got = []
        with ReadAhead(breaking(after), depth=depth, name="test") as ahead:
            with pytest.raises(BrokenError):
                got.extend(iter_into(ahead, got))
            assert got == list(range(after))

    def test_reading_ahead_is_limited(self):
        taken = []

        def source() -> Iterator[int]:
            for i in range(100):
                taken.append(i)
                yield i

        with ReadAhead(source(), depth=3, name="test") as ahead:
            for item in ahead:
                # three wait, and the reader holds one
                assert len(taken) <= item + 1 + 3 + 1

    def test_leaving_early_ends_the_thread(self):
        before = threading.active_count()
        with ReadAhead(iter(int, 1), depth=2, name="test") as ahead:
            assert next(iter(ahead)) == 0
        assert threading.active_count() == before


def iter_into(source: ReadAhead[int], got: list[int]) -> list[int]:
    for item in source:
        got.append(item)  # noqa: PERF402 - what came before the exception must stay
    return []


def put_hundred(behind: WriteBehind[int], done: list[int]) -> None:
    with behind:
        for item in range(100):
            behind.put(item)
            done.append(item)


class TestWriteBehind:
    @given(items=st.lists(st.integers(), max_size=30), depth=st.integers(1, 5))
    def test_everything_is_consumed_in_order_before_leaving(self, items, depth):
        got: list[int] = []
        with WriteBehind(got.append, depth=depth, name="test") as behind:
            for item in items:
                behind.put(item)
        assert got == items

    def test_an_exception_comes_out_of_a_later_put(self):
        def consume(item: int) -> None:
            if item == 3:
                raise BrokenError

        put: list[int] = []
        with pytest.raises(BrokenError):
            put_hundred(WriteBehind(consume, depth=1, name="test"), put)
        assert 3 <= len(put) < 100

    def test_an_exception_at_the_last_item_comes_out_of_leaving(self):
        def consume(_item: int) -> None:
            raise BrokenError

        with pytest.raises(BrokenError), WriteBehind(consume, depth=1, name="test") as behind:
            behind.put(0)

    def test_leaving_by_an_exception_drops_what_waits(self):
        readiness, got = threading.Event(), []

        def consume(item: int) -> None:
            readiness.wait()
            got.append(item)

        before = threading.active_count()
        behind = WriteBehind(consume, depth=5, name="test")
        behind.__enter__()
        for item in range(5):
            behind.put(item)
        threading.Timer(0.05, readiness.set).start()
        behind.__exit__(BrokenError, BrokenError(), None)
        assert len(got) <= 1
        assert threading.active_count() <= before + 1  # the timer may still be ending
