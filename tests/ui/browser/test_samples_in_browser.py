"""A newcomer tries the cards: samples are reviewed by the real page, each exercise opens.

A click on a card shows the verdict by the landmarks that came along with the sample. In one sample
the pose is then estimated again; `make test-all` does so in all of them. The landmarks that the
page gives for download are held against the truth the samples were rendered from.
"""

import io
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.observer import Observer
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.review.types import Review
from formcheck.texts import app as app_texts
from formcheck.texts import exercise as exercise_texts
from formcheck.texts import review as review_texts
from tests.support.answered_patient import accept
from tests.support.good_repetitions import NEAR_TOP_S, faults, judged
from tests.ui.browser.conftest import visitor
from tests.ui.browser.errors_on import no_error

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).resolve().parents[3] / "sample_videos"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
ESTIMATED = "bridge"
OTHERS_ESTIMATED = [
    pytest.param((name, True), marks=pytest.mark.drift) for name in NAMES if name != ESTIMATED
]

KNEE_MEAN_DEG, HIP_MEAN_DEG, HOLD_S = 5.0, 8.0, 0.5


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A sample clip: its label, the truth, what MediaPipe saw and what the page made of it."""

    label: dict
    truth: PoseTrack
    track: PoseTrack
    review: Review
    report: dict
    shown: str


@pytest.fixture(scope="module")
def seat(browser, real, shots):
    """A newcomer, who came to the Review page by the first page's door."""
    real.restart(accept)
    with visitor(browser) as page:
        page.goto(real.url)
        page.get_by_role("button", name=app_texts.REVIEW_PAGE).click()
        expect(page.get_by_text(review_texts.SAMPLES_TITLE)).to_be_visible()
        yield page


@pytest.fixture(scope="module")
def sample_of(seat, shots):
    """The samples, each reviewed on the page when it is first asked for."""
    known: dict[tuple[str, bool], Sample] = {}

    def get(name: str, *, estimated: bool) -> Sample:
        if (name, estimated) not in known:
            known[name, estimated] = reviewed(seat, name, shots, estimated=estimated)
        return known[name, estimated]

    return get


def reviewed(page, name: str, shots: Path, *, estimated: bool) -> Sample:
    """What the page shows and gives of a sample; then back to the cards."""
    label = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    page.locator(f".st-key-start-{name} button:visible").first.click()
    expect(page.get_by_text(review_texts.STORED_LANDMARKS)).to_be_visible()
    if estimated:
        page.get_by_role("button", name=review_texts.ESTIMATE_AGAIN).click()
        expect(page.get_by_text(review_texts.STORED_LANDMARKS)).to_be_hidden()
    expect(page.locator("[class*=st-key-verdict-]")).to_be_visible(timeout=300_000)
    expect(page.locator(".mark").first).to_be_visible()
    expect(page.locator(".st-key-axis .stVegaLiteChart svg")).to_be_visible()
    page.screenshot(path=shots / f"review-{name}.png", full_page=True)
    no_error(page)
    shown = page.locator(".st-key-summary").inner_text()
    last = label["repetition"][-1]
    page.locator(f".mark[data-id=rep-{last['index']}]").click()
    page.wait_for_function(
        "(at) => Math.abs(document.querySelector('.st-key-clip video').currentTime - at) < 1",
        arg=last["start_s"],
    )
    track = PoseTrack.load(io.BytesIO(saved(page, review_texts.DOWNLOAD_TRACK)))
    report = json.loads(saved(page, review_texts.DOWNLOAD_JSON))
    page.locator(".st-key-new-clip button").click()
    expect(page.get_by_text(review_texts.SAMPLES_TITLE)).to_be_visible()
    return Sample(
        label=label,
        truth=PoseTrack.load(FOLDER / f"{name}.truth.npz"),
        track=track,
        review=judged(track, label["exercise"]),
        report=report,
        shown=shown,
    )


def saved(page, label: str) -> bytes:
    """A download of the result, read."""
    button = page.get_by_role("button", name=label)
    if not button.is_visible():
        page.get_by_test_id("stPopoverButton").click()
    with page.expect_download() as waiting:
        button.click()
    page.keyboard.press("Escape")
    return waiting.value.path().read_bytes()


@pytest.fixture(
    params=[*((name, False) for name in NAMES), (ESTIMATED, True), *OTHERS_ESTIMATED],
    ids=lambda param: f"{param[0]}, {'estimated' if param[1] else 'by its card'}",
)
def sample(request, sample_of) -> Sample:
    name, estimated = request.param
    return sample_of(name, estimated=estimated)


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


def test_a_samples_repetitions_are_counted_exactly(sample):
    review = sample.review
    assert sample.report["counted"] == review.counted
    repetitions = "repetition" if review.counted == 1 else "repetitions"
    assert sample.shown.startswith(f"{review.counted} {repetitions} counted.")
    assert review.counted == sample.label["counted"] == len(sample.label["repetition"]) >= 1
    assert len(review.repetitions) == review.counted
    sides = [repetition["side"] for repetition in sample.label["repetition"]]
    assert [r.side for r in review.repetitions] == sides
    assert review.view.near_side == sample.label["near_side"]


def test_a_good_sample_shows_no_fault_and_scores_well(sample):
    assert faults(sample.review) == set()
    assert sample.review.score >= 90
    assert sample.review.main_fault is None


def test_the_near_knee_is_within_5_degrees_on_average(sample):
    assert np.mean(errors_deg(sample, "knee_deg")) <= KNEE_MEAN_DEG


def test_the_near_hip_is_within_8_degrees_on_average(sample):
    assert np.mean(errors_deg(sample, "hip_deg")) <= HIP_MEAN_DEG


def test_every_hold_is_timed_within_half_a_second(sample):
    truth_s = [repetition["still_s"] + NEAR_TOP_S for repetition in sample.label["repetition"]]
    assert [r.hold_s for r in sample.review.repetitions] == pytest.approx(truth_s, abs=HOLD_S)


def test_a_repetition_lies_where_the_label_says(sample):
    for found, label in zip(sample.review.repetitions, sample.label["repetition"], strict=True):
        assert found.start_s == pytest.approx(label["start_s"], abs=0.6)
        assert found.end_s == pytest.approx(label["end_s"], abs=0.6)
        assert label["top_s"] - HOLD_S <= found.turn_s <= label["leave_s"] + HOLD_S


@pytest.mark.parametrize("fps", [12, 24, 60])
def test_a_sample_at_another_frame_rate_or_mirrored_keeps_its_verdict(sample, fps):
    for track in (sample.track.resampled(fps), sample.track.mirrored()):
        review = judged(track, sample.label["exercise"])
        assert review.counted == sample.review.counted
        assert review.band == sample.review.band
        assert faults(review) == faults(sample.review)


def test_every_card_of_the_exercise_page_opens(seat):
    for name in exercise_names():
        seat.goto(seat.url.rsplit("/", 1)[0] + "/exercise")
        seat.locator(f".st-key-choose-{name} button").click()
        expect(seat.get_by_text(exercise_texts.CAMERA_TITLE)).to_be_visible()
        expect(seat.get_by_role("heading", name=load_exercise(name).title)).to_be_visible()
        no_error(seat)
