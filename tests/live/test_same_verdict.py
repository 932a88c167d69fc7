"""A live run and a review of the same frames agree, with real MediaPipe."""

import io
import json
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from formcheck.errors import FormCheckError
from formcheck.kinematics.track import MODEL_NAME, PoseTrack
from formcheck.live.server.protocol import read_frame
from formcheck.live.server.worker import LiveSession
from formcheck.live.session.controller import SessionController
from formcheck.live.session.events import SetEnded
from formcheck.live.session.set_sequence import ResumePoint
from formcheck.paths import bundled_path
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.model_files.store import find_bundle
from formcheck.pose_estimation.native.system_libraries import check_system_libraries
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import usual_item
from formcheck.review.review import review_track
from formcheck.video.decode import open_clip
from formcheck.video.frame import Frame
from formcheck.video.jpeg import decode_jpeg
from tests.support.sensor_noise import with_noise

pytestmark = [pytest.mark.slow, pytest.mark.drift]

LEAD_S, FPS = 5.0, 15.0
ASKED = {"bridge": 3, "bird_dog": 2}


class Recorder:
    """Keeps events in memory."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def record(self, time_s: float, events) -> None:
        self.events += events

    def record_note(self, kind: str, time_s: float, /, **data: object) -> None:
        """Ignore the note."""


def pictures(exercise: str) -> Iterator[tuple[float, bytes]]:
    """The messages of a page: JPEG frames of a person who waits before starting."""
    with open_clip(bundled_path("sample_videos") / "live" / f"live_{exercise}.mp4") as clip:
        first, *rest = clip
    rng = np.random.default_rng(1)
    for i in range(round(LEAD_S * FPS)):
        yield i / FPS, _jpeg(with_noise(first.image, rng))
    shown = [(frame.time_s, _jpeg(frame.image)) for frame in (first, *rest)]
    for time_s, picture in shown:
        yield LEAD_S + time_s, picture


def _jpeg(image) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(image).save(packed, "JPEG", quality=80)
    return packed.getvalue()


def live(exercise: str, shown: list[tuple[float, bytes]]) -> tuple[SetEnded, list[str]]:
    """The end of the set, and the stage at every frame."""
    loaded = load_exercise(exercise)
    item = replace(usual_item(loaded), sets=1, repetitions=ASKED[exercise], hold_s=3.0)
    now = [0.0]
    recorder, stages = Recorder(), []
    session = LiveSession(
        SessionController(loaded, item, start=ResumePoint()),
        make_estimator=MediaPipeEstimator,
        recorder=recorder,
        clock=lambda: now[0],
    )
    for time_s, jpeg in shown:
        now[0] = time_s
        answered = threading.Event()

        def reply(text: str, answered=answered) -> None:
            stages.append(json.loads(text)["stage"])
            answered.set()

        session.submit_frame(read_frame(struct.pack("<dB", time_s, 0) + jpeg), reply)
        assert answered.wait(60)
    session.close(wait_s=20)
    [ended] = [one for one in recorder.events if isinstance(one, SetEnded)]
    return ended, stages


@pytest.mark.parametrize("exercise", ASKED)
def test_a_live_run_has_the_verdict_of_a_review_of_its_frames(exercise):
    try:
        check_system_libraries()
        find_bundle()
    except FormCheckError as error:
        pytest.skip(str(error))
    shown = list(pictures(exercise))
    ended, stages = live(exercise, shown)
    first = stages.index("countdown")
    last = stages.index("done")
    with MediaPipeEstimator() as estimator:
        poses = [
            estimator.estimate(Frame(image=decode_jpeg(jpeg), time_s=time_s + 1e-3, index=i))
            for i, (time_s, jpeg) in enumerate(shown)
        ]
    # The picture that ends the setting up is not judged; the next one is the set's first.
    track = PoseTrack.from_poses(poses[first + 1 : last + 1], meta={"model": MODEL_NAME})
    review = review_track(track, load_exercise(exercise).with_hold_goal(3.0))
    mine, theirs = ended.summary.results, review.repetitions
    assert len(mine) == len(theirs) == 3 + (exercise == "bird_dog")
    for one, other in zip(mine, theirs, strict=True):
        assert (one.counted, one.side, one.rejected) == (other.counted, other.side, other.rejected)
        assert one.score == other.score
        assert [f.rule for f in one.faults] == [f.rule for f in other.faults]
        assert one.hold_s == pytest.approx(other.hold_s, abs=1e-3)
        assert one.rom_deg == pytest.approx(other.rom_deg, abs=1e-2)
    assert ended.summary.score == review.score
