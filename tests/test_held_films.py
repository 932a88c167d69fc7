"""The real pose model gives the verdicts of the saved landmarks for films of the held clips.

These are some of the films, which takes a minute or two; `make evaluate` reads all. Daily
`test_canary_films` compares the landmarks of shorter films, and `test_validation` judges all
saved landmarks.
"""

from pathlib import Path

import pytest

from formcheck.evaluation.labels import read_labels
from formcheck.evaluation.run import evaluate_clips

HELD = Path(__file__).resolve().parents[1] / "sample_videos" / "held"
NAMES = [
    f"held_{short}_{what}"
    for short, whats in {
        "bridge": ("good_1", "yaw_45"),
        "dog": ("good_1", "set_up_first"),
        "straight": ("good_1", "hold_short"),
        "ninety": ("good_1", "yaw_45"),
        "seated": ("good_1", "set_up_first"),
    }.items()
    for what in whats
]

pytestmark = [pytest.mark.slow, pytest.mark.drift]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """The outcomes of the film and of the saved landmarks, by name."""
    labels = [read_labels(HELD / f"{name}.toml") for name in NAMES]
    # One after the other, because the test run uses the other cores.
    seen = evaluate_clips(labels, workers=1, kept_in=tmp_path_factory.mktemp("tracks"))
    kept = evaluate_clips(labels, workers=1, kept=True)
    return dict(zip(NAMES, zip(seen, kept, strict=True), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_a_film_and_its_saved_landmarks_give_the_same_verdict(name, pairs):
    seen, kept = pairs[name]
    assert seen.counted == kept.counted
    assert seen.reasons == kept.reasons
    assert (seen.score is None) == (kept.score is None)
    for now, before in zip(seen.angles, kept.angles, strict=True):
        assert now.mean_abs_deg == pytest.approx(before.mean_abs_deg, abs=0.5)
