"""What the live coach says and what its screen shows: calm, plain, short.

`formcheck.texts.labels` holds what the coach asks for before anything can be judged, such as a foot
that is out of the picture, and what it says when a repetition does not count.
"""

from collections.abc import Mapping
from typing import Any

from formcheck.kinematics.landmarks import Side
from formcheck.safety.prompts import PromptReason
from formcheck.texts import labels

__all__ = [
    "EASY",
    "GO",
    "LAST_SET_DONE",
    "LOST",
    "NO_ANSWER",
    "NO_SOUND",
    "OTHER_LEG",
    "PAUSED_BY_PERSON",
    "PRAISE",
    "QUESTIONS",
    "READY",
    "RESUME",
    "SCREEN",
    "SECOND_PERSON",
    "UNEXPECTED",
    "break_begins",
    "count_line",
    "number",
    "set_done",
]

READY = "Good. Stay there."
GO = "Go."
RESUME = "Resuming."
PRAISE = "Good."
LAST_SET_DONE = "That was the last set. Well done."
PAUSED_BY_PERSON = "Paused. Press space to continue."
LOST = "Paused. Your count is kept."
OTHER_LEG = "Now the other leg."
NO_ANSWER = "No answer, so I've ended the set. Your progress is saved."
EASY = "Take it easy: smaller movements today."
UNEXPECTED = "Something went wrong. Your count is kept. Reload the page to continue."
NO_SOUND = "Please look at the screen."
"""The coach says this in place of a text that has no sound, such as an error with a file name."""
SECOND_PERSON = "I see someone else. Only one person in the picture, please."

QUESTIONS: Mapping[PromptReason, str] = {
    PromptReason.MINUTE: "All right? Carry on, or press any key if it hurts.",
    PromptReason.SET_END: "Does it hurt more than before? If so, press any key.",
    PromptReason.LEFT: "Paused. Is something hurting? If not, take the start position again.",
    PromptReason.LOST: "Paused. Your count is kept. Is something hurting?",
    PromptReason.STILL: "Paused. The picture is frozen. Check the camera. Is something hurting?",
    PromptReason.COLLAPSE: "Paused. Is something hurting? If not, continue with the next one.",
    PromptReason.FREEZE: "Paused. Is something hurting? If not, continue with the next one.",
    PromptReason.RANGE_DROP: "Paused. Is something hurting? If not, continue with the next one.",
    PromptReason.EASED: "Paused. Is it better like this? If so, continue with the next one.",
}

_NUMBERS = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen"),
    *("Nineteen", "Twenty"),
)


def number(count: int) -> str:
    """Return a count as it is spoken, such as "Three"."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def count_line(count: int, *, goal: int, side: Side | None) -> str:
    """Return what the coach says when a repetition counts.

    `side` is set where both sides work in turn.
    """
    said = number(count) if side is None else f"{number(count)}, {side.value}"
    if count == goal - 1:
        return f"{said}. One more{'' if side is None else f' {side.value}'}."
    return f"{said}."


def set_done(number_of_set: int, *, sets: int) -> str:
    """Return what the coach says at the end of a set that is not the last."""
    return f"Set {number_of_set} of {sets} done."


def break_begins(rest_s: float) -> str:
    """Return what the coach says when a break begins."""
    return f"Rest for {rest_s:.0f} seconds."


# --- On the screen ---------------------------------------------------------------------------

SCREEN: Mapping[str, Any] = {
    "stop": "STOP",
    "stop_how": "it hurts – or press any key",
    "pause": "Pause (space)",
    "resume": "Continue (space)",
    "skip_break": "Skip rest (space)",
    "skip_break_only": "Skip rest",
    "fine": "I'm fine",
    "hurts": "It hurts",
    "again": "Try again",
    "use_sample": "Use the sample clip",
    "back": "Back",
    "camera": "Camera",
    "mirror": "Mirror",
    "full_screen": "Full screen",
    "voice": "Voice",
    "voice_on": "Voice on",
    "voice_off": "Voice off",
    "voice_silent": "Voice silent",
    "voice_recorded": "FormCheck's recorded voice",
    "voice_notes": {
        "recorded": "This browser has no working voice. You hear FormCheck's recorded voice.",
        "silent": "This browser has no working voice and could not load sounds. Please read along.",
        "blocked": "The browser is blocking sound. Click on the picture to hear me.",
        "unsaid": "The recorded voice cannot say this. Please read it.",
    },
    "asking": "Please allow the camera",
    "set_of": "Set {set} of {sets}",
    "of_goal": "of {goal}",
    "break_seconds": "seconds of rest",
    "left": "left",
    "right": "right",
    "hold": "Hold",
    "view_good": "view good",
    "view_poor": "view poor",
    "paused": "Paused",
    "stopped": "Stopped",
    "phases": {phase.value: label for phase, label in labels.PHASE_LABELS.items()},
    "stages": {
        "setup": "Getting ready",
        "countdown": "Ready",
        "set": "",
        "break": "Rest",
        "done": "Done",
    },
    "replaced": "This exercise continues in another window.",
    "connection_lost": "FormCheck is not responding. Waiting for it; your count is kept.",
    "sample_over": "The sample clip is over.",
    "camera_starting": "Starting the camera",
    "camera_off": (
        "The camera is off while this page is hidden. It comes back on when you return."
    ),
    "camera_problems": {
        "refused": (
            "The browser is not allowed to use the camera. Click the camera icon in the address "
            "bar, allow it, and try again."
        ),
        "none": "I can't find a camera. Plug one in and try again.",
        "failed": "The camera won't start. Unplug it, plug it back in, and try again.",
        "silent": (
            "The camera sends no picture. Close other programs that use a camera, and try again."
        ),
        "sample": "The sample clip did not load. Try again.",
        "taken": "Another program is using the camera. Close it and try again.",
        "insecure": "The browser allows the camera only for pages on this machine or over HTTPS.",
        "lost": "The camera is gone. Your count is kept. Plug it back in.",
        "stalled": "The camera sends no picture. Your count is kept.",
    },
}
