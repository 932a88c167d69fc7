"""The messages of a connection: frames and commands in, states out."""

import json
import math
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.types import Arc, CameraView, CheckName, ReadinessCheck
from formcheck.errors import LiveError
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.pose import Pose
from formcheck.live.server.protocol import (
    MAX_MESSAGE_BYTES,
    CameraFrame,
    Command,
    encode_failure,
    encode_state,
    read_command,
    read_frame,
)
from formcheck.live.server.stage_times import StageTimes
from formcheck.live.session.state import LiveState
from formcheck.live.session.types import ChecklistItem, Priority, Prompt, Stage, Utterance
from formcheck.poses.plan import PlannedSet
from tests.live.scripted import jpeg, message
from tests.video.scripted import snapshot_of, standing

SIDES = [None, *Side]
FLOATS = st.floats()  # with NaN and infinities
LANDMARKS = st.lists(st.tuples(FLOATS, FLOATS), min_size=33, max_size=33)


class TestPictures:
    @given(
        time_s=st.floats(0, 1e8),
        flags=st.integers(0, 255),
        data=st.binary(min_size=1, max_size=2000),
    )
    def test_are_read_as_they_were_sent(self, time_s, flags, data):
        got = read_frame(message(time_s, data, flags=flags))
        assert (got.time_s, got.speaking, got.jpeg) == (time_s, flags % 2 == 1, data)

    @given(data=st.binary(max_size=200) | st.binary(min_size=9, max_size=9))
    def test_any_bytes_are_a_frame_or_a_refusal(self, data):
        try:
            got = read_frame(data)
        except LiveError:
            return
        assert isinstance(got, CameraFrame)
        assert 0 <= got.time_s <= 1e8
        assert got.jpeg == data[9:] != b""

    @pytest.mark.parametrize("length", range(10))
    def test_too_short_ones_are_refused(self, length):
        with pytest.raises(LiveError, match=f"got {length} bytes"):
            read_frame(bytes(length))

    def test_the_longest_is_taken_and_one_byte_more_refused(self):
        longest = message(1.0, bytes(MAX_MESSAGE_BYTES - 9))
        assert len(read_frame(longest).jpeg) == MAX_MESSAGE_BYTES - 9
        with pytest.raises(LiveError, match="at most"):
            read_frame(longest + b"\0")

    @pytest.mark.parametrize(
        "time_s", [math.nan, math.inf, -math.inf, -1.0, -5e-324, 1e8 + 1, 1.7e308]
    )
    def test_a_time_that_cannot_be_is_refused(self, time_s):
        with pytest.raises(LiveError, match="time in seconds"):
            read_frame(message(time_s))

    def test_a_nan_of_any_pattern_is_refused(self):
        for bits in (0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF, 0x7FF8DEADBEEF0000):
            with pytest.raises(LiveError):
                read_frame(struct.pack("<QB", bits, 0) + jpeg())


class TestCommands:
    @pytest.mark.parametrize("do", ["pause", "resume", "stop", "skip_break", "note"])
    def test_the_known_ones_are_read(self, do):
        assert read_command(json.dumps({"do": do})) == Command(do=do)
        assert read_command(json.dumps({"do": do, "what": "hidden"})).what == "hidden"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "null",
            "[]",
            "{}",
            '"pause"',
            "pause",
            '{"do": "dance"}',
            '{"do": "pause\\n"}',
            '{"do": " pause"}',
            '{"do": "PAUSE"}',
            '{"do": ["pause"]}',
            '{"do": null}',
            '{"do": 1}',
            '{"do": "pause", "more": 1}',
            '{"do": "note", "what": 5}',
            '{"do": "note", "what": "' + "x" * 41 + '"}',
            '{"do": "pause"} {"do": "stop"}',
            "[" * 900,
            '{"do": "note", "what": "\\ud800"}',
            '{"do": "note", "what": "\udc80"}',
            '{"do": NaN}',
            "\0",
        ],
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(LiveError, match="Expected a command"):
            read_command(text)

    def test_a_long_text_is_refused_unread(self):
        with pytest.raises(LiveError, match="at most 1000"):
            read_command('{"do": "pause"' + " " * 1000 + "}")

    @given(text=st.text(st.characters(exclude_categories=[]), max_size=1100))
    def test_any_text_is_a_command_or_a_refusal(self, text):
        try:
            got = read_command(text)
        except LiveError:
            return
        assert isinstance(got, Command)

    @given(
        value=st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(["do", "what", "x"]), inner, max_size=3)
            ),
        )
    )
    def test_any_json_is_a_command_or_a_refusal(self, value):
        try:
            got = read_command(json.dumps(value))
        except LiveError:
            return
        assert value["do"] == got.do


