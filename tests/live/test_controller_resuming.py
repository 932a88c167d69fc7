"""A repetition that ends while a paused set counts down again belongs to the set like any other."""

from formcheck.live.server.recorder import SessionRecorder
from formcheck.live.session.events import RepetitionFinished, SetEnded
from formcheck.live.session.types import Stage
from tests.history.examples import BRIDGE as BRIDGE_ITEM
from tests.support.good_repetitions import GOOD_REPETITIONS
from tests.support.live_listener import Listener, still
from tests.support.stick_figure import Key

BRIDGE = GOOD_REPETITIONS["bridge"]
LIFT_AND_HOLD = BRIDGE.keys()[:2]
NEARLY_DOWN = Key(seconds=2.0, angles={**BRIDGE.rest, "hip": BRIDGE.rest["hip"] + 8})
SINKING = Key(seconds=3.0, angles=BRIDGE.rest, even=True)
"""Down, but still moving slowly: the end of the repetition is not known yet."""


def resumed_at_the_top(**dose) -> Listener:
    """A person pauses with the hips up, resumes at once, comes down and sinks a little.

    The countdown begins before the repetition is over.
    """
    listener = Listener("bridge", **dose)
    listener.watch(still(BRIDGE, 5.0))
    listener.watch(BRIDGE.film(LIFT_AND_HOLD, lead_s=0.4))
    listener.controller.pause()
    listener.controller.resume()
    listener.watch(
        BRIDGE.film([NEARLY_DOWN, SINKING], rest={**BRIDGE.rest, **BRIDGE.top}, lead_s=0)
    )
    listener.watch(still(BRIDGE, 3.0))
    return listener


def test_it_is_counted_on_the_screen_while_it_counts_down():
    transcript = resumed_at_the_top(repetitions=3).transcript
    [when] = [
        s for s in transcript.moments if any(isinstance(h, RepetitionFinished) for h in s.events)
    ]
    assert (when.stage, when.count) == (Stage.COUNTDOWN, 1)
    assert transcript.moments[-1].stage is Stage.SET
    assert transcript.moments[-1].count == 1
    assert len(transcript.counted) == 1


def test_it_is_written(store):
    session_id = store.begin_session(BRIDGE_ITEM, source="camera")
    recorder = SessionRecorder(store, session_id)
    for moment in resumed_at_the_top(repetitions=3).transcript.moments:
        recorder.record(moment.time_s, moment.events)
    [only] = store.session(session_id).sets
    assert [(r.result.index, r.result.counted) for r in only.repetitions] == [(1, True)]


def test_it_may_be_the_last_one():
    transcript = resumed_at_the_top(repetitions=1).transcript
    assert transcript.moments[-1].stage is Stage.DONE
    assert len(transcript.counted) == 1
    [ended] = transcript.all_of(SetEnded)
    assert [r.counted for r in ended.summary.results] == [True]
