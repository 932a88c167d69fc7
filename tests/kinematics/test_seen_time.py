"""Time between two frames too far apart was not seen; a repeated frame shows nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.kinematics.seen_time import Gap, SeenTime, is_seen, seen_steps_s, unseen_within_s


def watched(*pictures: float, repeats: tuple[float, ...] = ()) -> tuple[SeenTime, float]:
    """The result after new and repeated frames at these times, and the seconds seen."""
    seen, total_s = SeenTime(), 0.0
    for time_s in sorted({*pictures, *repeats}):
        if time_s in pictures:
            total_s += seen.update(time_s)
        else:
            seen.repeat(time_s)
    return seen, total_s


def test_steps_up_to_half_a_second_are_seen_as_a_whole_and_longer_ones_not_at_all():
    assert seen_steps_s(np.array([0.0, 0.5, 1.0, 1.6, 1.7])) == pytest.approx([0.5, 0.5, 0, 0.1])
    assert not is_seen(float("nan"))


def test_a_gap_is_named_with_its_ends():
    seen, total_s = watched(0.0, 0.1, 4.1, 4.2)
    assert seen.gaps == (Gap(start_s=0.1, end_s=4.1, frozen=False),)
    assert total_s == pytest.approx(0.2)


def test_a_frozen_frame_is_a_gap_too():
    repeats = tuple(0.1 + 0.1 * i for i in range(1, 30))
    seen, total_s = watched(0.0, 0.1, 3.2, repeats=repeats)
    assert seen.gaps == (Gap(start_s=0.1, end_s=3.2, frozen=True),)
    assert total_s == pytest.approx(0.1)


def test_a_few_repeated_frames_are_a_slow_camera_and_no_gap():
    seen, total_s = watched(0.0, 0.3, 0.6, repeats=(0.1, 0.2, 0.4, 0.5))
    assert seen.gaps == ()
    assert total_s == pytest.approx(0.6)


def test_a_repeated_frame_before_a_long_pause_is_no_standstill():
    seen, _ = watched(0.0, 60.0, repeats=(0.1, 0.2))
    assert [gap.frozen for gap in seen.gaps] == [False]


def test_a_standstill_is_known_while_it_lasts():
    seen, _ = watched(0.0, repeats=tuple(0.1 * i for i in range(1, 21)))
    (gap,) = seen.gaps
    assert gap.frozen
    assert gap.length_s == pytest.approx(2.0)


def test_a_whole_frame_sent_now_and_then_does_not_cut_a_standstill_in_two():
    repeats = tuple(round(0.1 * i, 1) for i in range(1, 100) if i not in {50, 53})
    seen, _ = watched(0.0, 5.0, 5.3, 10.0, repeats=repeats)
    assert seen.gaps == (Gap(start_s=0.0, end_s=10.0, frozen=True),)


def test_a_pause_is_not_missing():
    seen = SeenTime()
    seen.update(0.0)
    seen.pause()
    assert seen.update(60.0) == 0.0
    assert seen.gaps == ()


@pytest.mark.parametrize(("per_s", "too_few"), [(1.0, True), (1.9, True), (2.0, False), (3, False)])
def test_fewer_than_two_frames_a_second_are_too_few(per_s, too_few):
    seen, _ = watched(*(np.arange(20) / per_s).tolist())
    assert seen.too_few_pictures is too_few


def test_only_gaps_that_touch_the_stretch_are_within_it():
    time_s = np.array([0.0, 0.1, 2.1, 2.2, 5.2])
    assert unseen_within_s(time_s, 0.05, 2.15).tolist() == pytest.approx([2.0])
    assert unseen_within_s(time_s, 2.1, 2.2).size == 0
    assert unseen_within_s(time_s, float("nan"), 9.0).size == 0


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.booleans()), min_size=1, max_size=40))
def test_seen_and_unseen_add_up_to_the_whole_and_gaps_do_not_overlap(steps):
    seen, now_s, total_s = SeenTime(), 0.0, 0.0
    seen.update(0.0)
    last_new_s = 0.0
    for step_s, repeated in steps:
        now_s += step_s
        if repeated:
            seen.repeat(now_s)
        else:
            total_s += seen.update(now_s)
            last_new_s = now_s
    named_s = sum(gap.length_s for gap in seen.gaps)
    # Joined gaps contain at most the half second between them.
    assert total_s + named_s >= last_new_s - 1e-6
    ends = [end for gap in seen.gaps for end in (gap.start_s, gap.end_s)]
    assert ends == sorted(ends)
    assert all(not is_seen(gap.length_s) for gap in seen.gaps)
