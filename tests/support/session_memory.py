"""A program that runs real live sessions one after the other and measures its memory.

Prints the process's memory in MB after each, one a line.
"""

import sys
from pathlib import Path

import cv2

from formcheck.live.server.second_person import SecondPersonWatcher
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.second_person import SecondPersonDetector
from formcheck.video.decode import open_clip
from tests.live.scripted import SessionClient

PICTURES = 12
STEP_S = 0.2


def main(sessions: int) -> None:
    with open_clip(bundled_path("sample_videos") / "bridge.mp4") as clip:
        shown = [_jpeg(frame.image) for frame, _ in zip(clip, range(PICTURES), strict=False)]
    for _ in range(sessions):
        with SessionClient(make_estimator=MediaPipeEstimator, second_person=_watch) as client:
            for picture in shown:
                client.show(picture, step_s=STEP_S)
        sys.stdout.write(f"{_private_mb():.0f}\n")


def _jpeg(image) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


def _watch() -> SecondPersonWatcher:
    return SecondPersonWatcher(lambda: SecondPersonDetector(every_s=STEP_S))


def _private_mb() -> float:
    """Return the memory in MB that belongs to no file."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line.startswith("RssAnon:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
