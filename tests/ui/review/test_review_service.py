"""The parts of the real service that need no pose model."""

import tempfile

import numpy as np
import pytest

from formcheck.errors import UnknownExerciseError
from formcheck.ui.pages.review.review_job import ReviewJob, Status
from formcheck.ui.pages.review.review_service import ReviewService
from tests.support.good_repetitions import GOOD_REPETITIONS


def test_every_exercise_says_where_the_camera_goes():
    cards = ReviewService().list_exercises()
    assert {"bridge", "bird_dog", "hamstring_stretch"} <= {card.name for card in cards}
    assert all(card.title and card.camera for card in cards)


def test_every_sample_shows_a_known_exercise_and_has_a_picture():
    service = ReviewService()
    known = {card.name for card in service.list_exercises()}
    samples = service.list_samples()
    assert set(GOOD_REPETITIONS) <= {sample.exercise for sample in samples} <= known
    for sample in samples:
        assert sample.path.is_file()
        picture = service.find_thumbnail(sample)
        assert picture is not None
        assert picture.startswith(b"\xff\xd8\xff")


def test_a_pickle_in_a_track_is_refused(tmp_path):
    path = tmp_path / "bad.npz"
    np.savez(path, time_s=np.array([{"a": 1}], dtype=object))
    job = ReviewJob.from_clip(ReviewService(), path, exercise="bridge")
    assert job.wait(10)
    assert job.state.status is Status.FAILED
    assert "bad.npz" in job.state.message


def test_an_unknown_exercise_is_refused_before_there_is_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UnknownExerciseError):
        ReviewJob.from_clip(ReviewService(), tmp_path / "x.npz", exercise="handstand")
    assert list(tmp_path.iterdir()) == []
