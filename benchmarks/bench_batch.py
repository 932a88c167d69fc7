"""Measures reviews of many clips: two workers against one, and what a worker's memory does.

    python benchmarks/bench_batch.py [--clips 8] [--seconds 8] [--rounds 2]

Both review the same copies of a sample, in turn, so that a busy machine slows both equally. Memory
is the most that a worker ever had, after 2 clips and after all. Nothing fails here: the numbers are
only printed.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench_review import show

from formcheck.paths import bundled_path
from formcheck.poses.loader import load_exercise
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.worker_pool import run_in_workers
from formcheck.video.decode import open_clip
from formcheck.video.encode import VideoWriter

EXERCISE = "bridge"
FEW = 2


def review(clip: Path) -> float:
    """Review a clip and return the most memory in MB that this process ever had."""
    review_clip(ReviewRequest(path=clip, exercise=load_exercise(EXERCISE)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def make_clips(folder: Path, *, clips: int, seconds: float) -> list[Path]:
    """Write `clips` times the first seconds of the sample."""
    found = [folder / f"{number}.mp4" for number in range(clips)]
    with open_clip(bundled_path("sample_videos") / f"{EXERCISE}.mp4") as sample:
        frames = list(islice(sample, round(seconds * 24)))
    with VideoWriter(found[0], (frames[0].size[0], frames[0].size[1])) as writer:
        for frame in frames:
            writer.write(frame.image, frame.time_s)
    for copy in found[1:]:
        copy.write_bytes(found[0].read_bytes())
    return found


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
        clips = make_clips(Path(name), clips=chosen.clips, seconds=chosen.seconds)
        spent: dict[int, list[float]] = {1: [], 2: []}
        review(clips[0])  # so that one worker does not pay for what is loaded once
        for _ in range(chosen.rounds):
            for workers, times in spent.items():
                start = time.perf_counter()
                peaks = run_in_workers(review, clips, workers=workers)
                times.append(time.perf_counter() - start)
        few = max(run_in_workers(review, clips[: 2 * FEW], workers=2))
    two_to_one = statistics.median(spent[2]) / statistics.median(spent[1])
    show("two workers / one, time", f"{two_to_one:.2f}", "<= 0.62", good=two_to_one <= 0.62)
    grown = max(peaks) / few
    print(f"most memory of a worker: {few:.0f} MB after {FEW} clips, {max(peaks):.0f} MB after all")
    show("memory after all clips / after 2", f"{grown:.2f}", "<= 1.05", good=grown <= 1.05)


if __name__ == "__main__":
    main()
