"""A camera that repeats one frame shows nobody."""

from dataclasses import replace

import pytest

from formcheck.assessment.types import CheckName
from formcheck.live.server import live_sessions
from formcheck.live.session.events import Paused, QuestionAsked, Resumed
from formcheck.live.session.timers import SteadyStart
from formcheck.live.session.types import Stage
from formcheck.safety.prompts import PromptReason
from formcheck.texts import coach as coach_texts
from tests.live.controller_examples import BRIDGE, instruction, listener_in_set
from tests.support.live_listener import Listener, still
from tests.video.scripted import snapshot_of, standing

NOTICED_S = 3.0


def hanging(seconds: float) -> list:
    """The last frame of a person in the start position, repeated."""
    return [replace(pose, repeated=True) for pose in still(BRIDGE, seconds).poses()]


def test_a_set_pauses_within_three_seconds_and_says_that_the_picture_is_frozen():
    listener = listener_in_set(repetitions=20)
    since_s = listener.transcript.moments[-1].time_s
    transcript = listener.watch(hanging(6.0))
    assert transcript.first(Stage.PAUSED).time_s - since_s <= NOTICED_S
    assert [one.why for one in transcript.all_of(QuestionAsked)] == [PromptReason.STILL]
    (paused,) = transcript.all_of(Paused)
    assert paused.reason == instruction(CheckName.PICTURE)
    assert transcript.spoken[-1] == coach_texts.QUESTIONS[PromptReason.STILL]
    assert transcript.moments[-1].message == paused.reason


def test_a_set_continues_when_the_start_position_is_seen_again():
    listener = listener_in_set(repetitions=20)
    listener.watch(hanging(4.0))
    transcript = listener.watch(still(BRIDGE, 6.0))
    assert len(transcript.all_of(Resumed)) == 1
    assert listener.controller.stage is Stage.SET


def test_a_frozen_frame_starts_no_countdown():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 0.1))
    transcript = listener.watch(hanging(8.0))
    assert set(transcript.stages) == {Stage.SETUP}
    assert transcript.spoken[0] == instruction(CheckName.PICTURE)


def test_a_countdown_stops_when_the_frame_freezes():
    listener = Listener("bridge")
    listener.watch(still(BRIDGE, 2.0))
    assert listener.controller.stage is Stage.COUNTDOWN
    transcript = listener.watch(hanging(3.0))
    assert Stage.SET not in transcript.stages


def test_unseen_time_does_not_count_as_steady():
    steady = SteadyStart()
    at = [snapshot_of(standing(time_s)) for time_s in (0.0, 0.2, 3.0, 3.4)]
    assert [steady.update(one) for one in at] == [False] * 4
    assert steady.update(snapshot_of(standing(3.9))) is False
    assert steady.update(snapshot_of(standing(4.1))) is True


@pytest.mark.parametrize("of_camera", [True, False])
def test_repeated_frames_are_detected_for_a_camera_and_not_for_a_sample_clip(
    monkeypatch, of_camera
):
    asked = []
    monkeypatch.setattr(
        live_sessions, "MediaPipeEstimator", lambda **settings: asked.append(settings)
    )
    live_sessions.live_models().make_estimator(of_camera=of_camera)
    assert asked == [{"finds_repeats": of_camera}]
