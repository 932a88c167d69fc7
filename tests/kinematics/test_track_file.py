"""Landmarks on disk: what is saved is loaded, and nothing else is accepted or unpickled."""

import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from formcheck.errors import TrackError
from formcheck.kinematics.track import PoseTrack
from tests.support.random_track import N, assert_same_track, track_arrays


def written(tmp_path: Path, **changes) -> Path:
    """A track file with some arrays replaced, or left out where the change is None."""
    content = track_arrays()
    content["size"] = np.array(content["size"])
    content["meta"] = np.array(json.dumps(content["meta"]))
    content = {k: v for k, v in {**content, **changes}.items() if v is not None}
    path = tmp_path / "clip.npz"
    with path.open("wb") as file:
        np.savez_compressed(file, **content)
    return path


@st.composite
def tracks(draw):
    n = draw(st.integers(1, 5))
    steps = draw(st.lists(st.floats(0.001, 10), min_size=n, max_size=n))
    numbers = st.one_of(st.just(np.nan), st.floats(-1e4, 1e4, width=32))

    def some(shape, elements=numbers):
        return draw(arrays.arrays(np.float32, shape, elements=elements, fill=elements))

    return PoseTrack(
        time_s=np.cumsum(steps),
        xy=some((n, 33, 2)),
        visibility=some((n, 33), st.floats(0, 1, width=32)),
        world=some((n, 33, 3)),
        size=(draw(st.integers(1, 10_000)), draw(st.integers(1, 10_000))),
        light=draw(st.none() | st.just(some((n,)))),
        change_ahead=draw(st.none() | st.just(some((n,)))),
        meta=draw(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)),
    )


@given(track=tracks())
def test_a_saved_track_is_loaded_unchanged(track):
    file = io.BytesIO()
    track.save(file)
    file.seek(0)
    again = PoseTrack.load(file)
    assert_same_track(again, track)
    assert again.meta == track.meta


def test_the_file_has_the_agreed_arrays_and_no_pickles(tmp_path):
    path = tmp_path / "clip.npz"
    PoseTrack(**track_arrays()).save(path)
    with np.load(path, allow_pickle=False) as content:
        assert set(content.files) == {"time_s", "xy", "visibility", "world", "size", "meta"}
        assert content["time_s"].dtype == np.float64
        assert content["size"].tolist() == [640, 480]
        assert json.loads(str(content["meta"])) == {"source": "made up"}


class Bomb:
    """An object that leaves a trace when it is unpickled."""

    def __reduce__(self):  # noqa: D105 - the class docstring says it
        return (pytest.fail, ("The track was unpickled.",))


@pytest.mark.parametrize("name", ["xy", "time_s", "size", "meta"])
def test_a_pickled_array_is_refused_and_never_unpickled(tmp_path, name):
    path = written(tmp_path, **{name: np.array([Bomb()], dtype=object)})
    with pytest.raises(TrackError, match=r"no pickles|real numbers|size"):
        PoseTrack.load(path)


def test_a_plain_pickle_named_like_a_track_is_refused(tmp_path):
    path = tmp_path / "clip.npz"
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(TrackError, match=r"Expected clip\.npz to be a track"):
        PoseTrack.load(path)


@pytest.mark.parametrize("name", ["time_s", "xy", "visibility", "world", "size"])
def test_a_missing_array_is_named(tmp_path, name):
    with pytest.raises(TrackError, match=rf"clip\.npz.*{name} is missing"):
        PoseTrack.load(written(tmp_path, **{name: None}))


