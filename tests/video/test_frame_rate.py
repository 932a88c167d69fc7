"""At most so many frames a second are used, at even distances, whatever the clip's rate is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.video.decode import open_clip
from formcheck.video.frame_rate import FrameRateLimit
from tests.video.clips import write_clip


def used(times_s, most_per_s: float = 30.0) -> list[float]:
    limit = FrameRateLimit(most_per_s)
    return [time_s for time_s in times_s if limit.update(time_s)]


def at_rate(fps: float, *, seconds: float = 10.0) -> np.ndarray:
    return np.arange(round(seconds * fps)) / fps


@pytest.mark.parametrize(
    ("fps", "every"), [(12, 1), (24, 1), (29.97, 1), (30, 1), (60, 2), (59.94, 2), (120, 4)]
)
def test_of_a_usual_rate_every_nth_frame_is_used(fps, every):
    times_s = at_rate(fps, seconds=120)
    assert used(times_s) == list(times_s[::every])


@pytest.mark.parametrize("fps", [31, 33, 40, 50, 100, 240, 1000])
def test_of_another_rate_not_many_fewer_than_thirty_a_second_are_used(fps):
    times_s = used(at_rate(fps))
    assert 250 <= len(times_s) <= 301
    assert max(np.diff(times_s)) < 2 / 30


@given(st.lists(st.floats(0.9, 1.1), min_size=30, max_size=120))
def test_a_camera_of_thirty_frames_that_come_unevenly_loses_none(wobble):
    times_s = np.arange(len(wobble)) / 30 + (np.array(wobble) - 1) / 33
    assert used(times_s) == list(times_s)


@given(st.lists(st.floats(1e-4, 3.0), max_size=300), st.floats(1.0, 120.0))
def test_never_more_than_the_limit_and_nothing_lost_for_long(steps_s, most_per_s):
    times_s = np.cumsum([0.0, *steps_s])
    taken = used(times_s, most_per_s)
    assert taken[0] == times_s[0]
    assert len(taken) <= (times_s[-1] - times_s[0]) * most_per_s + 2
    # Whoever waits for two intervals is served by the next frame.
    for before, after in zip(taken, [*taken[1:], times_s[-1]], strict=True):
        between = times_s[(times_s > before) & (times_s < after)]
        assert between.size == 0 or between[-1] - before < 2 / most_per_s


def test_after_a_gap_the_missing_frames_are_not_made_up_for():
    times_s = [0.0, *(5.0 + np.arange(60) / 60)]
    assert len(used(times_s)) <= 32


def test_a_reset_limit_begins_anew():
    limit = FrameRateLimit(30)
    assert limit.update(5.0)
    limit.reset()
    assert limit.update(0.0)


def test_a_clip_keeps_the_numbers_and_times_of_its_frames(tmp_path):
    path = write_clip(tmp_path / "fast.mp4", times_s=[i / 60 for i in range(30)])
    with open_clip(path, most_per_s=30) as clip:
        frames = [(frame.index, frame.time_s) for frame in clip]
        assert not clip.truncated
    assert [index for index, _ in frames] == list(range(0, 30, 2))
    assert [time_s for _, time_s in frames] == pytest.approx([i / 30 for i in range(15)], abs=1e-3)
