"""The texts of the Exercise page."""

from collections.abc import Mapping

from formcheck.poses.rules import Rule
from formcheck.texts.formatting import is_known, points

__all__ = [
    "clean_line",
    "counted_line",
    "form_alt",
    "goal_line",
    "headline",
    "held_line",
    "open_line",
    "thing_to_change",
]

PAGE = "Exercise"
TITLE = "Exercise"
LEAD = (
    "Choose an exercise. FormCheck watches through your camera, counts aloud, times your holds and "
    "tells you what to change. Nothing leaves this machine, and no picture is kept."
)
PLAN_TITLE = "Your plan"
PLAN_EMPTY = "Nothing is planned yet. Choose an exercise and add it here."
CHOOSE_TITLE = "Choose an exercise"
OTHER = "All exercises"
CAMERA_TITLE = "Where to put the camera"
DOSE_TITLE = "How much"
SETS = "Sets"
REPETITIONS = "Repetitions per set"
REPETITIONS_SIDE = "Repetitions per side"
HOLD = "Hold, seconds"
REST = "Rest between sets, seconds"
SIDE = "Leg"
SIDES: Mapping[str, str] = {"auto": "Both", "left": "Left", "right": "Right"}
SIDE_HELP = "Both: the left leg and the right leg in turn, one set each."
VOICE = "Speak to me"
RATE = "Voice speed"
KEEP = "Save a stick figure of each repetition to look at later"
KEEP_HELP = "Stick figures only, on this machine. Pictures are never kept."
START = "Start"
START_SAMPLE = "No camera? Try the sample clip"
ADD = "Add to my plan"
ADDED = "Added to your plan."
REMOVE = "Remove"
REMOVED = "Removed from your plan."
UNDO = "Undo"
CONTINUE = "Continue"
CONTINUE_HERE = "Continue here instead"
END_IT = "End this exercise"
ELSEWHERE = "It is open in another window."

LIMIT_TITLE = "No more than last time"
LIMIT = "No more than last time: {amount}."
NOT_LAST_TIME = (
    "You feel clearly worse today than before your last exercises. {title} was not one of them, so "
    "it is left out today."
)
ENOUGH = (
    "You have done as much of {title} as last time. You feel clearly worse today than before your "
    "last exercises, so leave it at that."
)
NOT_FINISHED = (
    "{title} is not finished yet. Continue it or end it first: today you do no more than last time."
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
NOTHING_TO_CHANGE = "Nothing in particular. Keep it up."
NO_REPETITION = "No repetition was counted."
BEST = "Best repetition"
WORST = "Repetition to look at"
NOT_KEPT = "No stick figures were saved. You can turn that on before you start."
AGAIN = "Again"
DONE = "Done"


def goal_line(sets: int, repetitions: int, hold_s: float) -> str:
    """Return a dose in words, such as "2 sets of 8, held for 5 s"."""
    many = f"{sets} set{'s' if sets != 1 else ''} of {repetitions}"
    return f"{many}, held for {hold_s:g} s"


def form_alt(title: str) -> str:
    """Return what the picture of good form shows, for screen readers."""
    return f"{title}, done well, seen from the side"


def open_line(title: str, number: int, sets: int, counted: int) -> str:
    """Return an exercise that was cut short, in words."""
    return f"{title} was cut short in set {number} of {sets}, with {counted} counted."


def headline(counted: int, *, sets: int, score: float | None) -> str:
    """Return how the session went, in one line; `score` is None where no repetition has a score."""
    if not counted:
        return NO_REPETITION
    scored = f"score {points(score)} out of 100" if is_known(score) else "not scored"
    return f"{counted} counted in {sets} set{'s' if sets != 1 else ''}, {scored}."


def counted_line(counted: int) -> str:
    """Return how many repetitions counted."""
    return f"{counted} counted."


def clean_line(clean: int) -> str:
    """Return how many of the counted repetitions had no fault."""
    return f"{clean} of them needed no change."


def held_line(mean_s: float) -> str:
    """Return how long the holds were."""
    return f"You held for {mean_s:.0f} seconds on average."


def thing_to_change(rule: Rule, *, seen: int, counted: int) -> str:
    """Return a rule that `seen` of the counted repetitions broke, with what to do."""
    return f"{rule.cue}. {rule.title}, {seen} of {counted} times. {rule.why}"