def no_constant(name: str) -> None:
    pytest.fail(f"{name} is no JSON")


def strict(text: str) -> dict:
    """The JSON, read strictly: NaN and Infinity are errors."""
    return json.loads(text, parse_constant=no_constant)


def live_state(stage: Stage = Stage.SET, **changes: object) -> LiveState:
    plain = LiveState(
        time_s=3.0,
        stage=stage,
        planned=PlannedSet(number=2, side=None, goal=8, counters=("both",)),
        sets=3,
        counts={"both": 4},
        hold_goal_s=5.0,
    )
    return replace(plain, **changes)


def unknown_snapshot(**changes: object):
    """The state of a frame in which nothing was measured."""
    arc = Arc(
        a=Landmark.LEFT_SHOULDER,
        vertex=Landmark.LEFT_HIP,
        b=Landmark.LEFT_KNEE,
        value_deg=math.nan,
        allowed_deg=(-math.inf, math.inf),
    )
    values = {
        "ready": False,
        "arcs": (arc, replace(arc, allowed_deg=None), replace(arc, allowed_deg=(170.0, 185.5))),
        "view": CameraView(yaw_deg=math.nan, facing=None, near_side=None, ok=False),
        "readiness": ReadinessCheck(failed=CheckName.PERSON),
        "hold_s": math.nan,
        "measured": (False,) * 33,
    }
    return snapshot_of(Pose.empty(1.0, (640, 480)), **(values | changes))


