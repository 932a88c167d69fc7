"""Clips saved without their films are small, complete, and judged as before."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import FormCheckError, LabelError
from formcheck.evaluation.compact import (
    CHANGE_STEP,
    METRE_STEP,
    PIXEL_STEP,
    SHARE_STEP,
    compact_track,
    save_compact,
)
from formcheck.evaluation.labels import ClipLabels, find_labels, read_labels
from formcheck.evaluation.run import evaluate_one
from formcheck.evaluation.track_cache import ModelTrack
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.observer import JOINTS
from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ReviewRequest
from tests.support.fake_labels import TOML
from tests.support.good_repetitions import GOOD_REPETITIONS, faults, judged, wobbling
from tests.support.random_track import N, track_arrays

EXERCISES = list(GOOD_REPETITIONS)
JUDGED = [side_landmark(side, joint) for side in Side for joint in JOINTS]
OTHERS = [mark for mark in range(33) if mark not in JUDGED]


def as_seen(exercise: str = "bridge") -> PoseTrack:
    """Two repetitions as a pose model sees them: with noise, and unsure of some joints."""
    good_rep = GOOD_REPETITIONS[exercise]
    track = wobbling(good_rep.film(good_rep.keys() * 2), px=0.5, seed=8)
    rng = np.random.default_rng(9)
    return replace(
        track,
        xy=track.xy.astype(np.float32),
        visibility=rng.uniform(0.4, 1, track.visibility.shape).astype(np.float32),
        world=(track.world + rng.normal(0, 0.01, track.world.shape)).astype(np.float32),
        meta={"model": "pose_landmarker_full", "version": "9"},
    )


@pytest.fixture
def labelled(tmp_path) -> ClipLabels:
    """A clip with its labels and exact positions, and a film that nobody could read."""
    folder = tmp_path / "rendered"
    folder.mkdir()
    (folder / "clip.toml").write_text(TOML.format(name="clip", counted=2, more=""), "utf-8")
    (folder / "clip.mp4").write_bytes(b"a film")
    GOOD_REPETITIONS["bridge"].good(2).save(folder / "clip.truth.npz")
    return read_labels(folder / "clip.toml")


@pytest.fixture
def kept_in(tmp_path) -> Path:
    """An empty folder for landmarks."""
    return tmp_path / "tracks"


class Extractor:
    """Stands in for the pose model; remembers the clips whose films it read."""

    def __init__(self) -> None:
        self.clips: list[Path] = []

    def __call__(self, request: ReviewRequest) -> None:
        self.clips.append(request.path)
        as_seen().save(request.track_out)


@pytest.fixture
def extractor() -> Extractor:
    return Extractor()


# --- what is kept ------------------------------------------------------------------------------


def test_judged_landmarks_are_saved_to_within_half_a_step_and_no_others():
    track = as_seen()
    small = compact_track(track)
    for name, marks, step in (
        ("xy", JUDGED, PIXEL_STEP),
        ("visibility", JUDGED, SHARE_STEP),
        ("world", [11, 12], METRE_STEP),
    ):
        off = np.abs(getattr(small, name)[:, marks] - getattr(track, name)[:, marks])
        assert 0 < off.max() <= step / 2 * (1 + 1e-6)
    assert np.isnan(small.xy[:, OTHERS]).all()
    assert not small.visibility[:, OTHERS].any()
    assert np.isnan(np.delete(small.world, [11, 12], axis=1)).all()
    np.testing.assert_array_equal(small.time_s, track.time_s)
    assert (small.size, small.meta, small.from_model) == (track.size, track.meta, True)


def test_what_the_picture_showed_ahead_of_the_head_is_saved():
    track = as_seen()
    track = replace(track, change_ahead=np.linspace(0, 0.2, len(track), dtype=np.float32))
    small = compact_track(track).change_ahead
    assert 0 < np.abs(small - track.change_ahead).max() <= CHANGE_STEP / 2


def test_what_was_not_seen_stays_unknown():
    track = as_seen()
    track.xy[40:50], track.world[40:50], track.visibility[40:50] = np.nan, np.nan, 0
    small = compact_track(track)
    assert np.isnan(small.xy[40:50]).all()
    assert np.isnan(small.world[40:50]).all()
    assert not small.visibility[40:50].any()


def test_rounding_twice_changes_nothing():
    once = compact_track(as_seen())
    np.testing.assert_array_equal(compact_track(once).xy, once.xy)


def test_the_compact_file_is_far_smaller(tmp_path):
    track = as_seen()
    ModelTrack(track=track).save(tmp_path / "whole")
    ModelTrack(track=compact_track(track)).save(tmp_path / "small")
    whole, small = ((tmp_path / f"{name}.npz").stat().st_size for name in ("whole", "small"))
    assert small < whole / 3.5


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_verdict_differs_only_by_rounding(exercise):
    track = as_seen(exercise)
    before, after = judged(track, exercise), judged(compact_track(track), exercise)
    assert after.counted == before.counted == 2
    assert faults(after) == faults(before)
    assert after.score == pytest.approx(before.score, abs=1)
    assert after.warnings == before.warnings
    for one, other in zip(before.repetitions, after.repetitions, strict=True):
        assert other.side == one.side
        for name in ("start_s", "end_s", "hold_s"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), abs=0.1)
        assert other.rom_deg == pytest.approx(one.rom_deg, abs=0.3)


# --- copies ------------------------------------------------------------------------------------


def test_a_copy_has_everything_except_the_film(labelled, tmp_path):
    copy = save_compact(labelled, ModelTrack(track=as_seen()), folder=tmp_path / "new" / "kept")
    names = {path.name for path in copy.path.parent.iterdir()}
    assert names == {"clip.toml", "clip.seen.npz", "clip.truth.npz"}
    assert copy.path == tmp_path / "new" / "kept" / "clip.toml"
    assert copy == labelled.model_copy(update={"path": copy.path})
    assert find_labels([copy.path.parent]) == [copy]
    seen = ModelTrack.load(copy.seen)
    np.testing.assert_array_equal(seen.track.xy, compact_track(as_seen()).xy)
    truth = PoseTrack.load(copy.truth)
    np.testing.assert_allclose(
        truth.xy[:, JUDGED], PoseTrack.load(labelled.truth).xy[:, JUDGED], atol=PIXEL_STEP / 2
    )


def test_a_copy_without_exact_positions_has_none(labelled, tmp_path):
    labelled.truth.unlink()
    copy = save_compact(labelled, ModelTrack(track=as_seen()), folder=tmp_path / "kept")
    assert {path.name for path in copy.path.parent.iterdir()} == {"clip.toml", "clip.seen.npz"}


def test_a_copy_without_the_film_is_judged_like_the_clip(labelled, kept_in, extractor, tmp_path):
    whole = evaluate_one(labelled, kept_in=kept_in, extract=extractor)
    copied = evaluate_one(labelled, kept_in=kept_in, copy_to=tmp_path / "kept", extract=extractor)
    assert copied.labels.path == tmp_path / "kept" / "clip.toml"
    assert extractor.clips == [labelled.clip]
    shutil.rmtree(labelled.path.parent)
    again = evaluate_one(
        read_labels(tmp_path / "kept" / "clip.toml"), kept_in=kept_in, extract=extractor
    )
    assert len(extractor.clips) == 1
    for outcome in (copied, again):
        assert (outcome.counted, outcome.reasons) == (whole.counted, whole.reasons) == (2, ())
        assert outcome.score == pytest.approx(whole.score, abs=1)
        for one, other in zip(whole.angles, outcome.angles, strict=True):
            assert other.bias_deg == pytest.approx(one.bias_deg, abs=0.1)
            assert other.mean_abs_deg == pytest.approx(one.mean_abs_deg, abs=0.1)


def test_a_copy_of_a_copy_is_the_same(labelled, kept_in, extractor, tmp_path):
    evaluate_one(labelled, kept_in=kept_in, copy_to=tmp_path / "kept", extract=extractor)
    evaluate_one(
        read_labels(tmp_path / "kept" / "clip.toml"), kept_in=kept_in, copy_to=tmp_path / "again"
    )
    first, second = (ModelTrack.load(tmp_path / name / "clip.seen") for name in ("kept", "again"))
    np.testing.assert_array_equal(first.track.xy, second.track.xy)


def test_saved_landmarks_are_judged_on_request_even_if_the_film_is_there(
    labelled, kept_in, extractor
):
    ModelTrack(track=as_seen()).save(labelled.seen)
    assert evaluate_one(labelled, kept_in=kept_in, kept=True, extract=extractor).counted == 2
    assert extractor.clips == []


def test_the_reason_for_a_refusal_is_saved(labelled, kept_in, tmp_path):
    refused = ModelTrack(track=None, refused="Two people are in the picture.")
    copy = save_compact(labelled, refused, folder=tmp_path / "kept")
    assert ModelTrack.load(copy.seen) == refused
    outcome = evaluate_one(copy, kept_in=kept_in)
    assert (outcome.counted, outcome.reasons) == (0, ("person",))


@pytest.mark.parametrize("first_refused", [True, False])
def test_a_later_save_replaces_an_earlier_one(tmp_path, first_refused):
    seen, refused = ModelTrack(track=as_seen()), ModelTrack(track=None, refused="Nobody.")
    first, later = (refused, seen) if first_refused else (seen, refused)
    first.save(tmp_path / "clip.seen")
    later.save(tmp_path / "clip.seen")
    again = ModelTrack.load(tmp_path / "clip.seen")
    assert (again.track is None, again.refused) == (later.track is None, later.refused)


@pytest.mark.parametrize("step", ["landmarks", "exact positions"])
def test_a_copy_that_fails_halfway_has_no_labels(labelled, tmp_path, step):
    """A folder with the name of the file makes writing it fail."""
    name = {"landmarks": "clip.seen.npz", "exact positions": "clip.truth.npz"}[step]
    (tmp_path / "kept" / name).mkdir(parents=True)
    with pytest.raises((OSError, FormCheckError), match=name):
        save_compact(labelled, ModelTrack(track=as_seen()), folder=tmp_path / "kept")
    with pytest.raises(LabelError, match="found none"):
        find_labels([tmp_path / "kept"])


# --- what is missing ---------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, b"torn"], ids=["missing", "damaged"])
def test_without_film_and_landmarks_the_error_asks_for_the_film(labelled, kept_in, content):
    labelled.clip.unlink()
    if content is not None:
        (labelled.path.parent / "clip.seen.npz").write_bytes(content)
    with pytest.raises(LabelError, match=r"Expected clip\.mp4 beside clip\.toml"):
        evaluate_one(labelled, kept_in=kept_in)


def test_requested_landmarks_that_are_missing_are_named(labelled, kept_in, extractor):
    with pytest.raises(LabelError, match=r"Expected clip\.seen\.npz beside clip\.toml"):
        evaluate_one(labelled, kept_in=kept_in, kept=True, extract=extractor)
    assert extractor.clips == []


@pytest.mark.parametrize("content", ["{", "{}", '{"refused": ""}'])
def test_a_damaged_or_empty_refusal_counts_as_missing(tmp_path, content):
    (tmp_path / "clip.seen.json").write_text(content, "utf-8")
    assert ModelTrack.load(tmp_path / "clip.seen") is None


def test_landmarks_that_were_never_saved_are_none(tmp_path):
    assert ModelTrack.load(tmp_path / "clip.seen") is None


def test_the_brightness_is_saved_with_the_landmarks():
    track = PoseTrack(**track_arrays(), light=np.linspace(0, 1, N))
    np.testing.assert_allclose(compact_track(track).light, track.light, atol=SHARE_STEP / 2)
    assert compact_track(PoseTrack(**track_arrays())).light is None
