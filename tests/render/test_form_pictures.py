"""The looping pictures of good form beside the exercises."""

import av
import numpy as np
import pytest
from PIL import Image

from formcheck.evaluation.labels import TrueRepetition, read_labels
from tests.support.good_repetitions import GOOD_REPETITIONS
from tools.render.form_pictures import (
    ASSETS,
    FPS,
    HOLD_S,
    REST_S,
    SAMPLES,
    SIZE,
    instants,
    make,
)

MOST_BYTES = 350_000
LONG_HOLD = TrueRepetition(
    index=1, side="both", start_s=1.0, top_s=3.0, leave_s=13.0, end_s=15.5, still_s=10.0
)


def pictures_of(film):
    """All pictures of a film, and their times."""
    with av.open(str(film)) as opened:
        frames = list(opened.decode(video=0))
    return np.stack([f.to_ndarray(format="rgb24") for f in frames]), [f.time for f in frames]


def labels_of(exercise):
    return read_labels(SAMPLES / f"{exercise}.toml")


def test_the_hold_is_shortened_and_the_ways_are_not():
    wanted = instants(LONG_HOLD)
    assert len(wanted) / FPS == pytest.approx(2.0 + HOLD_S + 2.5 + REST_S)
    times = [i.time_s for i in wanted]
    out = times[times.index(1.0) : times.index(3.0) + 1]
    assert np.diff(out) == pytest.approx(1 / FPS)


def test_where_time_is_left_out_one_instant_passes_over_into_the_other():
    wanted = instants(LONG_HOLD)
    parts = {"hold": (3.0, 13.0, HOLD_S), "rest": (15.5, 1.0, REST_S)}
    for begins_s, ends_s, length_s in parts.values():
        first = next(k for k, i in enumerate(wanted) if i.time_s == begins_s)
        passing = wanted[first : first + round(length_s * FPS)]
        assert passing[0].share == 0
        assert np.diff([i.share for i in passing]) == pytest.approx(1 / len(passing))
        # One step later it would be wholly the instant with which the film goes on.
        assert passing[-1].then_s == pytest.approx(ends_s - 1 / FPS)


def test_an_unfinished_repetition_makes_no_loop():
    with pytest.raises(ValueError, match="finished"):
        instants(LONG_HOLD.model_copy(update={"end_s": None}))


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
class TestShipped:
    def test_the_film_moves_and_is_small(self, exercise):
        film = ASSETS / f"{exercise}.mp4"
        assert film.stat().st_size <= MOST_BYTES
        pictures, times_s = pictures_of(film)
        assert pictures.shape[1:] == (SIZE[1], SIZE[0], 3)
        assert len(pictures) == len(instants(labels_of(exercise).repetition[0]))
        assert times_s == pytest.approx(np.arange(len(pictures)) / FPS, abs=1e-3)
        assert moved(pictures[0], pictures[len(pictures) // 2]) > 0.01

    def test_it_ends_as_it_begins(self, exercise):
        pictures, _ = pictures_of(ASSETS / f"{exercise}.mp4")
        there = moved(pictures[0], pictures[len(pictures) // 2])
        assert moved(pictures[-1], pictures[0]) < 0.1 * there

    def test_the_still_is_the_end_position(self, exercise):
        with Image.open(ASSETS / f"{exercise}.jpg") as still:
            assert (still.size, still.format) == (SIZE, "JPEG")
            shown = np.asarray(still)
        pictures, _ = pictures_of(ASSETS / f"{exercise}.mp4")
        alike = int(np.argmin([change(shown, picture) for picture in pictures]))
        repetition = labels_of(exercise).repetition[0]
        top = round((repetition.top_s - repetition.start_s) * FPS)
        assert top - 1 <= alike <= top + HOLD_S * FPS


def test_the_program_makes_what_is_shipped(tmp_path):
    moving, still = make(labels_of("bridge"), tmp_path)
    made, _ = pictures_of(moving)
    bundled_path, _ = pictures_of(ASSETS / moving.name)
    assert made.shape == bundled_path.shape
    assert change(made, bundled_path) < 1
    assert still.name == "bridge.jpg"


def change(a, b):
    """How much two pictures differ on average, in levels of 255."""
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).mean())


def moved(a, b):
    """The share of two pictures in which they differ plainly."""
    return float((np.abs(a.astype(np.int16) - b.astype(np.int16)).max(axis=2) > 40).mean())
