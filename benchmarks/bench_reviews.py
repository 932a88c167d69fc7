"""Measures kept reviews: opening one, and a list of 5,000.

    python benchmarks/bench_reviews.py [--reviews 5000] [--rounds 5]

The reviews are copies of one of a sample clip. Opening reads the landmarks and judges them again,
without the pose model. Nothing fails here: the numbers are only printed.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_review import show

from formcheck.archive.review_archive import ReviewArchive
from formcheck.export.review import to_json
from formcheck.history.store import Store
from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip

EXERCISE = "bird_dog"


def measure(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the seconds that `work` took."""
    spent = []
    for _ in range(rounds):
        start_s = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start_s)
    return statistics.median(spent)


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reviews", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    sample = bundled_path("sample_videos") / f"{EXERCISE}.landmarks.npz"
    request = ReviewRequest(path=sample, exercise=load_exercise(EXERCISE))
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
        path, folder = Path(name) / "history.sqlite3", Path(name) / "reviews"
        with Store(path) as store:
            review = review_clip(request)
            archive = ReviewArchive(store, folder)
            first = archive.keep(request, review)
            facts, verdict = archive.open(first).kept.facts, to_json(review)
            for number in range(1, chosen.reviews):
                last = store.reviews.keep(facts, verdict)
                if number % 3 == 0:
                    archive.add_note(number, f"Note {number}: compare with last week.")
            last.result()

        def list_all() -> None:
            # The program starts, so that the check and the opening of the file count too.
            with Store(path) as store:
                ReviewArchive(store, folder).list("bird")

        def open_one() -> None:
            with Store(path) as store:
                ReviewArchive(store, folder).open(first)

        listed_s, opened_s = measure(list_all, chosen.rounds), measure(open_one, chosen.rounds)
        size = path.stat().st_size / chosen.reviews
    print(f"a clip of {review.duration_s:.0f} s, {review.frames} frames; {size:.0f} bytes a review")
    show("opening a kept review", f"{opened_s:.2f} s", "< 1 s", good=opened_s < 1)
    show(f"a list of {chosen.reviews}", f"{listed_s:.2f} s", "< 2 s", good=listed_s < 2)


if __name__ == "__main__":
    main()
