"""The texts of the Review page."""

from collections.abc import Iterable

from formcheck.assessment.types import Rejection, RepResult
from formcheck.texts.formatting import (
    capitalised,
    clock,
    duration,
    escape,
    interval,
    is_known,
    plain_name,
    quantity,
)
from formcheck.texts.labels import REJECTION_LABELS, SIDE_LABELS

__all__ = [
    "curve_alt",
    "describe_count",
    "describe_counted",
    "describe_verdict",
    "held_of",
    "limit_line",
    "main_fault",
    "name_fault",
    "name_repetition",
    "name_span",
    "no_temporary_folder",
    "progress_line",
    "review_help",
    "source_line",
    "turn_button",
    "wrong_kind",
]

# --- Choosing a clip --------------------------------------------------------------------------

CHOOSE_TITLE = "Review a clip"
CHOOSE_LEAD = (
    "Choose a clip of an exercise. You get the repetitions, the holds and what to change, "
    "each with the moment it was seen."
)
SAMPLES_TITLE = "Try a sample"
SAMPLE_BUTTON = "Review"
NO_SAMPLES = "No sample clips are installed. You can still use a clip of your own."
OWN_TITLE = "Or use your own clip"
UPLOAD_LABEL = "Clip"
EXERCISE_LABEL = "Exercise"
SIDE_LABEL = "Working side"
SIDE_HELP = "Leave this on automatic unless the wrong leg is counted."
SIDES = {"auto": "Automatic", "left": SIDE_LABELS["left"], "right": SIDE_LABELS["right"]}
START = "Review this clip"
CAMERA_TITLE = "Where to put the camera"
PRIVATE = (
    "A phone video of a few minutes is fine, and so is a saved track (NPZ). "
    "The clip stays on this machine and is deleted when you close the page."
)
NO_EXERCISES = "No exercise definitions were found. Reinstall FormCheck."


def wrong_kind(suffixes: Iterable[str]) -> str:
    """Return the sentence for an upload of an unknown kind."""
    return f"Expected a file ending in {', '.join(f'.{s}' for s in suffixes)}; choose one of those."


def review_help(title: str) -> str:
    """Return what a sample's button does, for screen readers and tooltips."""
    return f"Review the sample clip: {title}"


# --- While it works ---------------------------------------------------------------------------

LOADING_TITLE = "Reviewing the clip"
STARTING = "Getting ready. The first clip takes a few seconds longer."
STOPPING = "Stopping"
CANCEL = "Cancel"
STAYS_HERE = "The clip stays on this machine."


SETTLED_FRAMES = 30
"""Before this many frames the time left is only a guess, so it is not shown."""


def progress_line(done: int, total: int | None, fps: float, left_s: float | None) -> str:
    """Return how far the review has come, in one line."""
    parts = [f"Frame {done:,} of {total:,}" if total is not None else f"{done:,} frames"]
    if is_known(fps) and fps > 0:
        parts.append(f"{fps:.0f} frames per second")
    if is_known(left_s) and done >= SETTLED_FRAMES:
        parts.append(f"about {duration(left_s)} left")
    return " · ".join(parts)


# --- When it ends without a result ------------------------------------------------------------

CANCELLED_TITLE = "Stopped"
CANCELLED_TEXT = "Nothing was kept. A clip you uploaded has been deleted."
FAILED_TITLE = "This clip could not be reviewed"
NO_ROOM = (
    "This machine's temporary folder is full, so the clip was not reviewed and none of it was "
    "kept; free some space and try again."
)


def no_temporary_folder(reason: str) -> str:
    """Return the sentence for a temporary folder that cannot be written to.

    `reason` is the system's.
    """
    return (
        f"FormCheck cannot write to this machine's temporary folder ({reason}), so the clip was "
        "not reviewed; make the folder writable and try again."
    )


AGAIN = "Choose another clip"

# --- The result -------------------------------------------------------------------------------

NEW_CLIP = "Another clip"
TURNED = "The picture seems to be turned, so nothing could be judged."
TURN_ASKED = "Is the picture turned?"
DOWNLOADS = "Download"
DOWNLOAD_JSON = "Report (JSON)"
DOWNLOAD_CSV = "Repetitions (CSV)"
DOWNLOAD_TRACK = "Landmarks (NPZ)"
DOWNLOAD_VIDEO = "Annotated video (MP4)"
CLIP_GONE = "The clip is no longer where it was. Its verdict is still here."
MAKE_VIDEO = "Make the annotated video"
MAKE_VIDEO_HELP = "Draws the skeleton and the angles into a copy of the clip. This takes a while."
SKELETON = "Skeleton"
STORED_LANDMARKS = "This sample came with its landmarks, so its verdict is there at once."
ESTIMATE_AGAIN = "Estimate the pose again"
COUNTED = "Counted"
SCORE = "Score"
JUDGED = "Could be judged"
NOT_SCORED = "Not scored"
NO_REPS = "No repetition was seen."
REPS_TITLE = "Repetitions"
REPS_HINT = "Choose a row to jump there."
FINDINGS_TITLE = "What to change"
NO_FINDINGS = "Nothing to change in what could be judged."
FINDINGS_NOT_ASSESSABLE = "The clip did not show enough to judge the form."
NO_VIDEO = "A saved track holds landmarks only, so there is no video to show."
SOURCE = "Source"
LIMIT_UNKNOWN = "The limit is not known."
TIMELINE_LABEL = "Timeline of the clip"
ROW_REPS = "Repetitions"
ROW_HOLDS = "Holds"
ROW_UNSEEN = "Not assessable"
SAFETY = "STOP"
INFORMATIONAL = "For information"
MAIN_FAULT = "Most important"


