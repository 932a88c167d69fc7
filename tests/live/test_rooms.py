"""Rooms: who may come in, and what is given up when."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from formcheck.errors import LiveError
from formcheck.live.rooms import MAX_ROOMS, Rooms


@pytest.fixture
def closed():
    return []


@pytest.fixture
def rooms(closed):
    return Rooms(close=closed.append)


def fill(rooms):
    """As many rooms as there may be; their keys."""
    return {str(i): rooms.open(str(i), f"content {i}") for i in range(MAX_ROOMS)}


class TestKeys:
    def test_a_key_opens_its_room(self, rooms):
        key = rooms.open("1", "content")
        name, content, _ = rooms.enter(key, "visitor")
        assert (name, content) == ("1", "content")

    def test_a_key_opens_once_and_the_next_one_does_after_it(self, rooms):
        first = rooms.open("1", "content")
        _, _, second = rooms.enter(first, "visitor")
        with pytest.raises(LiveError, match="load the page again"):
            rooms.enter(first, "visitor")
        _, _, third = rooms.enter(second, "visitor")
        assert len({first, second, third}) == 3

    def test_a_used_key_leaves_the_next_one_good(self, rooms):
        first = rooms.open("1", "content")
        _, _, second = rooms.enter(first, "visitor")
        for _ in range(3):
            with pytest.raises(LiveError):
                rooms.enter(first, "thief")
        assert rooms.holds("1", "visitor")
        assert rooms.enter(second, "visitor")[0] == "1"

    @pytest.mark.parametrize("key", ["", " ", "x", "0" * 32, "1", "\udc80", "ä" * 32, "\0", "*"])
    def test_what_is_no_key_opens_nothing(self, rooms, key):
        rooms.open("1", "content")
        with pytest.raises(LiveError):
            rooms.enter(key, "visitor")
        assert not rooms.occupied("1")

    def test_part_of_a_key_opens_nothing(self, rooms):
        key = rooms.open("1", "content")
        for wrong in (key[:-1], key + "A", key.swapcase(), f" {key}"):
            with pytest.raises(LiveError):
                rooms.enter(wrong, "visitor")

    def test_each_room_has_a_key_of_its_own(self, rooms):
        keys = fill(rooms)
        assert len(set(keys.values())) == MAX_ROOMS
        for name, key in keys.items():
            assert rooms.enter(key, name)[0] == name

    def test_a_key_cannot_be_guessed(self, rooms):
        keys = {rooms.open("1", "content") for _ in range(200)}
        assert len(keys) == 200
        assert min(map(len, keys)) >= 32  # 24 random bytes

    def test_a_new_key_makes_the_one_before_useless(self, rooms):
        old = rooms.open("1", "content")
        new = rooms.new_key("1")
        with pytest.raises(LiveError):
            rooms.enter(old, "visitor")
        assert rooms.enter(new, "visitor")[1] == "content"

    def test_a_new_key_replaces_the_one_for_coming_back_but_puts_nobody_out(self, rooms):
        _, _, back = rooms.enter(rooms.open("1", "content"), "visitor")
        rooms.new_key("1")
        assert rooms.holds("1", "visitor")
        with pytest.raises(LiveError):
            rooms.enter(back, "visitor")

    def test_there_is_no_new_key_to_no_room(self, rooms):
        assert rooms.new_key("1") is None

    def test_a_closed_room_has_no_key(self, rooms):
        key = rooms.open("1", "content")
        rooms.close("1")
        with pytest.raises(LiveError):
            rooms.enter(key, "visitor")


class TestVisitors:
    def test_a_newer_visitor_puts_the_older_out(self, rooms):
        _, _, key = rooms.enter(rooms.open("1", "content"), "old")
        rooms.enter(key, "new")
        assert not rooms.holds("1", "old")
        assert rooms.holds("1", "new")

    def test_one_who_was_put_out_and_leaves_does_not_free_the_door(self, rooms):
        _, _, key = rooms.enter(rooms.open("1", "content"), "old")
        rooms.enter(key, "new")
        rooms.leave("1", "old")
        assert rooms.holds("1", "new")
        assert rooms.occupied("1")

    def test_a_room_is_empty_until_entered_and_after_leaving(self, rooms):
        key = rooms.open("1", "content")
        assert not rooms.occupied("1")
        rooms.enter(key, "visitor")
        assert rooms.occupied("1")
        rooms.leave("1", "visitor")
        assert not rooms.occupied("1")
        assert not rooms.holds("1", "visitor")

    def test_an_empty_room_is_held_by_nobody(self, rooms):
        rooms.open("1", "content")
        assert not rooms.holds("1", object())

    def test_leaving_keeps_the_content_for_coming_back(self, rooms, closed):
        _, _, key = rooms.enter(rooms.open("1", "content"), "visitor")
        rooms.leave("1", "visitor")
        assert rooms.enter(key, "again")[1] == "content"
        assert closed == []

    def test_leaving_a_room_that_is_gone_does_nothing(self, rooms):
        rooms.leave("1", "visitor")
        assert not rooms.holds("1", "visitor")
        assert not rooms.occupied("1")


class TestGivingUp:
    def test_closing_frees_the_content_once(self, rooms, closed):
        rooms.open("1", "content")
        rooms.close("1")
        rooms.close("1")
        assert closed == ["content"]

    def test_who_is_inside_of_a_closed_room_does_not_hold_it_any_more(self, rooms):
        rooms.enter(rooms.open("1", "content"), "visitor")
        rooms.close("1")
        assert not rooms.holds("1", "visitor")

    def test_closing_all_frees_everything_once(self, rooms, closed):
        fill(rooms)
        rooms.close_all()
        rooms.close_all()
        assert sorted(closed) == sorted(f"content {i}" for i in range(MAX_ROOMS))
        assert len(rooms._rooms) == 0

    def test_a_name_opened_again_gives_the_earlier_content_up(self, rooms, closed):
        old = rooms.open("1", "old")
        new = rooms.open("1", "new")
        assert closed == ["old"]
        with pytest.raises(LiveError):
            rooms.enter(old, "visitor")
        assert rooms.enter(new, "visitor")[1] == "new"

    def test_a_name_opened_again_puts_out_who_is_inside(self, rooms):
        rooms.enter(rooms.open("1", "old"), "visitor")
        rooms.open("1", "new")
        assert not rooms.holds("1", "visitor")

    def test_one_room_too_many_costs_the_empty_one_not_used_for_longest(self, rooms, closed):
        keys = fill(rooms)
        for name in ("0", "2"):  # used since, the one before the other
            rooms.enter(keys[name], name)
            rooms.leave(name, name)
        rooms.open("more", "more")
        rooms.open("and more", "and more")
        assert closed == ["content 1", "content 3"]

    def test_a_room_with_somebody_inside_is_never_given_up(self, rooms, closed):
        keys = fill(rooms)
        rooms.enter(keys["0"], "visitor")
        for i in range(3 * MAX_ROOMS):
            rooms.open(f"more {i}", f"more {i}")
        assert rooms.holds("0", "visitor")
        assert "content 0" not in closed
        assert len(rooms._rooms) == MAX_ROOMS

    def test_when_all_are_occupied_another_is_refused_and_nothing_is_lost(self, rooms, closed):
        keys = fill(rooms)
        for name, key in keys.items():
            rooms.enter(key, name)
        with pytest.raises(LiveError, match="close another page"):
            rooms.open("more", "more")
        assert closed == []
        assert all(rooms.holds(name, name) for name in keys)

    def test_an_occupied_room_can_be_opened_again_when_all_are_occupied(self, rooms, closed):
        for name, key in fill(rooms).items():
            rooms.enter(key, name)
        key = rooms.open("3", "new")
        assert closed == ["content 3"]
        assert rooms.enter(key, "visitor")[1] == "new"

    def test_content_is_freed_outside_the_lock(self):
        """A content that takes its time, or looks into the rooms, holds nobody up."""
        rooms = Rooms(close=lambda content: seen.append(rooms.occupied(content)))
        seen = []
        for name in ("1", "1"):
            rooms.open(name, name)
        rooms.close("1")
        rooms.open("2", "2")
        rooms.close_all()
        assert seen == [False, False, False]


class TestThreads:
    def test_of_many_with_one_key_exactly_one_comes_in(self, rooms):
        crowd = 16
        together = threading.Barrier(crowd)

        def try_it(key: str, visitor: int) -> str | None:
            together.wait(30)
            try:
                return rooms.enter(key, visitor)[2]
            except LiveError:
                return None

        key = rooms.open("1", "content")
        with ThreadPoolExecutor(crowd) as pool:
            for _ in range(50):
                got = list(pool.map(try_it, [key] * crowd, range(crowd)))
                came_in = [i for i, next_key in enumerate(got) if next_key is not None]
                assert len(came_in) == 1
                assert rooms.holds("1", came_in[0])
                key = got[came_in[0]]

    def test_one_name_opened_by_many_leaves_one_content_and_frees_the_others(self, rooms, closed):
        crowd = 16
        together = threading.Barrier(crowd)

        def open_it(i: int) -> str:
            together.wait(30)
            return rooms.open("1", str(i))

        with ThreadPoolExecutor(crowd) as pool:
            for _ in range(50):
                closed.clear()
                keys = list(pool.map(open_it, range(crowd)))
                assert len(closed) == crowd - 1
                good = [i for i, key in enumerate(keys) if _enters(rooms, key)]
                assert len(good) == 1
                assert sorted([*closed, str(good[0])]) == sorted(map(str, range(crowd)))
                rooms.close("1")

    def test_coming_going_opening_and_closing_at_once_keeps_its_books(self, rooms, closed):
        opened, wrong = [], []

        def worker(number: int) -> None:
            for i in range(200):
                name = str((number + i) % (MAX_ROOMS + 4))
                content = f"{number} {i}"
                try:
                    key = rooms.open(name, content)
                    opened.append(content)
                    _, mine, _ = rooms.enter(key, content)
                    if mine != content:
                        wrong.append((mine, content))
                    rooms.leave(name, content)
                except LiveError:
                    pass
                rooms.new_key(name)
                if i % 3 == 0:
                    rooms.close(name)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(worker, range(8)))
        rooms.close_all()
        assert wrong == []
        assert sorted(closed) == sorted(opened)


def _enters(rooms: Rooms[str], key: str) -> bool:
    try:
        rooms.enter(key, object())
    except LiveError:
        return False
    return True
