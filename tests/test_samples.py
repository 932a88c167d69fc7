"""The sample clips: their truth gives what their labels say, and a turned clip the same verdict.

What the pose model makes of them is held against the truth in `ui/browser/test_samples_in_browser`.
"""

import tomllib
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.kinematics.track import PoseTrack
from formcheck.review.request import ReviewRequest
from formcheck.review.review import review_clip
from formcheck.review.types import Review
from tests.support.clip_excerpt import first_seconds
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    NEAR_TOP_S,
    exercise_named,
    faults,
    judged,
)

FOLDER = Path(__file__).resolve().parents[1] / "sample_videos"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))

HOLD_S = 0.5


def test_there_is_a_sample_for_every_exercise_whose_good_repetition_is_known():
    texts = [(FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in NAMES]
    assert {tomllib.loads(text)["exercise"] for text in texts} == set(GOOD_REPETITIONS)


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_itself_gives_the_same_counts_and_holds(name):
    label = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    review = judged(PoseTrack.load(FOLDER / f"{name}.truth.npz"), label["exercise"])
    assert review.counted == len(review.repetitions) == label["counted"]
    truth_s = [repetition["still_s"] + NEAR_TOP_S for repetition in label["repetition"]]
    assert [r.hold_s for r in review.repetitions] == pytest.approx(truth_s, abs=HOLD_S)


@pytest.fixture(scope="module")
def one_bridge(tmp_path_factory) -> Path:
    """The first repetition of the sample."""
    return first_seconds(FOLDER / "bridge.mp4", tmp_path_factory.mktemp("cut") / "one.mp4", 11.5)


@pytest.fixture(scope="module")
def upright(one_bridge) -> Review:
    return review_clip(ReviewRequest(path=one_bridge, exercise=exercise_named("bridge")))


@pytest.mark.slow
@pytest.mark.drift  # `video/test_decode` tests daily that turned frames are decoded upright
@pytest.mark.parametrize("turn_deg", [90, 180])
def test_a_clip_filmed_turned_and_marked_so_gives_the_same_verdict(
    turn_deg, one_bridge, upright, tmp_path
):
    turned = tmp_path / "turned.mp4"
    with av.open(str(one_bridge)) as source, av.open(str(turned), "w") as out:
        stream = out.add_stream("libx264", rate=source.streams.video[0].average_rate)
        stream.pix_fmt = "yuv420p"
        stream.set_display_rotation(turn_deg)
        for frame in source.decode(video=0):
            # The film is stored turned clockwise; its mark tells players to turn it back.
            image = np.ascontiguousarray(
                np.rot90(frame.to_ndarray(format="rgb24"), k=-turn_deg // 90)
            )
            if frame.pts == 0:
                stream.width, stream.height = image.shape[1], image.shape[0]
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    review = review_clip(ReviewRequest(path=turned, exercise=exercise_named("bridge")))
    assert review.counted == upright.counted == 1
    assert faults(review) == faults(upright)
    assert review.band == upright.band
    # A new encoding changes the landmarks a little; the truth is the same.
    [again], [before] = review.repetitions, upright.repetitions
    label = tomllib.loads((FOLDER / "bridge.toml").read_text(encoding="utf-8"))["repetition"][0]
    assert again.hold_s == pytest.approx(label["still_s"] + NEAR_TOP_S, abs=HOLD_S)
    assert again.rom_deg == pytest.approx(before.rom_deg, abs=3)
