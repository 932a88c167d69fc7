"""Real footage judged as people labelled it.

The landmarks and clips may not be published. They are in a folder `shared` beside the checkout;
without that folder these tests are skipped. The footage of `tracks2` was labelled by eye before
the program ever judged it.
"""

import tomllib
from pathlib import Path

import pytest

from formcheck.evaluation.footage import build_footage_rows, judge_footage
from formcheck.evaluation.footage_labels import FootageLabel
from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.types import Review
from tests.support.good_repetitions import exercise_named, faults, judged, rejections
from tests.ui.opening import ReviewPage, page_problems

REAL_PEOPLE = Path(__file__).resolve().parents[1] / "sample_videos" / "real_people.json"
SHARED = Path(__file__).resolve().parents[2] / "shared"
pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the labelled footage is not beside this checkout"
)


def labels(folder: str) -> list[dict]:
    file = SHARED / folder / "labels.toml"
    if not file.is_file():
        return []
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    return entries["clip" if folder == "clips" else "track"]


def cases(folder: str):
    """One case for each label and exercise."""
    return [
        pytest.param(entry, exercise, id=f"{Path(entry['file']).stem}-{exercise}")
        for entry in labels(folder)
        for exercise in entry.get("negative_for", [entry.get("exercise")])
    ]


def check(entry: dict, review: Review) -> None:
    """Check every line of the label, and that no hint about a turned picture appears.

    Footage of the kind "negative" may show tries at the exercise, which are rejected.
    """
    assert review.turn_deg is None
    label = FootageLabel.model_validate(entry)
    assert label.allows(review.counted, scored=review.score is not None), review.summary
    if "negative_for" in entry:
        assert review.score is None
        assert entry.get("kind") == "negative" or review.repetitions == ()
    if "unfinished" in entry:
        assert rejections(review).count("unfinished") == entry["unfinished"]
    assert set(entry.get("faults_present", [])) <= faults(review)
    assert not set(entry.get("faults_absent", [])) & faults(review)
    if entry.get("score_given") is False:
        assert review.score is None
        assert review.band is None
        word = "side" if entry["reason"].startswith("view") else "out of the picture"
        assert any(word in warning for warning in review.warnings), review.warnings
        assert any("Not assessable" in warning for warning in review.warnings)


@pytest.fixture(scope="session")
def track_of():
    """The shared landmarks by file name, read once."""
    read: dict[str, PoseTrack] = {}

    def get(name: str) -> PoseTrack:
        if name not in read:
            found = (SHARED / folder / name for folder in ("tracks", "tracks2"))
            read[name] = PoseTrack.load(next(file for file in found if file.is_file()))
        return read[name]

    return get


@pytest.mark.parametrize(("entry", "exercise"), [*cases("tracks"), *cases("tracks2")])
def test_every_line_of_a_tracks_label_holds(entry, exercise, track_of):
    check(entry, judged(track_of(entry["file"]), exercise))


def test_the_outcomes_on_the_validation_page_are_those_of_today():
    today = judge_footage([SHARED / "tracks", SHARED / "tracks2"])
    assert judge_footage([REAL_PEOPLE]) == today, "run `make real-people`"


def test_most_holds_are_as_long_as_the_eye_says():
    rows = build_footage_rows(judge_footage([SHARED / "tracks2"]))
    holds, agree = (sum(getattr(row, key) for row in rows) for key in ("holds", "holds_agree"))
    assert holds >= 13
    assert agree >= 0.85 * holds, rows


@pytest.mark.drift
@pytest.mark.parametrize("change", [12, 24, 60])
@pytest.mark.parametrize(("entry", "exercise"), cases("tracks"))
def test_a_track_at_another_frame_rate_keeps_its_label(entry, exercise, change, track_of):
    check(entry, judged(track_of(entry["file"]).resampled(change), exercise))


@pytest.mark.drift
@pytest.mark.parametrize(("entry", "exercise"), cases("tracks"))
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
@pytest.mark.parametrize(("entry", "exercise"), cases("clips"))
def test_every_line_of_a_clips_label_holds(entry, exercise, clip_review, monkeypatch):
    review = clip_review(entry["file"], exercise)
    check(entry, review)
    # The page must show the review that was just made.
    assert page_problems(ReviewPage(monkeypatch).open(review), review) == []
