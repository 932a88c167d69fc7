"""A repeated frame differs from a new frame of a person who hardly moves."""

from pathlib import Path

import numpy as np
import pytest

from formcheck.kinematics.seen_time import LONGEST_STEP_S
from formcheck.paths import bundled_path
from formcheck.video.decode import open_clip
from formcheck.video.repeated_frames import RepeatedFrameDetector

BUGS = Path(__file__).resolve().parents[3] / "shared" / "bugs"
SIZE = (360, 640)


def noisy(rng: np.random.Generator, *, levels: float, size: tuple[int, int] = SIZE) -> np.ndarray:
    """An image of an empty room with sensor noise."""
    room = np.linspace(40, 200, size[1])[None, :, None] * np.ones((size[0], 1, 3))
    return np.clip(room + rng.normal(0, levels, room.shape), 0, 255).astype(np.uint8)


def test_the_same_picture_again_is_a_repeat_and_a_first_one_never():
    detector, image = RepeatedFrameDetector(), noisy(np.random.default_rng(1), levels=3)
    assert [detector.update(image, t / 10) for t in range(4)] == [False, True, True, True]
    detector.reset()
    assert not detector.update(image, 0.5)


def test_changes_by_the_codec_in_single_pixels_make_no_new_frame():
    rng, detector = np.random.default_rng(2), RepeatedFrameDetector()
    image = noisy(rng, levels=3).astype(int)
    detector.update(image.astype(np.uint8), 0.0)
    touched = np.clip(image + rng.integers(-1, 2, image.shape), 0, 255).astype(np.uint8)
    assert detector.update(touched, 0.1)


def test_sensor_noise_makes_every_frame_new():
    rng, detector = np.random.default_rng(3), RepeatedFrameDetector()
    assert not any(detector.update(noisy(rng, levels=4), t / 30) for t in range(40))


def test_an_edge_that_moves_by_a_quarter_of_a_pixel_is_new():
    detector = RepeatedFrameDetector()
    for i in range(20):
        image = np.full((*SIZE, 3), 60, np.uint8)
        image[100:200, 100 : 300 + i // 4] = 160
        image[100:200, 300 + i // 4] = 60 + 25 * (i % 4)  # the pixel that the edge lies in
        assert not detector.update(image, i / 10), i


def test_a_picture_of_another_size_is_new():
    rng, detector = np.random.default_rng(4), RepeatedFrameDetector()
    detector.update(noisy(rng, levels=0), 0.0)
    assert not detector.update(noisy(rng, levels=0, size=(480, 640)), 0.1)


def test_a_codecs_whole_picture_is_known_again_among_its_others():
    detector = RepeatedFrameDetector()
    image = noisy(np.random.default_rng(5), levels=3)
    whole = np.clip(image.astype(int) + 4, 0, 255).astype(
        np.uint8
    )  # coarser, sent each half second
    shown = [detector.update(whole if i % 12 == 0 else image, i / 24) for i in range(48)]
    assert shown == [False, False, *[True] * 46]


@pytest.mark.parametrize("exercise", ["bridge", "hamstring_stretch_seated"])
def test_every_frame_of_a_person_who_holds_still_is_new(exercise):
    assert longest_step_s(bundled_path("sample_videos") / f"{exercise}.mp4", until_s=12.0) < (
        LONGEST_STEP_S
    )


@pytest.mark.skipif(
    not BUGS.is_dir(), reason="the films that go wrong are not beside this checkout"
)
def test_a_film_frozen_for_ten_seconds_is_detected():
    assert longest_step_s(BUGS / "short.mp4") < LONGEST_STEP_S
    steps = steps_s(BUGS / "freeze_top.mp4")
    assert sum(step for step in steps if step > LONGEST_STEP_S) == pytest.approx(10.0, abs=0.4)


def longest_step_s(clip: Path, *, until_s: float = 60.0) -> float:
    return max(steps_s(clip, until_s=until_s))


def steps_s(clip: Path, *, until_s: float = 60.0) -> list[float]:
    """Seconds between new pictures."""
    detector, new_s = RepeatedFrameDetector(), []
    with open_clip(clip) as frames:
        for frame in frames:
            if not detector.update(frame.image, frame.time_s):
                new_s.append(frame.time_s)
            if frame.time_s > until_s:
                break
    return np.diff([*new_s, frame.time_s]).tolist()
