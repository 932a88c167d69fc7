"""Frame times, and the film that keeps them."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.render.frame_times import frame_times, write_film
from tools.render.recipe import Camera, Finish

SMALL = {"width": 160, "height": 160}


def written(path, camera, duration_s=3.0):
    """Write grey pictures that differ, and return the times asked for and those in the film."""
    times_s = frame_times(camera, duration_s, seed=5)
    frames = (np.full((160, 160, 3), 40 + 3 * i % 150, dtype=np.uint8) for i in range(len(times_s)))
    write_film(path, frames, times_s, camera, Finish())
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        length_s = float(stream.duration * stream.time_base)
        rate = stream.average_rate
        assert stream.codec_context.has_b_frames == (not camera.variable)
        decoded = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
    return times_s, decoded, length_s, rate


@given(st.floats(5, 60), st.floats(0, 0.9), st.integers(0, 99), st.floats(0.5, 8))
def test_times_rise_from_zero_and_end_with_the_clip(fps, variable, seed, duration_s):
    times_s = np.array(frame_times(Camera(fps=fps, variable=variable), duration_s, seed))
    intervals = np.diff(times_s)
    assert times_s[0] == 0
    assert times_s[-1] < duration_s + 1 / fps
    assert (intervals > 0).all()
    assert (np.abs(intervals * fps - 1) <= variable + 0.001).all()


def test_variable_times_vary_and_follow_the_seed():
    camera = Camera(fps=20, variable=0.5)
    first, again, other = (frame_times(camera, 5.0, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert np.std(np.diff(first)) > 0.2 / 20


@pytest.mark.parametrize("fps", [5.0, 30.0, 60.0])
def test_film_of_even_times(tmp_path, fps):
    times_s, decoded, length_s, rate = written(tmp_path / "even.mp4", Camera(fps=fps, **SMALL))
    assert decoded == pytest.approx(times_s, abs=1e-4)
    assert (float(rate), length_s) == (fps, pytest.approx(3.0, abs=1e-3))


@pytest.mark.parametrize(("fps", "variable"), [(30.0, 0.4), (60.0, 0.9), (8.0, 0.9)])
def test_film_keeps_every_uneven_time_exactly(tmp_path, fps, variable):
    camera = Camera(fps=fps, variable=variable, **SMALL)
    times_s, decoded, length_s, _ = written(tmp_path / "uneven.mp4", camera)
    assert decoded == times_s
    assert times_s[-1] <= length_s <= times_s[-1] + 2 / fps
