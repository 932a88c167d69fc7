"""The messages of the live websocket, and the checks on those that come in.

The page sends each frame as one binary message:

```
bytes 0-7    time of the frame by the page's own clock, seconds, little-endian float64
byte  8      flags: 1 = the browser is speaking
bytes 9-     a JPEG image
```

It sends the person's commands as JSON text, such as `{"do": "pause"}`. The server answers with JSON
text.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.assessment.types import Snapshot
from formcheck.drawing.arc import build_browser_arc
from formcheck.errors import LiveError
from formcheck.kinematics.landmarks import Landmark
from formcheck.live.server.stage_times import StageTimes
from formcheck.live.session.state import LiveState
from formcheck.live.session.types import Utterance
from formcheck.texts.formatting import json_number

__all__ = [
    "MAX_MESSAGE_BYTES",
    "CameraFrame",
    "Command",
    "encode_failure",
    "encode_state",
    "read_command",
    "read_frame",
]

MAX_MESSAGE_BYTES = 2_000_000
"""A frame of 1280 x 720 takes 60-150 kB, so no message of the page comes near this limit."""
MAX_TIME_S = 1e8

_HEAD = struct.Struct("<dB")
_SPEAKING = 1
_ALL_MARKS = range(len(Landmark))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CameraFrame:
    """A frame as it arrived: `time_s` by the page's clock, `jpeg` not yet decoded."""

    time_s: float
    speaking: bool
    jpeg: bytes


class Command(BaseModel):
    """A command of the person."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    do: str = Field(pattern="^(pause|resume|stop|leave|fine|report_pain|skip_break|note)$")
    what: str = Field(default="", max_length=40)


def read_frame(message: bytes) -> CameraFrame:
    """Read the frame in a binary message.

    Raises `LiveError` when the message is too short or too long, or its time is not finite.
    """
    if not _HEAD.size < len(message) <= MAX_MESSAGE_BYTES:
        raise LiveError(
            f"Expected a camera frame with its time, at most {MAX_MESSAGE_BYTES} bytes, "
            f"got {len(message)} bytes. Reload the page."
        )
    time_s, flags = _HEAD.unpack_from(message)
    if not (math.isfinite(time_s) and 0 <= time_s <= MAX_TIME_S):
        raise LiveError(f"Expected a frame's time in seconds, got {time_s}. Reload the page.")
    return CameraFrame(time_s=time_s, speaking=bool(flags & _SPEAKING), jpeg=message[_HEAD.size :])


def read_command(message: str) -> Command:
    """Read the command in a text message. Raises `LiveError` when it is not a command."""
    if len(message) > 1000:
        raise LiveError(
            f"Expected a command of at most 1000 characters, got {len(message)}. Reload the page."
        )
    try:
        return Command.model_validate_json(message)
    except ValidationError as error:
        raise LiveError('Expected a command such as {"do": "pause"}.') from error


def encode_failure(message: str, *, fatal: bool) -> str:
    """Encode an error for the page; after a `fatal` one the server sends nothing more."""
    return json.dumps({"error": message, "fatal": fatal})


def encode_state(
    state: LiveState,
    *,
    say: Utterance | None,
    frame_s: float | None,
    warning: str = "",
    times: StageTimes | None = None,
) -> str:
    """Encode the state for the page, with what to say now.

    `frame_s` is the time, by the page's clock, of the frame that this answers, and `times` how long
    its stages took; None after a command. Unknown numbers are null.
    """
    content: dict[str, Any] = {
        "at": frame_s,
        "spent_ms": None if times is None else times.to_ms(),
        "stage": state.stage.value,
        "set": state.planned.number,
        "sets": state.sets,
        "side": None if state.planned.side is None else state.planned.side.value,
        "count": state.count,
        "goal": state.planned.total,
        "counts": dict(state.counts),
        "hold": json_number(state.hold_s, 2),
        "hold_goal": state.hold_goal_s,
        "phase": state.phase.value,
        "message": state.message,
        "warning": warning,
        "countdown": state.countdown,
        "break_left": json_number(state.break_left_s, 1),
        "question": None if state.question is None else [state.question.why, state.question.text],
        "answer_left": json_number(state.answer_left_s, 1),
        "checklist": [[s.name, s.title, s.done] for s in state.checklist],
        "cue": None if state.cue is None else [state.cue.text, state.cue.kind.name.lower()],
        "say": None if say is None else _utterance(say),
    }
    if state.snapshot is not None:
        content |= _drawing(state.snapshot)
    return json.dumps(content, separators=(",", ":"), allow_nan=False)


def _utterance(say: Utterance) -> dict[str, Any]:
    return {
        "n": say.number,
        "text": say.text,
        "kind": say.kind.value,
        "interrupt": say.interrupt,
    }


def _drawing(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the page draws over the video: landmarks in pixels, and the judged angles."""
    pose, view = snapshot.pose, snapshot.view
    return {
        "failed_check": None
        if snapshot.readiness.failed is None
        else snapshot.readiness.failed.value,
        "view": "good" if view.ok else "poor",
        "near": None if view.near_side is None else view.near_side.value,
        "size": list(pose.size),
        "xy": [[json_number(v, 1) for v in point] for point in pose.xy.tolist()]
        if pose.found
        else [],
        "seen": [int(snapshot.measured[i]) for i in _ALL_MARKS],
        "arcs": [
            build_browser_arc(
                (a.a, a.vertex, a.b), a.drawn_deg, from_extension=a.from_extension, turn=a.turn
            )
            | {"value_deg": json_number(a.value_deg, 1)}
            for a in snapshot.arcs
        ],
    }
