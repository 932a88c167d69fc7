"""Every clip that ships, and every one whose landmarks were kept, opens and shows its verdict.

Each is judged from its landmarks and read by everything that reads a review. The page itself is
slow to draw, so it is opened once for each distinct situation of an exercise: which fields were not
measured (the score is one), how repetitions were rejected, which sorts of findings there are, and
whether there are warnings and times not seen.
"""

import dataclasses
import math
import tomllib
from pathlib import Path

import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.review.types import Review
from tests.support.example_count import FEWER
from tests.support.good_repetitions import GOOD_REPETITIONS, judged
from tests.support.held_clips import HELD, held_clip
from tests.ui.opening import ReviewPage, page_problems, written

TOP = Path(__file__).resolve().parents[2]
SAMPLES = TOP / "sample_videos"
SHARED = TOP.parent / "shared"

pytestmark = pytest.mark.slow


def labelled(folder: Path) -> dict[Path, str]:
    """The label files of a folder and the exercise each is of."""
    read = {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}
    return {path: read[path]["exercise"] for path in sorted(read) if "exercise" in read[path]}


def unmeasured(value: object, at: str = "") -> set[str]:
    """The fields of a review, by their path, in which a number is missing somewhere."""
    if dataclasses.is_dataclass(value):
        parts = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {path for name, part in parts for path in unmeasured(part, f"{at}.{name}")}
    if isinstance(value, tuple):
        return {path for part in value for path in unmeasured(part, at)}
    missing = value is None or (isinstance(value, float) and not math.isfinite(value))
    return {at} if missing else set()


def situation(review: Review) -> tuple[object, ...]:
    """What the page can look like, apart from its numbers and words."""
    return (
        review.exercise,
        frozenset(unmeasured(review)),
        frozenset(rep.rejected for rep in review.repetitions),
        frozenset((f.safety, f.informational) for f in review.findings),
        bool(review.warnings),
        bool(review.trace.not_assessable),
    )


class Opener:
    """Opens each review that looks like none before it, and notes what was wrong, by its name."""

    def __init__(self, page: ReviewPage) -> None:
        self._page = page
        self._known: set[tuple[object, ...]] = set()
        self.wrong: dict[str, list[str]] = {}

    def open(self, name: str, review: Review) -> None:
        written(review)
        if situation(review) in self._known:
            return
        self._known.add(situation(review))
        problems = page_problems(self._page.open(review), review)
        if problems:
            self.wrong[name] = problems

    @property
    def opened(self) -> int:
        """How many were opened on the page."""
        return len(self._known)


@pytest.fixture
def opener(monkeypatch) -> Opener:
    return Opener(ReviewPage(monkeypatch))


@pytest.mark.parametrize("name", GOOD_REPETITIONS)
def test_every_held_back_clip_of_an_exercise_shows_its_verdict(name, opener):
    for labels, exercise in labelled(HELD).items():
        if exercise == name:
            opener.open(labels.stem, held_clip(labels.stem).review)
    assert opener.opened > 5
    assert opener.wrong == {}


def test_every_sample_shows_its_verdict(opener):
    samples = labelled(SAMPLES) | labelled(SAMPLES / "live")
    assert len(samples) >= 10
    for labels, exercise in samples.items():
        track = PoseTrack.load(labels.with_suffix(".truth.npz"))
        opener.open(labels.stem, judged(track, exercise))
    assert opener.opened >= 5
    assert opener.wrong == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled footage is not beside this checkout")
def test_every_shared_track_shows_its_verdict(opener):
    """CI takes every third track each day, and all in `make test-all`."""
    tracks = [
        (file.with_name(entry["file"]), entry.get("exercise") or entry["negative_for"][0])
        for file in sorted(SHARED.glob("tracks*/labels.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["track"]
    ]
    for path, exercise in tracks[:: 3 if FEWER else 1]:
        opener.open(path.name, judged(PoseTrack.load(path), exercise))
    assert opener.opened > 5
    assert opener.wrong == {}