def test_meta_may_be_missing_or_no_json(tmp_path):
    assert PoseTrack.load(written(tmp_path, meta=None)).meta == {}
    assert PoseTrack.load(written(tmp_path, meta=np.array("no { json"))).meta == {}
    assert PoseTrack.load(written(tmp_path, meta=np.array("[1]"))).meta == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"time_s": np.array([0, 1, np.nan, 3, 4, 5.0])},
        {"xy": np.zeros((N, 33))},
        {"xy": np.zeros((N, 33, 2), dtype="U4")},
        {"visibility": np.full((N, 33), 3.0)},
        {"size": np.array([640])},
        {"size": np.array([0, 0])},
        {"size": np.array([np.nan, 480])},
        {"size": np.array(["640", "480"])},
        {"time_s": np.zeros(0), "xy": np.zeros((0, 33, 2))},
    ],
    ids=lambda changes: "-".join(f"{k}{v.dtype}{v.shape}" for k, v in changes.items()),
)
def test_wrong_arrays_in_a_file_are_refused(tmp_path, changes):
    with pytest.raises(TrackError):
        PoseTrack.load(written(tmp_path, **changes))


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip at all", b"PK\x03\x04 cut off", b"\x93NUMPY\x01\x00"],
    ids=["empty", "text", "half a zip", "half an array"],
)
def test_a_file_of_another_kind_is_refused_by_name(tmp_path, content):
    path = tmp_path / "clip.npz"
    path.write_bytes(content)
    with pytest.raises(TrackError, match=r"clip\.npz"):
        PoseTrack.load(path)


def test_a_zip_of_other_files_is_refused(tmp_path):
    path = tmp_path / "clip.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear all")
    with pytest.raises(TrackError, match="missing"):
        PoseTrack.load(path)


def test_a_damaged_file_is_refused(tmp_path):
    path = written(tmp_path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40] = bytes(40)
    path.write_bytes(bytes(content))
    with pytest.raises(TrackError, match=r"clip\.npz"):
        PoseTrack.load(path)


def test_a_truncated_file_is_refused(tmp_path):
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(TrackError, match=r"clip\.npz"):
        PoseTrack.load(path)


def test_a_single_array_instead_of_a_track_is_refused(tmp_path):
    path = tmp_path / "clip.npy"
    np.save(path, np.zeros((3, 33, 2)))
    with pytest.raises(TrackError, match=r"named arrays"):
        PoseTrack.load(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TrackError, match=r"There is no file .*none\.npz"):
        PoseTrack.load(tmp_path / "none.npz")


def test_a_small_file_that_would_unpack_to_an_enormous_one_is_refused_unread(tmp_path):
    path = written(tmp_path, xy=np.zeros((4000, 33, 2)))
    assert path.stat().st_size < 50_000
    with pytest.raises(TrackError, match=r"at most .* frames"):
        PoseTrack.load(path, max_frames=3999)


def test_notes_that_unpack_to_megabytes_are_refused_unread(tmp_path):
    path = written(tmp_path, meta=np.array("x" * 300_000))
    assert path.stat().st_size < 50_000
    with pytest.raises(TrackError, match=r"at most 1 MB of notes"):
        PoseTrack.load(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_an_archive_that_numpy_does_not_write_is_refused_by_its_header(tmp_path, packing):
    path, other = written(tmp_path), tmp_path / "other.npz"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", packing) as new:
        for member in old.namelist():
            new.writestr(member, old.read(member))
    with pytest.raises(TrackError, match="packed as numpy packs it"):
        PoseTrack.load(other)


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,), }",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (-6,), }",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (6,",
        b"{'descr': '<f8', 'shape': (6,)}",
        b"\xff\xfe",
        b"{'descr': " + b"[" * 900 + b"}",
    ],
)
def test_a_damaged_header_is_refused(tmp_path, header):
    path = written(tmp_path, time_s=None)
    with zipfile.ZipFile(path, "a") as archive:
        magic = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
        archive.writestr("time_s.npy", magic + header + bytes(48))
    with pytest.raises(TrackError, match=r"clip\.npz"):
        PoseTrack.load(path)


def test_a_pipe_is_refused_at_once(tmp_path):
    """Whoever opens a pipe waits for its writer."""
    os.mkfifo(path := tmp_path / "clip.npz")
    with pytest.raises(TrackError, match="is not a file"):
        PoseTrack.load(path)


def test_a_header_that_promises_more_than_the_file_holds_is_refused(tmp_path):
    header = io.BytesIO()
    claim = {"descr": "<f4", "fortran_order": False, "shape": (10**9, 33, 2)}
    np.lib.format.write_array_header_1_0(header, claim)
    path = written(tmp_path, xy=None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xy.npy", header.getvalue() + bytes(64))
    with pytest.raises(TrackError):
        PoseTrack.load(path)
