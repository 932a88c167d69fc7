"""Real footage judged as people labelled it.

The landmarks and clips may not be published. They are in a folder `shared` beside the checkout;
without that folder these tests are skipped.
"""

import tomllib
from pathlib import Path

import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.types import Review
from tests.support.good_repetitions import exercise_named, faults, judged, rejections
from tests.ui.opening import ReviewPage, page_problems

SHARED = Path(__file__).resolve().parents[2] / "shared"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the labelled footage is not beside this checkout"
)


def labels(kind: str) -> list[dict]:
    file = SHARED / f"{kind}s" / "labels.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))[kind] if file.is_file() else []


def cases(kind: str):
    """One case for each label and exercise."""
    return [
        pytest.param(entry, exercise, id=f"{Path(entry['file']).stem}-{exercise}")
        for entry in labels(kind)
        for exercise in entry.get("negative_for", [entry.get("exercise")])
    ]


def allowed(entry: dict, review: Review) -> list[int]:
    """The counts the label allows."""
    if "negative_for" in entry:
        return [0]
    counted = entry.get("counted", review.counted)
    return counted if isinstance(counted, list) else [counted]


def check(entry: dict, review: Review) -> None:
    """Check every line of the label, and that no hint about a turned picture appears."""
    assert review.turn_deg is None
    assert review.counted in allowed(entry, review), review.summary
    if "negative_for" in entry:
        assert review.score is None
        assert review.repetitions == ()
    if "unfinished" in entry:
        assert rejections(review).count("unfinished") == entry["unfinished"]
    assert set(entry.get("faults_present", [])) <= faults(review)
    assert not set(entry.get("faults_absent", [])) & faults(review)
    if entry.get("score_given") is False:
        assert review.score is None
        assert review.band is None
        word = "side" if entry["reason"] == "view" else "out of the picture"
        assert any(word in warning for warning in review.warnings), review.warnings
        assert any("Not assessable" in warning for warning in review.warnings)


@pytest.fixture(scope="session")
def track_of():
    """The shared landmarks by file name, read once."""
    read: dict[str, PoseTrack] = {}

    def get(name: str) -> PoseTrack:
        if name not in read:
            read[name] = PoseTrack.load(SHARED / "tracks" / name)
        return read[name]

    return get


@pytest.mark.parametrize(("entry", "exercise"), cases("track"))
def test_every_line_of_a_tracks_label_holds(entry, exercise, track_of):
    check(entry, judged(track_of(entry["file"]), exercise))


def test_most_holds_are_as_long_as_the_eye_saw_them():
    """The labels are within 0.7 s. Repetitions that are not counted have no hold to compare."""
    file = SHARED / "tracks2" / "labels.toml"
    if not file.is_file():
        pytest.skip("the second folder of labelled landmarks is not beside this checkout")
    near = []
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["track"]:
        if "holds" not in entry:
            continue
        review = judged(PoseTrack.load(file.parent / entry["file"]), entry["exercise"])
        counted = [rep for rep in review.repetitions if rep.counted]
        for (top_s, leave_s), hold_s in zip(entry["tops"], entry["holds"], strict=True):
            found = [rep for rep in counted if rep.start_s < leave_s and rep.end_s > top_s]
            near += [abs(rep.hold_s - hold_s) <= 0.7 for rep in found[:1]]
    assert sum(near) >= 0.85 * len(near)
    assert len(near) >= 8


@pytest.mark.drift
@pytest.mark.parametrize("change", [12, 24, 60])
@pytest.mark.parametrize(("entry", "exercise"), cases("track"))
def test_a_track_at_another_frame_rate_keeps_its_label(entry, exercise, change, track_of):
    check(entry, judged(track_of(entry["file"]).resampled(change), exercise))


@pytest.mark.drift
@pytest.mark.parametrize(("entry", "exercise"), cases("track"))
def test_a_mirrored_track_keeps_its_label_and_has_the_same_verdict(entry, exercise, track_of):
    track = track_of(entry["file"])
    here, there = judged(track, exercise), judged(track.mirrored(), exercise)
    check(entry, there)
    assert there.counted == here.counted
    assert faults(there) == faults(here)
    assert there.band == here.band


@pytest.fixture(scope="session")
def clip_review(tmp_path_factory):
    """Reviews of shared clips; MediaPipe reads each clip once."""
    folder = tmp_path_factory.mktemp("clips")
    tracks: dict[str, PoseTrack] = {}

    def get(name: str, exercise: str) -> Review:
        if name in tracks:
            return judged(tracks[name], exercise)
        out = folder / f"{Path(name).stem}.npz"
        clip = SHARED / "clips" / name
        review = review_clip(
            ReviewRequest(path=clip, exercise=exercise_named(exercise), track_out=out)
        )
        tracks[name] = PoseTrack.load(out)
        return review

    return get


@pytest.mark.slow
@pytest.mark.drift
@pytest.mark.parametrize(("entry", "exercise"), cases("clip"))
def test_every_line_of_a_clips_label_holds(entry, exercise, clip_review, monkeypatch):
    review = clip_review(entry["file"], exercise)
    check(entry, review)
    # The page must show the review that was just made.
    assert page_problems(ReviewPage(monkeypatch).open(review), review) == []