class TestLiveStates:
    @pytest.mark.parametrize("stage", Stage)
    @pytest.mark.parametrize("frame_s", [None, 0.0, 12.25])
    def test_of_every_stage_are_strict_json_when_nothing_is_known(self, stage, frame_s):
        got = strict(
            encode_state(
                live_state(
                    stage, snapshot=unknown_snapshot(), hold_s=math.nan, break_left_s=math.inf
                ),
                say=None,
                frame_s=frame_s,
            )
        )
        assert got["stage"] == stage.value
        assert got["at"] == frame_s
        assert got["hold"] is None
        assert got["break_left"] is None
        assert got["xy"] == []
        assert [arc["value_deg"] for arc in got["arcs"]] == [None, None, None]
        assert [arc["allowed_deg"] for arc in got["arcs"]] == [[0.0, 360.0], None, [170.0, 185.5]]

    @pytest.mark.parametrize("stage", Stage)
    def test_without_a_frame_have_nothing_to_draw(self, stage):
        got = strict(encode_state(live_state(stage), say=None, frame_s=None))
        assert got.keys().isdisjoint({"xy", "seen", "arcs", "size", "failed_check", "view", "near"})

    def test_name_how_long_each_stage_of_the_frame_took(self):
        clock = iter([10.002, 10.003, 10.0155, 10.016])
        times = StageTimes(lambda: next(clock), since_s=10.0)
        for stage in ("waited", "decoded", "estimated", "judged"):
            times.note(stage)
        got = strict(encode_state(live_state(), say=None, frame_s=1.0, times=times))
        assert got["spent_ms"] == {
            "waited": 2.0,
            "decoded": 1.0,
            "estimated": 12.5,
            "judged": 0.5,
        }
        assert strict(encode_state(live_state(), say=None, frame_s=None))["spent_ms"] is None

    @pytest.mark.parametrize("stage", Stage)
    def test_have_the_same_keys_in_every_stage(self, stage):
        one = strict(encode_state(live_state(stage), say=None, frame_s=None))
        other = strict(encode_state(live_state(), say=None, frame_s=None))
        assert one.keys() == other.keys()

    def test_a_landmark_that_is_not_known_is_null(self):
        pose = standing(1.0)
        xy = pose.xy.copy()
        xy[5] = np.nan
        xy[7, 1] = np.inf
        snapshot = snapshot_of(replace(pose, xy=xy), ready=True)
        got = strict(encode_state(live_state(snapshot=snapshot), say=None, frame_s=1.0))
        assert got["xy"][5] == [None, None]
        assert got["xy"][7][1] is None
        assert got["xy"][0] == [round(float(v), 1) for v in xy[0]]
        assert len(got["xy"]) == len(got["seen"]) == 33
        assert got["size"] == [64, 48]

    @given(
        points=LANDMARKS,
        stage=st.sampled_from(Stage),
        numbers=st.tuples(FLOATS, FLOATS, FLOATS, FLOATS, FLOATS),
        side=st.sampled_from(SIDES),
        text=st.text(st.characters(exclude_categories=[])),
    )
    def test_of_any_numbers_and_words_are_strict_json(self, points, stage, numbers, side, text):
        pose = replace(standing(1.0), xy=np.array(points))
        arc = Arc(
            a=Landmark.LEFT_SHOULDER,
            vertex=Landmark.LEFT_HIP,
            b=Landmark.LEFT_KNEE,
            value_deg=numbers[0],
            allowed_deg=(-math.inf, 180.0),
        )
        view = CameraView(yaw_deg=numbers[1], facing=None, near_side=side, ok=True)
        utterance = Utterance(number=3, kind=Priority.COUNT, text=text, interrupt=True)
        got = strict(
            encode_state(
                live_state(
                    stage,
                    snapshot=snapshot_of(pose, ready=True, arcs=(arc,), view=view),
                    hold_s=numbers[2],
                    break_left_s=numbers[3],
                    planned=PlannedSet(number=1, side=side, goal=3, counters=("left", "right")),
                    cue=Prompt(text=text, kind=Priority.SAFETY),
                    message=text,
                    checklist=(ChecklistItem(name="person", title=text, done=None),),
                ),
                say=utterance,
                frame_s=1.0,
                warning=text,
            )
        )
        assert got["say"] == {"n": 3, "text": text, "kind": Priority.COUNT.value, "interrupt": True}
        assert got["cue"] == [text, "safety"]
        assert got["checklist"] == [["person", text, None]]
        assert got["warning"] == got["message"] == text

    def test_every_number_the_page_shows_is_there(self):
        got = strict(
            encode_state(
                live_state(
                    Stage.BREAK,
                    planned=PlannedSet(number=2, side=Side.LEFT, goal=8, counters=("left",)),
                    counts={"left": 4},
                    hold_s=2.345,
                    break_left_s=12.34,
                    countdown=3,
                ),
                say=None,
                frame_s=7.5,
                warning="Nothing is kept.",
            )
        )
        assert (got["set"], got["sets"], got["side"]) == (2, 3, "left")
        assert (got["count"], got["goal"], got["counts"]) == (4, 8, {"left": 4})
        assert (got["hold"], got["hold_goal"], got["break_left"]) == (2.35, 5.0, 12.3)
        assert (got["countdown"], got["warning"]) == (3, "Nothing is kept.")


@given(text=st.text(st.characters(exclude_categories=[])), fatal=st.booleans())
def test_a_failure_of_any_words_is_json(text, fatal):
    assert strict(encode_failure(text, fatal=fatal)) == {"error": text, "fatal": fatal}
