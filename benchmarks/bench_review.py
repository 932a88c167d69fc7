"""Measures the speed of a review, as ratios within one run on one machine.

    python benchmarks/bench_review.py [--frames 600] [--rounds 3]

A review is compared with a bare serial loop on the same 720p clip: decode a frame, find the pose
with the published model, next frame. A clip of 60 frames a second is compared with the bare loop
over all of its frames. Runs alternate (bare, review, review with video, bare, ...) and medians are
compared, so that a busy machine slows all of them equally. Nothing fails here: the numbers are only
printed.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from formcheck.assessment.checker import FormChecker
from formcheck.errors import FormCheckError
from formcheck.kinematics.pose import LANDMARKS, Pose
from formcheck.kinematics.track import PoseTrack
from formcheck.paths import bundled_path, models_dir
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.poses.loader import load_exercise
from formcheck.review.pipeline import run_clip
from formcheck.review.request import ClipRequest
from formcheck.video.decode import open_clip
from formcheck.video.encode import VideoWriter
from formcheck.video.frame import Frame

EXERCISE = "bridge"
SIZE = (1280, 720)
FPS = 30
RSS_CLIP_MINUTES = 6


def make_clip(target: Path, frames: int, *, fps: float = FPS) -> None:
    """Write the sample forwards and backwards, repeatedly, at 720p."""
    sample = bundled_path("sample_videos") / f"{EXERCISE}.mp4"
    with VideoWriter(target, SIZE, crf=18) as writer:
        for i, image in enumerate(islice(_to_and_fro(sample), frames)):
            writer.write(image, i / fps)


def _to_and_fro(sample: Path) -> Iterator[np.ndarray]:
    with open_clip(sample) as clip:
        images = [np.asarray(cv2.resize(f.image, SIZE), dtype=np.uint8) for f in islice(clip, 150)]
    while True:
        yield from images
        yield from reversed(images)


def measure_bare(clip: Path) -> float:
    """Return the frames a second of decoding and the published model, one after the other."""
    published = models_dir() / "pose_landmarker_full.task"
    with open_clip(clip) as reader, MediaPipeEstimator(bundle=published) as estimator:
        start = time.perf_counter()
        frames = 0
        for frame in reader:
            estimator.estimate(frame)
            frames += 1
        return frames / (time.perf_counter() - start)


def measure_review(clip: Path, video: Path | None) -> float:
    """Return the clip's frames a second of a review, with the annotated clip if `video` is given.

    Frames between those that are judged count as well: the person waits for the whole clip.
    """
    checker = FormChecker(load_exercise(EXERCISE))
    with MediaPipeEstimator() as estimator, SecondPersonDetector() as people:
        start = time.perf_counter()
        done: list[int] = []
        run_clip(
            ClipRequest(path=clip, video_out=video),
            estimator=estimator,
            on_pose=checker.update,
            people=people,
            on_progress=lambda progress: done.append(progress.frames_done),
        )
        checker.finish()
        return done[-1] / (time.perf_counter() - start)


def record_track(clip: Path, track: Path) -> float:
    """Write the clip's track and return the median seconds of one inference."""
    times: list[float] = []

    class Timed(MediaPipeEstimator):
        def estimate(self, frame: Frame) -> Pose:
            start = time.perf_counter()
            pose = super().estimate(frame)
            times.append(time.perf_counter() - start)
            return pose

    checker = FormChecker(load_exercise(EXERCISE))
    with Timed() as estimator:
        run_clip(
            ClipRequest(path=clip, track_out=track), estimator=estimator, on_pose=checker.update
        )
    return statistics.median(times)


def measure_rescore(track: PoseTrack) -> float:
    """Return the frames a second of judging a track."""
    checker = FormChecker(load_exercise(EXERCISE))
    start = time.perf_counter()
    for pose in track.poses():
        checker.update(pose)
    checker.finish()
    return len(track) / (time.perf_counter() - start)


