"""The held-back clips judged by the landmarks kept of them, each once for all tests of a process.

tests/conftest.py lets one process run the tests that ask for many of them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from formcheck.evaluation.labels import ClipLabels, read_labels
from formcheck.evaluation.outcome import ClipOutcome
from formcheck.evaluation.run import evaluate_one
from formcheck.review.types import Review

HELD = Path(__file__).resolve().parents[2] / "sample_videos" / "held"


@dataclass(frozen=True, kw_only=True)
class HeldClip:
    """A held-back clip, the review of its kept landmarks, and how it compares with the labels."""

    labels: ClipLabels
    review: Review
    outcome: ClipOutcome


@cache
def held_clip(name: str) -> HeldClip:
    """The clip called `name`, judged as `formcheck evaluate --from-landmarks` judges it."""
    labels = read_labels(HELD / f"{name}.toml")
    reviews: list[Review] = []
    outcome = evaluate_one(labels, kept_in=HELD, kept=True, on_review=reviews.append)
    [review] = reviews
    return HeldClip(labels=labels, review=review, outcome=outcome)
