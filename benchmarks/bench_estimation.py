"""Measures the pose model without its mask against the published one, frame by frame in turn.

    python benchmarks/bench_estimation.py [--frames 300] [--variant full]

Both see the same frames of a sample, one after the other, so that a busy machine slows both
equally. Processor time counts all threads of the process. Nothing fails here: the numbers are only
printed. The last line says whether every landmark was the same to the last bit.
"""

import argparse
import sys
import time
from itertools import islice
from pathlib import Path

import numpy as np
from bench_review import show

from formcheck.errors import FormCheckError
from formcheck.kinematics.pose import Pose
from formcheck.paths import bundled_path, models_dir
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.model_files.store import find_bundle
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame

SAMPLES = ("bird_dog", "bridge")


class Timed:
    """A pose model, and how long each frame took it."""

    def __init__(self, bundle: Path) -> None:
        self.estimator = MediaPipeEstimator(bundle=bundle)
        self.cpu_s: list[float] = []
        self.wall_s: list[float] = []

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose and note the time."""
        cpu_s, wall_s = time.process_time(), time.perf_counter()
        pose = self.estimator.estimate(frame)
        self.wall_s.append(time.perf_counter() - wall_s)
        self.cpu_s.append(time.process_time() - cpu_s)
        return pose


def same(a: Pose, b: Pose) -> bool:
    """Return whether two poses are the same to the last bit."""
    return all(
        getattr(a, part).tobytes() == getattr(b, part).tobytes()
        for part in ("xy", "visibility", "world")
    )


def report(sample: str, frames: int, variant: str) -> None:
    """Measure on one sample and print the lines."""
    published = Timed(models_dir() / f"pose_landmarker_{variant}.task")
    without_mask = Timed(find_bundle(variant))
    equal = True
    with open_clip(bundled_path("sample_videos") / f"{sample}.mp4") as clip:
        for frame in islice(clip, frames):
            equal &= same(published.estimate(frame), without_mask.estimate(frame))
    for name, one in (("published", published), ("without its mask", without_mask)):
        one.estimator.close()
        cpu_ms, wall_ms = 1e3 * np.mean(one.cpu_s), 1e3 * np.median(one.wall_s)
        print(f"{sample}, {variant}, {name}: {cpu_ms:.1f} ms of processor, {wall_ms:.1f} ms")
    cpu = float(np.mean(without_mask.cpu_s) / np.mean(published.cpu_s))
    wall = float(np.median(without_mask.wall_s) / np.median(published.wall_s))
    show("processor time, without / with mask", f"{cpu:.2f}", "<= 0.72", good=cpu <= 0.72)
    show("time, without / with mask", f"{wall:.2f}", "<= 0.75", good=wall <= 0.75)
    show("landmarks the same to the last bit", str(equal), "True", good=equal)


def main() -> int:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--variant", default="full")
    chosen = parser.parse_args()
    try:
        for sample in SAMPLES:
            report(sample, chosen.frames, chosen.variant)
    except FormCheckError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