def measure_update_s(track: PoseTrack) -> float:
    """Return the median seconds of one `FormChecker.update`."""
    checker = FormChecker(load_exercise(EXERCISE))
    times = []
    for pose in track.poses():
        start = time.perf_counter()
        checker.update(pose)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure_rss_growth(folder: Path, track: PoseTrack) -> float:
    """Return the memory in megabytes gained per minute of a long clip, read at full speed.

    The poses come from `track`, so that only the pipeline's own memory is measured.
    """
    clip, size = folder / "long.mp4", (320, 180)
    images = np.random.default_rng(0).integers(0, 255, (8, size[1], size[0], 3), dtype=np.uint8)
    with VideoWriter(clip, size, preset="ultrafast") as writer:
        for i in range(RSS_CLIP_MINUTES * 60 * FPS):
            writer.write(images[i % len(images)], i / FPS)
    seen: list[tuple[float, float]] = []
    checker = FormChecker(load_exercise(EXERCISE))
    shift = np.array([size[0] / track.size[0], size[1] / track.size[1]])

    class Played:
        def estimate(self, frame: Frame) -> Pose:
            if frame.index % FPS == 0:
                seen.append((frame.time_s / 60, _rss_mb()))
            i = frame.index % len(track)
            xy = track.xy[i] * shift
            return Pose(
                time_s=frame.time_s,
                xy=xy.reshape(LANDMARKS, 2),
                visibility=track.visibility[i],
                world=track.world[i],
                size=size,
            )

        def close(self) -> None:
            """Nothing to free."""

    run_clip(
        ClipRequest(path=clip, video_out=folder / "long_out.mp4", track_out=folder / "long.npz"),
        estimator=Played(),
        on_pose=checker.update,
    )
    later = seen[len(seen) // 2 :]  # buffers and caches are full by then
    minutes, megabytes = np.array(later).T
    return float(np.polyfit(minutes, megabytes, 1)[0])


def _rss_mb() -> float:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:  # only Linux has this file
        return float("nan")
    return pages * 4096 / 1e6


def show(name: str, value: str, target: str, *, good: bool) -> None:
    """Print one line."""
    print(f"{name:<44}{value:>12}   target {target:<10}{'ok' if good else 'MISSED'}")


def main() -> int:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--frames", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="formcheck-bench-") as name:
            print_report(Path(name), frames=chosen.frames, rounds=chosen.rounds)
    except FormCheckError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def print_report(folder: Path, *, frames: int, rounds: int) -> None:
    """Measure in `folder` and print the lines."""
    # First, as what other runs leave in the heap would be measured too.
    sample = PoseTrack.load(bundled_path("sample_videos") / f"{EXERCISE}.landmarks.npz")
    growth = measure_rss_growth(folder, sample)
    show("memory gained per minute of clip, MB", f"{growth:.2f}", "< 1", good=growth < 1)
    clip = folder / "clip.mp4"
    make_clip(clip, frames)
    fast = folder / "fast.mp4"
    make_clip(fast, frames, fps=2 * FPS)
    kinds: dict[str, Callable[[], float]] = {
        "bare": lambda: measure_bare(clip),
        "review": lambda: measure_review(clip, None),
        "video": lambda: measure_review(clip, folder / "out.mp4"),
        "bare 60": lambda: measure_bare(fast),
        "review 60": lambda: measure_review(fast, None),
    }
    runs: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, measure in kinds.items():
            runs[kind].append(measure())
    fps = {kind: statistics.median(values) for kind, values in runs.items()}
    for kind, values in runs.items():
        print(f"{kind:<10}{fps[kind]:6.1f} frames/s   ({', '.join(f'{v:.1f}' for v in values)})")
    plain, video = fps["review"] / fps["bare"], fps["video"] / fps["bare"]
    twice = fps["review 60"] / fps["bare 60"]
    show("review / bare loop", f"{plain:.2f}", ">= 1.35", good=plain >= 1.35)
    show("review with video / bare loop", f"{video:.2f}", ">= 1.15", good=video >= 1.15)
    show("review of 60 frames/s / bare loop", f"{twice:.2f}", ">= 2.4", good=twice >= 2.4)
    path = folder / "clip.npz"
    inference_s = record_track(clip, path)
    track = PoseTrack.load(path)
    share = measure_update_s(track) / inference_s
    show("FormChecker.update / one inference", f"{share:.1%}", "< 2 %", good=share < 0.02)
    speed = statistics.median(measure_rescore(track) for _ in range(rounds))
    show("judging a track, frames/s", f"{speed:.0f}", "> 5000", good=speed > 5000)


if __name__ == "__main__":
    sys.exit(main())
