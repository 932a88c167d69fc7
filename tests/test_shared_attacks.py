"""Hostile files that once broke something; they are beside the checkout, else this is skipped."""

from pathlib import Path

import pytest

from formcheck.errors import LabelError, TrackError, VideoError
from formcheck.evaluation.labels import read_labels
from formcheck.kinematics.track import PoseTrack
from formcheck.video.jpeg import decode_jpeg

ATTACKS = Path(__file__).resolve().parents[2] / "shared" / "bugs" / "attack"
pytestmark = pytest.mark.skipif(
    not ATTACKS.is_dir(), reason="the hostile files are not beside this checkout"
)


@pytest.mark.parametrize("path", sorted(ATTACKS.glob("*.npz")), ids=lambda path: path.name)
def test_tracks_are_refused_in_one_sentence(path):
    with pytest.raises(TrackError) as error:
        PoseTrack.load(path)
    assert path.name in str(error.value)


@pytest.mark.parametrize("path", sorted(ATTACKS.glob("*.toml")), ids=lambda path: path.name)
def test_label_files_are_refused_with_file_and_key(path):
    with pytest.raises(LabelError) as error:
        read_labels(path)
    assert path.name in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize("path", sorted(ATTACKS.glob("*.jpg")), ids=lambda path: path.name)
def test_pictures_are_refused(path):
    with pytest.raises(VideoError):
        decode_jpeg(path.read_bytes())
