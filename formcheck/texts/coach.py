"""What the live coach says, and what its screen shows: calm, plain, short.

What it asks for before anything can be judged, such as a foot that is out of the picture, and what
it says of a repetition that does not count, is in `formcheck.texts.labels`.
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
    "count_line",
    "number",
    "rest_begins",
    "set_done",
]

READY = "Good. Stay there."
GO = "Go."
RESUME = "Going on."
PRAISE = "Good."
LAST_SET_DONE = "That was the last set. Well done."
PAUSED_BY_PERSON = "Paused. Press space to go on."
LOST = "Paused. Your count is kept."
OTHER_LEG = "Now the other leg."
NO_ANSWER = "I end it here. Everything is kept."
EASY = "Gently today: not so far."
UNEXPECTED = "Something went wrong here. Your count is kept; load the page again to go on."
NO_SOUND = "Please look at the screen."
"""Said in place of a text that has no sound, such as an error that names a file."""
SECOND_PERSON = "I see somebody else. Only one person in the picture, please."

QUESTIONS: Mapping[PromptReason, str] = {
    PromptReason.MINUTE: "All right? Carry on, or press any key if it hurts.",
    PromptReason.SET_END: "Does it hurt more than before? Then press any key.",
    PromptReason.LEFT: "Paused. Is something hurting? If not, take the start position again.",
    PromptReason.LOST: "Paused. Your count is kept. Is something hurting?",
    PromptReason.STILL: "Paused. The picture stands still; check the camera. Is something hurting?",
    PromptReason.COLLAPSE: "Paused. Is something hurting? If not, go on with the next one.",
    PromptReason.FREEZE: "Paused. Is something hurting? If not, go on with the next one.",
    PromptReason.RANGE_DROP: "Paused. Is something hurting? If not, go on with the next one.",
    PromptReason.EASED: "Paused. Is it better like this? If so, go on with the next one.",
}

_NUMBERS = (
    *("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    *("Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen"),
    *("Nineteen", "Twenty"),
)


def number(count: int) -> str:
    """A count as it is spoken, such as "Three"."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def count_line(count: int, *, goal: int, side: Side | None) -> str:
    """What is said when a repetition was counted; `side` where both work in turn."""
    said = number(count) if side is None else f"{number(count)}, {side.value}"
    if count == goal - 1:
        return f"{said}. One more{'' if side is None else f' {side.value}'}."
    return f"{said}."


def set_done(number_of_set: int, *, sets: int) -> str:
    """What is said at the end of a set that is not the last."""
    return f"Set {number_of_set} of {sets} done."


def rest_begins(rest_s: float) -> str:
    """What is said when a rest begins."""
    return f"Rest for {rest_s:.0f} seconds."


# --- On the screen ---------------------------------------------------------------------------

SCREEN: Mapping[str, Any] = {
    "stop": "STOP",
    "stop_how": "it hurts – or press any key",
    "pause": "Pause (space)",
    "resume": "Go on (space)",
    "skip_rest": "Skip rest (space)",
    "skip_rest_only": "Skip rest",
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
        "recorded": "This browser has no voice that works. You hear FormCheck's recorded voice.",
        "silent": "This browser has no voice that works and got no sounds. Please read along.",
        "blocked": "The browser keeps the sound off. Click on the picture to hear me.",
        "unsaid": "The recorded voice cannot say this. Please read it.",
    },
    "asking": "Please allow the camera",
    "set_of": "Set {set} of {sets}",
    "of_goal": "of {goal}",
    "rest": "seconds of rest",
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
        "rest": "Rest",
        "done": "Done",
    },
    "replaced": "This exercise goes on in another window.",
    "line_lost": "FormCheck does not answer. Waiting for it; your count is kept.",
    "sample_over": "The sample clip is over.",
    "camera_starting": "Starting the camera",
    "camera_off": (
        "The camera is off while nobody can see this page. It comes on again when you are back."
    ),
    "camera_troubles": {
        "refused": (
            "The browser may not use the camera. Click the camera sign in the address bar, allow "
            "it, and try again."
        ),
        "none": "I find no camera. Plug one in and try again.",
        "failed": "The camera does not start. Unplug it, plug it in again, and try again.",
        "silent": (
            "No picture comes from the camera. Close other programs that use a camera, and try "
            "again."
        ),
        "sample": "The sample clip does not load. Try again.",
        "taken": "Another program is using the camera. Close it and try again.",
        "insecure": "The browser gives a camera only to pages on this machine or over HTTPS.",
        "lost": "I lost the camera. Your count is kept. Plug it in again.",
        "stalled": "No picture comes from the camera. Your count is kept.",
    },
}