def turn_button(clockwise_deg: int) -> str:
    """Return the label of the button that turns the picture and reviews it again."""
    return f"Turn it {clockwise_deg}° clockwise and review again"


COLUMNS = {
    "number": "#",
    "side": "Side",
    "counted": "Counted",
    "range": "Range",
    "hold": "Hold",
    "pace": "Out / back",
    "score": "Score",
    "judged": "Judged",
}
WORD_COLUMNS = ("side", "counted")
COLUMN_HELP = {
    "range": "How far the judged angle moved, in degrees.",
    "hold": "Seconds held in the end position.",
    "pace": "Seconds on the way out and on the way back.",
    "judged": "Share of the repetition in which everything needed was seen.",
}


def source_line(source: str, duration_s: float | None) -> str:
    """Return the clip's name and length."""
    return f"{plain_name(source)} · {clock(duration_s)}"


def curve_alt(label: str) -> str:
    """Return what the curve shows, for screen readers."""
    return f"{capitalised(label)} over time, with its limits, repetitions and faults"


def describe_count(counted: int) -> str:
    """How many repetitions counted up to a moment of the clip."""
    return "1 repetition" if counted == 1 else f"{counted} repetitions"


def describe_counted(counted: int, total: int) -> str:
    """Return how many of the seen repetitions count."""
    return str(counted) if counted == total else f"{counted} of {total}"


def describe_verdict(rep: RepResult) -> str:
    """Return whether a repetition counts, or why not, with its icon."""
    if rep.rejected is None:
        return "✓ Yes"
    sign = "○" if rep.rejected is Rejection.NOT_ASSESSABLE else "→"
    return f"{sign} {REJECTION_LABELS[rep.rejected]}"


def name_repetition(rep: RepResult) -> str:
    """Return a repetition in words, for tooltips and screen readers."""
    side = "" if rep.side == "both" else f", {SIDE_LABELS.get(rep.side, rep.side).lower()}"
    why = "counted" if rep.rejected is None else REJECTION_LABELS[rep.rejected].lower()
    return f"Repetition {rep.index}{side}, {interval(rep.start_s, rep.end_s)}, {why}"


def name_fault(title: str, start_s: float | None, repetition: int) -> str:
    """Return a broken rule at its moment, for tooltips and screen readers."""
    at = f", {clock(start_s)}" if is_known(start_s) else ""
    return f"{title}, repetition {repetition}{at}"


def name_span(what: str, start_s: float | None, end_s: float | None) -> str:
    """Return a span of time, for tooltips and screen readers."""
    return f"{what}, {interval(start_s, end_s)}"


def held_of(held_s: float | None, asked_s: float) -> str:
    """Return how long a hold was, beside the hold that the dose asks for."""
    return f"{quantity(held_s, 's').removesuffix(' s')} of {asked_s:g} s"


def limit_line(
    limit: float | None,
    furthest: float | None,
    *,
    unit: str,
    beyond: str,
    asked: float | None = None,
) -> str:
    """Return the limit that was passed and how far the worst moment went.

    `beyond` is "above" or "below": the side on which the limit was passed. `asked` is the hold in
    seconds that the dose asks for, where the limit is a share of it.
    """
    allowed, reached = quantity(limit, unit), quantity(furthest, unit)
    line = f"Limit: not {beyond} {allowed}." if is_known(limit) else LIMIT_UNKNOWN
    if not is_known(furthest):
        return line
    if is_known(asked):
        just = f"just {beyond} " if reached == allowed else ""
        return f"Held {just}{held_of(furthest, asked)}. {line}"
    if reached == allowed:
        return f"{line} Furthest seen: just {beyond} it."
    return f"{line} Furthest seen: {reached}."


def main_fault(title: str, cue: str) -> str:
    """Return the most important fault, as Markdown: the rule's title and what to do."""
    return f"**{MAIN_FAULT}:** {escape(title)} → {escape(cue)}"
