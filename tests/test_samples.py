"""The sample clips through the real pose model, against the truth they were rendered from."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.clinic.review import review_clip
from formcheck.clinic.types import Review
from formcheck.motion.landmarks import Side
from formcheck.motion.observer import Observer
from formcheck.motion.track import PoseTrack
from tests.plays import exercise_named, faults, judged

FOLDER = Path(__file__).resolve().parents[1] / "sample_videos"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))

KNEE_MEAN_DEG, HIP_MEAN_DEG, HOLD_S = 5.0, 8.0, 0.5


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample clip: its label, the truth, what MediaPipe saw and what was made of it."""

    label: dict
    truth: PoseTrack
    track: PoseTrack
    review: Review


@pytest.fixture(scope="session")
def sample_of(tmp_path_factory):
    """The samples by name; MediaPipe looks at each clip once."""
    folder = tmp_path_factory.mktemp("samples")
    known: dict[str, Sample] = {}

    def get(name: str) -> Sample:
        if name not in known:
            label = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
            out = folder / f"{name}.npz"
            exercise = exercise_named(label["exercise"])
            review = review_clip(FOLDER / label["file"], exercise, track_out=out)
            truth = PoseTrack.load(FOLDER / f"{name}.truth.npz")
            known[name] = Sample(label=label, truth=truth, track=PoseTrack.load(out), review=review)
        return known[name]

    return get


@pytest.fixture(params=NAMES)
def sample(request, sample_of) -> Sample:
    return sample_of(request.param)


def measured(track: PoseTrack, side: Side, signal: str) -> np.ndarray:
    """What the judge measures on one side, at every picture; NaN where it cannot."""
    observer = Observer()
    return np.array([observer.update(pose).sides[side].signals[signal] for pose in track.poses()])


def errors_deg(sample: Sample, signal: str) -> np.ndarray:
    """How far the near side's angle is off the truth at every picture; nearly all are measured."""
    side = Side(sample.label["near_side"])
    true, seen = (measured(track, side, signal) for track in (sample.truth, sample.track))
    known = np.isfinite(true)
    true = np.interp(sample.track.time_s, sample.truth.time_s[known], true[known])
    assert np.isfinite(seen).mean() >= 0.95
    return np.abs(seen - true)[np.isfinite(seen)]


def test_there_is_a_sample_for_every_exercise():
    texts = [(FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in NAMES]
    assert {tomllib.loads(text)["exercise"] for text in texts} == {
        "bird_dog",
        "bridge",
        "hamstring_stretch",
        "hamstring_stretch_90_90",
        "hamstring_stretch_seated",
    }


@pytest.mark.slow
def test_a_samples_repetitions_are_counted_exactly(sample):
    review = sample.review
    assert review.counted == sample.label["counted"] == len(sample.label["repetition"]) >= 2
    assert len(review.repetitions) == review.counted
    sides = [repetition["side"] for repetition in sample.label["repetition"]]
    assert [r.side for r in review.repetitions] == sides
    assert review.view.near_side == sample.label["near_side"]


@pytest.mark.slow
def test_a_good_sample_shows_no_fault_and_scores_well(sample):
    assert faults(sample.review) == set()
    assert sample.review.score >= 90
    assert sample.review.main_fault is None


@pytest.mark.slow
def test_the_near_knee_is_within_5_degrees_on_average(sample):
    assert np.mean(errors_deg(sample, "knee_deg")) <= KNEE_MEAN_DEG


@pytest.mark.slow
def test_the_near_hip_is_within_8_degrees_on_average(sample):
    assert np.mean(errors_deg(sample, "hip_deg")) <= HIP_MEAN_DEG


@pytest.mark.slow
def test_every_hold_is_timed_within_half_a_second(sample):
    truth_s = [repetition["still_s"] for repetition in sample.label["repetition"]]
    assert [r.hold_s for r in sample.review.repetitions] == pytest.approx(truth_s, abs=HOLD_S)


@pytest.mark.slow
def test_a_repetition_lies_where_the_label_says(sample):
    for found, label in zip(sample.review.repetitions, sample.label["repetition"], strict=True):
        assert found.start_s == pytest.approx(label["start_s"], abs=0.6)
        assert found.end_s == pytest.approx(label["end_s"], abs=0.6)
        assert label["top_s"] - HOLD_S <= found.turn_s <= label["leave_s"] + HOLD_S


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_itself_gives_the_same_counts_and_holds(name):
    label = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    review = judged(PoseTrack.load(FOLDER / f"{name}.truth.npz"), label["exercise"])
    assert review.counted == len(review.repetitions) == label["counted"]
    truth_s = [repetition["still_s"] for repetition in label["repetition"]]
    assert [r.hold_s for r in review.repetitions] == pytest.approx(truth_s, abs=HOLD_S)


@pytest.mark.slow
@pytest.mark.parametrize("fps", [12, 24, 60])
def test_a_sample_at_another_frame_rate_or_mirrored_keeps_its_verdict(sample, fps):
    for track in (sample.track.resampled(fps), sample.track.mirrored()):
        review = judged(track, sample.label["exercise"])
        assert review.counted == sample.review.counted
        assert review.band == sample.review.band
        assert faults(review) == faults(sample.review)


@pytest.fixture(scope="module")
def upright(one_bridge) -> Review:
    return review_clip(one_bridge, exercise_named("bridge"))


@pytest.mark.slow
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
            # Stored turned clockwise; the mark asks the player to turn it back.
            image = np.ascontiguousarray(
                np.rot90(frame.to_ndarray(format="rgb24"), k=-turn_deg // 90)
            )
            if frame.pts == 0:
                stream.width, stream.height = image.shape[1], image.shape[0]
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    review = review_clip(turned, exercise_named("bridge"))
    assert review.counted == upright.counted == 1
    assert faults(review) == faults(upright)
    assert review.band == upright.band
    # Encoded anew, so the landmarks differ a little; the truth is the same.
    [again], [before] = review.repetitions, upright.repetitions
    label = tomllib.loads((FOLDER / "bridge.toml").read_text(encoding="utf-8"))["repetition"][0]
    assert again.hold_s == pytest.approx(label["still_s"], abs=HOLD_S)
    assert again.rom_deg == pytest.approx(before.rom_deg, abs=3)
