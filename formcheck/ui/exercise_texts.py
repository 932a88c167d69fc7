"""The texts of the exercise pages and of the coach on the screen."""

from collections.abc import Mapping
from typing import Any

__all__ = ["COACH", "form_alt", "goal_line", "open_line"]

PAGE = "Exercise"
TITLE = "Exercise"
LEAD = (
    "Choose an exercise. FormCheck watches through your camera, counts, times the holds and tells "
    "you what to change, aloud. Nothing leaves this machine and no picture is kept."
)
PLAN_TITLE = "Your plan"
PLAN_EMPTY = "Nothing is planned yet. Choose an exercise and add it here."
CHOOSE_TITLE = "Choose an exercise"
OTHER = "All exercises"
CAMERA_TITLE = "Where to put the camera"
DOSE_TITLE = "How much"
SETS = "Sets"
REPETITIONS = "Repetitions a set"
REPETITIONS_SIDE = "Repetitions a side"
HOLD = "Hold, seconds"
REST = "Rest between sets, seconds"
SIDE = "Leg"
SIDES: Mapping[str, str] = {"auto": "Both", "left": "Left", "right": "Right"}
SIDE_HELP = "Both: the left leg and the right leg in turn, a set each."
VOICE = "Speak to me"
RATE = "Speed of the voice"
KEEP = "Keep the skeleton of each repetition, to look at afterwards"
KEEP_HELP = "Stick figures only, on this machine. Pictures are never kept."
START = "Start"
START_SAMPLE = "No camera? Try it on the sample clip"
ADD = "Add to my plan"
ADDED = "Added to your plan."
REMOVE = "Remove"
REMOVED = "Removed from your plan."
UNDO = "Undo"
GO_ON = "Go on"
GO_ON_HERE = "Go on here instead"
END_IT = "End it"
ELSEWHERE = "It is going on in another window."

LIMIT_TITLE = "Not more than last time"
LIMIT = "Not more than last time: {amount}."
NOT_LAST_TIME = (
    "{title} was not part of your last exercises. It is clearly worse today than before them, so "
    "{title} is left out today."
)
ENOUGH = (
    "You have done as much of {title} as last time. It is clearly worse today than before your "
    "last exercises, so leave it at that."
)
GOING_ON = (
    "{title} is not finished yet. Go on with it, or end it first: today you do not do more than "
    "last time."
)

SUMMARY_TITLE: Mapping[str, str] = {
    "finished": "Well done",
    "stopped": "Stopped",
    "running": "Cut short",
    "interrupted": "Cut short",
}
SUMMARY_WARNED_TITLE = "Your exercise"
STOPPED_TEXT = (
    "You stopped. Rest as long as you like. If something hurts more than before, leave it for "
    "today and tell your clinician."
)
WELL_TITLE = "What went well"
COUNTED_TITLE = "What was counted"
ONE_THING_TITLE = "One thing to work on"
NOTHING_TO_CHANGE = "Nothing in particular. Keep it like this."
NO_REPETITION = "No repetition was counted."
BEST = "Best repetition"
WORST = "Repetition to look at"
NOT_KEPT = "No skeletons were kept. You can allow that before the next start."
AGAIN = "Again"
DONE = "Done"

COACH: Mapping[str, Any] = {
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
    "phases": {
        "waiting": "",
        "rest": "ready",
        "out": "going",
        "hold": "hold",
        "back": "coming back",
    },
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


def goal_line(sets: int, repetitions: int, hold_s: float) -> str:
    """A dose in words, such as "2 sets of 8, held for 5 s"."""
    many = f"{sets} set{'s' if sets != 1 else ''} of {repetitions}"
    return f"{many}, held for {hold_s:g} s"


def form_alt(title: str) -> str:
    """What the picture of good form shows, for who does not see it."""
    return f"{title}, done well, seen from the side"


def open_line(title: str, number: int, sets: int, counted: int) -> str:
    """What was cut short, in words."""
    return f"{title} was cut short in set {number} of {sets}, with {counted} counted."
