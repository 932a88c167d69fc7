"""The real backend, as far as it goes without a pose model."""

import numpy as np
import pytest

from formcheck.errors import TrackError, UnknownExerciseError
from formcheck.ui.backend import Clinic, Request


@pytest.fixture
def request_for(tmp_path):
    def make(path, exercise="bridge"):
        return Request(path=path, source="x", exercise=exercise, side="auto", folder=tmp_path)

    return make


def review(request):
    return Clinic().review(request, on_progress=lambda _: None, cancelled=lambda: False)


def test_every_exercise_says_where_the_camera_goes():
    cards = Clinic().exercises()
    assert {"bridge", "bird_dog", "hamstring_stretch"} <= {card.name for card in cards}
    assert all(card.title and card.camera for card in cards)


def test_every_sample_shows_a_known_exercise_and_has_a_picture():
    clinic = Clinic()
    known = {card.name for card in clinic.exercises()}
    samples = clinic.samples()
    assert {sample.exercise for sample in samples} == known
    for sample in samples:
        assert sample.path.is_file()
        picture = clinic.thumbnail(sample)
        assert picture is not None
        assert picture.startswith(b"\xff\xd8\xff")


def test_a_pickle_in_a_track_is_refused(request_for, tmp_path):
    path = tmp_path / "bad.npz"
    np.savez(path, time_s=np.array([{"a": 1}], dtype=object))
    with pytest.raises(TrackError):
        review(request_for(path))


def test_an_unknown_exercise_is_refused(request_for, tmp_path):
    with pytest.raises(UnknownExerciseError):
        review(request_for(tmp_path / "x.npz", exercise="handstand"))
