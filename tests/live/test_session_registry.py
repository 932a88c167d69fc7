"""The session registry: which token connects, and which entry is removed when."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from formcheck.errors import LiveError
from formcheck.live.server.session_registry import MAX_SESSIONS, SessionRegistry


@pytest.fixture
def closed():
    return []


@pytest.fixture
def registry(closed):
    return SessionRegistry(close=closed.append)


def fill(registry):
    """Open as many entries as are allowed; return their tokens."""
    return {str(i): registry.open(str(i), f"content {i}") for i in range(MAX_SESSIONS)}


class TestKeys:
    def test_a_token_finds_its_entry(self, registry):
        key = registry.open("1", "content")
        name, content, _ = registry.connect(key, "visitor")
        assert (name, content) == ("1", "content")

    def test_a_token_connects_once_and_then_the_next_one_does(self, registry):
        first = registry.open("1", "content")
        _, _, second = registry.connect(first, "visitor")
        with pytest.raises(LiveError, match="Reload the page"):
            registry.connect(first, "visitor")
        _, _, third = registry.connect(second, "visitor")
        assert len({first, second, third}) == 3

    def test_a_used_token_leaves_the_next_one_valid(self, registry):
        first = registry.open("1", "content")
        _, _, second = registry.connect(first, "visitor")
        for _ in range(3):
            with pytest.raises(LiveError):
                registry.connect(first, "thief")
        assert registry.is_current("1", "visitor")
        assert registry.connect(second, "visitor")[0] == "1"

    @pytest.mark.parametrize("key", ["", " ", "x", "0" * 32, "1", "\udc80", "ä" * 32, "\0", "*"])
    def test_an_invalid_token_does_not_connect(self, registry, key):
        registry.open("1", "content")
        with pytest.raises(LiveError):
            registry.connect(key, "visitor")
        assert not registry.is_connected("1")

    def test_part_of_a_token_does_not_connect(self, registry):
        key = registry.open("1", "content")
        for wrong in (key[:-1], key + "A", key.swapcase(), f" {key}"):
            with pytest.raises(LiveError):
                registry.connect(wrong, "visitor")

    def test_each_entry_has_its_own_token(self, registry):
        keys = fill(registry)
        assert len(set(keys.values())) == MAX_SESSIONS
        for name, key in keys.items():
            assert registry.connect(key, name)[0] == name

    def test_a_token_cannot_be_guessed(self, registry):
        keys = {registry.open("1", "content") for _ in range(200)}
        assert len(keys) == 200
        assert min(map(len, keys)) >= 32  # 24 random bytes

    def test_a_new_token_invalidates_the_one_before(self, registry):
        old = registry.open("1", "content")
        new = registry.new_token("1")
        with pytest.raises(LiveError):
            registry.connect(old, "visitor")
        assert registry.connect(new, "visitor")[1] == "content"

    def test_a_new_token_replaces_the_next_one_and_disconnects_nobody(self, registry):
        _, _, back = registry.connect(registry.open("1", "content"), "visitor")
        registry.new_token("1")
        assert registry.is_current("1", "visitor")
        with pytest.raises(LiveError):
            registry.connect(back, "visitor")

    def test_a_missing_entry_gets_no_new_token(self, registry):
        assert registry.new_token("1") is None

    def test_a_closed_entry_has_no_token(self, registry):
        key = registry.open("1", "content")
        registry.close("1")
        with pytest.raises(LiveError):
            registry.connect(key, "visitor")


class TestVisitors:
    def test_a_newer_visitor_replaces_the_older(self, registry):
        _, _, key = registry.connect(registry.open("1", "content"), "old")
        registry.connect(key, "new")
        assert not registry.is_current("1", "old")
        assert registry.is_current("1", "new")

    def test_a_replaced_visitor_that_leaves_does_not_disconnect_the_newer(self, registry):
        _, _, key = registry.connect(registry.open("1", "content"), "old")
        registry.connect(key, "new")
        registry.disconnect("1", "old")
        assert registry.is_current("1", "new")
        assert registry.is_connected("1")

    def test_an_entry_is_unconnected_before_connecting_and_after_disconnecting(self, registry):
        key = registry.open("1", "content")
        assert not registry.is_connected("1")
        registry.connect(key, "visitor")
        assert registry.is_connected("1")
        registry.disconnect("1", "visitor")
        assert not registry.is_connected("1")
        assert not registry.is_current("1", "visitor")

    def test_an_unconnected_entry_has_no_current_connection(self, registry):
        registry.open("1", "content")
        assert not registry.is_current("1", object())

    def test_disconnecting_keeps_the_content(self, registry, closed):
        _, _, key = registry.connect(registry.open("1", "content"), "visitor")
        registry.disconnect("1", "visitor")
        assert registry.connect(key, "again")[1] == "content"
        assert closed == []

    def test_disconnecting_from_a_missing_entry_does_nothing(self, registry):
        registry.disconnect("1", "visitor")
        assert not registry.is_current("1", "visitor")
        assert not registry.is_connected("1")


class TestGivingUp:
    def test_closing_frees_the_content_once(self, registry, closed):
        registry.open("1", "content")
        registry.close("1")
        registry.close("1")
        assert closed == ["content"]

    def test_a_connection_to_a_closed_entry_is_no_longer_current(self, registry):
        registry.connect(registry.open("1", "content"), "visitor")
        registry.close("1")
        assert not registry.is_current("1", "visitor")

    def test_closing_all_frees_everything_once(self, registry, closed):
        fill(registry)
        registry.close_all()
        registry.close_all()
        assert sorted(closed) == sorted(f"content {i}" for i in range(MAX_SESSIONS))
        assert len(registry) == 0

    def test_a_name_opened_again_closes_the_earlier_content(self, registry, closed):
        old = registry.open("1", "old")
        new = registry.open("1", "new")
        assert closed == ["old"]
        with pytest.raises(LiveError):
            registry.connect(old, "visitor")
        assert registry.connect(new, "visitor")[1] == "new"

    def test_a_name_opened_again_disconnects_its_visitor(self, registry):
        registry.connect(registry.open("1", "old"), "visitor")
        registry.open("1", "new")
        assert not registry.is_current("1", "visitor")

    def test_one_entry_too_many_removes_the_unconnected_one_unused_for_longest(
        self, registry, closed
    ):
        keys = fill(registry)
        for name in ("0", "2"):  # used since, the one before the other
            registry.connect(keys[name], name)
            registry.disconnect(name, name)
        registry.open("more", "more")
        registry.open("and more", "and more")
        assert closed == ["content 1", "content 3"]

    def test_a_connected_entry_is_never_removed(self, registry, closed):
        keys = fill(registry)
        registry.connect(keys["0"], "visitor")
        for i in range(3 * MAX_SESSIONS):
            registry.open(f"more {i}", f"more {i}")
        assert registry.is_current("0", "visitor")
        assert "content 0" not in closed
        assert len(registry) == MAX_SESSIONS

    def test_if_all_are_connected_another_is_refused_and_nothing_is_lost(self, registry, closed):
        keys = fill(registry)
        for name, key in keys.items():
            registry.connect(key, name)
        with pytest.raises(LiveError, match="Close another page"):
            registry.open("more", "more")
        assert closed == []
        assert all(registry.is_current(name, name) for name in keys)

    def test_a_connected_entry_can_be_opened_again_when_all_are_connected(self, registry, closed):
        for name, key in fill(registry).items():
            registry.connect(key, name)
        key = registry.open("3", "new")
        assert closed == ["content 3"]
        assert registry.connect(key, "visitor")[1] == "new"

    def test_content_is_freed_outside_the_lock(self):
        """A session that closes slowly, or reads the registry meanwhile, blocks no caller."""
        registry = SessionRegistry(
            close=lambda content: seen.append(registry.is_connected(content))
        )
        seen = []
        for name in ("1", "1"):
            registry.open(name, name)
        registry.close("1")
        registry.open("2", "2")
        registry.close_all()
        assert seen == [False, False, False]


class TestThreads:
    def test_of_many_visitors_with_one_token_exactly_one_connects(self, registry):
        crowd = 16
        together = threading.Barrier(crowd)

        def try_it(key: str, visitor: int) -> str | None:
            together.wait(30)
            try:
                return registry.connect(key, visitor)[2]
            except LiveError:
                return None

        key = registry.open("1", "content")
        with ThreadPoolExecutor(crowd) as pool:
            for _ in range(50):
                got = list(pool.map(try_it, [key] * crowd, range(crowd)))
                came_in = [i for i, next_token in enumerate(got) if next_token is not None]
                assert len(came_in) == 1
                assert registry.is_current("1", came_in[0])
                key = got[came_in[0]]

    def test_one_name_opened_many_times_at_once_leaves_one_content(self, registry, closed):
        crowd = 16
        together = threading.Barrier(crowd)

        def open_it(i: int) -> str:
            together.wait(30)
            return registry.open("1", str(i))

        with ThreadPoolExecutor(crowd) as pool:
            for _ in range(50):
                closed.clear()
                keys = list(pool.map(open_it, range(crowd)))
                assert len(closed) == crowd - 1
                good = [i for i, key in enumerate(keys) if _enters(registry, key)]
                assert len(good) == 1
                assert sorted([*closed, str(good[0])]) == sorted(map(str, range(crowd)))
                registry.close("1")

    def test_connecting_opening_and_closing_at_once_stays_consistent(self, registry, closed):
        opened, wrong = [], []

        def worker(number: int) -> None:
            for i in range(200):
                name = str((number + i) % (MAX_SESSIONS + 4))
                content = f"{number} {i}"
                try:
                    key = registry.open(name, content)
                    opened.append(content)
                    _, mine, _ = registry.connect(key, content)
                    if mine != content:
                        wrong.append((mine, content))
                    registry.disconnect(name, content)
                except LiveError:
                    pass
                registry.new_token(name)
                if i % 3 == 0:
                    registry.close(name)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(worker, range(8)))
        registry.close_all()
        assert wrong == []
        assert sorted(closed) == sorted(opened)


def _enters(registry: SessionRegistry[str], key: str) -> bool:
    try:
        registry.connect(key, object())
    except LiveError:
        return False
    return True
